"""Sealed statements by Kafka: each once and in order, to whom the policy gives all of it; read models from them."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import flows
import pytest
from broker import Broker
from building import Line, Place
from kafka.errors import KafkaTimeoutError
from sqlalchemy import Engine, select
from test_withholding import decide, keep
from wire import Wire, until_idle

from consumers.kafka.project import Gap
from consumers.kafka.publish import Ahead, Topics, publishing
from ledger import strictjson
from projections.audience import Audience, NoAudience
from projections.project import open_views, position
from projections.tables import topic_read

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def wire(broker: Broker, tmp_path: Path) -> Wire:
    return Wire(broker, Place(tmp_path / "data"))


def flowing(place: Place) -> dict[str, Line]:
    """What two providers send to an agency, and what its unit does with it."""
    shelter, clinic, agency = place.organisation(), place.organisation(), place.organisation("agency")
    said: dict[str, Line] = {}
    books = {}
    for name, party in (("shelter", shelter), ("clinic", clinic)):
        book = books[name] = place.id()
        said[f"{name} collected"] = party.collected(
            book, [(1, 3)], party.people({n: {"ref": f"C-{n}"} for n in (1, 2, 3)})
        )
        sent = flows.sent(party, agency, book, 3)
        said[f"{name} sent"], said[f"{name} received"] = sent.line, flows.received(agency, sent)
        said[f"{name} opened"] = flows.accessed(agency, sent.holding)
        said[f"{name} held"] = flows.accessed(agency, sent.holding, why=flows.HELD)
        books[f"{name} there"] = sent.holding
    both = flows.used(agency, (books["shelter there"], "all", ["name"]), (books["clinic there"], "all", ["name"]))
    said["both used"] = both.line
    ours = flows.used(agency, (books["shelter there"], "all", ["name"]))
    said["shelter used"], said["shelter outcome"] = ours.line, flows.outcome(agency, ours.use)
    said["both outcome"] = flows.outcome(agency, ours.use, both.use)
    said["shelter taken back"] = flows.retracted(agency, said["shelter opened"])
    said["clinic taken back"] = flows.retracted(agency, said["clinic opened"])
    said["shelter beat"], said["agency beat"] = shelter.heartbeat(), agency.heartbeat()
    place.seal(*said.values())
    place.parties = {"shelter": shelter, "clinic": clinic, "agency": agency}  # type: ignore[attr-defined]
    return said


def event(line: Line) -> dict[str, Any]:
    data: dict[str, Any] = strictjson.read(flows.jws.parse(line.token).payload)["data"]
    return data


def tokens(place: Place) -> list[bytes]:
    return [token for _, token in place.ledger.tokens(0, 100_000)]


def test_the_auditors_topic_is_the_log(wire: Wire) -> None:
    flowing(wire.place)
    wire.publish("audit")
    wire.place.seal(*(wire.place.organisation().heartbeat(n) for n in range(5)))
    wire.publish("audit")
    wire.publish("audit")
    found = wire.published()
    assert [record.value for record in found] == tokens(wire.place)
    for index, record in enumerate(found):
        advice = {name: value.decode() for name, value in record.headers}
        event = flows.jws.parse(record.value)
        assert advice["index"] == str(index)
        assert advice["ce_type"].encode() in event.payload and advice["ce_id"].encode() in event.payload
        assert record.key.decode() == advice["ce_source"]


def test_each_audience_gets_what_the_policy_gives_it_whole(wire: Wire) -> None:
    said = flowing(wire.place)
    shelter, agency = wire.place.parties["shelter"], wire.place.parties["agency"]  # type: ignore[attr-defined]
    audiences = f"provider:{shelter.organisation}", f"unit:{agency.unit}"
    wire.publish(*audiences)
    got = []
    for audience in audiences:
        sent = {record.value for record in wire.published(audience)}
        got.append({name for name, line in said.items() if line.token in sent})
    ours = {
        f"shelter {what}"
        for what in ("collected", "sent", "received", "opened", "used", "outcome", "taken back", "beat")
    }
    assert got[0] == ours, "what is about others' people as well, or held, is not a provider's"
    theirs = {
        name
        for name in said
        if name.split()[1] in ("received", "opened", "held", "used", "outcome", "taken", "taken back")
    }
    assert got[1] >= {"shelter received", "clinic opened", "shelter held", "both used", "both outcome", "agency beat"}
    assert got[1] <= theirs | {"agency beat", "clinic taken back", "shelter taken back"}


def test_what_two_people_kept_back_goes_to_no_provider(wire: Wire) -> None:
    said = flowing(wire.place)
    shelter, agency = wire.place.parties["shelter"], wire.place.parties["agency"]  # type: ignore[attr-defined]
    there = flows.sent(shelter, agency, str(event(said["shelter collected"])["holding"]), 3)
    later = flows.accessed(agency, there.holding)
    proposed = keep(shelter, there.line, str(event(said["shelter collected"])["holding"]), [[1, 1]], viewers="staff")
    wire.place.seal(there.line, proposed, decide(shelter, proposed), later)
    audience = f"provider:{shelter.organisation}"
    wire.publish(audience, "audit")
    sent = {record.value for record in wire.published(audience)}
    assert said["shelter sent"].token in sent
    assert sent.isdisjoint({there.line.token, later.token, proposed.token})
    assert {there.line.token, later.token, proposed.token} <= {record.value for record in wire.published()}


def test_there_must_be_somebody_to_publish_for(wire: Wire) -> None:
    for name in ("everybody", "provider:", "person:1"):
        with pytest.raises(NoAudience):
            Audience(name)
    with pytest.raises(NoAudience):
        wire.publish(f"unit:{wire.place.id()}")


@pytest.mark.parametrize("made", [True, False], ids=["made", "not made"])
def test_a_commit_that_failed_is_looked_up_before_anything_is_sent_again(wire: Wire, made: bool) -> None:
    flowing(wire.place)
    views = wire.views()
    for turn in range(3):
        with publishing(wire.settings, wire.place.ledger, views, [Audience("audit")], wire.figures) as work:
            publisher, commit = work.all[0], work.all[0].producer.commit_transaction

            def fail(commit: Any = commit) -> None:
                if made:
                    commit()
                raise KafkaTimeoutError

            publisher.producer.commit_transaction = fail
            if publisher.next < wire.place.ledger.size():
                with pytest.raises(KafkaTimeoutError):
                    publisher.step()
        assert len(wire.published()) == (wire.place.ledger.size() if made else 0), turn
    wire.publish("audit")
    assert [record.value for record in wire.published()] == tokens(wire.place)
    views.dispose()


def test_a_ledger_that_was_put_back_publishes_nothing(wire: Wire, tmp_path: Path, broker: Broker) -> None:
    flowing(wire.place)
    wire.publish("audit")
    other = Wire(broker, Place(tmp_path / "other", seed=b"another"))
    other.settings = wire.settings
    flowing(other.place)
    with pytest.raises(Ahead):
        other.publish("audit")
    assert [record.value for record in wire.published()] == tokens(wire.place)


# Read models elsewhere


@pytest.fixture
def elsewhere(wire: Wire) -> Engine:
    return open_views(flows.databases.views(wire.data / "elsewhere.db"))


def rows(views: Engine) -> dict[str, Any]:
    """All but where the topic was read to, which a rebuild does not know."""
    found = flows.rows(views)
    del found[topic_read.name]
    return found


def test_read_models_from_the_topic_are_those_of_a_rebuild(wire: Wire, elsewhere: Engine, tmp_path: Path) -> None:
    flowing(wire.place)
    wire.publish("audit")
    wire.project(elsewhere)
    flowing(wire.place)
    wire.publish("audit")
    wire.project(elsewhere)
    assert rows(elsewhere) == rows(flows.projected(wire.place, tmp_path))
    with elsewhere.connect() as connection:
        (kept,) = connection.execute(select(topic_read.c.offset)).one()
    assert kept == wire.published()[-1].offset + 1


def test_rows_and_offset_are_kept_together_or_not_at_all(wire: Wire, elsewhere: Engine, tmp_path: Path) -> None:
    flowing(wire.place)
    wire.publish("audit")
    with wire.projecting(elsewhere) as work:
        keep = work._keep

        def torn(connection: Any, reached: int) -> None:
            keep(connection, reached)
            raise ZeroDivisionError

        work._projector._beside = torn
        with pytest.raises(ZeroDivisionError):
            until_idle(work)
    with elsewhere.connect() as connection:
        assert position(connection) == 0
        assert connection.execute(select(topic_read)).all() == []
    wire.project(elsewhere)
    assert rows(elsewhere) == rows(flows.projected(wire.place, tmp_path))


def put(wire: Wire, *said: tuple[int, bytes]) -> None:
    """Straight into the auditors' topic, as nobody should."""
    topics = Topics.of(wire.settings, Audience("audit"))
    topics.make(wire.settings)
    producer = wire.broker.producer()
    for index, token in said:
        producer.send(topics.statements, token, key=b"any", headers=[("index", str(index).encode())])
    producer.close()


def test_what_comes_twice_is_taken_in_once_and_what_is_missing_is_not_passed_over(
    wire: Wire, elsewhere: Engine, tmp_path: Path
) -> None:
    flowing(wire.place)
    said = list(wire.place.ledger.tokens(0, 1_000))
    put(wire, *said[:5], *said[3:9], *said[:2], *said[9:])
    wire.project(elsewhere)
    assert rows(elsewhere) == rows(flows.projected(wire.place, tmp_path))
    put(wire, (len(said) + 1, said[-1][1]))
    with pytest.raises(Gap):
        wire.project(elsewhere)
    with elsewhere.connect() as connection:
        assert position(connection) == len(said)


def test_what_is_published_can_be_checked_by_anybody(wire: Wire) -> None:
    flowing(wire.place)
    wire.publish("audit")
    assert all(wire.place.ledger.find(sha256(r.value).digest()) == n for n, r in enumerate(wire.published()))
