"""The ledger's clock. A story has its own, so that eighteen invented months can be loaded in a minute."""

from datetime import UTC, datetime
from time import monotonic


class Clock:
    """The machine's own time, UTC."""

    follows = False

    def now(self) -> datetime:
        return datetime.now(UTC)

    def observe(self, time: str) -> None:
        """Told the claimed times of statements before they are sealed; of each one, where it ``follows`` them."""


class StoryClock(Clock):
    """For demonstrations and tests only: it is as late as the latest statement claims, plus the time since then.

    It moves by whole hours while a story loads, so that one tick stands for each hour in which something happens.
    """

    follows = True

    def __init__(self, start: datetime) -> None:
        self._latest, self._seen = start, monotonic()

    def now(self) -> datetime:
        elapsed = monotonic() - self._seen
        return datetime.fromtimestamp(self._latest.timestamp() + int(elapsed), UTC)

    def observe(self, time: str) -> None:
        at = datetime.fromisoformat(time).replace(minute=0, second=0, microsecond=0)
        if at > self._latest:
            self._latest, self._seen = at, monotonic()
