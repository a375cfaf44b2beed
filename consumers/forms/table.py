"""CSV: a heading, then one record a row. Commas, semicolons or tabs."""

import csv
import io
from collections.abc import Iterator
from typing import Any


def records(raw: bytes, member: str) -> Iterator[dict[str, Any] | None]:
    """Rows by their headings as they stand, outer spaces removed; None for a row with more or fewer cells."""
    lines = raw.decode("utf-8", "replace")
    head = lines.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter)
    names = [name.strip() for name in next(rows, [])]
    for row in rows:
        if row:
            fits = len(row) == len(names) and "\N{REPLACEMENT CHARACTER}" not in "".join(row)
            yield dict(zip(names, (cell.strip() for cell in row), strict=True)) if fits else None
