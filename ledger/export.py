"""An export: the log as a folder of C2SP tiles that anybody can verify and replay, without private parts.

``checkpoint`` (newest), ``log.vkey``, ``tile/<L>/…`` and ``tile/entries/…`` for that size, and nothing else. Memory
stays flat: one bundle at a time.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ledger import note, tiles
from ledger.application import Ledger
from ledger.export_files import CHECKPOINT, VKEY, NotAnExport, drop_outgrown, write_file
from ledger.progress import Progress, silent
from ledger.publication import root_at
from ledger.store.writer import Cursor, read_tile


def export(ledger: Ledger, folder: Path, progress: Progress = silent) -> note.Checkpoint:
    """Writes the log up to its newest checkpoint to ``folder``, and returns that checkpoint.

    The folder must be new, empty, or an older export of the same log, which is extended. A new folder appears
    whole or not at all; in an older one the files arrive before the checkpoint that speaks of them. Raises
    NotAnExport.
    """
    folder = folder.absolute()
    log = ledger.log_verifier
    with ledger.recorder.reader() as cursor:
        cursor.execute("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")
        signed = str(cursor.fetchone()[0])
        newest = note.open_checkpoint(signed, log)
        older = _older(folder, log, newest, cursor)
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            fresh.chmod(0o755)
            for path, data, size in _files(cursor, newest.size, older):
                write_file(fresh / path, data)
                progress("export", size, newest.size)
            write_file(fresh / VKEY, (note.vkey(log.name, log.public) + "\n").encode())
            write_file(fresh / CHECKPOINT, signed.encode())
            if older is None:
                _sync_folders(fresh)
                fresh.rename(folder)
            else:
                _move_into(fresh, folder)
                drop_outgrown(folder, newest.size)
            _sync(folder.parent)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return newest


def _older(folder: Path, log: note.Verifier, newest: note.Checkpoint, cursor: Cursor) -> note.Checkpoint | None:
    """The checkpoint of the older export in ``folder``; None when there is none. Raises NotAnExport."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return None
    refusal = f"{folder.name} is not an older export of this log: choose an empty folder"
    try:
        if note.Verifier.parse((folder / VKEY).read_text()) != log:
            raise NotAnExport(refusal)
        older = note.open_checkpoint((folder / CHECKPOINT).read_text(), log)
    except (OSError, ValueError):
        raise NotAnExport(refusal) from None
    if older.size > newest.size or root_at(cursor, older.size) != older.root:
        raise NotAnExport(f"{folder.name} holds statements that this log does not: keep it, it is evidence of a fork")
    return older


def _files(cursor: Cursor, size: int, older: note.Checkpoint | None) -> Iterator[tuple[str, bytes, int]]:
    """(path, bytes, statements done) of every tile and bundle that the older export does not have in full."""
    had = older.size if older else 0
    for level, n, width in tiles.tiles_of(size):
        if n < had // tiles.WIDTH ** (level + 1):
            continue
        hashes = read_tile(cursor, level, n)[: width * tiles.HASH]
        if len(hashes) != width * tiles.HASH:
            raise ValueError(f"the stored tree lacks {tiles.tile_path(level, n, width)}")
        first = n * tiles.WIDTH
        if level == 0:
            cursor.execute(
                "SELECT state FROM stored_events WHERE rowid BETWEEN ? AND ? ORDER BY rowid", (first + 1, first + width)
            )
            entries = [bytes(row[0]) for row in cursor.fetchall()]
            if len(entries) != width:
                raise ValueError(f"the store lacks statements of {tiles.tile_path('entries', n, width)}")
            yield tiles.tile_path("entries", n, width), tiles.pack(entries), first + width
        yield tiles.tile_path(level, n, width), hashes, first + width if level == 0 else size


def _move_into(fresh: Path, folder: Path) -> None:
    """Moves files one by one; the checkpoint last, so that it never speaks of a file that is not there yet."""
    paths = sorted(path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file())
    for path in sorted(paths, key=lambda path: path == Path(CHECKPOINT)):
        if path == Path(CHECKPOINT):
            _sync_folders(folder)
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (fresh / path).replace(folder / path)
    _sync(folder)


def _sync_folders(folder: Path) -> None:
    for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        _sync(path)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
