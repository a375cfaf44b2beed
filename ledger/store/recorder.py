"""What the ledger asks of a database. Two keep the log: ``ledger.store.sqlite`` and ``ledger.store.postgresql``."""

from abc import abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, Notification, OperationalError, StoredEvent

from ledger.store.writer import Cursor, Signer, Writer

#: What nearly every statement's topic begins with: the index ``governing`` holds the others.
_FLOWS = "lightwell.information."
_LAST = 2**62


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
    #: The id of the master key that wraps people's keys, as the last writer found it.
    wrapped_by = b""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Inserts and seals. Inside an open ``writer`` pass it as ``writer=``; it seals when it closes."""
        writer: Writer | None = kwargs.get("writer")
        if writer is not None:
            return writer.append(stored_events, lambda first, rows: self.insert_rows(writer.cursor, first, rows))
        with self.writer() as own:
            return own.append(stored_events, lambda first, rows: self.insert_rows(own.cursor, first, rows))

    def select_notifications(
        self, start: int | None, limit: int, stop: int | None = None, topics: Sequence[str] = (), *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:  # fmt: skip
        """The library's, but that topics which are few are found by their index (0015)."""
        if not topics or any(topic.startswith(_FLOWS) for topic in topics):
            library = super().select_notifications  # type: ignore[safe-super]  # the database's own, which comes next
            return library(start, limit, stop, topics, inclusive_of_start=inclusive_of_start)
        first = 0 if start is None else start if inclusive_of_start else start + 1
        marks = ",".join("?" * len(topics))
        with self.reader() as cursor:
            cursor.execute(
                "SELECT rowid, originator_id, originator_version, topic, state FROM stored_events"
                f" WHERE topic IN ({marks}) AND topic NOT LIKE '{_FLOWS}%' AND rowid BETWEEN ? AND ?"
                " ORDER BY rowid LIMIT ?",
                (*topics, first, _LAST if stop is None else stop, limit),
            )
            rows = list(map(tuple, cursor.fetchall()))
        return [
            Notification(UUID(id) if isinstance(id, str) else id, version, topic, bytes(state), number)
            for number, id, version, topic, state in rows
        ]

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
        cursor.execute(
            "SELECT (SELECT MAX(rowid) FROM stored_events), (SELECT MAX(whither) FROM moved),"
            " (SELECT key FROM wrapping)"
        )
        head, whither, key = cursor.fetchone()
        self.wrapped_by = bytes(key) if key is not None else b""
        if whither is not None:
            raise Moved(f"this log has been moved to {whither}: use it there")
        return int(head or 0)

    @abstractmethod
    def insert_rows(self, cursor: Any, first: int, rows: Sequence[StoredEvent]) -> None:
        """Inserts rows as notification ids ``first`` and on."""
