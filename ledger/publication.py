"""What the world sees of the log: its published checkpoints, the newest of them kept outside the database as well.

A database that was restored from an old backup looks whole from inside. Held against the checkpoint outside, and
against those that witnesses have cosigned, it is noticed, and the ledger refuses to write: a second history would be
signed from there on.
"""

import logging
import os
from collections.abc import Sequence
from pathlib import Path

from ledger import note
from ledger.merkle import Frontier, leaf_hash, peaks_of
from ledger.problems import Problem
from ledger.store.recorder import Recorder
from ledger.store.writer import Cursor, read_tile
from ledger.tiles import HASH, WIDTH, node_reader

log = logging.getLogger(__name__)

#: How far a checkpoint has come: sealed (0), published, and cosigned by a quorum of witnesses.
PUBLISHED, COSIGNED = 1, 2
RUNBOOK = "Nothing was changed. What to do now is in deploy/RESTORE.md."


class Publication:
    """``anchor``: the file outside the database. ``quorum``: only checkpoints that witnesses cosigned are shown.

    ``frozen``: why the ledger does not write, in words for the operator; empty while it does.
    """

    def __init__(self, recorder: Recorder, logs: Sequence[note.Verifier], anchor: Path) -> None:
        self._recorder, self._logs, self.anchor = recorder, logs, anchor
        self._anchored, self.quorum, self.frozen = -1, False, ""

    def freeze(self, why: str) -> None:
        """From here on nothing is written until somebody has put right what is wrong, and started anew."""
        if not self.frozen:
            self.frozen = f"{why} {RUNBOOK}"
            log.error("the ledger does not write: %s", self.frozen)

    def may_write(self) -> None:
        """Raises Problem ``read-only`` while it is frozen."""
        if self.frozen:
            raise Problem("read-only")

    def publish(self) -> None:
        """Publishes the newest checkpoint, and keeps it outside the database once it is durable there."""
        if self.frozen:
            return
        with self._recorder.plain_writer() as cursor:
            cursor.execute(
                "UPDATE checkpoint SET published=1 WHERE size = (SELECT MAX(size) FROM checkpoint) AND published=0"
            )
            size, signed = _newest(cursor, PUBLISHED)
            if size > self._anchored:
                _replace(self.anchor, signed)
                self._anchored = size

    def shown(self, cursor: Cursor) -> tuple[int, str]:
        """(size, signed note) of the newest checkpoint that the world sees; 0 and nothing before there is one."""
        return _newest(cursor, COSIGNED if self.quorum else PUBLISHED)

    def awaiting(self) -> tuple[int, str] | None:
        """(size, signed note) of the newest published checkpoint, where no quorum has cosigned it yet."""
        with self._recorder.reader() as cursor:
            newest = _newest(cursor, PUBLISHED)
            return newest if newest[0] > _newest(cursor, COSIGNED)[0] else None

    def cosigned(self, size: int, lines: str) -> None:
        """Adds a quorum's signature lines to the published checkpoint of this size."""
        with self._recorder.plain_writer() as cursor:
            cursor.execute(
                "UPDATE checkpoint SET published=2, note = note || ? WHERE size=? AND published=1", (lines, size)
            )

    def inspect(self, cursor: Cursor) -> int:
        """Recomputes the tree's right edge and holds the log against its anchor; freezes where they differ.

        ``cursor`` is a transaction in which nothing was read before. Returns the log's size. Raises OSError where the
        database is damaged, so that nothing can be answered from it.
        """
        known = self.anchor.read_text() if self.anchor.exists() else ""  # before the log, which may only be ahead of it
        cursor.execute("SELECT MAX(rowid) FROM stored_events")
        size = int(cursor.fetchone()[0] or 0)
        fault = _edge_fault(cursor, size)
        if fault:
            raise OSError(f"{fault} {RUNBOOK}")
        if known:
            try:
                self.hold_against(cursor, size, known, f"the file {self.anchor.name}")
            except ValueError as error:
                self.freeze(f"The file {self.anchor.name} does not hold a checkpoint of this log ({error}).")
        return size

    def hold_against(self, cursor: Cursor, size: int, signed: str, where: str) -> None:
        """Freezes unless this log goes on from the checkpoint ``signed`` that is known ``where``.

        Raises ValueError when this log did not sign it: whoever has it cannot stop us with it.
        """
        known = note.open_checkpoint(signed, *self._logs)
        if known.size > size:
            self.freeze(
                f"The database ends at statement {size:,}; {where} has a signed checkpoint of {known.size:,}. The"
                f" database was restored from an old backup, and {known.size - size:,} statements are missing."
            )
        elif root_at(cursor, known.size) != known.root:
            self.freeze(f"The database holds other statements than the checkpoint of {known.size:,} in {where}.")


def root_at(cursor: Cursor, size: int) -> bytes:
    """The root that the stored tree had at ``size``. Raises ValueError when tiles are missing."""
    node = node_reader(lambda level, n: read_tile(cursor, level, n))
    return Frontier(size, [node(level, index) for level, index in peaks_of(size)]).root()


def _edge_fault(cursor: Cursor, size: int) -> str:
    """What is wrong where the log ends; empty where nothing is."""
    n, width = divmod(size, WIDTH)
    cursor.execute("SELECT state FROM stored_events WHERE rowid > ? ORDER BY rowid", (n * WIDTH,))
    leaves = b"".join(leaf_hash(bytes(row[0])) for row in cursor.fetchall())
    cursor.execute("SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1")
    row = cursor.fetchone()
    if size == 0 and row is None:
        return ""
    if row is None or row[0] != size or len(leaves) != width * HASH:
        return "The database is damaged: its last statements and its last checkpoint do not belong together."
    try:
        root = root_at(cursor, size)
    except ValueError:
        return "The database is damaged: tiles of its tree are missing."
    if (width and read_tile(cursor, 0, n)[: width * HASH] != leaves) or root != note.read_own(str(row[1])).root:
        return "The database is damaged: its last statements do not lead to the root that was signed."
    return ""


def _newest(cursor: Cursor, level: int) -> tuple[int, str]:
    cursor.execute("SELECT size, note FROM checkpoint WHERE published>=? ORDER BY size DESC LIMIT 1", (level,))
    row = cursor.fetchone()
    return (int(row[0]), str(row[1])) if row else (0, "")


def _replace(path: Path, text: str) -> None:
    """Whole or not at all, and on disk when it returns."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
