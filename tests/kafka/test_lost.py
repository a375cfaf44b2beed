"""A broker that is lost for good, with its disks: the steps of deploy/BROKER.md, one by one."""

from pathlib import Path

import pytest
from broker import Broker
from building import Place
from kafka.errors import KafkaError
from typer.testing import CliRunner
from whole import check_whole
from wire import Wire

from consumers.kafka.commands import app
from projections.project import open_views, position


@pytest.fixture
def wire(real_broker: Broker, tmp_path: Path) -> Wire:
    return Wire(real_broker, Place(tmp_path / "data"))


def test_an_empty_broker_is_filled_again_and_nothing_is_lost_or_twice(wire: Wire, real_broker: Broker) -> None:
    shelter, copy = wire.place.organisation(), open_views(wire.data / "copy.db")
    taken, waiting = ([shelter.heartbeat(n) for n in range(*span)] for span in ((0, 5), (5, 8)))
    wire.send(*taken, b"bad")
    wire.take_in()
    wire.publish("audit")
    wire.project(copy)
    wire.send(*waiting)  # which the ledger has not taken yet
    before, size = [record.value for record in wire.published()], wire.place.ledger.size()
    assert len(before) == size
    copy.dispose()

    real_broker.lose()
    with pytest.raises(KafkaError):  # nobody can send before the intake has made the topic
        real_broker.producer(max_block_ms=1_000).send(wire.settings.intake, taken[0].token)
    wire.take_in()
    wire.send(*taken, *waiting)
    wire.figures.counts.clear()
    wire.take_in()
    assert (wire.figures.counts["known"], wire.figures.counts["accepted"]) == (len(taken), len(waiting))
    assert check_whole(wire.place.ledger) == size + len(waiting)

    wire.publish("audit")
    after = [record.value for record in wire.published()]
    assert after[:size] == before
    assert after == [token for _, token in wire.place.ledger.tokens(0, 1_000)]
    for path in wire.data.glob("copy.db*"):
        path.unlink()
    copy = open_views(wire.data / "copy.db")
    wire.project(copy)
    with copy.connect() as connection:
        assert position(connection) == wire.place.ledger.size()
    assert wire.letters() == [], "dead letters are lost with it"


@pytest.mark.usefixtures("real_broker")
def test_dead_letters_of_a_broker_that_is_away_cannot_be_read_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIGHTWELL_KAFKA_BOOTSTRAP", "127.0.0.1:1")
    for command in (["list"], ["redrive", "--all"]):
        result = CliRunner().invoke(app, ["dead-letters", *command])
        assert isinstance(result.exception, OSError)
        assert "the dead letters cannot be read" in str(result.exception)
