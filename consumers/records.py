"""The records of a log file, and the values in a record."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from consumers.forms import FORMS, FormName


class BadLog(Exception):
    """The file as a whole cannot be read; the text says what to do."""


def read(path: Path, form: FormName = "json", member: str = "Records") -> Iterator[tuple[int, dict[str, Any] | None]]:
    """(number from 1, record), or None in place of a record that cannot be read; also of a gzipped file.

    Raises BadLog, OSError.
    """
    raw = path.read_bytes()
    if raw.startswith(b"\x1f\x8b"):
        try:
            raw = gzip.decompress(raw)
        except (EOFError, OSError, zlib.error):
            raise BadLog("The file is gzipped and broken off. Fetch it again.") from None
    yield from enumerate(FORMS[form](raw.removeprefix(b"\xef\xbb\xbf"), member), 1)


def value(record: dict[str, Any], paths: list[str]) -> str | None:
    """The first text of the first of these dotted paths that leads to one that is not empty."""
    return next(iter(values(record, paths)), None)


def values(record: dict[str, Any], paths: list[str]) -> list[str]:
    """The texts of the first of these dotted paths that leads to any that is not empty; numbers are texts."""
    for path in paths:
        found: Any = record
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        texts = [str(one) for one in (found if isinstance(found, list) else [found]) if _is_text(one)]
        if texts:
            return texts
    return []


def _is_text(found: Any) -> bool:
    return (isinstance(found, str) and found != "") or (isinstance(found, int) and not isinstance(found, bool))
