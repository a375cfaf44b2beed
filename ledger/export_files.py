"""The files of an export, as it is written and as it is read: their names, and how one is put there."""

import os
from pathlib import Path

from ledger import tiles

CHECKPOINT, VKEY, TILES = "checkpoint", "log.vkey", "tile"


class NotAnExport(OSError):
    """The folder holds something else than an older export of this log; nothing was written."""


def see_that_it_is_one(folder: Path) -> None:
    """Raises NotAnExport where the folder holds nothing of an export; what is wrong with one is the verifier's."""
    if not any((folder / name).exists() for name in (CHECKPOINT, VKEY, TILES)):
        raise NotAnExport(f"there is no export in {folder}: give the folder that lightwell export wrote")


def drop_outgrown(folder: Path, size: int) -> None:
    """Removes partial tiles that a wider one has replaced."""
    for tile in list((folder / TILES).rglob("*.p/*")):
        level, number = tile.relative_to(folder).parts[1], "/".join(tile.relative_to(folder).parts[2:-1])
        count = size // tiles.WIDTH ** (0 if level == "entries" else int(level))
        n, width = divmod(count, tiles.WIDTH)
        if number != f"{tiles.number_path(n)}.p" or tile.name != str(width):
            tile.unlink()
            if not any(tile.parent.iterdir()):
                tile.parent.rmdir()


def write_file(path: Path, data: bytes) -> None:
    """Writes a file of an export, with the folders above it; on disk when it returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
