"""An export as a log to read from: its statements in order, from its folder alone."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from ledger import note, tiles
from ledger.export_files import CHECKPOINT, VKEY
from ledger.tiles import WIDTH


class ExportedLog:
    """Reads without checking: verify the folder first. Raises OSError or ValueError where it cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.signed = (folder / CHECKPOINT).read_text()
        self.log = note.Verifier.parse((folder / VKEY).read_text())
        self.checkpoint = note.open_checkpoint(self.signed, self.log)
        self._bundle = lru_cache(maxsize=16)(self._read)

    def size(self) -> int:
        return self.checkpoint.size

    def tokens(self, first: int, limit: int) -> Sequence[tuple[int, bytes]]:
        """(index, bytes) of up to ``limit`` statements from index ``first`` on."""
        last = min(first + limit, self.size())
        return [(index, self._bundle(index // WIDTH)[index % WIDTH]) for index in range(first, last)]

    def all(self) -> Iterator[tuple[int, bytes]]:
        """Every statement, in order."""
        for first in range(0, self.size(), WIDTH):
            yield from self.tokens(first, WIDTH)

    def _read(self, n: int) -> list[bytes]:
        width = min(WIDTH, self.size() - n * WIDTH)
        return tiles.unpack((self.folder / tiles.tile_path("entries", n, width)).read_bytes(), width)
