"""A spreadsheet's CSV file as rows of cells under columns that are understood."""

import csv
import io
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from ledger.vocabulary import Part

#: Column → other headings that mean the same. ``consumers/README.md`` documents them.
COLUMNS: dict[str, tuple[str, ...]] = {
    "what": ("action", "event", "statement"),
    "date": ("when", "day"),
    "client": ("client id", "client number", "client no", "ref", "reference", "case number", "id"),
    "given name": ("first name", "given names", "first names"),
    "family name": ("last name", "surname"),
    "birth date": ("date of birth", "dob", "born"),
    "relation": ("told by",),
    "parts": ("information", "fields"),
    "purpose": ("why",),
    "basis": ("legal basis",),
    "to unit": ("to", "recipient", "sent to"),
    "period from": (),
    "period to": (),
    "due": ("due date",),
    "agreement": (),
    "agreement version": ("version",),
    "agreement line": ("schedule line",),
    "role": (),
    "mode": ("how",),
    "worker": ("staff", "staff member"),
}
REQUIRED = ("what", "date", "client")
#: Columns named like a part: a cell that is not empty says that there is such a part. What is in it stays here.
PART_COLUMNS = {part.replace("_", " "): part for part in Part if part is not Part.DATE_OF_BIRTH}
_KNOWN = {heading: column for column, others in COLUMNS.items() for heading in (column, *others)}
_KNOWN |= {heading: heading for heading in PART_COLUMNS}


class BadSheet(Exception):
    """The file as a whole cannot be read; the text says what to do."""


class Row(NamedTuple):
    """``number`` is the row as the spreadsheet program numbers it. ``cells``: column → what is in it, if anything.

    ``surplus``: there is something in a cell that no column names.
    """

    number: int
    cells: dict[str, str]
    surplus: bool


class Sheet(NamedTuple):
    columns: list[str]
    rows: list[Row]


def read(path: Path) -> Sheet:
    """Raises BadSheet, OSError."""
    lines = _records(_text(path.read_bytes()))
    header = next(lines, [])
    columns = _columns(header)
    rows = []
    for number, cells in enumerate(lines, 2):
        if any(cell.strip() for cell in cells):
            named = {c: cell.strip() for c, cell in zip(columns, cells, strict=False) if c and cell.strip()}
            rows.append(Row(number, named, sum(1 for cell in cells if cell.strip()) > len(named)))
    return Sheet(columns, rows)


def plain(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Headings and rows of any CSV file as they stand, rows with their number; empty ones are left out.

    Raises BadSheet, OSError.
    """
    lines = _records(_text(path.read_bytes()))
    header = [heading.strip() for heading in next(lines, [])]
    if not any(header):
        raise BadSheet("The first row is empty; it must name the columns.")
    rows = [(number, cells) for number, cells in enumerate(lines, 2) if any(cell.strip() for cell in cells)]
    while not header[-1]:
        header.pop()
    return header, rows


def names_client(heading: str) -> bool:
    """Whether a column of this name holds the organisation's own number for a person."""
    return _KNOWN.get(_plain(heading)) == "client"


def _text(raw: bytes) -> str:
    if raw.startswith(b"PK"):
        raise BadSheet("This is a spreadsheet program's own file. Save it as “CSV UTF-8” and record that.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise BadSheet(
            f"Line {row} is not UTF-8. Save the file again as “CSV UTF-8”, so that macrons survive."
        ) from None
    if "\0" in text:
        raise BadSheet("This is not a UTF-8 text file. Save it again as “CSV UTF-8”.")
    return text


def _records(text: str) -> Iterator[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error:
        raise BadSheet("The file is not well-formed CSV: a quotation mark is opened and not closed.") from None


def _columns(header: list[str]) -> list[str]:
    named = [_plain(text) for text in header]
    columns = [_KNOWN.get(text, "") for text in named]
    if not any(columns):
        raise BadSheet("The first row holds no column name that is understood; it must name the columns.")
    problems = []
    for place, (given, column) in enumerate(zip(named, columns, strict=True), 1):
        if not given:
            continue
        if not column:
            near = get_close_matches(given, _KNOWN, 3, 0.6)
            hint = f"Did you mean {' or '.join(near)}?" if near else f"Known: {', '.join([*COLUMNS, *PART_COLUMNS])}."
            problems.append(f"Column {place} “{given}” is not understood. {hint} Rename it or take it out.")
        elif columns.index(column) != place - 1:
            problems.append(f"Columns {columns.index(column) + 1} and {place} both mean {column}. Take one out.")
    problems += [f"There is no column {column}." for column in REQUIRED if column not in columns]
    if problems:
        raise BadSheet("\n".join(problems))
    return columns


def _plain(heading: str) -> str:
    return " ".join(heading.lower().replace("_", " ").replace("-", " ").split())
