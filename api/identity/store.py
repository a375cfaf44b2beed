"""What signing in, and people's own pages, must remember: a file apart from the log, that any process may open."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

FILE = "identity.db"
TABLES = """
CREATE TABLE IF NOT EXISTS session (
  hash BLOB PRIMARY KEY, subject BLOB NOT NULL, way TEXT NOT NULL, kind TEXT NOT NULL, started REAL NOT NULL,
  seen REAL NOT NULL, sealed BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS session_subject ON session (subject);
CREATE TABLE IF NOT EXISTS code (
  id TEXT PRIMARY KEY, hash BLOB NOT NULL UNIQUE, subject BLOB NOT NULL, made REAL NOT NULL, expires REAL NOT NULL,
  state TEXT NOT NULL, sealed BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS code_subject ON code (subject);
CREATE TABLE IF NOT EXISTS wish (
  subject BLOB NOT NULL, name TEXT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (subject, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pending (hash BLOB PRIMARY KEY, made REAL NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID;
"""


class Store:
    """One connection, one transaction at a time. What is deleted is overwritten."""

    def __init__(self, data: Path) -> None:
        data.mkdir(parents=True, exist_ok=True)
        path = data / FILE
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self._lock = Lock()
        self._connection = sqlite3.connect(path, timeout=10, check_same_thread=False, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.executescript(TABLES)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Commits on leaving, or rolls back; nobody else writes meanwhile."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            yield self._connection

    def scrub(self) -> None:
        """Empties the write-ahead log, so that what was deleted is in neither file."""
        with self._lock:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        with self._lock:
            self._connection.close()
