"""Several processes on one log: what each holds in memory is right although another has written."""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle
from pathlib import Path
from threading import Barrier, Condition, Thread
from uuid import UUID

import databases
import flows
import pytest
from building import ORIGIN, Line, Place
from whole import check_whole

from ledger.admission import Sealed
from ledger.application import Ledger
from ledger.door import Checked
from ledger.intake import Intake
from ledger.keyring import Keyring
from ledger.problems import Problem
from ledger.store import Database
from ledger.store.mapper import read_token
from projections.follow import Follower
from projections.project import Projector, open_views

pytestmark = pytest.mark.usefixtures("database")


class Other(Place):
    """Another process's ledger on the place's log, with the same clock."""

    def __init__(self, place: Place) -> None:
        self.seed, self._drawn, self.clock, self.keyring = place.seed, place._drawn, place.clock, place.keyring
        ledger = place.ledger
        self.ledger = Ledger(ledger.data, ledger.keyring, ORIGIN, ledger.clock, database=ledger.database)

    def check(self, line: Line) -> Checked:
        self.ledger.look_for_keys()
        return super().check(line)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def other(place: Place) -> Other:
    return Other(place)


def test_a_key_that_one_registered_is_known_at_the_door_of_the_other(place: Place, other: Other) -> None:
    shelter = place.organisation()
    assert shelter.kid not in other.ledger.public_keys()
    intake = Intake(other.ledger, 1)
    (checked,) = intake.check([shelter.heartbeat().token])
    assert isinstance(checked, Checked)
    key, _ = shelter.another_key()
    line = shelter.heartbeat(key=key)
    with intake.bulk():
        (packed,) = intake.start_check([line.token]).result()
    assert not isinstance(packed, Problem)
    intake.close()


def test_a_key_that_nobody_registered_stays_unknown(place: Place, other: Other) -> None:
    intake = Intake(other.ledger, 1)
    place.organisation()
    shelter = place.organisation()
    (checked,) = intake.check([shelter.heartbeat(key=place.key()).token])
    assert isinstance(checked, Problem)
    assert checked.code == "key-not-registered"
    intake.close()


def test_a_key_that_one_revoked_signs_nothing_at_the_other(place: Place, other: Other) -> None:
    shelter = place.organisation()
    other.seal(shelter.heartbeat())
    place.seal(shelter.say("key.revoked.v1", {"kid": shelter.kid, "reason": "lost"}))
    (answer,) = other.record(shelter.heartbeat())
    assert isinstance(answer, Problem)
    assert answer.code == "key-revoked"


def test_an_id_that_one_took_is_taken_at_the_other(place: Place, other: Other) -> None:
    shelter = place.organisation()
    line = shelter.heartbeat()
    (sealed,) = place.seal(line)
    assert other.seal(line) == [Sealed(sealed.index, line.digest, new=False)]


def test_who_was_erased_by_one_is_not_written_under_their_old_key_by_the_other(place: Place, other: Other) -> None:
    shelter, book = place.organisation(), place.id()
    named = {"ref": "C-1", "given_name": "Aroha"}
    other.seal(shelter.collected(book, [(1, 1)], shelter.people({1: named})))
    with place.ledger.recorder.reader() as cursor:
        person = place.ledger.vault.person(cursor, shelter.organisation, "C-1")
    assert person is not None
    place.ledger.erase(person)
    again = shelter.collected(book, [(2, 2)], shelter.people({2: named}))
    other.seal(again)
    with place.ledger.recorder.reader() as cursor:
        assert place.ledger.vault.person(cursor, shelter.organisation, "C-1") not in (None, person)
        assert len(place.ledger.vault.open(cursor, again.digest)) == 2
    check_whole(place.ledger)


def test_people_whom_one_has_named_have_one_key_at_the_other(place: Place, other: Other) -> None:
    shelter, book = place.organisation(), place.id()
    for n, writer in zip(range(1, 7), cycle((place, other)), strict=False):
        people = shelter.people({n: {"ref": "C-1"}})
        writer.seal(shelter.collected(book, [(n, n)], people))
    with other.ledger.recorder.reader() as cursor:
        cursor.execute("SELECT COUNT(*) FROM subject WHERE organisation = ?", (UUID(shelter.organisation).bytes,))
        assert cursor.fetchone()[0] == 2  # the person, and the organisation's own words
    check_whole(other.ledger)


