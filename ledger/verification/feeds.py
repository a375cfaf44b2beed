"""The sequence numbers that feeds have said: which are missing, which came twice, where the chain of digests breaks."""

from bisect import bisect_right

from ledger.verification.report import Gap

_GAPS_NAMED = 100


class Feed:
    """Numbers in runs without a gap, so that memory grows with the gaps of a feed and not with what it says.

    Of each run: its first number and what that statement calls the one before it, its last number and its digest.
    """

    def __init__(self) -> None:
        self.statements = self.broken = 0
        self._firsts: list[int] = []
        self._previous: list[str | None] = []
        self._lasts: list[int] = []
        self._digests: list[bytes] = []

    def has(self, number: int) -> bool:
        at = bisect_right(self._firsts, number) - 1
        return at >= 0 and number <= self._lasts[at]

    def take(self, number: int, previous: str | None, digest: bytes) -> bool:
        """Whether the number was still free; then it is taken."""
        at = bisect_right(self._firsts, number)  # the run that comes after it
        if at and number <= self._lasts[at - 1]:
            return False
        self.statements += 1
        after = at < len(self._firsts) and self._firsts[at] == number + 1
        if after:
            self.broken += _differs(self._previous[at], digest)
        if at and self._lasts[at - 1] == number - 1:
            self.broken += _differs(previous, self._digests[at - 1])
            self._lasts[at - 1], self._digests[at - 1] = number, digest
            if after:
                self._lasts[at - 1], self._digests[at - 1] = self._lasts[at], self._digests[at]
                del self._firsts[at], self._previous[at], self._lasts[at], self._digests[at]
        elif after:
            self._firsts[at], self._previous[at] = number, previous
        else:
            self._firsts.insert(at, number)
            self._previous.insert(at, previous)
            self._lasts.insert(at, number)
            self._digests.insert(at, digest)
        return True

    def gap(self, feed: str) -> Gap | None:
        """What is missing (numbers count from 1) or does not hold together."""
        before = zip([0, *self._lasts], self._firsts, strict=False)
        ranges = [(last + 1, first - 1) for last, first in before if first > last + 1]
        missing = sum(last - first + 1 for first, last in ranges)
        if not missing and not self.broken:
            return None
        return Gap(feed, self.statements, missing, self.broken, ranges[:_GAPS_NAMED])


def _differs(said: str | None, digest: bytes) -> bool:
    return said is not None and said != digest.hex()
