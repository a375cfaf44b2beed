"""Group commit: whatever is waiting when the last seal is done goes into the next one. No fixed window."""

import logging
from collections.abc import Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Condition, Thread
from time import monotonic
from traceback import format_tb

from eventsourcing.persistence import InterfaceError, OperationalError

from ledger.admission import Sealed
from ledger.application import Ledger
from ledger.door import Checked
from ledger.problems import Problem
from ledger.seals import Seals

Answers = list[Sealed | Problem]
log = logging.getLogger(__name__)

#: Seals stay short enough that a single caller never waits much longer than half a second for those before it.
MOST = 5_000
#: At most one checkpoint a second is published.
PUBLISH_SECONDS = 1.0


class Committer:
    """One thread that seals for all callers. Guarantee: a future's answer is durable before it is set."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._queue: SimpleQueue[tuple[Sequence[Checked], Future[Answers]] | None] = SimpleQueue()
        self.sealed, self.seals = Condition(), Seals()
        self._published, self._behind = 0.0, True
        self._thread = Thread(target=self._run, name="committer", daemon=True)
        self._thread.start()

    def submit(self, batch: Sequence[Checked]) -> Future[Answers]:
        """One answer per statement, in order; the future fails only when nothing of the batch was sealed."""
        future: Future[Answers] = Future()
        self._queue.put((batch, future))
        return future

    @property
    def alive(self) -> bool:
        """Does anybody seal?"""
        return self._thread.is_alive()

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._next()) is not None:
            waiting, count, stop = [first], len(first[0]), False
            while count < MOST and not self._queue.empty():
                item = self._queue.get()
                if item is None:
                    stop = True
                    break
                waiting.append(item)
                count += len(item[0])
            self._seal(waiting)
            self._publish()
            if stop:
                break
        self._published = 0.0
        self._publish()

    def _next(self) -> tuple[Sequence[Checked], Future[Answers]] | None:
        """The next to seal; meanwhile, what the last seals left unpublished does not wait for it."""
        while self._behind:
            try:
                return self._queue.get(timeout=PUBLISH_SECONDS)
            except Empty:
                self._publish()
        return self._queue.get()

    def _publish(self) -> None:
        if not self._behind or monotonic() - self._published < PUBLISH_SECONDS:
            return
        self._published = monotonic()
        try:
            self._ledger.publish()
            self._behind = False
        except Exception as error:  # the statements are sealed; it is tried again in a second
            log.error("a checkpoint could not be published: %s", type(error).__name__)

    def _seal(self, waiting: list[tuple[Sequence[Checked], Future[Answers]]]) -> None:
        try:
            with self.seals.one():
                answers = self._record([item for batch, _ in waiting for item in batch])
        except Exception as error:  # the thread must outlive one bad seal; each caller is told
            for _, future in waiting:
                future.set_exception(error)
            return
        self._behind = True
        self.seals.statements += sum(isinstance(answer, Sealed) and answer.new for answer in answers)
        at = 0
        for batch, future in waiting:
            future.set_result(answers[at : at + len(batch)])
            at += len(batch)
        with self.sealed:
            self.sealed.notify_all()

    def _record(self, batch: Sequence[Checked]) -> Answers:
        """Seals a batch; a statement that breaks the seal, by a fault of ours, is found and does not sink the others.

        Raises OperationalError or InterfaceError when it is the database that fails.
        """
        try:
            return self._ledger.record(batch)
        except (OperationalError, InterfaceError):
            raise
        except Problem as problem:  # nothing is sealed now, whatever it says
            return [problem for _ in batch]
        except Exception as error:
            if len(batch) <= 1:
                # Without the error's own words, which may quote the statement.
                log.error("a statement could not be sealed: %s", type(error).__name__)
                log.error("".join(format_tb(error.__traceback__)))
                return [Problem("busy") for _ in batch]
        half = len(batch) // 2
        return self._record(batch[:half]) + self._record(batch[half:])
