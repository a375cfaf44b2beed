"""How often signing in worked, and why not: numbers, and nothing of anybody. Never sealed: strangers fill no log."""

import logging
from collections import Counter
from threading import Lock

log = logging.getLogger(__name__)


class Counters:
    """``way`` (oidc, bearer, code, demo, cookie …) and what came of it."""

    def __init__(self) -> None:
        self._lock, self._counts = Lock(), Counter[tuple[str, str]]()

    def count(self, way: str, outcome: str) -> None:
        with self._lock:
            self._counts[way, outcome] += 1
        log.info("%s: %s", way, outcome)

    def as_json(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        with self._lock:
            for (way, outcome), number in sorted(self._counts.items()):
                found.setdefault(way, {})[outcome] = number
        return found
