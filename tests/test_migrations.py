"""What cannot be rebuilt is migrated: one head, and a migrated database is the same as a fresh one."""

import sqlite3
from pathlib import Path
from threading import Thread
from typing import Any

import databases
import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from building import ORIGIN, Line, Place
from whole import check_whole

from ledger.application import Ledger
from ledger.keyring import Keyring
from ledger.store import connection as connecting
from ledger.store import schema, tables

MIGRATIONS = Path(schema.__file__).parent / "migrations"


def shape(database: Any, folder: Path) -> list[Any]:
    """Every table, column, index, trigger, function and option of a database, in words."""
    if not database.url:
        with sqlite3.connect(folder / "ledger.db") as connection:
            return [
                connection.execute(query).fetchall()
                for query in (
                    "SELECT t.name, t.wr, t.strict, c.name, c.type, c.[notnull], c.dflt_value, c.pk FROM"
                    " pragma_table_list t, pragma_table_xinfo(t.name) c WHERE t.schema = 'main' ORDER BY 1, 4",
                    "SELECT name, sql FROM sqlite_master WHERE type <> 'table' ORDER BY name",
                )
            ]
    with psycopg.connect(database.url) as connection:
        return [
            connection.execute(query).fetchall()
            for query in (
                "SELECT table_name, column_name, data_type, is_nullable, column_default"
                " FROM information_schema.columns WHERE table_schema = 'ledger' ORDER BY table_name, column_name",
                "SELECT indexdef FROM pg_indexes WHERE schemaname = 'ledger' ORDER BY indexdef",
                "SELECT relname, reloptions FROM pg_class WHERE relnamespace = 'ledger'::regnamespace ORDER BY relname",
                "SELECT c.relname, a.attname, a.attstorage FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
                " WHERE c.relnamespace = 'ledger'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 ORDER BY 1, 2",
                "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
                "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'ledger'::regnamespace ORDER BY 1",
            )
        ]


def migrated(database: Any, folder: Path) -> None:
    """Makes a database by running every migration from the first."""
    opened = schema._postgresql(database.url) if database.url else schema._sqlite(folder / "ledger.db")
    with opened as connection:
        schema.migrate(connection)


def test_there_is_one_head_and_it_is_todays() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [tables.REVISION]


def test_a_migrated_database_is_the_same_as_a_fresh_one(tmp_path: Path, database: str) -> None:
    one, two = tmp_path / "fresh", tmp_path / "migrated"
    one.mkdir()
    two.mkdir()
    databases.of(one).prepare(one)
    migrated(databases.of(two), two)
    fresh = shape(databases.of(one), one)
    assert shape(databases.of(two), two) == fresh
    assert "disclosure" in str(fresh)
    databases.of(two).prepare(two)
    assert shape(databases.of(two), two) == fresh, "and has nothing more to be done"


def test_a_ledger_from_before_there_were_migrations_is_taken_in(tmp_path: Path) -> None:
    keyring = Keyring.open(tmp_path / "keys", b"old")
    ledger = Ledger(tmp_path, keyring, ORIGIN)
    fresh, size = shape(ledger.database, tmp_path), check_whole(ledger)
    ledger.close()
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        connection.execute("DROP TABLE alembic_version")
        connection.execute("DROP TABLE moved")
        connection.execute("DROP INDEX disclosure_named")
        connection.execute("ALTER TABLE disclosure DROP COLUMN named")
    again = Ledger(tmp_path, keyring, ORIGIN)
    assert check_whole(again) == size
    assert shape(again.database, tmp_path) == fresh
    again.close()


def test_a_database_of_a_newer_version_is_not_touched(tmp_path: Path, database: str) -> None:
    place = Place(tmp_path)
    with place.ledger.recorder.plain_writer() as cursor:
        cursor.execute("UPDATE alembic_version SET version_num = '9999'")
    before = shape(place.ledger.database, tmp_path)
    with pytest.raises(schema.NotMigrated, match="newer"):
        Ledger(tmp_path, place.keyring, ORIGIN, database=place.ledger.database)
    assert shape(place.ledger.database, tmp_path) == before


def test_servers_that_start_at_once_make_the_tables_once(tmp_path: Path, database: str) -> None:
    where, errors = databases.of(tmp_path), []

    def prepare() -> None:
        try:
            where.prepare(tmp_path)
        except Exception as error:
            errors.append(error)

    threads = [Thread(target=prepare) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert Place(tmp_path).ledger.size() == 1


def test_a_step_takes_as_long_as_it_takes(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may rewrite every row of a large log, and no query of the application may take so long."""
    if database == "sqlite":  # has no such limit
        return
    place = Place(tmp_path)
    shelter = place.organisation()
    place.seal(shelter.collected(place.id(), [(1, 1)], shelter.people({1: {"ref": "C-1"}})))
    with place.ledger.recorder.plain_writer() as cursor:
        cursor.execute("DROP INDEX disclosure_named")
        cursor.execute("ALTER TABLE disclosure DROP COLUMN named")
        cursor.execute("UPDATE alembic_version SET version_num = '0003'")
        slow = "BEGIN PERFORM pg_sleep(1); RETURN NEW; END"
        cursor.execute(f"CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS '{slow}'")
        cursor.execute("CREATE TRIGGER slow BEFORE UPDATE ON disclosure FOR EACH ROW EXECUTE FUNCTION slow()")
    place.ledger.close()
    monkeypatch.setitem(connecting.TIMEOUTS, "statement_timeout", 500)
    schema.prepare_postgresql(place.ledger.database.url)
    with psycopg.connect(place.ledger.database.url) as plain:
        assert plain.execute("SELECT version_num FROM ledger.alembic_version").fetchone() == (tables.REVISION,)


def test_names_from_before_they_were_found_by_their_place_are_still_read(tmp_path: Path, database: str) -> None:
    """Of what an older version kept nobody knows which words are a name: all of them are looked at, and so are new."""
    place = Place(tmp_path)
    shelter, holding = place.organisation(), place.id()

    def said(**words: str) -> Line:
        return shelter.collected(holding, [(1, 1)], shelter.people({1: {"ref": "C-1", **words}}))

    place.seal(said(given_name="Aroha", family_name="Ngata"))
    place.seal(*(said(note="came to the course") for _ in range(8)))
    with place.ledger.recorder.plain_writer() as cursor:
        cursor.execute("DROP INDEX disclosure_named")
        cursor.execute("ALTER TABLE disclosure DROP COLUMN named")
        cursor.execute("UPDATE alembic_version SET version_num = '0003'")
    place.ledger.close()
    again = Ledger(tmp_path, place.keyring, ORIGIN, database=place.ledger.database)
    for name in ("Aroha Ngata", "Hana Ngata"):
        with again.recorder.reader() as cursor:
            assert [name for _, name in again.vault.people(cursor, shelter.organisation)] == [name]
        place.ledger = again
        place.seal(said(given_name="Hana"))
    again.close()