def test_a_minute_has_one_tick_whoever_writes_in_it(place: Place, other: Other) -> None:
    shelter = place.organisation()
    for writer in (place, other) * 4:
        writer.seal(shelter.heartbeat())
    ticks = place.ledger.recorder.select_notifications(1, 1000, topics=["lightwell.ledger.ticked.v1"])
    minutes = [read_token(tick.state)[1]["data"]["at"] for tick in ticks]
    assert len(minutes) == len(set(minutes))


def write(data: Path, url: str, seed: bytes, batches: Sequence[Sequence[bytes]]) -> list[int]:
    """In a process of its own: seals batch after batch, and answers with each statement's index."""
    ledger = Ledger(data, Keyring.open(data / "keys", seed), ORIGIN, database=Database(url))
    intake, found = Intake(ledger, 1), []
    for batch in batches:
        answers = intake.few(batch)
        assert all(isinstance(answer, Sealed) for answer in answers), answers
        found += [answer.index for answer in answers if isinstance(answer, Sealed)]
    intake.close()
    ledger.close()
    return found


def test_four_processes_make_one_log(place: Place) -> None:
    parties = [place.organisation(sequenced=True) for _ in range(4)]
    said = [
        [[party.heartbeat(n, sequence=f"{10 * b + n:012d}").token for n in range(10)] for b in range(12)]
        for party in parties
    ]
    ledger = place.ledger
    with ProcessPoolExecutor(4, multiprocessing.get_context("spawn")) as pool:
        running = [pool.submit(write, ledger.data, ledger.database.url, place.seed, batches) for batches in said]
        indexes = [run.result() for run in running]
    size = check_whole(ledger)
    for batches, found in zip(said, indexes, strict=True):
        flat = [token for batch in batches for token in batch]
        assert [ledger.statement(index) for index in found] == flat
    assert len({index for found in indexes for index in found}) == 480
    assert size >= 480


def test_a_follower_is_there_soon_after_another_process_has_sealed(place: Place, other: Other, tmp_path: Path) -> None:
    shelter = place.organisation()
    views = open_views(databases.views(tmp_path / "views.db"))
    follower = Follower(other.ledger, views, Condition())
    try:
        for _ in range(5):
            (sealed,) = place.seal(shelter.heartbeat())
            follower.wait(sealed.index + 1)
            assert follower.size > sealed.index
        assert follower.error is None
    finally:
        follower.close()


def test_projecting_side_by_side_takes_in_each_statement_once(place: Place, other: Other, tmp_path: Path) -> None:
    shelter, agency = place.organisation(sequenced=True), place.organisation("agency")
    book = place.id()
    place.seal(shelter.collected(book, [(1, 9)], shelter.people({n: {"ref": f"C-{n}"} for n in range(1, 10)})))
    place.seal(*(agency.accessed(book, [[n % 9 + 1, n % 9 + 1]]) for n in range(60)))
    place.seal(*(shelter.heartbeat(n, sequence=f"{n:012d}") for n in range(60)))
    where, start = databases.views(tmp_path / "beside.db"), Barrier(4)
    open_views(where).dispose()

    def project(ledger: Ledger) -> None:
        views = open_views(where)
        start.wait()
        Projector(ledger, views, batch=3).run()
        views.dispose()

    threads = [Thread(target=project, args=(ledger,)) for ledger in (place.ledger, other.ledger) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    views = open_views(where)
    assert flows.rows(views) == flows.rows(flows.projected(place, tmp_path))


def test_a_server_with_other_keys_does_not_write_on_the_log(place: Place, tmp_path: Path) -> None:
    place.ledger.close()
    strange = Keyring.open(tmp_path / "strange", b"somebody else's")
    with pytest.raises(OSError, match="keys"):
        Ledger(tmp_path, strange, ORIGIN, database=place.ledger.database)
