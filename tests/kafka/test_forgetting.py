"""Who was erased is in no topic any more, for somebody who copied the broker's files and the ledger's afterwards, with
every key. The same attempt on copies from before the erasure finds everything, or it would show nothing.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep, time
from uuid import UUID

import pytest
from attacking import Thief, copies
from broker import Broker
from building import Line, Place
from kafka.record import MemoryRecords
from standin import Standin
from wire import Wire, packed, until_idle

from consumers.kafka import key_file, letters
from consumers.kafka.envelope import Envelopes
from ledger import disclosures, door
from ledger.problems import Problem

pytestmark = pytest.mark.usefixtures("database")


class TopicThief(Thief):
    """Opens what lies in the broker's files as well, with the keys that lie in the ledger's."""

    def __init__(self, folder: Path, wire: Wire, broker: Broker) -> None:
        super().__init__(copies(wire.data, folder / "ledger"))
        topics = folder / "topics"
        for found in (broker.folder / "data").glob(f"{wire.settings.prefix}.*"):
            shutil.copytree(found, topics / found.name)
        self.topics = {path.parent.name: path.read_bytes() for path in sorted(topics.rglob("*.log"))}
        self._envelopes = Envelopes(key_file.read(folder / "ledger" / "keys")["keys"])

    def told(self) -> set[str]:
        """Every private value in a message, in a letter, or in a message in a letter."""
        found = set[str]()
        for piece in self._pieces():
            with suppress(Problem):
                found.update(disclosures.read(leaf, 1_000_000).value for leaf in door.open_line(piece)[1])  # type: ignore[arg-type]
        return found

    def words(self) -> bytes:
        """Everything that can be read, as it lies there."""
        return b"\n".join((*self._pieces(), *self.topics.values()))

    def _pieces(self) -> Iterator[bytes]:
        for data in self.topics.values():
            records = MemoryRecords(data)
            while records.has_next():
                for record in records.next_batch():
                    yield from self._within(record.value or b"")

    def _within(self, content: bytes) -> Iterator[bytes]:
        for piece in content.split(b"\n"):
            yield piece
            with suppress(Problem):
                yield from self._within(self._envelopes.open(piece))


@pytest.fixture
def wire(broker: Broker | Standin, tmp_path: Path) -> Wire:
    made = Wire(broker, Place(tmp_path / "data"))
    made.settings = made.settings.model_copy(update={"key_hours": 0.0})
    return made


def two_people(wire: Wire) -> tuple[list[Line], list[bytes]]:
    """Aroha and Tama, and messages about each that cannot be taken."""
    shelter, book = wire.place.organisation(), wire.place.id()
    named = lambda n, name: shelter.people({n: {"ref": f"C-{n}", "given_name": name}})  # noqa: E731
    good = [shelter.collected(book, [(n, n)], named(n, name)) for n, name in ((1, "Aroha"), (2, "Tama"))]
    # by its rules the ledger refuses a second person on a line that somebody has
    aroha, tama = (
        shelter.collected(book, [(at, at)], shelter.people({at: {"ref": ref, "given_name": name}}))
        for at, ref, name in ((2, "C-1", "Aroha"), (1, "C-2", "Tama"))
    )
    return good, [wire.sealed(aroha), wire.sealed(tama), wire.envelopes.seal(b"Aroha, somehow")]


def erase(wire: Wire, ref: str) -> None:
    ledger = wire.place.ledger
    with ledger.recorder.reader() as cursor:
        cursor.execute("SELECT DISTINCT organisation FROM subject")
        (organisation,) = [str(UUID(bytes=bytes(row[0]))) for row in map(tuple, cursor.fetchall())]
        person = ledger.vault.person(cursor, organisation, ref)
    assert person is not None
    ledger.erase(person)


def test_copies_of_the_brokers_files_and_every_key_find_nobody_who_was_erased(
    real_broker: Broker, wire: Wire, tmp_path: Path
) -> None:
    good, bad = two_people(wire)
    wire.send(*good, *bad)
    wire.take_in()
    wire.publish("audit")
    assert len(wire.letters()) == 3
    old = wire.envelopes.public()["kid"]
    before = TopicThief(tmp_path / "before", wire, real_broker)
    assert {"Aroha", "C-1", "Tama", "C-2"} <= before.told()
    assert b"Aroha" in before.words()

    erase(wire, "C-1")
    wire.take_in()

    after = TopicThief(tmp_path / "after", wire, real_broker)
    assert {"Tama", "C-2"} <= after.told(), "the attempt works"
    assert not {"Aroha", "C-1"} & (after.told() | after.read())
    assert b"Aroha" not in after.words()
    assert after.finds(old.encode()) == []
    assert [letter.codes for letter in wire.letters()] == [("line-taken",)], "the letter about Tama alone stays"
    chosen = wire.letters()
    assert letters.redrive(wire.settings, wire.envelopes, chosen) == 1
    wire.take_in()
    assert wire.letters() == [], "the new key opens it; on Aroha's line it names nobody"


def test_what_was_sent_in_the_clear_leaves_the_brokers_files(
    real_broker: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consumers.kafka.intake.SEGMENT", 1_000)
    wire = Wire(real_broker, Place(tmp_path / "data"))
    (aroha, _), _ = two_people(wire)
    wire.send(packed(aroha))
    files = lambda: b"".join(  # noqa: E731
        path.read_bytes() for path in (real_broker.folder / "data").glob(f"{wire.settings.intake}-*/*.log*")
    )
    assert aroha.private[0] in files()
    with wire.taking() as work:
        until_idle(work)
        assert wire.why() == [("in-the-clear",)]
        until = monotonic() + 60
        while aroha.private[0] in files() and monotonic() < until:
            work.forgetting.step()
            sleep(0.5)
    assert aroha.private[0] not in files()


def test_a_key_is_kept_while_a_message_waits_that_is_sealed_to_it(wire: Wire) -> None:
    good, _ = two_people(wire)
    wire.send(good[0])
    wire.take_in()
    late = wire.sealed(good[1])
    erase(wire, "C-1")
    wire.send(late)
    with wire.taking() as work:
        old = wire.envelopes.public()["kid"]
        work.forgetting.step()
        kept = [key["kid"] for key in wire.envelopes.keys]
        assert old in kept and kept[0] != old
        until_idle(work)
        work.forgetting.step()
    assert [key["kid"] for key in wire.envelopes.keys] == kept[:1]
    assert wire.place.ledger.find(good[1].digest) is not None


def test_a_key_that_another_intake_has_made_opens_at_once_what_is_sealed_to_it(wire: Wire) -> None:
    good, _ = two_people(wire)
    wire.send(good[0])
    with wire.taking() as work:
        until_idle(work)
        made = Envelopes.open_file(wire.data / "keys", fresh=True).public()
        assert made["kid"] not in [key["kid"] for key in work.envelopes.keys], "this one has not looked since"
        wire.send(good[1])
        until_idle(work)
    assert wire.letters() == []
    assert wire.place.ledger.find(good[1].digest) is not None


def test_what_waits_when_somebody_is_erased_comes_in_as_about_somebody_new(wire: Wire) -> None:
    """The ledger has forgotten how they were called, so that it cannot tell; SECURITY.md does not promise it."""
    ledger, shelter = wire.place.ledger, wire.place.organisation()
    wire.send(shelter.collected(wire.place.id(), [(1, 1)], shelter.people({1: {"ref": "C-1", "given_name": "Aroha"}})))
    wire.take_in()
    late = wire.sealed(shelter.collected(wire.place.id(), [(1, 1)], shelter.people({1: {"ref": "C-1"}})))
    with ledger.recorder.reader() as cursor:
        before = ledger.vault.person(cursor, shelter.organisation, "C-1")
    erase(wire, "C-1")
    wire.send(late)
    wire.take_in()
    with ledger.recorder.reader() as cursor:
        after = ledger.vault.person(cursor, shelter.organisation, "C-1")
    assert after is not None and after != before, "somebody new, with nothing of what was erased"
    assert wire.letters() == []


def test_an_older_key_opens_for_its_hours_and_senders_are_told_the_new_one(wire: Wire) -> None:
    wire.settings = wire.settings.model_copy(update={"key_hours": 1.0})
    good, _ = two_people(wire)
    wire.send(*good)
    wire.take_in()
    old, now = wire.envelopes.public(), [time()]
    erase(wire, "C-1")
    with wire.taking() as work:
        until_idle(work)
        forgetting = work.forgetting
        forgetting.now = lambda: now[0]
        assert [key["kid"] for key in wire.envelopes.keys][1:] == [old["kid"]]
        (*_, told) = wire.read(wire.settings.intake_key)
        assert json.loads(told.value) == wire.envelopes.public()
        now[0] += 3_500
        forgetting.step()
        assert len(wire.envelopes.keys) == 2
        now[0] += 200
        forgetting.step()  # the new one is as old, and is followed as well
        kids = [key["kid"] for key in wire.envelopes.keys]
        assert len(kids) == 2 and old["kid"] not in kids
    assert b'"d"' not in told.value


def test_what_was_taken_in_is_in_the_topic_no_more_and_what_was_not_is(wire: Wire) -> None:
    shelter = wire.place.organisation()
    wire.send(*(shelter.heartbeat(n) for n in range(5)))
    wire.take_in()
    assert wire.read(wire.settings.intake) == []
    wire.send(line := shelter.heartbeat(9))
    assert [record.value for record in wire.read(wire.settings.intake)] == [line.token]
    wire.take_in()
    assert wire.place.ledger.find(line.digest) is not None
