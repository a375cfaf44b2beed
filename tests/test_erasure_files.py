"""SQLite's files: nothing personal is in them, and after an erasure nothing of who is erased."""

import sqlite3
from pathlib import Path

import pytest
from building import ORIGIN, Party, Place
from test_vault import person, rows, two_people

from ledger.application import Ledger


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def shelter(place: Place) -> Party:
    return place.organisation()


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_nothing_personal_is_readable_in_any_file(place: Place, shelter: Party, tmp_path: Path) -> None:
    line = two_people(shelter, place.id())
    place.seal(line)
    for name, data in files(tmp_path).items():
        for personal in (b"Canary", b"C-1", *line.private):
            assert personal not in data, name


def test_after_an_erasure_no_file_has_the_ciphertext_or_the_key(place: Place, shelter: Party, tmp_path: Path) -> None:
    for _ in range(40):  # so that pages split, move and are freed
        place.seal(two_people(shelter, place.id()))
    gone = person(place.ledger, shelter, "C-1")
    wrapped = rows(place.ledger, "SELECT wrapped_key, ref_mac FROM subject WHERE person = ?", gone)[0]
    sealed = [bytes(row[0]) for row in rows(place.ledger, "SELECT sealed FROM disclosure WHERE subject = ?", gone)]
    assert len(sealed) == 80
    before = b"".join(files(tmp_path).values())
    assert all(secret in before for secret in (*sealed, *map(bytes, wrapped))), "the search must be able to find them"
    place.ledger.erase(gone)
    for name, data in files(tmp_path).items():
        for secret in (*sealed, *map(bytes, wrapped), gone):
            assert secret not in data, name


def test_an_erasure_while_somebody_reads_is_finished_as_soon_as_they_are_done(
    place: Place, shelter: Party, tmp_path: Path
) -> None:
    line = two_people(shelter, place.id())
    place.seal(line)
    gone = person(place.ledger, shelter, "C-1")
    ((key,),) = rows(place.ledger, "SELECT wrapped_key FROM subject WHERE id = ?", gone)
    reader = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT COUNT(*) FROM stored_events").fetchone()
    place.ledger.erase(gone)
    assert any(bytes(key) in data for data in files(tmp_path).values()), "the reader's snapshot needs it"
    reader.execute("ROLLBACK")
    place.seal(shelter.heartbeat())
    place.ledger.publish()
    assert not any(bytes(key) in data for data in files(tmp_path).values())
    reader.close()


def test_what_another_process_could_not_finish_is_finished_here(place: Place, shelter: Party, tmp_path: Path) -> None:
    place.seal(two_people(shelter, place.id()))
    gone = person(place.ledger, shelter, "C-1")
    ((key,),) = rows(place.ledger, "SELECT wrapped_key FROM subject WHERE id = ?", gone)
    other = Ledger(tmp_path, place.keyring, ORIGIN, place.ledger.clock)
    place.ledger.publish()
    other.recorder.truncate = lambda patience=0: False  # type: ignore[method-assign]
    other.erase(gone)
    assert any(bytes(key) in data for data in files(tmp_path).values())
    place.seal(shelter.heartbeat())
    place.ledger.publish()
    assert not any(bytes(key) in data for data in files(tmp_path).values())
    other.close()


def test_an_erasure_that_was_cut_off_is_finished_at_the_next_start(
    place: Place, shelter: Party, tmp_path: Path
) -> None:
    place.seal(two_people(shelter, place.id()))
    gone = person(place.ledger, shelter, "C-1")
    ((key,),) = rows(place.ledger, "SELECT wrapped_key FROM subject WHERE id = ?", gone)
    place.ledger.recorder.truncate = lambda patience=0: True  # type: ignore[method-assign]
    place.ledger.erase(gone)
    place.ledger.close()
    again = Ledger(tmp_path, place.keyring, ORIGIN)
    assert not any(bytes(key) in data for data in files(tmp_path).values())
    again.close()
