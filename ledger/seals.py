"""What the committer counts of its seals: how many, how long each took, and whether one is stuck."""

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

#: Upper bounds of the groups in which seals are counted by how long they took, in seconds.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass
class Seals:
    """Since the start: ``statements`` that were new, ``seals``, those that ``failed``, ``seconds`` in all, and how many
    took at most each of ``BOUNDS``; the last group took longer. ``began``: when the seal in hand did, or None."""

    statements: int = 0
    seals: int = 0
    failed: int = 0
    seconds: float = 0.0
    groups: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    began: float | None = None

    @contextmanager
    def one(self) -> Iterator[None]:
        """Around one seal."""
        self.began = began = monotonic()
        try:
            yield
        except BaseException:
            self.failed += 1
            raise
        finally:
            took, self.began = monotonic() - began, None
            self.seals += 1
            self.seconds += took
            self.groups[bisect_left(BOUNDS, took)] += 1

    @property
    def stuck(self) -> float:
        """For how many seconds the seal in hand has been going on."""
        began = self.began
        return monotonic() - began if began is not None else 0.0
