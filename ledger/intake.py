"""From lines as they arrive to answers: checks in parallel, then the group commit. Used by every edge."""

import gc
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from multiprocessing import get_context, parent_process
from threading import Lock, Thread
from typing import TypeVar

from ledger import door
from ledger.application import Ledger
from ledger.clock import Clock
from ledger.committer import Answers, Committer
from ledger.door import Checked, Packed
from ledger.problems import Problem
from ledger.refusals import Refusals

log = logging.getLogger(__name__)
T = TypeVar("T")
#: Lines that one worker checks at a time.
CHUNK = 500
#: By how much checking gives way to sealing and answering: whatever is checked first must wait for its seal anyway.
NICE = 5


def check_lines(lines: Sequence[bytes], keys: dict[str, bytes], now: datetime) -> list[Checked | Problem]:
    """Each line's form, signature, schema and private part; a bad line is a Problem in its place."""
    checked: list[Checked | Problem] = []
    for line in lines:
        try:
            checked.append(door.check(*door.open_line(line), keys, now))
        except Problem as problem:
            checked.append(problem)
    return checked


def check_elsewhere(lines: Sequence[bytes], keys: dict[str, bytes], now: datetime) -> list[Packed | Problem]:
    """``check_lines`` in another process."""
    return [item.packed() if isinstance(item, Checked) else item for item in check_lines(lines, keys, now)]


def unpack(checked: Sequence[Packed | Problem]) -> list[Checked | Problem]:
    """What another process has checked, in this one."""
    return [item if isinstance(item, Problem) else Checked.unpacked(item) for item in checked]


def settle_in() -> None:
    """Run in each checking process: it gives way, and dies with its server, which once killed cannot tell it to."""

    os.nice(NICE)
    gc.set_threshold(100_000, 20, 20)  # lines make many small objects and no cycles

    def wait() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=wait, name="die with parent", daemon=True).start()


class Intake:
    """Takes statements in for one ledger. ``workers``: processes for bulk, 0 for one a core.

    ``refusals_per_hour``: how many refusals of each key are sealed.
    """

    def __init__(self, ledger: Ledger, workers: int = 0, refusals_per_hour: int = 20) -> None:
        self.ledger, self.committer, self.refusals = ledger, Committer(ledger), Refusals(refusals_per_hour)
        self._workers = workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None
        self._clock, self._bulk, self._counting = Clock(), 0, Lock()

    def pouring(self) -> bool:
        """Whether bulk statements are on their way through."""
        return self._bulk > 0

    @contextmanager
    def bulk(self) -> Iterator[None]:
        """Around everything that one bulk sender sends, whose keys are known from here on."""
        self.ledger.look_for_keys()
        with self._counting:
            self._bulk += 1
        try:
            yield
        finally:
            with self._counting:
                self._bulk -= 1

    def start_check(self, lines: Sequence[bytes]) -> Future[list[Packed | Problem]]:
        """Checks up to ``CHUNK`` lines in another process; ``unpack`` the result."""
        return self.elsewhere(partial(check_elsewhere, lines, self.ledger.public_keys(), self._clock.now()))

    def elsewhere(self, work: Callable[[], T]) -> Future[T]:
        """Does something in one of the checking processes; ``work`` and its result can be pickled."""
        try:
            return self._workshop().submit(work)
        except BrokenProcessPool:  # one of its processes was killed: what it held is lost, what comes next is not
            self._pool = None
            return self._workshop().submit(work)

    def finish(self, checked: Sequence[Checked | Problem]) -> Future[Answers]:
        """Sends what passed to the committer; the future's answers are in the order of ``checked``."""
        done: Future[Answers] = Future()
        done.set_running_or_notify_cancel()  # a caller who goes away cancels nothing

        def merge(sealed: Future[Answers]) -> None:
            error = sealed.exception()
            if error is not None:
                done.set_exception(error)
                return
            answers = iter(sealed.result())
            merged = [item if isinstance(item, Problem) else next(answers) for item in checked]
            self._seal_refusals(checked, merged)
            done.set_result(merged)

        self.committer.submit([item for item in checked if isinstance(item, Checked)]).add_done_callback(merge)
        return done

    def few(self, lines: Sequence[bytes]) -> Answers:
        """Records some lines in this process, and waits."""
        return self.finish(self.check(lines)).result()

    def close(self) -> None:
        self.committer.close()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _workshop(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._workers, get_context("spawn"), settle_in)
        return self._pool

    def _seal_refusals(self, checked: Sequence[Checked | Problem], answers: Answers) -> None:
        """Before they are answered; that a refusal could not be sealed must not cost anybody an answer."""
        refused = []
        for item, answer in zip(checked, answers, strict=True):
            if isinstance(answer, Problem):
                if isinstance(item, Checked):
                    answer.kid, answer.digest = item.kid, item.digest
                refused.append(answer)
        chosen = self.refusals.take(refused) if refused else []
        if chosen:
            try:
                self.ledger.say_all("refusal.recorded.v1", chosen)
            except Exception as error:
                log.error("refusals could not be sealed: %s", type(error).__name__)

    def check(self, lines: Sequence[bytes]) -> list[Checked | Problem]:
        """Checks lines in this process."""
        checked = check_lines(lines, self.ledger.public_keys(), self._clock.now())
        strange = any(isinstance(item, Problem) and item.code == "key-not-registered" for item in checked)
        if strange and self.ledger.look_for_keys():  # registered through another process
            checked = check_lines(lines, self.ledger.public_keys(), self._clock.now())
        return checked
