"""One entry bundle beside its level-0 tile: which statement is where, and which are not what the tree says."""

import os
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from ledger import tiles
from ledger.merkle import leaf_hash
from ledger.tiles import HASH
from ledger.verification.report import Finding

LARGEST = tiles.WIDTH * (2 + 65_535)  # a bundle of the largest statements


class Bundle(NamedTuple):
    """``entries``: the statements that could be read, as (index, bytes).

    ``leaves``: the hashes of what the bundle holds; ``hashes``: those of the tile, as far as it could be read. They
    are equal unless there are findings.
    """

    entries: list[tuple[int, bytes]]
    leaves: list[bytes]
    hashes: list[bytes]
    findings: list[Finding]


def read(folder: Path, n: int, width: int) -> Bundle:
    """Bundle ``n`` of an export, held against its tile hash by hash."""
    first = n * tiles.WIDTH
    findings: list[Finding] = []
    hashes = read_tile(folder, 0, n, width, findings)
    path = tiles.tile_path("entries", n, width)
    data = read_file(folder, path, findings)
    if data is None:
        span = Finding("missing-statement", "the bundle that holds them is missing", first, first + width - 1, path)
        return Bundle([], [], _split(hashes or b""), [*findings, span])
    try:
        texts = tiles.unpack(data, width)
    except ValueError as error:
        findings.append(Finding("bundle-form", str(error), where=path))
        texts = [data[start:end] for start, end in tiles.places(data)]
    leaves = [leaf_hash(text) for text in texts]
    if len(texts) == width and (hashes is None or b"".join(leaves) == hashes):
        return Bundle(list(enumerate(texts, first)), leaves, leaves, findings)
    expected = _split(hashes) if hashes else leaves
    entries = _align(first, width, texts, leaves, expected, path, findings)
    return Bundle(entries, leaves, expected, findings)


def read_tile(folder: Path, level: int, n: int, width: int, findings: list[Finding]) -> bytes | None:
    """The hashes of a tile; None, and a finding, when the file is missing or has another length."""
    path = tiles.tile_path(level, n, width)
    data = read_file(folder, path, findings)
    if data is not None and len(data) != width * HASH:
        findings.append(Finding("tile-length", f"the tile must have {width * HASH} bytes", where=path))
        return None
    return data


def read_file(folder: Path, path: str, findings: list[Finding]) -> bytes | None:
    """The bytes of a regular file of the export; None, and a finding, when there is none, or a giant."""
    full = os.path.join(folder, path)
    try:
        about = os.stat(full)
        if not S_ISREG(about.st_mode):
            raise FileNotFoundError
        if about.st_size > LARGEST:
            findings.append(Finding("too-large", f"no file of an export has more than {LARGEST} bytes", where=path))
            return None
        with open(full, "rb", buffering=0) as file:
            return file.read()
    except OSError:
        findings.append(Finding("missing-file", "the file is missing or cannot be read", where=path))
        return None


def _split(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]


def _align(
    first: int,
    width: int,
    texts: list[bytes],
    leaves: list[bytes],
    hashes: list[bytes],
    path: str,
    findings: list[Finding],
) -> list[tuple[int, bytes]]:
    """Pairs entries with the tile's hashes, so that one lost entry does not accuse all that follow it."""
    expected, held = set(hashes), set(leaves)
    entries, at, place = [], 0, 0

    def name(code: str, words: str) -> None:
        findings.append(Finding(code, words, first + place, first + place, path))

    while place < width:
        here = hashes[place] if place < len(hashes) else b""
        if at < len(texts) and leaves[at] == here:
            entries.append((first + place, texts[at]))
            at, place = at + 1, place + 1
        elif at < len(texts) and leaves[at] not in expected and here in held:
            findings.append(Finding("extra-statement", "an entry that the tree does not have", where=path))
            at += 1
        elif here not in held and (at >= len(texts) or leaves[at] in expected):
            name("missing-statement", "the statement is missing")
            place += 1
        elif here not in held:
            name("leaf-hash", "the statement and its hash in the tree differ")
            entries.append((first + place, texts[at]))
            at, place = at + 1, place + 1
        else:
            name("out-of-place", "the statement is not at its place in the tree")
            if at < len(texts):
                entries.append((first + place, texts[at]))
            at, place = at + 1, place + 1
    extra = len(texts) - at
    if extra > 0:
        findings.append(Finding("extra-statement", f"{extra} more entries than the tree has", where=path))
    return entries
