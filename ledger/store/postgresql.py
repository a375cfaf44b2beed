"""PostgreSQL: many processes write, one after the other, under an advisory lock (STORE: ``LOCK TABLE`` waits for
whoever analyses the table)."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache, partial
from itertools import count
from typing import Any, Self

import psycopg
from eventsourcing import postgres  # its factory class stays out of this module, which must hold just one
from eventsourcing.persistence import StoredEvent
from eventsourcing.utils import Environment
from psycopg.rows import dict_row, tuple_row

from ledger.merkle import Frontier
from ledger.store.connection import keywords, settle
from ledger.store.recorder import Recorder
from ledger.store.schema import SCHEMA
from ledger.store.writer import Writer, load_frontier

#: The writer's lock: one log in one database.
LOCK = int.from_bytes(b"leaf")
#: Seconds to wait for a connection of the pool.
POOL = 10.0

_PLAIN = re.compile(r"INSERT INTO (\w+) \(([\w, ]+)\) VALUES \([?, ]+\)")


@lru_cache(maxsize=4_096)
def translated(sql: str) -> bytes:
    """Our SQL in PostgreSQL's words: ``?`` is ``$1``, ``$2`` …, and the log's number has the library's name."""
    numbers = count(1)
    return re.sub(r"\browid\b", "notification_id", re.sub(r"\?", lambda _: f"${next(numbers)}", sql)).encode()


class Cursor:
    """``ledger.store.writer.Cursor`` on psycopg. A plain insert of many rows is a COPY, whose end is waited for at the
    next command or on leaving: the server stores rows while the caller makes the next ones."""

    _types: dict[tuple[str, str], list[int]] = {}

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._cursor = psycopg.RawCursor(connection, row_factory=tuple_row)
        self._copying = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        """After an error a COPY under way is broken off, so that the transaction can be rolled back."""
        self._copying.__exit__(*error)

    def execute(self, sql: str, params: Sequence[Any] = (), /) -> None:
        self._copying.close()
        self._cursor.execute(translated(sql), params, binary=True)

    def executemany(self, sql: str, params: Iterable[Sequence[Any]], /) -> None:
        rows, plain = list(params), _PLAIN.fullmatch(sql)
        if not rows:
            return
        self._copying.close()
        if plain is None:
            self._cursor.executemany(translated(sql), rows)
            return
        table, columns = translated(plain[1]).decode(), translated(plain[2]).decode()
        types = self._column_types(table, columns)
        sql = f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)"
        copy = self._copying.enter_context(self._cursor.copy(sql.encode()))
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)

    def fetchone(self) -> Any:
        return self._cursor.fetchone()

    def fetchall(self) -> Any:
        return self._cursor.fetchall()

    def _column_types(self, table: str, columns: str) -> list[int]:
        """What binary rows must be made of. Tables change only while nobody runs on them."""
        known = self._types.get((table, columns))
        if known is None:
            query = "SELECT attname, atttypid::bigint FROM pg_attribute WHERE attrelid = CAST(? AS regclass)"
            self.execute(query, (table,))
            oids = dict(self.fetchall())
            known = self._types[table, columns] = [oids[column] for column in columns.split(", ")]
        return known


class Datastore(postgres.PostgresDatastore):
    """The library's, opened by a URL."""

    def __init__(self, url: str, connections: int) -> None:
        super().__init__(
            "", "", "", "", "", schema=SCHEMA, max_overflow=connections - 1, pre_ping=True, connect_timeout=POOL
        )
        self.pool.conninfo = url
        self.pool.kwargs = {"row_factory": dict_row, **keywords(url)}

    def after_connect_func(self) -> Callable[[psycopg.Connection[Any]], None]:
        return partial(settle, schema=SCHEMA)


class SealingRecorder(Recorder, postgres.PostgresApplicationRecorder):
    """Stores events and seals them in one transaction: rows, tiles and checkpoint become durable together."""

    def __init__(self, datastore: postgres.PostgresDatastore, *, events_table_name: str = "stored_events") -> None:
        super().__init__(datastore, events_table_name=events_table_name)
        self._frontier = Frontier()

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        with self.datastore.get_connection() as connection:
            with connection.transaction(), Cursor(connection) as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(?)", (LOCK,))
                # A statement of its own: its snapshot is taken after the lock was given.
                head, known = self._head(cursor), self._frontier
                if known.size != head:
                    known = load_frontier(cursor, head)
                writer = Writer(cursor, Frontier(head, known.peaks), self.sign)
                yield writer
                writer.finish()
                if writer.size > head:
                    cursor.execute(f"NOTIFY {self.channel_name}")
            self._frontier = writer.frontier

    @contextmanager
    def reader(self) -> Iterator[Cursor]:
        with self.datastore.get_connection() as connection:
            connection.isolation_level, connection.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
            try:
                with connection.transaction(), Cursor(connection) as cursor:
                    yield cursor
            finally:
                if not connection.closed:
                    connection.isolation_level = connection.read_only = None

    @contextmanager
    def plain_writer(self) -> Iterator[Cursor]:
        with (
            self.datastore.get_connection() as connection,
            connection.transaction(),
            Cursor(connection) as cursor,
        ):
            cursor.execute("SELECT pg_advisory_xact_lock(?)", (LOCK,))
            yield cursor

    def truncate(self, patience: int = 0) -> bool:
        """PostgreSQL's own vacuum and its recycling of the write-ahead log do it (deploy/)."""
        return True

    def insert_rows(self, cursor: Any, first: int, rows: Sequence[StoredEvent]) -> None:
        cursor.executemany(
            f"INSERT INTO {self.events_table_name} (rowid, originator_id, originator_version, topic, state)"
            " VALUES (?, ?, ?, ?, ?)",
            [
                (first + i, row.originator_id, row.originator_version, row.topic, row.state)
                for i, row in enumerate(rows)
            ],
        )


class Factory(postgres.PostgresFactory):
    """eventsourcing's factory, with the sealing recorder: ``PERSISTENCE_MODULE=ledger.store.postgresql``."""

    def __init__(self, env: Environment) -> None:
        super(postgres.BasePostgresFactory, self).__init__(env)  # which would want the URL in five pieces
        self.datastore = Datastore(env["DATABASE"], int(env["CONNECTIONS"]))

    def application_recorder(self) -> SealingRecorder:
        """Its tables are made by ``ledger.store.schema`` (STORE, trap 2)."""
        return SealingRecorder(self.datastore)
