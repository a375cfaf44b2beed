"""Makes the tables of a new database, and migrates those of an older version with Alembic, on either database."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import ProgrammingError

from ledger.store import tables
from ledger.store.connection import connect

#: Where the log's tables are on PostgreSQL; the read models have a schema of their own.
SCHEMA = "ledger"
#: The lock of whoever makes or changes tables; others wait (STORE, trap 2).
LOCK = int.from_bytes(b"tables")


class NotMigrated(OSError):
    """The tables are not those of this version, and this process may not change them."""


def prepare_sqlite(path: Path) -> None:
    """Leaves a database file with today's tables."""
    if path.exists():
        with closing(sqlite3.connect(path)) as plain:
            there = plain.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            if there and plain.execute("SELECT version_num FROM alembic_version").fetchone() == (tables.REVISION,):
                return
    with _sqlite(path) as connection:
        _bring_up(connection, tables.SQLITE)


def prepare_postgresql(url: str) -> None:
    """Leaves a database with today's tables. Raises NotMigrated where only their owner could."""
    try:
        with closing(connect(url, SCHEMA)) as plain:
            there = plain.execute(f"SELECT to_regclass('{SCHEMA}.alembic_version')".encode()).fetchone()
            if there != (None,):
                reached = plain.execute("SELECT version_num FROM alembic_version").fetchone()
                if reached == (tables.REVISION,):
                    return
        with _postgresql(url) as connection:
            _bring_up(connection, tables.POSTGRESQL)
    except (psycopg.errors.InsufficientPrivilege, ProgrammingError) as error:
        if not isinstance(getattr(error, "orig", error), psycopg.errors.InsufficientPrivilege):
            raise
        raise NotMigrated(
            f"this database's tables are not those of revision {tables.REVISION}, or this role may not use them:"
            " run `lightwell migrate` as the role that owns them, then grants.sql (deploy/postgresql)"
        ) from None


def _bring_up(connection: Connection, today: tuple[str, ...]) -> None:
    """A new database gets today's tables at once; another one is taken there step by step."""
    if connection.dialect.has_table(connection, "stored_events"):
        migrate(connection)
        return
    for statement in (*today, VERSION, f"INSERT INTO alembic_version VALUES ('{tables.REVISION}')"):
        run(connection, statement)


def run(connection: Connection, statement: str) -> None:
    """Runs SQL as it is: a percent sign in it is no parameter."""
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


#: As Alembic makes it.
VERSION = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
    " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


def migrate(connection: Connection, revision: str = "head") -> None:
    """Runs the migrations that a database lacks, in the connection's transaction."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        raise NotMigrated(f"this database was made by a newer version of Lightwell: {error}") from None


@contextmanager
def _sqlite(path: Path) -> Iterator[Connection]:
    """A transaction that nobody else writes beside."""
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(path, isolation_level=None))
    with Path(f"{path}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()
    engine.dispose()


@contextmanager
def _postgresql(url: str) -> Iterator[Connection]:
    """The same; the schema is there. A step may rewrite every row, however long that takes."""

    def plain() -> Any:
        connection = connect(url, SCHEMA)
        connection.autocommit = False
        return connection

    engine = create_engine("postgresql+psycopg://", creator=plain)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        if connection.exec_driver_sql(f"SELECT to_regnamespace('{SCHEMA}')").scalar() is None:
            connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
        yield connection
    engine.dispose()
