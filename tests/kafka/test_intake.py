"""Statements by Kafka: the same checks as at the door, each message once, bad ones put aside and sent again."""

import json
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from broker import Broker
from building import Line, Place
from kafka.errors import KafkaError
from whole import check_whole
from wire import Wire, packed, until_idle

from consumers.kafka import letters
from consumers.kafka.envelope import Envelopes
from consumers.kafka.intake import Taking
from consumers.kafka.running import run
from ledger.intake import CHUNK
from ledger.problems import ADVICE

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def wire(broker: Broker, tmp_path: Path) -> Wire:
    return Wire(broker, Place(tmp_path / "data"))


def people(wire: Wire, count: int) -> list[Line]:
    """Statements about people, with their private parts."""
    shelter, book = wire.place.organisation(), wire.place.id()
    named = lambda n: shelter.people({n: {"ref": f"C-{n}", "given_name": "Aroha"}})  # noqa: E731
    return [shelter.collected(book, [(n, n)], named(n)) for n in range(1, count + 1)]


def test_each_message_is_sealed_once_however_often_it_comes(wire: Wire) -> None:
    shelter = wire.place.organisation()
    lines = [*people(wire, 3), *(shelter.heartbeat(n) for n in range(3))]
    before = wire.place.ledger.size()
    wire.send(*lines, *reversed(lines), lines[0])
    wire.take_in()
    wire.send(*lines)
    wire.take_in()
    found = [wire.place.ledger.find(line.digest) for line in lines]
    assert None not in found and len(set(found)) == len(lines)
    ticks = wire.place.ledger.recorder.select_notifications(before + 1, 99, topics=["lightwell.ledger.ticked.v1"])
    assert check_whole(wire.place.ledger) == before + len(lines) + len(ticks)
    assert wire.figures.counts["accepted"] == len(lines)
    assert wire.figures.counts["known"] == 2 * len(lines) + 1
    assert wire.letters() == []
    assert wire.figures.lag == {"0": 0}


def test_many_are_checked_in_other_processes(wire: Wire) -> None:
    shelter = wire.place.organisation()
    lines = [shelter.heartbeat(n) for n in range(2 * CHUNK)]
    wire.send(*lines, b"not a statement")
    wire.take_in()
    assert all(wire.place.ledger.find(line.digest) is not None for line in lines)
    assert wire.why() == [("not-jws",)]


def test_one_sealed_message_may_hold_several_lines(wire: Wire) -> None:
    lines = people(wire, 4)
    wire.send(wire.sealed(*lines))
    wire.take_in()
    assert all(wire.place.ledger.find(line.digest) is not None for line in lines)
    check_whole(wire.place.ledger)


def test_a_private_part_in_the_clear_is_not_taken(wire: Wire) -> None:
    (line,) = people(wire, 1)
    wire.send(packed(line))
    wire.take_in()
    assert wire.place.ledger.find(line.digest) is None
    assert wire.why() == [("in-the-clear",)]


def test_bad_messages_are_put_aside_with_why_and_as_they_came(wire: Wire, tmp_path: Path) -> None:
    shelter, stranger = wire.place.organisation(), wire.place.key()
    (line,) = people(wire, 1)
    good, spoiled = shelter.heartbeat(), shelter.heartbeat()
    elsewhere = Envelopes.open_file(tmp_path / "elsewhere")
    bad = {
        "not-jws": b"\x00\xff nothing at all",
        "bad-signature": spoiled.token[:-4] + (b"AAAA" if spoiled.token[-4:] != b"AAAA" else b"BBBB"),
        "cannot-open": elsewhere.seal(packed(line)),
        "key-not-registered": shelter.heartbeat(key=stranger).token,
        "private-mismatch": wire.sealed(Line(line.token, line.private[:-1])),
        "bad-json": wire.envelopes.seal(b"{"),
        "schema": shelter.say("feed.heartbeat.v1", {}).token,
    }
    wire.send(*bad.values(), None, b"", good)
    wire.take_in()
    assert wire.place.ledger.find(good.digest) is not None, "a bad message keeps no other one up"
    found = wire.letters()
    assert [letter.codes for letter in found] == [(code,) for code in [*bad, "not-jws", "not-jws"]]
    for letter, original in zip(found, [*bad.values(), b"", b""], strict=True):
        reasons, kept = letter.open(wire.envelopes)
        assert kept == original
        assert reasons[0]["detail"] == ADVICE[letter.codes[0]][1]
    kept = wire.read(wire.settings.letters)
    assert not any(b"Aroha" in one.value or line.token in one.value for one in kept), "a letter is sealed"
    assert all(b"Aroha" not in json.dumps([str(h) for h in one.headers]).encode() for one in kept)


def test_what_could_not_be_taken_is_taken_once_the_cause_is_gone(wire: Wire) -> None:
    shelter = wire.place.organisation()
    key, registration = shelter.another_key(seal=False)
    early = [shelter.heartbeat(n, key=key) for n in range(3)]
    wire.send(*early, b"never good")
    wire.take_in()
    assert wire.why() == [("key-not-registered",)] * 3 + [("not-jws",)]
    wire.place.seal(registration)
    chosen = [letter for letter in wire.letters() if letter.codes == ("key-not-registered",)]
    assert letters.redrive(wire.settings, wire.envelopes, chosen) == 3
    wire.take_in()
    assert all(wire.place.ledger.find(line.digest) is not None for line in early)
    assert wire.why() == [("not-jws",)], "what was sent again is no dead letter any more"


