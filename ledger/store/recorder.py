"""What the ledger asks of a database. Two keep the log: ``ledger.store.sqlite`` and ``ledger.store.postgresql``."""

from abc import abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from eventsourcing.persistence import ApplicationRecorder, OperationalError, StoredEvent

from ledger.store.writer import Cursor, Signer, Writer


def unsealed(size: int, root: bytes) -> str:
    """The signer of a recorder that nobody gave a log key: its checkpoints are empty notes."""
    return ""


class Moved(OperationalError):
    """The log has been moved to another database: nothing may be written here any more."""


class Recorder(ApplicationRecorder):
    """Guarantee: when ``writer`` closes without an error, what was inserted in it is durable, in the log once and
    without a gap, together with its tiles and checkpoint; after an error none of it is there. Whoever writes, in this
    process or another, does so one after the other."""

    sign: Signer = staticmethod(unsealed)

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Inserts and seals. Inside an open ``writer`` pass it as ``writer=``; it seals when it closes."""
        writer: Writer | None = kwargs.get("writer")
        if writer is not None:
            return writer.append(stored_events, lambda first, rows: self.insert_rows(writer.cursor, first, rows))
        with self.writer() as own:
            return own.append(stored_events, lambda first, rows: self.insert_rows(own.cursor, first, rows))

    @abstractmethod
    def writer(self) -> AbstractContextManager[Writer]:
        """Takes the writer's lock and a transaction; commits a seal on leaving, or rolls everything back."""

    @abstractmethod
    def reader(self) -> AbstractContextManager[Cursor]:
        """A read transaction: one snapshot of the log, tiles, checkpoints and vault."""

    @abstractmethod
    def plain_writer(self) -> AbstractContextManager[Cursor]:
        """A write transaction that seals nothing."""

    @abstractmethod
    def truncate(self, patience: int = 0) -> bool:
        """Sees to it that what an erasure overwrote is in no file of ours; False where that is to be tried again."""

    def _head(self, cursor: Cursor) -> int:
        """How many statements there are, under the writer's lock. Raises Moved."""
        cursor.execute("SELECT (SELECT MAX(rowid) FROM stored_events), (SELECT MAX(whither) FROM moved)")
        head, whither = cursor.fetchone()
        if whither is not None:
            raise Moved(f"this log has been moved to {whither}: use it there")
        return int(head or 0)

    @abstractmethod
    def insert_rows(self, cursor: Any, first: int, rows: Sequence[StoredEvent]) -> None:
        """Inserts rows as notification ids ``first`` and on."""
