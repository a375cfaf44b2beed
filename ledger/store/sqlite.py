"""SQLite: one committing process at a time; others wait on a file lock (STORE: without it, stalls of seconds)."""

import fcntl
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from eventsourcing import sqlite  # its factory class stays out of this module, which must hold just one
from eventsourcing.persistence import IntegrityError, OperationalError, StoredEvent

from ledger.merkle import Frontier
from ledger.store.recorder import Recorder
from ledger.store.writer import Writer, load_frontier

#: Milliseconds for which a connection waits for another's lock.
PATIENCE = 30_000


class SealingConnectionPool(sqlite.SQLiteConnectionPool):
    """Connections that flush every commit to disk and overwrite what they delete."""

    def _create_connection(self) -> sqlite.SQLiteConnection:
        connection = super()._create_connection()
        cursor = connection.cursor()
        for pragma in (
            "synchronous=FULL",
            "wal_autocheckpoint=16000",
            "secure_delete=ON",
            "cache_size=-65536",
            f"busy_timeout={PATIENCE}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        return connection


class SealingRecorder(Recorder, sqlite.SQLiteApplicationRecorder):
    """Stores events and seals them in one transaction: rows, tiles and checkpoint become durable together."""

    def __init__(self, datastore: sqlite.SQLiteDatastore, events_table_name: str = "stored_events") -> None:
        super().__init__(datastore, events_table_name)
        self._frontier = Frontier()
        self._insert_sealed = (
            f"INSERT INTO {events_table_name} (rowid, originator_id, originator_version, topic, state)"
            " VALUES (?,?,?,?,?)"
        )

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        with self._file_lock(), self.datastore.get_connection(commit=True) as connection:
            cursor = connection.cursor()
            try:
                cursor.execute("BEGIN IMMEDIATE")
                head = self._head(cursor)
                if self._frontier.size != head:
                    self._frontier = load_frontier(cursor, head)
                frontier = Frontier(head, self._frontier.peaks)
                writer = Writer(cursor, frontier, self.sign)
                yield writer
                writer.finish()
                connection.commit()
                self._frontier = frontier
            except sqlite3.IntegrityError as error:
                connection.rollback()
                raise IntegrityError(error) from error
            except sqlite3.OperationalError as error:
                connection.rollback()
                raise OperationalError(error) from error
            except BaseException:
                connection.rollback()
                raise

    @contextmanager
    def reader(self) -> Iterator[sqlite.SQLiteCursor]:
        with self.datastore.transaction(commit=False) as cursor:
            yield cursor

    @contextmanager
    def plain_writer(self) -> Iterator[sqlite.SQLiteCursor]:
        with self._file_lock(), self.datastore.transaction(commit=True) as cursor:
            yield cursor

    def truncate(self, patience: int = 0) -> bool:
        """Empties the write-ahead log, so that what an erasure overwrote is in no file.

        False when a reader still needs it after ``patience`` milliseconds, in which nobody can write: try again later.
        """
        with self.datastore.get_connection(commit=True) as connection:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout={patience}")
            try:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                (busy, *_) = tuple(cursor.fetchone())
            finally:
                cursor.execute(f"PRAGMA busy_timeout={PATIENCE}")
        return not busy

    def insert_rows(self, cursor: Any, first: int, rows: Sequence[StoredEvent]) -> None:
        cursor.executemany(
            self._insert_sealed,
            [
                (
                    first + i,
                    row.originator_id.hex if isinstance(row.originator_id, UUID) else row.originator_id,
                    row.originator_version,
                    row.topic,
                    row.state,
                )
                for i, row in enumerate(rows)
            ],
        )

    @contextmanager
    def _file_lock(self) -> Iterator[None]:
        if self.datastore.pool.is_sqlite_memory_mode:
            yield
            return
        path = Path(self.datastore.pool.db_name.removeprefix("file:").split("?")[0] + ".lock")
        with path.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class Factory(sqlite.SQLiteFactory):
    """eventsourcing's factory, with the sealing recorder: ``PERSISTENCE_MODULE=ledger.store.sqlite``."""

    application_recorder_class: ClassVar[type[sqlite.SQLiteApplicationRecorder]] = SealingRecorder  # type: ignore[misc]

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        plain = self.datastore.pool
        self.datastore.pool = SealingConnectionPool(db_name=plain.db_name, lock_timeout=plain.lock_timeout)
        plain.close()
