"""Exports written without the exporter: from any list of entries, sealed by whoever holds a log key.

What a dishonest operator could publish, and an oracle for the honest export.
"""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from nacl.signing import SigningKey

from ledger import merkle, note, tiles
from ledger.application import Ledger


def tokens_of(ledger: Ledger) -> list[bytes]:
    """Every statement's exact bytes, in log order."""
    with ledger.recorder.reader() as cursor:
        cursor.execute("SELECT state FROM stored_events ORDER BY rowid")
        return [bytes(row[0]) for row in cursor.fetchall()]


def reseal(folder: Path, entries: Iterable[bytes], key: SigningKey, origin: str) -> Path:
    """Writes a well-formed export of ``entries`` to the new ``folder``; it keeps their hashes only."""
    hashes: list[bytes] = []
    rest = iter(entries)
    while part := list(islice(rest, 256)):
        _write(folder / tiles.tile_path("entries", len(hashes) // 256, len(part)), tiles.pack(part))
        hashes += map(merkle.leaf_hash, part)
    size, root, level = len(hashes), merkle.root_of(hashes), 0
    while hashes:
        parts = [hashes[at : at + 256] for at in range(0, len(hashes), 256)]
        for n, part in enumerate(parts):
            _write(folder / tiles.tile_path(level, n, len(part)), b"".join(part))
        level, hashes = level + 1, [merkle.root_of(part) for part in parts if len(part) == 256]
    _write(folder / "log.vkey", (note.vkey(origin, bytes(key.verify_key)) + "\n").encode())
    _write(folder / "checkpoint", note.sign(note.Checkpoint(origin, size, root), key).encode())
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
