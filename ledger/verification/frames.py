"""Statements like one before but for what each has of its own, told from their encoded bytes.

Of what a feed says, much differs in nothing but id, time, lines and the root of the private part. Base64 leaves alike
what is alike and stands at the same place. So of a statement that was read and has a shape, a frame is made: the bytes
around its own members, and the expression of these. A token with the same bytes around, in which the shape's
expressions allow what is between, is a JWS of the one form with the same header; its payload has that shape too, and
says the same. It is neither decoded as a whole nor read. What no frame fits is read; nothing is refused here.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from ledger import jws
from ledger.encoding import unb64
from ledger.statements.shapes import Shape, in_order

#: Frames kept in any case; more only where enough statements were found in them.
KEPT, EARNED = 64, 64
#: Sets of places that tokens of one length have.
CUTS = 4
_SIGNATURE = 64
#: Stands between the parts that are decoded together. No expression allows what it becomes, so that no member can take
#: in a piece of the next part.
_BETWEEN, _NULS = b"AAAA", rb"\x00\x00\x00"


class Saying(NamedTuple):
    """What plain statements have in common: key, feed (16 bytes), and which of a chunk's ``said`` they say."""

    kid: str
    feed: bytes
    said: int
    sequenced: bool
    chained: bool


class _Frame(NamedTuple):
    """``own``: matches the members of a statement's own. ``ranges``: there are lines among them, in ranges."""

    saying: Saying
    own: Callable[[bytes, int, int], "re.Match[bytes] | None"]
    ranges: bool


class _Cut:
    """Where tokens of one length have their own members, in whole groups of the encoding; at ``end``, the last dot."""

    def __init__(self, places: list[slice], end: int) -> None:
        self.places, self.end = places, end
        edges = [0, *(at for place in places for at in (place.start, place.stop)), end + 1]
        self.around = itemgetter(*(slice(*edges[at : at + 2]) for at in range(0, len(edges), 2)))
        self.own = itemgetter(*places, slice(end + 1, None))
        self.frames: dict[tuple[bytes, ...], _Frame] = {}


class Frames:
    """Those of one run of statements."""

    def __init__(self) -> None:
        self._cuts: dict[int, list[_Cut]] = {}
        self._learnt = self._found = 0

    def find(self, token: bytes) -> tuple[str, bytes, bytes, Saying, "re.Match[bytes]"] | None:
        """Kid, signature, what is signed, what is said, and the members of its own of a token that fits a frame."""
        for cut in self._cuts.get(len(token), ()):
            frame = cut.frames.get(cut.around(token))
            if frame is None:
                continue
            try:
                own = unb64(_BETWEEN.join(cut.own(token)))
            except ValueError:
                return None
            told = frame.own(own, 0, len(own) - _SIGNATURE)
            if told is None or (frame.ranges and not in_order(told["lines"])):
                return None
            self._found += 1
            return frame.saying.kid, own[-_SIGNATURE:], token[: cut.end], frame.saying, told
        return None

    def learn(self, token: bytes, parsed: jws.Token, shape: Shape, told: "re.Match[bytes]", saying: Saying) -> None:
        """Takes a statement that was read: ``told`` is how its payload matches ``shape``."""
        if self._learnt >= KEPT + self._found // EARNED or len(parsed.signature) != _SIGNATURE:
            return
        start, places, parts = token.index(b".") + 1, list[slice](), list[bytes]()
        for name, allowed in shape.own.items():
            first, last = told.span(name)
            low, high = first - first % 3, last + -last % 3  # three bytes are four characters
            place = slice(start + low // 3 * 4, start + high // 3 * 4)
            if high > len(parsed.payload) or (places and place.start < places[-1].stop):
                return
            before, after = (re.escape(parsed.payload[at:to]) for at, to in ((low, first), (last, high)))
            places.append(place)
            parts.append(b"%b(?P<%b>%b)%b" % (before, name.encode(), allowed, after) + _NULS)
        cut = self._cut(len(token), places, len(parsed.signed))
        if cut is not None:
            own = _compiled(b"".join(parts)).fullmatch
            cut.frames[cut.around(token)] = _Frame(saying, own, bool(shape.ranges))
            self._learnt += 1

    def _cut(self, length: int, places: list[slice], end: int) -> _Cut | None:
        """None where there are too many of this length already."""
        cuts = self._cuts.setdefault(length, [])
        for cut in cuts:
            if cut.places == places and cut.end == end:
                return cut
        if len(cuts) == CUTS:
            return None
        cuts.append(_Cut(places, end))
        return cuts[-1]


@lru_cache(maxsize=200)
def _compiled(made: bytes) -> "re.Pattern[bytes]":
    return re.compile(made)
