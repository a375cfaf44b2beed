"""The sealing recorder: one log without a gap, whoever writes, and no fault leaves a seal half done."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import databases
import psycopg
import pytest
from building import ORIGIN, Line, Place
from eventsourcing import sqlite
from eventsourcing.persistence import IntegrityError, StoredEvent
from whole import check_whole

from ledger.admission import Sealed
from ledger.application import Ledger
from ledger.merkle import leaf_hash, root_of
from ledger.store import postgresql
from ledger.store.recorder import Recorder

pytestmark = pytest.mark.usefixtures("database")


def recorder(folder: Path) -> Recorder:
    """A recorder on a database of the folder's own, with the connections that the ledger uses."""
    return databases.of(folder).recorder(folder)


def events(count: int, first: int = 1) -> list[StoredEvent]:
    return [StoredEvent(UUID(int=first + n), 1, "t", b"state %d" % (first + n)) for n in range(count)]


@pytest.mark.parametrize("sizes", [[1] * 20, [255, 1, 1, 255], [256, 256, 1], [300, 600, 7], [1000, 24]])
def test_the_tree_is_the_same_however_the_log_was_cut_into_seals(tmp_path: Path, sizes: list[int]) -> None:
    made, size = recorder(tmp_path), 0
    for count in sizes:
        made.insert_events(events(count, size + 1))
        size += count
    leaves = [leaf_hash(event.state) for event in events(size)]
    with made.reader() as cursor:
        cursor.execute("SELECT hashes FROM tile WHERE level=0 ORDER BY n")
        assert b"".join(bytes(row[0]) for row in cursor.fetchall()) == b"".join(leaves)
        cursor.execute("SELECT size FROM checkpoint ORDER BY size")
        assert [row[0] for row in cursor.fetchall()] == [sum(sizes[: n + 1]) for n in range(len(sizes))]
    with made.writer() as writer:
        assert (writer.size, writer.frontier.root()) == (size, root_of(leaves))


def test_two_recorders_on_one_file_make_one_log(tmp_path: Path) -> None:
    one, two = recorder(tmp_path), recorder(tmp_path)
    for n in range(0, 12, 2):
        assert one.insert_events(events(1, n + 1)) == [n + 1]
        assert two.insert_events(events(1, n + 2)) == [n + 2]
    with one.reader() as cursor:
        cursor.execute("SELECT hashes FROM tile WHERE level=0 AND n=0")
        assert bytes(cursor.fetchone()[0]) == b"".join(leaf_hash(event.state) for event in events(12))


def test_a_refused_insert_burns_no_number(tmp_path: Path) -> None:
    made = recorder(tmp_path)
    made.insert_events(events(3))
    with pytest.raises(IntegrityError):
        made.insert_events([*events(2, 10), *events(1)])
    assert made.insert_events(events(1, 20)) == [4]


def test_commits_reach_the_disk_and_what_is_deleted_is_overwritten(tmp_path: Path) -> None:
    made = recorder(tmp_path)
    with made.reader() as cursor:
        if databases.of(tmp_path).url:
            for setting in ("synchronous_commit", "lock_timeout", "statement_timeout"):
                cursor.execute(f"SHOW {setting}")
                assert cursor.fetchone()[0] not in ("off", "local", "0"), setting
            return
        for pragma, value in (("synchronous", 2), ("secure_delete", 1), ("journal_mode", "wal")):
            cursor.execute(f"PRAGMA {pragma}")
            assert cursor.fetchone()[0] == value


def test_a_tree_whose_tiles_are_gone_is_not_written_on(tmp_path: Path) -> None:
    recorder(tmp_path).insert_events(events(300))
    with recorder(tmp_path).plain_writer() as cursor:
        cursor.execute("DELETE FROM tile WHERE level = 0 AND n = 1")
    with pytest.raises(ValueError, match="tile"):
        recorder(tmp_path).insert_events(events(1, 301))


# Faults


