"""The database of the read models, SQLite or PostgreSQL, and its tables.

Every connection begins a transaction of its own, so that an answer is made from one log size throughout.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Boolean, ColumnElement, Connection, Engine, Integer, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal

from ledger.store.connection import connect
from projections import flags, tables

#: Where the read models are on PostgreSQL: in the log's database, or in one of their own.
SCHEMA = "views"
#: The lock of whoever projects into them.
LOCK = int.from_bytes(b"views")
WRITES = "lightwell_writes"


@compiles(Integer, "postgresql")
def _wide(type: Integer, compiler: Any, **kw: Any) -> str:
    """Statements say numbers of up to 2^53; SQLite's integers hold them as they are."""
    return "BIGINT"


class Either(ColumnElement[bool]):
    """Whether a column is 0 or equals another one, in a form that each database finds in an index of the column:
    PostgreSQL reads ``IN`` of a column as OR, and then reads the whole table."""

    inherit_cache = True
    type = Boolean()
    _traverse_internals = [
        ("column", InternalTraversal.dp_clauseelement),
        ("other", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: ColumnElement[int | None], other: ColumnElement[int | None]) -> None:
        self.column, self.other = column, other

    def self_group(self, against: Any = None) -> Any:
        """As it stands: SQLite's dialect would add ``= 1``, behind which no index is found."""
        return self


@compiles(Either)
def _in(either: Either, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{compiler.process(either.column, **kw)} IN (0, {compiler.process(either.other, **kw)})"


@compiles(Either, "postgresql")
def _any(either: Either, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{compiler.process(either.column, **kw)} = ANY (ARRAY[0, {compiler.process(either.other, **kw)}])"


class Elsewhere(Exception):
    """Another process has been writing the read models for longer than one waits for it."""


def engine(where: Path | str, connections: int) -> Engine:
    """Of a SQLite file, or of the PostgreSQL database with this URL and at most so many connections at once."""
    return _sqlite(where) if isinstance(where, Path) else _postgresql(where, connections)


def bring_up(connection: Connection) -> None:
    """Leaves today's tables; those of another version are dropped, and filled again from the log."""
    if _made(connection) != _version():
        make(connection)


@contextmanager
def beside(views: Engine) -> Iterator[Connection]:
    """A transaction that writes what is no read model, and for which no projector on PostgreSQL waits."""
    with _to_write(views).connect() as connection:
        connection.begin()
        yield connection
        connection.commit()


@contextmanager
def writing(views: Engine) -> Iterator[Connection]:
    """A transaction that has the writer's lock before it reads, so that what it read still holds when it writes.

    Raises Elsewhere where the lock cannot be had.
    """
    with _to_write(views).connect() as connection:
        try:
            connection.begin()
            if views.dialect.name != "sqlite":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        except OperationalError as error:
            locked = isinstance(error.orig, psycopg.errors.LockNotAvailable) or "locked" in str(error.orig)
            raise Elsewhere if locked else error from None
        yield connection
        connection.commit()


def _to_write(views: Engine) -> Engine:
    """So that whoever waited for another's transaction sees what that one wrote."""
    options = {WRITES: True} if views.dialect.name == "sqlite" else {"isolation_level": "READ COMMITTED"}
    return views.execution_options(**options)


def empty(connection: Connection) -> None:
    """Removes every row. On PostgreSQL by deleting: dropping would keep readers waiting until the end."""
    if connection.dialect.name == "sqlite":
        make(connection)
        return
    for table in tables.metadata.sorted_tables:
        connection.execute(table.delete())


def settle(views: Engine) -> None:
    """After a whole load: PostgreSQL takes back what the old rows held, and knows how many new ones there are. Else its
    own vacuum would do so beside the first answers. Nobody waits for it."""
    if views.dialect.name == "sqlite":
        return
    with views.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.detach()  # so that nobody gets it without its time-out
        connection.exec_driver_sql("SET statement_timeout = 0")
        for table in tables.metadata.sorted_tables:
            connection.exec_driver_sql(f'VACUUM (ANALYZE, SKIP_LOCKED, TRUNCATE false) "{table.name}"')


def make(connection: Connection) -> None:
    """Empty tables of this version in place of whatever was there."""
    tables.metadata.drop_all(connection)
    tables.metadata.create_all(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {_version()}")
    else:
        connection.exec_driver_sql(f"COMMENT ON TABLE {tables.position.name} IS '{_version()}'")


def _version() -> int:
    """Changes whenever a table, an index or the rules by which rows are made do."""
    texts = [str(flags.VERSION)]
    for dialect in (sqlite.dialect(), postgresql.dialect()):  # type: ignore[no-untyped-call]
        for table in tables.metadata.sorted_tables:
            texts.append(str(CreateTable(table).compile(dialect=dialect)))
            indexes = sorted(table.indexes, key=lambda index: str(index.name))
            texts += (str(CreateIndex(index).compile(dialect=dialect)) for index in indexes)
    return int.from_bytes(sha256("".join(texts).encode()).digest()[:4]) >> 1


def _made(connection: Connection) -> int:
    """The version of the tables that are there."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("PRAGMA user_version").scalar()
    else:
        name = f"{SCHEMA}.{tables.position.name}"
        found = connection.exec_driver_sql(f"SELECT obj_description(to_regclass('{name}'), 'pg_class')").scalar()
    return int(found or 0)


def _sqlite(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _settings(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-65536", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: str, connections: int) -> Engine:
    def opened() -> Any:
        return connect(url, SCHEMA)

    with opened() as connection:
        if connection.execute("SELECT to_regnamespace(%s)", (SCHEMA,)).fetchone() == (None,):
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}".encode())
    return create_engine(
        "postgresql+psycopg://", creator=opened, isolation_level="REPEATABLE READ", pool_pre_ping=True,
        pool_size=min(5, connections), max_overflow=max(0, connections - 5), pool_timeout=10.0,
    )  # fmt: skip
