"""The right information for the right purpose: which schedule line each transfer matched; and, before anything is
sent, which columns of a file the line does not have. Of a file, only its column names and number of rows are asked."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from projections.columns import part_of
from projections.schedules import Line
from projections.tables import act, schedule, transfer

MISMATCHES = frozenset(
    {"no-agreement", "agreement-not-in-force", "outside-schedule", "purpose-not-given", "basis-not-given"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Match:
    """``line_purpose``: what the schedule line is for; ``outside``: parts that the line does not have; ``mismatches``:
    flags of the transfer, none where it matched."""

    transfer: str
    index: int
    time: str
    organisation: str
    to_unit: str
    agreement: str | None
    version: int | None
    line: int | None
    purpose: str | None
    line_purpose: str | None
    parts: tuple[str, ...]
    outside: tuple[str, ...]
    mismatches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """Newest first; ``mismatched`` counts those with a mismatch."""

    matches: tuple[Match, ...]
    matched: int
    mismatched: int


class Verdict(StrEnum):
    IN_AGREEMENT = "in_agreement"
    REMOVE = "remove"
    UNKNOWN = "unknown"  # say which part it is, or remove it


@dataclass(frozen=True, slots=True)
class Column:
    """The ``number``-th column from 1; its own name is told nobody. ``part``: what it was taken for."""

    number: int
    part: str | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Checked:
    """``missing``: parts of the line that no column has; ``ready``: nothing has to be removed or named."""

    agreement: str
    version: int
    line: int
    rows: int
    columns: tuple[Column, ...]
    missing: tuple[str, ...]
    ready: bool


def matches(
    connection: Connection, *, sender: str | None = None, units: Sequence[str] | None = None, transfer_id: str = ""
) -> Matches:
    """Transfers of a sender, or to one of these units, or all; or that one of them."""
    query = (
        select(transfer, act.c.agreement, act.c.version, act.c.schedule_line, act.c.flags)
        .join(act, act.c.idx == transfer.c.idx)
        .where(act.c.retracted.is_(None))
        .order_by(transfer.c.idx.desc())
    )
    if sender is not None:
        query = query.where(transfer.c.organisation == sender)
    if units is not None:
        query = query.where(transfer.c.to_unit.in_(units))
    if transfer_id:
        query = query.where(transfer.c.id == transfer_id)
    lines = {(r.agreement, r.version, r.line): r for r in connection.execute(select(schedule))}
    found = []
    for row in connection.execute(query):
        line, parts = lines.get((row.agreement, row.version, row.schedule_line)), tuple(json.loads(row.parts))
        allowed = json.loads(line.parts) if line else []
        found.append(
            Match(
                row.id, row.idx, row.time, row.organisation, row.to_unit, row.agreement, row.version,
                row.schedule_line, row.purpose, line.purpose if line else None, parts,
                tuple(part for part in parts if part not in allowed),
                tuple(flag for flag in row.flags.split() if flag in MISMATCHES),
            )
        )  # fmt: skip
    wrong = sum(bool(one.mismatches) for one in found)
    return Matches(tuple(found), len(found) - wrong, wrong)


def check(line: Line, columns: Sequence[str], rows: int) -> Checked:
    """Column names of a file against a schedule line. Nothing of them is kept."""
    found = []
    for number, name in enumerate(columns, 1):
        part = part_of(name)
        verdict = Verdict.UNKNOWN if part is None else Verdict.IN_AGREEMENT if part in line.parts else Verdict.REMOVE
        found.append(Column(number, part, verdict))
    there = {column.part for column in found}
    return Checked(
        line.agreement, line.version, line.line, rows, tuple(found),
        tuple(part for part in line.parts if part not in there),
        bool(found) and all(column.verdict is Verdict.IN_AGREEMENT for column in found),
    )  # fmt: skip
