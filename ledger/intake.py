"""From lines as they arrive to answers: checks in parallel, then the group commit. Used by every edge."""

import os
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context

from ledger import door
from ledger.admission import Sealed
from ledger.application import Ledger
from ledger.clock import Clock
from ledger.committer import Answers, Committer
from ledger.door import Checked
from ledger.problems import Problem

#: Lines that one worker checks at a time.
CHUNK = 250


def check_lines(lines: Sequence[bytes], keys: dict[str, bytes], now: datetime) -> list[Checked | Problem]:
    """Each line's form, signature, schema and private part; a bad line is a Problem in its place."""
    checked: list[Checked | Problem] = []
    for line in lines:
        try:
            checked.append(door.check(*door.open_line(line), keys, now))
        except Problem as problem:
            checked.append(problem)
    return checked


class Intake:
    """Takes statements in for one ledger. ``workers``: processes for bulk, 0 for one a core."""

    def __init__(self, ledger: Ledger, workers: int = 0) -> None:
        self.ledger, self.committer = ledger, Committer(ledger)
        self._workers = workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None
        self._clock, self._checking = Clock(), 0

    def pouring(self) -> bool:
        """Whether bulk statements are on their way through."""
        return self._checking > 0

    def one(self, line: bytes) -> Sealed:
        """Records one line and waits until it is durable. Raises Problem."""
        (checked,) = self._check([line])
        if isinstance(checked, Problem):
            raise checked
        (answer,) = self.committer.submit([checked]).result()
        if isinstance(answer, Problem):
            raise answer
        return answer

    def start_check(self, lines: Sequence[bytes]) -> Future[list[Checked | Problem]]:
        """Checks up to ``CHUNK`` lines in another process."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._workers, mp_context=get_context("spawn"))
        self._checking += 1
        future = self._pool.submit(check_lines, lines, self.ledger.public_keys(), self._clock.now())
        future.add_done_callback(self._checked)
        return future

    def finish(self, checked: Sequence[Checked | Problem]) -> Future[Answers]:
        """Sends what passed to the committer; the future's answers are in the order of ``checked``."""
        done: Future[Answers] = Future()

        def merge(sealed: Future[Answers]) -> None:
            error = sealed.exception()
            if error is not None:
                done.set_exception(error)
                return
            answers = iter(sealed.result())
            done.set_result([item if isinstance(item, Problem) else next(answers) for item in checked])

        self.committer.submit([item for item in checked if isinstance(item, Checked)]).add_done_callback(merge)
        return done

    def few(self, lines: Sequence[bytes]) -> Answers:
        """Records some lines in this process, and waits."""
        return self.finish(self._check(lines)).result()

    def close(self) -> None:
        self.committer.close()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _checked(self, _: Future[list[Checked | Problem]]) -> None:
        self._checking -= 1

    def _check(self, lines: Sequence[bytes]) -> list[Checked | Problem]:
        return check_lines(lines, self.ledger.public_keys(), self._clock.now())
