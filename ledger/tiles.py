"""C2SP tlog-tiles v0.1.0: names, widths and bundles of tiles. No I/O.

A tile of level L and number N holds 256 hashes: the roots of the perfect subtrees of 256**L leaves.
"""

import re
from collections.abc import Iterator

from ledger.merkle import SubtreeHash, root_of

WIDTH = 256
HASH = 32
_NUMBER = re.compile(r"(x[0-9]{3}/){0,5}[0-9]{3}")


def number_path(n: int) -> str:
    """1234067 → x001/x234/067."""
    groups = [f"{n % 1000:03d}"]
    while n := n // 1000:
        groups.insert(0, f"x{n % 1000:03d}")
    return "/".join(groups)


def parse_number(path: str) -> int:
    """The number in a tile path. Raises ValueError unless it is spelled as ``number_path`` spells it."""
    if not _NUMBER.fullmatch(path):
        raise ValueError("not a tile number")
    number = int(path.replace("x", "").replace("/", ""))
    if number_path(number) != path:
        raise ValueError("not a tile number")
    return number


def tile_path(level: int | str, n: int, width: int = WIDTH) -> str:
    """``tile/<L>/<N>[.p/<W>]``; level ``entries`` names an entry bundle."""
    return f"tile/{level}/{number_path(n)}" + (f".p/{width}" if width < WIDTH else "")


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """(level, number, width) of every tile of a tree of ``size`` leaves; never an empty tile."""
    level, count = 0, size
    while count:
        full, part = divmod(count, WIDTH)
        for n in range(full):
            yield level, n, WIDTH
        if part:
            yield level, full, part
        level, count = level + 1, full


def bundles_of(size: int) -> Iterator[tuple[int, int]]:
    """(number, width) of every entry bundle."""
    return ((n, width) for level, n, width in tiles_of(size) if level == 0)


def pack(entries: list[bytes]) -> bytes:
    """An entry bundle: each entry as u16be length and bytes."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unpack(bundle: bytes, width: int) -> list[bytes]:
    """The entries of a bundle. Raises ValueError when there are not exactly ``width``, or bytes are left over."""
    found = places(bundle)
    if (found[-1][1] if found else 0) != len(bundle):
        raise ValueError("the bundle ends inside an entry")
    if len(found) != width:
        raise ValueError("the bundle holds another number of entries than its name says")
    return [bundle[start:end] for start, end in found]


def places(bundle: bytes) -> list[tuple[int, int]]:
    """Where the entries of a bundle begin and end, up to the first one that is cut off."""
    found, at, whole = [], 2, len(bundle)
    while at <= whole:
        end = at + (bundle[at - 2] << 8 | bundle[at - 1])
        if end > whole:
            break
        found.append((at, end))
        at = end + 2
    return found


def node_reader(tile: SubtreeHash) -> SubtreeHash:
    """Turns ``tile(level, number) → hashes so far`` into a reader of any perfect subtree's root."""

    def node(level: int, index: int) -> bytes:
        tile_level, inside = divmod(level, 8)
        first = index << inside
        hashes = tile(tile_level, first // WIDTH)
        at = first % WIDTH * HASH
        wanted = hashes[at : at + (HASH << inside)]
        if len(wanted) != HASH << inside:
            raise ValueError("the tile is too short for this tree")
        return root_of([wanted[i : i + HASH] for i in range(0, len(wanted), HASH)])

    return node
