"""Moving a log to PostgreSQL and back: the same statements, proofs and private parts, and only one log goes on."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import databases
import pytest
from building import ORIGIN, Place
from eventsourcing.persistence import OperationalError
from postgresql import Server
from test_rebuild import anything
from typer.testing import CliRunner
from whole import check_whole

from ledger.application import Ledger
from ledger.export import export
from ledger.store import Database, move
from ledger.store.commands import app
from ledger.verify import verify

Run = Callable[[str], Any]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A log on SQLite, with some of everything in it."""
    databases.use(None)
    place = Place(tmp_path)
    anything(place, 11, 90)
    shelter, book = place.organisation(sequenced=True), place.id()
    people = shelter.people({n: {"ref": f"C-{n}", "given_name": "Aroha"} for n in (1, 2)})
    place.seal(shelter.collected(book, [(1, 2)], people, sequence="000000000001"))
    with place.ledger.recorder.reader() as cursor:
        person = place.ledger.vault.person(cursor, shelter.organisation, "C-1")
    assert person is not None
    place.ledger.erase(person)
    place.ledger.publish()
    return place


@pytest.fixture
def database(postgresql_server: Server) -> Database:
    return Database(postgresql_server.database())


@pytest.fixture
def run(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``lightwell migrate-store --to …``."""
    monkeypatch.setenv("LIGHTWELL_DATABASE", database.url)
    return lambda to: CliRunner().invoke(app, ["migrate-store", "--to", to, "--data", str(tmp_path)])


def opened(ledger: Ledger) -> list[Any]:
    """Every private part that the vault still gives."""
    with ledger.recorder.reader() as cursor:
        cursor.execute("SELECT DISTINCT digest FROM disclosure ORDER BY digest")
        return [ledger.vault.open(cursor, bytes(digest)) for (digest,) in map(tuple, cursor.fetchall())]


def test_there_and_back_everything_is_the_same(place: Place, run: Run, database: Database, tmp_path: Path) -> None:
    size, published, private = check_whole(place.ledger), place.ledger.published(), opened(place.ledger)
    receipts = [place.ledger.receipt(index) for index in range(0, size, 17)]
    place.ledger.close()
    answer = run("postgresql")
    assert answer.exit_code == 0, answer.output
    assert f"{size} statements" in answer.output
    assert database.url not in answer.output
    there = Ledger(tmp_path, place.keyring, ORIGIN, place.ledger.clock, database=database)
    assert check_whole(there) == size
    assert (there.published(), opened(there)) == (published, private)
    assert [there.receipt(index) for index in range(0, size, 17)] == receipts
    place.ledger = there
    place.seal(place.organisation().heartbeat())
    there.publish()
    grown = check_whole(there)
    assert grown > size
    export(there, tmp_path / "export")
    assert verify(tmp_path / "export", 1).ok
    there.close()
    for path in tmp_path.glob("ledger.db*"):
        path.unlink()
    answer = run("sqlite")
    assert answer.exit_code == 0, answer.output
    back = Ledger(tmp_path, place.keyring, ORIGIN, place.ledger.clock)
    assert check_whole(back) == grown
    assert opened(back) == private
    back.close()


def test_the_old_database_is_not_written_on(place: Place, run: Run, tmp_path: Path) -> None:
    shelter = place.organisation()
    assert run("postgresql").exit_code == 0
    with pytest.raises(OperationalError, match="moved"):  # a server that was still running
        place.seal(shelter.heartbeat())
    place.ledger.close()
    with pytest.raises(OSError, match="moved to postgresql"):
        Ledger(tmp_path, place.keyring, ORIGIN)
    answer = run("postgresql")
    assert answer.exit_code == 1
    assert "moved already" in str(answer.exception)


def test_a_move_that_was_cut_off_is_finished_by_running_it_again(
    place: Place, run: Run, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = check_whole(place.ledger)
    place.ledger.close()
    with monkeypatch.context() as patch:
        patch.setattr(move, "_compare", lambda *_: 1 / 0)
        assert run("postgresql").exit_code == 1
    with database.recorder(tmp_path).reader() as cursor:
        cursor.execute("SELECT COUNT(*) FROM stored_events")
        assert cursor.fetchone()[0] == 0
    assert run("postgresql").exit_code == 0
    with sqlite3.connect(tmp_path / "ledger.db") as connection:  # cut off after the new one was there
        connection.execute("DELETE FROM moved")
    assert run("postgresql").exit_code == 0
    again = Ledger(tmp_path, place.keyring, ORIGIN, database=database)
    assert check_whole(again) == size
    again.close()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE stored_events SET state = x'78' WHERE rowid = 9",
        "UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 0",
        "DELETE FROM tile",
    ],
)
def test_a_damaged_log_is_not_moved(place: Place, run: Run, database: Database, tmp_path: Path, harm: str) -> None:
    place.ledger.close()
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        connection.execute(harm)
    answer = run("postgresql")
    assert answer.exit_code == 1
    assert "verify" in str(answer.exception)
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        assert connection.execute("SELECT COUNT(*) FROM moved").fetchone() == (0,)


def test_a_log_is_not_moved_over_another(place: Place, run: Run, database: Database, tmp_path: Path) -> None:
    place.ledger.close()
    other = tmp_path / "other"
    shutil.copytree(tmp_path / "keys", other / "keys")
    Ledger(other, place.keyring, ORIGIN, database=database).close()
    answer = run("postgresql")
    assert answer.exit_code == 1
    assert "another stored_events" in str(answer.exception)


def test_every_table_and_column_goes_along(tmp_path: Path) -> None:
    Database().prepare(tmp_path)
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        found = connection.execute(
            "SELECT t.name, c.name FROM pragma_table_list t, pragma_table_info(t.name) c"
            " WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite%'"
        ).fetchall()
    moved = {(table.name, column) for table in move.TABLES for column in table.columns.split(", ")}
    assert set(found) - {("alembic_version", "version_num"), ("moved", "whither")} == moved - {
        ("stored_events", "rowid")
    }
