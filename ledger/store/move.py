"""Moving a log to another database: every row that cannot be rebuilt, held against the signed root at the end.

The log, its proofs and its private parts are the same afterwards; keys are in the ledger's folder and stay there. The
old database is closed for writing by the move, so that two logs never go on from one.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from ledger import note
from ledger.merkle import Frontier, leaf_hash
from ledger.progress import Progress, silent
from ledger.publication import root_at
from ledger.store.recorder import Recorder
from ledger.store.writer import Cursor

#: Rows that are read and written together.
CHUNK = 5_000


class Table(NamedTuple):
    """``key``: how many of the columns, from the first on, are the primary key."""

    name: str
    columns: str
    key: int = 1


TABLES = (
    Table("stored_events", "rowid, originator_id, originator_version, topic, state"),
    Table("said", "id, source, digest, idx", 2),
    Table("feed_sequence", "source, sequence, digest", 2),
    Table("tile", "level, n, hashes", 2),
    Table("checkpoint", "size, note, published"),
    Table("holding", "id, organisation"),
    Table("subject", "id, organisation, ref_mac, wrapped_key, person"),
    Table("subject_line", "holding, line, subject", 2),
    Table("disclosure", "digest, leaf, line, subject, sealed, named", 2),
    Table("erased_leaf", "digest, leaf, hash", 2),
    Table("erased_subject", "mark"),
    Table("wrapping", "key"),
    Table("auditor", "token, name, added, revoked"),
)


class NotMoved(OSError):
    """The log stays where it was; nothing there was changed."""


def move(
    source: Recorder, target: Recorder, logs: Sequence[note.Verifier], whither: str, progress: Progress = silent
) -> note.Checkpoint:
    """Copies a log, closes the old one and returns the checkpoint that both hold. Raises NotMoved.

    ``logs``: the keys of the log; ``whither``: where the old database will say that it went. Safe to run again after it
    was cut off. Nobody can write meanwhile.
    """
    with source.plain_writer() as old:
        size = _count(old, "stored_events")
        if size == 0:
            raise NotMoved("there is no log to move")
        old.execute("SELECT COUNT(*) FROM moved")
        if old.fetchone()[0]:
            raise NotMoved("this log has been moved already")
        with target.plain_writer() as new:
            if not any(_count(new, table.name) for table in TABLES):
                _copy(old, target, new, size, progress)
            checkpoint = _compare(old, new, size, logs, progress)
        old.execute("INSERT INTO moved (whither) VALUES (?)", (whither,))
    return checkpoint


def _copy(old: Cursor, target: Recorder, new: Cursor, size: int, progress: Progress) -> None:
    for rows in _chunks(old, TABLES[0]):
        target.insert_rows(new, rows[0][0], [StoredEvent(UUID(row[1]), *row[2:]) for row in rows])
        progress("copying", rows[-1][0], size)
    for table in TABLES[1:]:
        marks = ", ".join("?" * len(table.columns.split(", ")))
        for rows in _chunks(old, table):
            new.executemany(f"INSERT INTO {table.name} ({table.columns}) VALUES ({marks})", rows)


def _compare(old: Cursor, new: Cursor, size: int, logs: Sequence[note.Verifier], progress: Progress) -> note.Checkpoint:
    """Reads back what was written. Raises NotMoved where a row differs or the statements do not lead to the root."""
    for table in TABLES:
        if _digest(old, table) != _digest(new, table):
            raise NotMoved(f"the other database holds another {table.name} than this log: empty it and try again")
    new.execute("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")
    signed, frontier = new.fetchone()[0], Frontier()
    for rows in _chunks(new, TABLES[0]):
        for row in rows:
            frontier.append(leaf_hash(row[4]))
        progress("comparing", frontier.size, size)
    try:
        checkpoint = note.open_checkpoint(signed, *logs)
        if (checkpoint.size, checkpoint.root) == (size, frontier.root()) and root_at(new, size) == checkpoint.root:
            return checkpoint
    except ValueError:
        pass
    raise NotMoved("the statements do not lead to the root that was signed: verify this log before it is moved")


def _chunks(cursor: Cursor, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    """A table's rows in the order of its key, as Python's plain values."""
    key = ", ".join(table.columns.split(", ")[: table.key])
    select, where, last = f"SELECT {table.columns} FROM {table.name}", "", tuple[Any, ...]()
    while True:
        cursor.execute(f"{select} {where} ORDER BY {key} LIMIT {CHUNK}", last)
        rows = [tuple(map(_plain, row)) for row in cursor.fetchall()]
        if not rows:
            return
        yield rows
        where, last = f"WHERE ({key}) > ({', '.join('?' * table.key)})", rows[-1][: table.key]


def _plain(value: Any) -> Any:
    """SQLite has an originator's id as text."""
    return value.hex if isinstance(value, UUID) else value


def _digest(cursor: Cursor, table: Table) -> bytes:
    digest = sha256()
    for rows in _chunks(cursor, table):
        for row in rows:
            digest.update(repr(row).encode())
    return digest.digest()


def _count(cursor: Cursor, table: str) -> int:
    cursor.execute(f"SELECT COUNT(*) FROM {table}")
    return int(cursor.fetchone()[0])
