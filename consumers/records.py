"""The records of a log file: one JSON object a line, or one document that holds a list of them; also gzipped."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ledger import strictjson
from ledger.problems import Problem


class BadLog(Exception):
    """The file as a whole cannot be read; the text says what to do."""


def read(path: Path, member: str) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """(number from 1, record), or None in place of a record that is not a JSON object. Raises BadLog, OSError."""
    raw = path.read_bytes()
    if raw.startswith(b"\x1f\x8b"):
        try:
            raw = gzip.decompress(raw)
        except (EOFError, OSError, zlib.error):
            raise BadLog("The file is gzipped and broken off. Fetch it again.") from None
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    records = _document(raw, member)
    if records is None:
        records = [_object(line) for line in raw.splitlines() if line.strip()]
    yield from enumerate((one if isinstance(one, dict) else None for one in records), 1)


def _document(raw: bytes, member: str) -> list[Any] | None:
    try:
        whole = strictjson.read(raw)
    except Problem:
        return None
    if isinstance(whole, list):
        return whole
    records = whole.get(member) if isinstance(whole, dict) else None
    return records if isinstance(records, list) else None


def _object(line: bytes) -> Any:
    try:
        return strictjson.read(line)
    except Problem:
        return None


def value(record: dict[str, Any], paths: list[str]) -> str | None:
    """The first of these dotted paths that leads to a text that is not empty."""
    for path in paths:
        found: Any = record
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        if isinstance(found, str) and found:
            return found
    return None
