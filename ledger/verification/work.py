"""An export's bundles, shared out among processes and taken back in order."""

import gc
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from ledger.progress import Progress
from ledger.tiles import WIDTH
from ledger.verification.chunk import Chunk, Task, examine
from ledger.verification.mentions import Mentions, gather

T = TypeVar("T")
BUNDLES = 8  # a task's worth at most: about two thousand statements
MENTIONS = 64  # a task's worth where little is read of each
#: What the processes of a pool were told when they began.
_mentioned: frozenset[bytes] = frozenset()


@dataclass
class Work:
    """``processes``: 1 for this one alone."""

    folder: Path
    size: int
    processes: int
    progress: Progress

    def mentions(self) -> Mentions:
        """What the statements say of one another."""
        found = Mentions(set(), set())
        tasks = self._tasks(0, MENTIONS, dict)
        if self.processes == 1:
            found.add(map(gather, tasks))
        else:
            with self._pool(frozenset()) as pool:
                found.add(found for _, found in self._in_order(pool, gather, tasks))
        return found

    def chunks(self, keys: Callable[[], Mapping[str, bytes]], mentioned: Iterable[bytes]) -> Iterator[Chunk]:
        """The chunks in order, each examined with the ``keys`` known when its turn comes.

        The first bundle is examined before any other: it is where most keys are registered.
        """
        told = frozenset(mentioned)
        first = Task(self.folder, 0, min(1, self._bundles()), self.size, keys())
        yield self._done(examine(first, told), first)
        tasks = self._tasks(1, BUNDLES, keys)
        if self.processes == 1:
            for task in tasks:
                yield self._done(examine(task, told), task)
            return
        with self._pool(told) as pool:
            for task, chunk in self._in_order(pool, _examine, tasks):
                yield self._done(chunk, task)

    def _done(self, chunk: Chunk, task: Task) -> Chunk:
        self.progress("verify", min(task.last * WIDTH, self.size), self.size)
        return chunk

    def _bundles(self) -> int:
        return -(-self.size // WIDTH)

    def _tasks(self, first: int, width: int, keys: Callable[[], Mapping[str, bytes]]) -> Iterator[Task]:
        """Smaller ones towards the end, so that no process waits long for another."""
        left = self._bundles() - first
        while left > 0:
            taken = min(width, max(1, left // (2 * self.processes)))
            yield Task(self.folder, first, first + taken, self.size, keys())
            first, left = first + taken, left - taken

    def _pool(self, mentioned: frozenset[bytes]) -> ProcessPoolExecutor:
        # A fork starts at once, but beside other threads (a progress bar's) it may copy a lock that nobody releases.
        alone = threading.active_count() == 1 and sys.platform == "linux"
        return ProcessPoolExecutor(self.processes, get_context("fork" if alone else "spawn"), _begin, (mentioned,))

    def _in_order(
        self, pool: ProcessPoolExecutor, do: Callable[[Task], T], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, T]]:
        """Tasks and results, in order; a few wait, so that no process does."""
        ahead: deque[tuple[Task, Future[T]]] = deque()
        for task in tasks:
            ahead.append((task, pool.submit(do, task)))
            if len(ahead) > 3 * self.processes:
                first, done = ahead.popleft()
                yield first, done.result()
        for first, done in ahead:
            yield first, done.result()


def _begin(mentioned: frozenset[bytes]) -> None:
    global _mentioned
    gc.disable()
    _mentioned = mentioned


def _examine(task: Task) -> Chunk:
    return examine(task, _mentioned)
