"""Backing PostgreSQL up and restoring it, as deploy/postgresql says: an old backup is noticed, and not written on."""

import subprocess
from pathlib import Path

import databases
import pytest
from building import ORIGIN, Place
from postgresql import Server
from whole import check_whole

from ledger.application import Ledger
from ledger.problems import Problem
from ledger.store import Database


@pytest.fixture
def place(postgresql_server: Server, tmp_path: Path) -> Place:
    databases.use(postgresql_server)
    made = Place(tmp_path)
    databases.use(None)
    return made


def dump(server: Server, url: str, file: Path) -> None:
    run(server, "pg_dump", "--format=custom", f"--file={file}", url)


def restore(server: Server, file: Path) -> Database:
    """Into a new database, in one transaction."""
    url = server.database(template="template0")
    run(server, "pg_restore", "--exit-on-error", "--single-transaction", f"--dbname={url}", str(file))
    return Database(url)


def run(server: Server, program: str, *arguments: str) -> None:
    done = subprocess.run([str(server.bin / program), *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_restored_backup_is_the_log(place: Place, postgresql_server: Server, tmp_path: Path) -> None:
    shelter, book = place.organisation(sequenced=True), place.id()
    people = shelter.people({1: {"ref": "C-1", "given_name": "Aroha"}})
    place.seal(shelter.collected(book, [(1, 1)], people, sequence="000000000001"))
    place.ledger.publish()
    size = check_whole(place.ledger)
    dump(postgresql_server, place.ledger.database.url, tmp_path / "log.dump")
    place.ledger.close()
    new = restore(postgresql_server, tmp_path / "log.dump")
    again = Ledger(tmp_path, place.keyring, ORIGIN, place.ledger.clock, database=new)
    assert again.publication.frozen == ""
    assert check_whole(again) == size
    place.ledger = again
    place.seal(shelter.heartbeat(sequence="000000000002"))
    assert check_whole(again) > size
    again.close()


def test_an_old_backup_is_noticed_and_not_written_on(place: Place, postgresql_server: Server, tmp_path: Path) -> None:
    shelter = place.organisation()
    dump(postgresql_server, place.ledger.database.url, tmp_path / "old.dump")
    place.seal(shelter.heartbeat())
    place.ledger.publish()
    place.ledger.close()
    old = restore(postgresql_server, tmp_path / "old.dump")
    again = Ledger(tmp_path, place.keyring, ORIGIN, place.ledger.clock, database=old)
    assert "restored from an old backup" in again.publication.frozen
    size = check_whole(again)
    place.ledger = again
    with pytest.raises(Problem, match="old backup"):
        place.record(shelter.heartbeat())
    assert check_whole(again) == size
    again.close()
