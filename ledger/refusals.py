"""Refusals: of signed statements and of signed-in viewers some are sealed, so many an hour; the rest are counted.

What is sealed shows an auditor that a registered sender was turned away, of what digest and why, without a byte of
what was refused; or that a viewer was, before what kind of thing. The quota keeps whoever is in a loop, or in a rage,
from filling the log.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from threading import Lock
from time import monotonic
from typing import Any

from ledger.problems import NUMBERS, Problem

HOUR = 3600.0


class Quota:
    """How much of each is sealed in an hour; the same thing once. ``over``: what was too much."""

    def __init__(self, per_hour: int, clock: Callable[[], float] = monotonic) -> None:
        self._per_hour, self._clock = per_hour, clock
        self._lock, self._recent = Lock(), dict[str, deque[tuple[float, bytes]]]()
        self.over = 0

    def take(self, who: str, what: bytes) -> bool:
        """Whether this is to be sealed, now that it has happened."""
        with self._lock:
            self._forget(now := self._clock())
            recent = self._recent.setdefault(who, deque())
            if any(what == known for _, known in recent):
                return False
            if len(recent) >= self._per_hour:
                self.over += 1
                return False
            recent.append((now, what))
            return True

    def _forget(self, now: float) -> None:
        for who, recent in list(self._recent.items()):
            while recent and recent[0][0] <= now - HOUR:
                recent.popleft()
            if not recent:
                del self._recent[who]


class Refusals:
    """Of statements. ``counts``: code → refused since the start; ``sealed`` and ``over_quota``: of the signed ones."""

    def __init__(self, per_hour: int, clock: Callable[[], float] = monotonic) -> None:
        self._quota, self._lock = Quota(per_hour, clock), Lock()
        self.counts: Counter[str] = Counter()
        self.sealed = 0

    @property
    def over_quota(self) -> int:
        return self._quota.over

    def take(self, problems: Iterable[Problem]) -> list[dict[str, Any]]:
        """Counts refusals; returns the data of those to seal as ``refusal.recorded``, each digest once an hour."""
        chosen = []
        with self._lock:
            for problem in problems:
                self.counts[problem.code] += 1
                number = NUMBERS.get(problem.code)
                if problem.kid and number is not None and self._quota.take(problem.kid, problem.digest):
                    chosen.append({"statement": problem.digest.hex(), "kid": problem.kid, "code": number})
            self.sealed += len(chosen)
        return chosen
