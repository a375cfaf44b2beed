"""Another's log over HTTP, as a folder: what ``lightwell verify URL`` fetches and then verifies like any export."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2

from ledger import note, tiles
from ledger.export_files import CHECKPOINT, VKEY, NotAnExport, drop_outgrown, write_file
from ledger.progress import Progress, silent

#: A bundle of the largest statements.
LARGEST = tiles.WIDTH * (2 + 65_535)
ABREAST = 4


class NotServed(OSError):
    """The log could not be fetched; the message says what to do."""


def mirror(url: str, folder: Path, token: str = "", progress: Progress = silent) -> note.Checkpoint:
    """Fetches the log at ``url`` up to its published checkpoint into ``folder``, and returns that checkpoint.

    ``token``: of an auditor, without which no statement is served. A folder that holds an older part of the same log is
    extended; its checkpoint is replaced last. Nothing is verified but the checkpoint's signature. Raises NotServed,
    NotAnExport.
    """
    base = url.rstrip("/")
    with httpx2.Client(timeout=60, headers={"Authorization": f"Bearer {token}"} if token else {}) as http:
        vkey, signed = (_get(http, f"{base}/{name}", 1 << 20) for name in (VKEY, CHECKPOINT))
        try:
            log = note.Verifier.parse(vkey.decode())
            checkpoint = note.open_checkpoint(signed.decode(), log)
        except ValueError as error:
            raise NotServed(f"{url} does not serve a log ({error})") from None
        if (folder / VKEY).exists() and (folder / VKEY).read_bytes() != vkey:
            raise NotAnExport(f"{folder.name} holds another log, or one under another key: choose an empty folder")
        wanted = [path for path in _paths(checkpoint.size) if not (folder / path).exists()]

        def fetch(path: str) -> None:
            write_file(folder / path, _get(http, f"{base}/{path}", LARGEST))

        with ThreadPoolExecutor(ABREAST) as pool:
            for done, _ in enumerate(pool.map(fetch, wanted), 1):
                progress("fetch", done, len(wanted))
    write_file(folder / VKEY, vkey)
    write_file(folder / CHECKPOINT, signed)
    drop_outgrown(folder, checkpoint.size)
    return checkpoint


def _paths(size: int) -> Iterator[str]:
    for level, n, width in tiles.tiles_of(size):
        yield tiles.tile_path(level, n, width)
        if level == 0:
            yield tiles.tile_path("entries", n, width)


def _get(http: httpx2.Client, url: str, most: int) -> bytes:
    try:
        with http.stream("GET", url) as answer:
            if answer.status_code == 401:
                raise NotServed(
                    "statements are served to auditors only: ask the ledger's operator for a token (lightwell auditor"
                    " add), and give it with --token-file or LIGHTWELL_TOKEN"
                )
            if answer.status_code != 200:
                raise NotServed(f"{url} answered {answer.status_code}: try again, or check the address")
            data = bytearray()
            for chunk in answer.iter_bytes():
                data += chunk
                if len(data) > most:
                    raise NotServed(f"{url} sends more than any file of a log can hold")
    except httpx2.HTTPError as error:
        raise NotServed(f"{url} could not be read ({type(error).__name__}): check the address, try again") from None
    return bytes(data)
