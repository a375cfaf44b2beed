"""A Board's report as a table (CSV): one figure a row, then what it was made from; and the same read again.

Not told is empty, as nothing could be reckoned with. The rows of ``proof`` name the question, the log's size, the as-of
time and the rules, so that whoever has the table and an export, and nothing else, makes the figures again.
"""

import csv
from dataclasses import dataclass
from io import StringIO

from api.given import Given
from api.wording.board import FIGURES, QUARTERS, sought
from projections.board import BoardReport
from projections.small_cells import Parts

HEAD = ("section", "figure", "what it counts", "period", "number", "of")
PROOF = "proof"
#: (section, figure, what it counts, period, number, of)
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """``figures``: (line of the file, row); ``proof``: name → value."""

    figures: tuple[tuple[int, Row], ...]
    proof: dict[str, str]


def rows(report: BoardReport) -> list[Row]:
    """Every figure of a report."""
    period = f"{report.start} to {report.end}"
    made: list[Row] = [
        (s.name, f.name, FIGURES[s.name, f.name], period, _number(f.value), _number(f.of))
        for s in report.sections
        for f in s.figures
    ]
    for q in report.families:
        for group, words in QUARTERS.items():
            parts: Parts | None = getattr(q, group)
            for part, said in words.items():
                number = None if parts is None else parts.parts[part] if part else parts.whole
                made.append((group, part or "all", said, f"{q.start} to {q.end}", _number(number), ""))
    made += [
        ("sought", one.name, sought(one.name, one.value or 0), period, _number(one.value), "") for one in report.sought
    ]
    return made


def proof(report: BoardReport, code: str, facts: str, root: str) -> dict[str, str]:
    """What a table was made from, and by which statement of the log it left the house."""
    made = report.header
    return {
        "organisation": report.organisation, "start": report.start, "end": report.end,
        "public": str(report.public).lower(), "records": str(made.size), "root": root, "as of": made.as_of or "",
        "rules": str(made.rules), "query": made.query or "", "code": code, "facts": facts,
    }  # fmt: skip


def written(report: BoardReport, sealed: Given, root: str) -> bytes:
    """The file, as spreadsheets open it (RFC 4180, with a byte order mark)."""
    out, shown = StringIO(), proof(report, sealed.code, sealed.body, root)
    file = csv.writer(out, lineterminator="\r\n")
    file.writerow(HEAD)
    file.writerows(rows(report))
    file.writerows((PROOF, name, "", "", value, "") for name, value in shown.items())
    return out.getvalue().encode("utf-8-sig")


def read(data: bytes) -> Table | None:
    """A table in the order in which somebody's spreadsheet saved it; None for what is no such table."""
    try:
        file = csv.reader(StringIO(data.decode("utf-8-sig")), strict=True)
        found = [(file.line_num, tuple(cell.strip() for cell in row)) for row in file if any(row)]
    except (UnicodeDecodeError, csv.Error):
        return None
    if not found or found[0][1] != HEAD or any(len(row) != len(HEAD) for _, row in found):
        return None
    told = tuple((line, row) for line, row in found[1:] if row[0] != PROOF)
    return Table(told, {row[1]: row[4] for _, row in found if row[0] == PROOF})


def differing(table: Table, again: list[Row]) -> list[str]:
    """Each row that is not as the log gives it, one sentence each; the order of the rows says nothing."""
    wanted, wrong = {_key(row): row for row in again}, []
    for line, row in table.figures:
        right = wanted.pop(_key(row), None)
        if right is None:
            wrong.append(f"Line {line}, {row[0]} {row[1]} of {row[3]}: the log gives no such row, or it stands twice.")
        for name, said, true in zip(HEAD, row, right or row, strict=True):
            if said != true:
                told = f"{name} is {_shown(said)}, the log gives {_shown(true)}."
                wrong.append(f"Line {line}, {row[0]} {row[1]} of {row[3]}: {told}")
    return wrong + [f"There is no row for {row[0]} {row[1]} of {row[3]}." for row in wanted.values()]


def _key(row: Row) -> tuple[str, str, str]:
    return row[0], row[1], row[3]


def _shown(cell: str) -> str:
    return f"“{cell}”" if cell else "empty"


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
