"""What real consumers do is what ``/metrics`` shows of them, by the names that deploy/BROKER.md explains."""

import re
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from threading import Event
from time import time

import pytest
from broker import Broker
from click.testing import Result
from hosting import House, hosting
from kafka.errors import KafkaTimeoutError
from test_operations import figures
from typer.testing import CliRunner
from wire import Wire

from consumers.kafka.commands import app
from consumers.kafka.figures import FOLDER, Figures
from consumers.kafka.publish import publishing
from consumers.kafka.running import run
from projections.audience import Audience
from projections.project import open_views

RUNBOOK = Path(__file__).parents[2] / "deploy" / "BROKER.md"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with hosting(tmp_path) as house:
        yield house


@pytest.fixture
def wire(house: House, broker: Broker) -> Wire:
    return Wire(broker, house.place, partitions=2)


def named(wire: Wire, name: str) -> Figures:
    """From now on the wire's consumers tell of themselves where the server looks, under this name."""
    wire.figures = Figures(wire.data / FOLDER / f"{name}.json", name)
    return wire.figures


def test_what_the_intake_does_is_shown(wire: Wire, house: House) -> None:
    before, shelter = time(), house.place.organisation()
    beats = [shelter.heartbeat(n) for n in range(5)]
    named(wire, "intake-1")
    wire.send(*beats, beats[0], b"nothing", shelter.say("feed.heartbeat.v1", {}).token)
    wire.take_in()
    wire.figures.write(now=True)
    found = figures(house)
    assert found["lightwell_consumer_taken_total intake-1 accepted"] == 5
    assert found["lightwell_consumer_taken_total intake-1 known"] == 1
    assert found["lightwell_dead_letters_total not-jws intake-1"] == 1
    assert found["lightwell_dead_letters_total schema intake-1"] == 1
    assert found["lightwell_consumer_lag intake-1 0"] == found["lightwell_consumer_lag intake-1 1"] == 0
    assert found["lightwell_consumer_commit_seconds_count intake-1"] >= 1
    assert found["lightwell_consumer_commit_seconds_sum intake-1"] > 0
    for what in ("polled", "committed"):
        assert before < found[f"lightwell_consumer_last_seconds intake-1 {what}"] <= time()
    assert 0 <= found["lightwell_consumer_silent_seconds intake-1"] < 60


def test_what_is_left_in_the_topic_is_shown_while_there_is_much(wire: Wire, house: House) -> None:
    shelter = house.place.organisation()
    wire.send(*(shelter.heartbeat(n) for n in range(20)))  # ten to each partition
    telling = named(wire, "intake-1")
    with wire.taking() as work:
        work.consumer.config["max_poll_records"] = 4
        while len(telling.lag) < 2:  # both partitions have been heard of
            work.step()
        telling.write(now=True)
        found, taken = figures(house), telling.counts["accepted"]
    assert found["lightwell_consumer_lag intake-1 0"] + found["lightwell_consumer_lag intake-1 1"] == 20 - taken > 0


def test_a_backlog_is_shown_with_the_age_of_its_oldest_statement(wire: Wire, house: House) -> None:
    telling, views = named(wire, "publish"), wire.views()
    house.place.seal(house.place.organisation().heartbeat())
    wire.publish("audit")
    house.place.seal(*(house.place.organisation().heartbeat(n) for n in range(3)))
    with publishing(wire.settings, house.site.ledger, views, [Audience("audit")], telling) as work:
        before = work.all[0].next
        work.all[0].producer.commit_transaction = lambda: 1 / 0
        with pytest.raises(ZeroDivisionError):
            work.step()
    views.dispose()
    telling.write(now=True)
    assert figures(house)["lightwell_consumer_lag publish audit"] == house.site.ledger.size() - before >= 3
    assert 0 < figures(house)["lightwell_consumer_oldest_seconds publish audit"] < 300
    wire.publish("audit")
    telling.write(now=True)
    assert figures(house)["lightwell_consumer_lag publish audit"] == 0
    assert figures(house)["lightwell_consumer_oldest_seconds publish audit"] == 0
    assert figures(house)["lightwell_consumer_taken_total publish published"] == house.site.ledger.size()


def test_two_publishers_of_one_folder_are_shown_side_by_side(
    wire: Wire, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelter = house.place.organisation()
    house.place.seal(shelter.heartbeat())
    for name, value in (wire.environment() | {"LIGHTWELL_ORIGIN": house.site.ledger.origin}).items():
        monkeypatch.setenv(name, value)
    provider = f"provider:{shelter.organisation}"
    for audiences in (["audit"], [f"unit:{shelter.unit}", provider]):
        result = CliRunner().invoke(app, ["consume", "publish", *audiences, "--data", str(wire.data), "--once"])
        assert result.exit_code == 0, result.output
    found, second = figures(house), f"publish-provider.{shelter.organisation}"
    assert found["lightwell_consumer_taken_total publish-audit published"] == house.site.ledger.size()
    assert found[f"lightwell_consumer_lag {second} {provider}"] == 0
    assert found[f"lightwell_consumer_lag {second} unit:{shelter.unit}"] == 0


def test_a_failure_is_shown_as_clients_built_anew(wire: Wire, house: House) -> None:
    stop = Event()

    class Fails:
        def step(self) -> bool:
            stop.set()
            raise KafkaTimeoutError

    telling = named(wire, "publish")
    run(lambda: nullcontext(Fails()), stop, telling, 0.1)
    assert figures(house)["lightwell_consumer_rebuilds_total publish KafkaTimeoutError"] == 1


def test_the_projectors_figures_are_shown(wire: Wire, house: House) -> None:
    named(wire, "publish")
    wire.publish("audit")
    telling, views = named(wire, "project"), open_views(wire.data / "elsewhere.db")
    wire.project(views)
    telling.write(now=True)
    views.dispose()
    assert figures(house)["lightwell_consumer_taken_total project projected"] == house.site.ledger.size()
    assert figures(house)["lightwell_consumer_lag project 0"] == 0


def test_two_projectors_of_one_folder_are_shown_side_by_side_and_one_name_is_used_once(
    wire: Wire, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    named(wire, "publish")
    wire.publish("audit")
    for name, value in wire.environment().items():
        monkeypatch.setenv(name, value)

    def project(views: str, *more: str) -> Result:
        told = ["consume", "project", "--views", str(wire.data / views), "--data", str(wire.data), "--once", *more]
        return CliRunner().invoke(app, told)

    with Figures(wire.data / FOLDER / "project.json", "project").alone():
        refused = project("second.db")
        assert isinstance(refused.exception, OSError)
        assert "--instance" in str(refused.exception)
        assert not (wire.data / FOLDER / "project.json").exists()
        assert project("second.db", "--instance", "second").exit_code == 0
    assert project("first.db").exit_code == 0
    found = figures(house)
    for name in ("project", "project-second"):
        assert found[f"lightwell_consumer_taken_total {name} projected"] == house.site.ledger.size()


def test_the_runbook_explains_each_figure_of_consumers_and_no_other(house: House) -> None:
    explained = set(re.findall(r"^\| `(lightwell_\w+)`", RUNBOOK.read_text(), re.MULTILINE))
    served = re.findall(r"^# TYPE (\S+) ", house.send("GET", "/metrics").body.decode(), re.MULTILINE)
    ours = {name for name in served if name.startswith(("lightwell_consumer", "lightwell_dead_letters"))}
    assert explained == ours