class Faults:
    """Lets the ``at``-th write of a seal fail, ``before`` or after it was done."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, database: str) -> None:
        self.at, self.seen, self.before = -1, 0, True
        self.error: type[Exception] = MemoryError
        self.errors: Any = sqlite3 if database == "sqlite" else psycopg
        owner: Any = sqlite.SQLiteCursor if database == "sqlite" else postgresql.Cursor
        for name in ("execute", "executemany"):
            monkeypatch.setattr(owner, name, self._failing(getattr(owner, name)))
        if database == "sqlite":
            commit = sqlite.SQLiteConnection.commit
            monkeypatch.setattr(sqlite.SQLiteConnection, "commit", self._failing(commit, "COMMIT"))
        else:
            monkeypatch.setattr(
                psycopg.Connection, "transaction", self._failing_at_the_end(psycopg.Connection.transaction)
            )

    def _failing(self, real: Any, sql: str = "") -> Any:
        def call(owner: Any, *args: Any, **kwargs: Any) -> Any:
            if self._now(sql or args[0]):
                if not self.before:
                    real(owner, *args, **kwargs)
                raise self.error("disk I/O error")
            return real(owner, *args, **kwargs)

        return call

    def _failing_at_the_end(self, real: Any) -> Any:
        @contextmanager
        def transaction(connection: Any) -> Iterator[Any]:
            with real(connection) as opened:
                yield opened
                fails = not connection.read_only and self._now("COMMIT")
                if fails and self.before:
                    raise self.error("disk I/O error")
            if fails:
                raise self.error("disk I/O error")

        return transaction

    def _now(self, sql: str) -> bool:
        if self.at < 0 or not sql.startswith(("INSERT", "UPDATE", "DELETE", "BEGIN I", "COMMIT")):
            return False
        self.seen += 1
        return self.seen - 1 == self.at


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch, database: str) -> Iterator[Faults]:
    made = Faults(monkeypatch, database)
    yield made
    made.at = -1


def everything(place: Place) -> list[Line]:
    """A batch that writes to every table."""
    shelter, agency = place.organisation(sequenced=True), place.organisation("agency")
    register, sent = place.id(), place.id()
    people = shelter.people({1: {"ref": "C-1", "given_name": "Aroha"}, 2: {"ref": "C-2"}})
    why = {"purpose": "evaluation", "basis": "nz-pa2020:IPP1"}
    return [
        shelter.collected(register, [(1, 2)], people, sequence="000000000001"),
        shelter.say("subject.linked.v1", {"lines": 2}, shelter.people({1: {"ref": "C-1"}, 2: {"ref": "C-2"}})),
        shelter.say("information.transferred.v1", {
            "transfer": place.id(), "unit": shelter.unit, "to_unit": agency.unit, "holding": sent, "lines": 2,
            "derived": [{"source": register, "mapping": "all"}], "parts": ["name"], "why": why,
        }),
        shelter.say("agreement.proposed.v1", {
            "agreement": place.id(), "version": 1, "parties": [shelter.organisation, agency.organisation],
            "schedule": [{"line": 1, "to_unit": agency.unit, "parts": ["name"], **why}],
            "starts": "2026-01-01", "ends": "2026-12-31",
        }),
        shelter.another_key(seal=False)[1],
        *(agency.heartbeat() for _ in range(260)),
    ]  # fmt: skip


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("error", ["OperationalError", "IntegrityError", "MemoryError"])
def test_a_seal_is_whole_or_not_there_whatever_fails_in_it(
    tmp_path: Path, faults: Faults, before: bool, error: str
) -> None:
    place = Place(tmp_path)
    batch = everything(place)
    checked = [place.check(line) for line in batch]
    size, at = check_whole(place.ledger), 0
    faults.before, faults.error = before, getattr(faults.errors, error, MemoryError)
    while True:
        faults.at, faults.seen = at, 0
        try:
            place.ledger.record(checked)
        except Exception:
            faults.at = -1
            done = check_whole(place.ledger)
            assert place.ledger.public_keys(), "the door must know the keys again"
            assert place.ledger.state.keys, "who only reads goes on"
            if done != size:  # the commit itself was done before its answer was lost
                assert not before
                break
        else:
            assert faults.seen <= at, "a fault was swallowed"
            break
        at += 1
    faults.at = -1
    assert at > 8
    answers = place.record(*batch)
    assert all(isinstance(answer, Sealed) for answer in answers)
    assert check_whole(place.ledger) >= size + len(batch)
    again = Ledger(tmp_path, place.keyring, ORIGIN, database=place.ledger.database)
    assert again.state.keys == place.ledger.state.keys
    again.close()


def test_a_checkpoint_that_cannot_be_signed_seals_nothing(tmp_path: Path) -> None:
    place = Place(tmp_path)
    shelter = place.organisation()
    size, sign = check_whole(place.ledger), place.ledger.recorder.sign
    place.ledger.recorder.sign = lambda size, root: str(1 // 0)
    with pytest.raises(ZeroDivisionError):
        place.record(shelter.heartbeat())
    assert check_whole(place.ledger) == size
    place.ledger.recorder.sign = sign
    assert place.ledger.public_keys(), "the door must know the keys again"
    assert place.ledger.state.organisations[shelter.organisation] == "provider", "who only reads goes on"
    place.seal(shelter.heartbeat())
    check_whole(place.ledger)
