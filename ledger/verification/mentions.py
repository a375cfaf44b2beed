"""What statements say of other statements, read before all else: so much, and no more, has to be remembered of them."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

import pybase64

from ledger import jws, tiles
from ledger.problems import Problem
from ledger.statements import types
from ledger.verification import bundle
from ledger.verification.chunk import COMPROMISED, PLAIN, Task
from ledger.verification.report import Finding

_DIGEST = re.compile(r"[0-9a-f]{64}")
_PLAIN = frozenset(name.encode() for name in PLAIN)
#: Where the type begins and ends in an encoded payload that starts with specversion, id and source.
_FROM, _TO = 160, 228


class Mentions(NamedTuple):
    """``digests`` of statements that others speak of; ``compromised``: (kid, index from which), as somebody says."""

    digests: set[bytes]
    compromised: set[tuple[str, int]]

    def add(self, others: Iterable["Mentions"]) -> None:
        for other in others:
            self.digests.update(other.digests)
            self.compromised.update(other.compromised)


def gather(task: Task) -> Mentions:
    """What the well-formed statements of these bundles mention. What is wrong with others is found later."""
    found, ignored = Mentions(set(), set()), list[Finding]()
    for n in range(task.first, task.last):
        width = min(tiles.WIDTH, task.size - n * tiles.WIDTH)
        data = bundle.read_file(task.folder, tiles.tile_path("entries", n, width), ignored) or b""
        for first, last in tiles.places(data):
            if not _is_plain(data, first):
                _gather(data[first:last], found)
    return found


def _is_plain(data: bytes, at: int) -> bool:
    """Whether the type of the statement that begins here mentions nothing: told from its beginning."""
    start = data.find(b".", at) + 1
    return _names_plain(data[start + _FROM : start + _TO]) or _names_plain(data[start : start + 280])


@lru_cache(maxsize=4096)
def _names_plain(text: bytes) -> bool:
    """Whether a part of an encoded payload, from a multiple of four on, names a plain type."""
    try:
        part = pybase64.b64decode(text, b"-_")
    except ValueError:  # short, or no payload at all
        return False
    at = part.find(b'"type":"') + 8
    return part[at : part.find(b'"', at)] in _PLAIN


def _gather(token: bytes, found: Mentions) -> None:
    try:
        event = types.check(jws.parse(token).payload)
    except Problem:
        return
    if event["type"] == COMPROMISED:
        found.compromised.add((event["data"]["kid"], event["data"]["from_index"]))
    elif event["type"] not in PLAIN:
        found.digests.update(map(bytes.fromhex, _digests(event["data"])))


def _digests(value: Any) -> Iterable[str]:
    """Every string within that could be a statement's digest."""
    match value:
        case str() if _DIGEST.fullmatch(value):
            yield value
        case dict():
            for one in value.values():
                yield from _digests(one)
        case list():
            for one in value:
                yield from _digests(one)