def test_a_key_that_comes_with_its_first_statements_opens_the_door_to_them(wire: Wire) -> None:
    shelter = wire.place.organisation()
    key, registration = shelter.another_key(seal=False)
    first = shelter.heartbeat(key=key)
    wire.send(registration, first)
    wire.take_in()
    assert wire.place.ledger.find(first.digest) is not None
    assert wire.letters() == []


def test_an_older_key_still_opens(wire: Wire) -> None:
    (line,) = people(wire, 1)
    message = wire.sealed(line)
    old = wire.envelopes.public()
    Envelopes.open_file(wire.data / "keys", fresh=True)
    assert wire.envelopes.public() != old
    wire.send(message)
    wire.take_in()
    assert wire.place.ledger.find(line.digest) is not None


def test_who_dies_before_saying_how_far_it_came_leaves_nothing_twice(wire: Wire) -> None:
    shelter = wire.place.organisation()
    lines = [shelter.heartbeat(n) for n in range(20)]
    wire.send(*lines, b"bad")
    with wire.taking() as work:
        work.producer.commit_transaction = lambda: 1 / 0  # type: ignore[method-assign]
        with pytest.raises(ZeroDivisionError):
            until_idle(work)
    assert all(wire.place.ledger.find(line.digest) is not None for line in lines), "sealed before it died"
    assert wire.letters() == [], "what was not committed is not seen"
    wire.take_in()
    assert len(wire.letters()) == 1
    assert wire.figures.counts["known"] == 20
    check_whole(wire.place.ledger)


def ahead(work: Taking) -> None:
    """Until something is fetched and not yet taken."""
    until = monotonic() + 60
    while work.ahead is None:
        work.step()
        assert monotonic() < until


def test_what_is_fetched_ahead_is_not_said_to_be_read(wire: Wire) -> None:
    shelter = wire.place.organisation()
    first, second = ([shelter.heartbeat(n) for n in range(at, at + 5)] for at in (0, 5))
    with suppress(ZeroDivisionError), wire.taking() as work:
        wire.send(*first, b"bad")
        ahead(work)
        assert work.step(), "what came first is taken now"
        wire.send(*second, b"worse")
        ahead(work)
        assert wire.figures.lag == {"0": 6}
        raise ZeroDivisionError
    sealed = [wire.place.ledger.find(line.digest) is not None for line in [*first, *second]]
    assert sealed == [True] * 5 + [False] * 5
    assert len(wire.letters()) == 1
    wire.take_in()
    assert all(wire.place.ledger.find(line.digest) is not None for line in second)
    assert len(wire.letters()) == 2
    assert wire.figures.counts["known"] == 0


def test_who_is_told_to_stop_takes_what_was_fetched_ahead(wire: Wire) -> None:
    shelter = wire.place.organisation()
    lines = [shelter.heartbeat(n) for n in range(5)]
    wire.send(*lines, b"bad")
    with wire.taking() as work:
        ahead(work)
    assert all(wire.place.ledger.find(line.digest) is not None for line in lines)
    assert len(wire.letters()) == 1
    wire.take_in()
    assert wire.figures.counts["known"] == 0


def test_a_key_that_comes_just_before_its_first_statements_are_checked_opens_the_door_too(wire: Wire) -> None:
    shelter = wire.place.organisation()
    key, registration = shelter.another_key(seal=False)
    early = [shelter.heartbeat(n, key=key) for n in range(3)]
    with wire.taking() as work:
        wire.send(*early)
        ahead(work)  # they are checked, and their key is not known
        wire.place.seal(registration)
        until_idle(work)
    assert all(wire.place.ledger.find(line.digest) is not None for line in early)
    assert wire.letters() == []


def test_of_partitions_that_another_was_given_nothing_is_said(wire: Wire) -> None:
    shelter = wire.place.organisation()
    lines = [shelter.heartbeat(n) for n in range(5)]
    wire.send(*lines, b"bad")
    with wire.taking() as work:
        ahead(work)
        assert work.ahead is not None
        work.ahead.group = work.ahead.group._replace(generation_id=work.ahead.group.generation_id - 1)
        with pytest.raises(KafkaError):
            work.step()
    assert wire.letters() == []
    wire.take_in()
    assert len(wire.letters()) == 1
    assert wire.figures.counts["known"] == 5
    check_whole(wire.place.ledger)


def test_who_comes_beside_another_takes_over_what_it_has_not_taken(broker: Broker, tmp_path: Path) -> None:
    wire = Wire(broker, Place(tmp_path / "data"), partitions=4)
    shelter = wire.place.organisation()
    lines, stop = [shelter.heartbeat(n) for n in range(400)], Event()

    def going(instance: str) -> Thread:
        thread = Thread(target=run, args=(partial(wire.taking, instance), stop, wire.figures, 1.0))
        thread.start()
        return thread

    threads = [going("1")]
    for at in range(0, 400, 20):
        wire.send(*lines[at : at + 20], f"bad {at}".encode())
        if at == 200:
            threads.append(going("2"))
    until = monotonic() + 120
    while None in [wire.place.ledger.find(line.digest) for line in lines] or len(wire.letters()) < 20:
        assert monotonic() < until
        sleep(0.2)
    stop.set()
    for thread in threads:
        thread.join()
    assert len(wire.letters()) == len(wire.read(wire.settings.letters)) == 20, "each bad message has one letter"
    check_whole(wire.place.ledger)
