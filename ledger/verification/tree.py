"""The tree above the statements: every tile's hashes up to the root, and no file that does not belong there."""

from collections.abc import Sequence
from pathlib import Path

from ledger import tiles
from ledger.merkle import Frontier, peaks_of, root_of
from ledger.tiles import HASH, WIDTH
from ledger.verification import bundle
from ledger.verification.report import Finding

#: Hashes that a run of statements leads to: by the statements themselves, and by their level-0 tile.
Both = tuple[bytes, bytes]


def check_levels(folder: Path, size: int, roots: Sequence[Both], findings: list[Finding]) -> list[list[bytes]]:
    """Holds each tile from level 1 up against what is below it; returns the hashes of those levels.

    Where bundle and level-0 tile differ, the one is followed that the level above confirms, so that only the other
    is named.
    """
    levels: list[list[bytes]] = []
    below = list(roots)
    while below:
        level = len(levels) + 1
        chosen: list[bytes] = []
        for n in range(-(-len(below) // WIDTH)):
            part = below[n * WIDTH : (n + 1) * WIDTH]
            tile = bundle.read_tile(folder, level, n, len(part), findings)
            for i, both in enumerate(part):
                said = tile[i * HASH : (i + 1) * HASH] if tile else both[0]
                chosen.append(said if said in both else both[0])
                if said not in both:
                    findings.append(_wrong(level, n, len(part), i))
        levels.append(chosen)
        full = len(chosen) // WIDTH * WIDTH
        below = [(root, root) for root in (root_of(chosen[i : i + WIDTH]) for i in range(0, full, WIDTH))]
    return levels


def _wrong(level: int, n: int, width: int, i: int) -> Finding:
    span = WIDTH**level
    first = (n * WIDTH + i) * span
    words = f"hash {i} is not the one that statements {first}–{first + span - 1} lead to"
    return Finding("tile-hash", words, where=tiles.tile_path(level, n, width))


def leads_to(root: bytes, size: int, edge: tuple[list[bytes], list[bytes]], levels: list[list[bytes]]) -> bool:
    """Whether the statements (or, where those are named already, their tile) lead to the root."""
    return any(_root(size, leaves, levels) == root for leaves in edge)


def _root(size: int, edge: list[bytes], levels: list[list[bytes]]) -> bytes:
    def tile(level: int, n: int) -> bytes:
        return b"".join(levels[level - 1][n * WIDTH : (n + 1) * WIDTH] if level else edge)

    if len(edge) != size % WIDTH:
        return b""
    node = tiles.node_reader(tile)
    return Frontier(size, [node(level, index) for level, index in peaks_of(size)]).root()


def unexpected(folder: Path, size: int) -> list[Finding]:
    """Files below ``tile/`` that are not of this size."""
    expected = {tiles.tile_path(level, n, width) for level, n, width in tiles.tiles_of(size)}
    expected |= {tiles.tile_path("entries", n, width) for n, width in tiles.bundles_of(size)}
    present = (path.relative_to(folder).as_posix() for path in (folder / "tile").rglob("*") if not path.is_dir())
    words = "the checkpoint's tree has no such file"
    return [Finding("unexpected-file", words, where=path) for path in sorted(present) if path not in expected]
