"""Writing what one batch left while the next one is read."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from sqlalchemy import Connection


class Behind:
    """One piece of work at a time, in a thread of its own; whoever needs what it writes waits for it."""

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        self._thread = thread
        self._last: Future[None] | None = None

    def write(self, work: Callable[[], None]) -> None:
        """After what was given before. Raises what that raised."""
        self.wait()
        self._last = self._thread.submit(work)

    def wait(self) -> None:
        """Until all is written. Raises what the work raised."""
        last, self._last = self._last, None
        if last is not None:
            last.result()


@contextmanager
def behind(connection: Connection) -> Iterator[Behind | None]:
    """On leaving, all is written, or has failed, and the connection is the caller's alone again.

    None for SQLite: it writes in this process, a row at a time, and would only wait for its turn.
    """
    if connection.dialect.name == "sqlite":
        yield None
        return
    with ThreadPoolExecutor(1, "behind") as thread:
        writing = Behind(thread)
        yield writing
        writing.wait()
