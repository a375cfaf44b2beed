"""Refusals: those of validly signed statements are sealed, a few for each key and hour; the rest are counted.

What is sealed shows an auditor that a registered sender was turned away, of what digest and why, without a byte of
what was refused. The quota keeps a sender in a loop, or in a rage, from filling the log.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from threading import Lock
from time import monotonic
from typing import Any

from ledger.problems import NUMBERS, Problem

HOUR = 3600.0


class Refusals:
    """``counts``: code → refused since the start; ``sealed`` and ``over_quota``: of the signed ones."""

    def __init__(self, per_hour: int, clock: Callable[[], float] = monotonic) -> None:
        self._per_hour, self._clock = per_hour, clock
        self._lock = Lock()
        self._recent: dict[str, deque[tuple[float, bytes]]] = {}
        self.counts: Counter[str] = Counter()
        self.sealed = self.over_quota = 0

    def take(self, problems: Iterable[Problem]) -> list[dict[str, Any]]:
        """Counts refusals; returns the data of those to seal as ``refusal.recorded``, each digest once an hour."""
        chosen = []
        with self._lock:
            for problem in problems:
                self.counts[problem.code] += 1
                number = NUMBERS.get(problem.code)
                if problem.kid and number is not None and self._within(problem.kid, problem.digest):
                    chosen.append({"statement": problem.digest.hex(), "kid": problem.kid, "code": number})
            self.sealed += len(chosen)
        return chosen

    def _within(self, kid: str, digest: bytes) -> bool:
        recent, now = self._recent.setdefault(kid, deque()), self._clock()
        while recent and recent[0][0] <= now - HOUR:
            recent.popleft()
        if any(digest == known for _, known in recent):
            return False
        if len(recent) >= self._per_hour:
            self.over_quota += 1
            return False
        recent.append((now, digest))
        return True
