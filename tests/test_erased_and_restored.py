"""A restored database forgets again whom it once forgot; and what PostgreSQL leaves in its own files."""

import shutil
from pathlib import Path

import databases
import psycopg
import pytest
from attacking import Thief, copies
from building import ORIGIN, Place
from postgresql import Server
from test_restore import dump, restore
from test_vault import opened, person, rows, two_people

from ledger.application import Ledger


def test_a_restored_backup_forgets_again_before_it_serves(tmp_path: Path) -> None:
    """The database of the day before comes back; keys and marks were kept apart, as the runbook says."""
    place = Place(tmp_path / "data")
    shelter = place.organisation()
    said = two_people(shelter, place.id())
    place.seal(said)
    gone = person(place.ledger, shelter, "C-1")
    place.ledger.close()
    shutil.copy(tmp_path / "data" / "ledger.db", tmp_path / "backup.db")
    place.ledger = Ledger(tmp_path / "data", place.keyring, ORIGIN, place.ledger.clock)
    place.ledger.erase(gone)
    place.ledger.publish()
    place.ledger.close()
    for old in (tmp_path / "data").glob("ledger.db*"):
        old.unlink()
    shutil.copy(tmp_path / "backup.db", tmp_path / "data" / "ledger.db")
    assert "Aroha-Canary" in Thief(copies(tmp_path / "data", tmp_path / "restored")).read(), "the backup has them"

    again = Ledger(tmp_path / "data", place.keyring, ORIGIN)
    assert "old backup" in again.publication.frozen
    assert {name for _, _, name in opened(again, said.digest)} == {"Worker-Canary", "Wiremu-Canary", "C-2"}
    with again.recorder.reader() as cursor:
        assert again.vault.person(cursor, shelter.organisation, "C-1") is None
        assert len(again.vault.leaves(cursor, said.digest)) == 5, "those beside them can still be proven"
    again.close()
    thief = Thief(copies(tmp_path / "data", tmp_path / "after"))
    assert "Wiremu-Canary" in thief.read()
    assert not {"Aroha-Canary", "C-1"} & thief.read()
    assert thief.traces(shelter.organisation, "C-1") == []
    once_more = Ledger(tmp_path / "data", place.keyring, ORIGIN)  # and the second start finds nobody to forget
    once_more.close()


@pytest.mark.usefixtures("database")
def test_marks_that_a_crash_kept_from_the_file_are_written_at_the_next_start(tmp_path: Path) -> None:
    place = Place(tmp_path)
    shelter = place.organisation()
    place.seal(two_people(shelter, place.id()))
    place.ledger._erasing._keep_marks = lambda: None  # type: ignore[method-assign]
    place.ledger.erase(person(place.ledger, shelter, "C-1"))
    place.ledger.close()
    assert not (tmp_path / "keys" / "erased").exists()
    again = Ledger(tmp_path, place.keyring, ORIGIN, database=databases.of(tmp_path))
    assert len(again._erasing.forgotten.marks()) == 1
    (tmp_path / "keys" / "erased").write_text("ab" * 20)  # a write that was cut off
    again.erase(person(again, shelter, "C-2"))
    assert len(again._erasing.forgotten.marks()) == 2
    again.close()


def test_a_dump_that_is_restored_forgets_again_too(postgresql_server: Server, tmp_path: Path) -> None:
    databases.use(postgresql_server)
    place = Place(tmp_path / "data")
    shelter = place.organisation()
    said = two_people(shelter, place.id())
    place.seal(said)
    gone = person(place.ledger, shelter, "C-1")
    dump(postgresql_server, place.ledger.database.url, tmp_path / "backup")
    place.ledger.erase(gone)
    place.ledger.publish()
    place.ledger.close()
    restored = restore(postgresql_server, tmp_path / "backup")
    databases.keep(tmp_path / "data", restored)
    assert "Aroha-Canary" in Thief(copies(tmp_path / "data", tmp_path / "restored")).read(), "the backup has them"

    again = Ledger(tmp_path / "data", place.keyring, ORIGIN, database=restored)
    assert "old backup" in again.publication.frozen
    assert {name for _, _, name in opened(again, said.digest)} == {"Worker-Canary", "Wiremu-Canary", "C-2"}
    again.close()
    thief = Thief(copies(tmp_path / "data", tmp_path / "after"))
    assert "Wiremu-Canary" in thief.read()
    assert not {"Aroha-Canary", "C-1"} & thief.read()
    assert thief.traces(shelter.organisation, "C-1") == []
    databases.use(None)


def test_postgresqls_own_files_are_clean_once_the_tables_were_rewritten(
    postgresql_server: Server, tmp_path: Path
) -> None:
    """A plain vacuum leaves bytes in a page until they are written over; the runbook says so, and how to be sure."""
    databases.use(postgresql_server)
    place = Place(tmp_path)
    url = place.ledger.database.url
    databases.use(None)
    shelter = place.organisation()
    place.seal(*(two_people(shelter, place.id()) for _ in range(20)))
    gone = person(place.ledger, shelter, "C-1")
    ((wrapped,),) = rows(place.ledger, "SELECT wrapped_key FROM subject WHERE id = ?", gone)
    sealed = [bytes(row[0]) for row in rows(place.ledger, "SELECT sealed FROM disclosure WHERE subject = ?", gone)]
    secrets = [bytes(wrapped), *sealed]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        base = postgresql_server.folder / "data" / "base"
        assert held(base, secrets)
        place.ledger.erase(gone)
        connection.execute("VACUUM (FULL) ledger.subject, ledger.disclosure, ledger.subject_line")
        connection.execute("CHECKPOINT")
        assert not held(base, secrets)
    place.ledger.close()


def held(folder: Path, secrets: list[bytes]) -> bool:
    data = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return any(secret in data for secret in secrets)
