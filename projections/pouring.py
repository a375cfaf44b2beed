"""Whether statements pour in, here or through another process: then they are read together, and later."""

from collections.abc import Callable
from time import monotonic

#: Statements a second that others seal.
FAST = 1_000
#: Over so many seconds: seals come in lumps.
OVER = 0.5


class Pouring:
    """``here``: whether bulk senders are being served in this process; ``others``: how many statements have been sealed
    by others so far."""

    def __init__(
        self, here: Callable[[], bool], others: Callable[[], int], clock: Callable[[], float] = monotonic
    ) -> None:
        self._here, self._others, self._clock = here, others, clock
        self._at, self._sealed, self._per_s = clock(), others(), 0.0

    def __call__(self) -> bool:
        now = self._clock()
        if now - self._at >= OVER:
            sealed = self._others()
            self._per_s = (sealed - self._sealed) / (now - self._at)
            self._at, self._sealed = now, sealed
        return self._here() or self._per_s > FAST
