"""A thread that keeps the read models at the head of the log, and lets readers wait until they are there."""

from collections.abc import Callable
from threading import Condition, Event, Thread
from time import monotonic, sleep

from eventsourcing import persistence
from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError

from ledger.application import Ledger
from ledger.problems import Problem
from projections.project import Projector, position

#: Looks for statements that another process sealed at least this often, in seconds.
LOOK = 0.5
#: Statements are read together: this many seconds after the last reading, or while they pour in after this many at
#: most. Whoever waits for an answer ends the waiting at once.
GATHER, PUT_OFF = 0.25, 10.0


#: A database that is away comes back.
_AWAY = (OperationalError, InterfaceError, TimeoutError, persistence.OperationalError, persistence.InterfaceError)


class Follower:
    """``sealed`` is notified after each seal of this process. ``error`` is what keeps it from going on; any but an
    absent database stops it for good."""

    def __init__(
        self, ledger: Ledger, views: Engine, sealed: Condition, pouring: Callable[[], bool] = lambda: False
    ) -> None:
        self._projector, self._ledger, self._views = Projector(ledger, views), ledger, views
        self._sealed, self._moved = sealed, Condition()
        self._stop = False
        self._pouring, self._asked, self._wanted = pouring, 0, Event()
        self.error: Exception | None = None
        with views.connect() as connection:
            self.size = position(connection)
        self._thread = Thread(target=self._run, name="follower", daemon=True)
        self._thread.start()

    def wait(self, size: int, seconds: float = 5.0) -> None:
        """Returns once the read models have taken in ``size`` statements. Raises Problem ``busy`` after ``seconds``."""
        until = monotonic() + seconds
        with self._sealed:
            self._sealed.notify_all()  # another process may have sealed what is waited for
        with self._moved:
            self._asked += 1
            self._wanted.set()
            try:
                while self.size < size:
                    left = until - monotonic()
                    if left <= 0 or self.error is not None:
                        raise Problem("busy")
                    self._moved.wait(left)
            finally:
                self._asked -= 1
                if not self._asked:
                    self._wanted.clear()

    def close(self) -> None:
        self._stop = True
        self._wanted.set()
        with self._sealed:
            self._sealed.notify_all()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop:
            try:
                self._follow()
                self.error = None
            except _AWAY as error:
                self._fail(error)
                sleep(LOOK)
            except Exception as error:
                self._fail(error)
                return

    def _follow(self) -> None:
        with self._sealed:
            if self._ledger.size() <= self.size:
                self._sealed.wait(LOOK)
        gathered = self._gather()
        if self._ledger.size() > self.size:
            enough = self._not_now if gathered else None
            self._reached(self._projector.run(progress=self._reached, enough=enough))

    def _fail(self, error: Exception) -> None:
        """Shown in health, and to every reader that waits."""
        self.error = error
        with self._moved:
            self._moved.notify_all()

    def _gather(self) -> bool:
        """Whether it was not put off for as long as may be."""
        until = monotonic() + PUT_OFF
        while not self._wanted.wait(GATHER) and self._pouring():
            if monotonic() >= until:
                return False
        return True

    def _not_now(self) -> bool:
        """Statements have begun to pour in while others were being read, and nobody waits for an answer."""
        return self._pouring() and not self._wanted.is_set()

    def _reached(self, size: int) -> None:
        with self._moved:
            self.size = size
            self._moved.notify_all()
