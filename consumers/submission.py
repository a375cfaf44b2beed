"""A file that is about to be sent: which schedule line lets each column go, and the statement that it went.

The file is read where it lies. Of it, the statement says which parts there are and which lines of our register: what
stands under the headings goes nowhere, and neither do the headings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from consumers import sheet
from consumers.lines import LineIndex, ranges
from consumers.membership import Membership
from consumers.plan import Finding, Plan, Saying
from consumers.repeatable import Repeatable
from consumers.sendings import Period, Sending
from ledger.vocabulary import Part
from projections.columns import part_of


class Column(NamedTuple):
    """The ``number``-th from 1. ``client``: it is our own number for a person, which is no part of anything agreed.
    ``allowed``: the lines that have this part."""

    number: int
    heading: str
    part: Part | None
    client: bool
    allowed: tuple[Sending, ...]

    def verdict(self, sendings: Sequence[Sending]) -> str:
        """What to do about it; empty where some line has it."""
        if self.client:
            return "your own number for a person: take it out of what you send"
        if self.part is None:
            return "we do not know what this is: name it as in the agreement, or take it out"
        if not self.allowed:
            return "not agreed: take it out" if sendings else "nothing is agreed today: take it out"
        return ""


@dataclass(frozen=True, slots=True)
class File:
    """``clients``: our number for whom each row is about, as far as a column says so; None where no column does."""

    columns: tuple[Column, ...]
    rows: int
    clients: tuple[tuple[int, str], ...] | None

    @property
    def ready(self) -> bool:
        """Nothing has to be taken out but our own numbers."""
        return bool(self.columns) and all(c.client or c.allowed for c in self.columns)

    def show(self, console: Console, sendings: Sequence[Sending]) -> None:
        """Prints each column with what allows it, or what to do."""
        for column in self.columns:
            lines = " and ".join(f"line {one.line}" for one in column.allowed)
            what = (column.part or "").replace("_", " ")
            told = column.verdict(sendings) or f"{what}, allowed by {lines}"
            text = f"Column {column.number}, “{column.heading}”: {told}."
            console.print(text, markup=False, highlight=False)
        for one in sendings:
            console.print(f"Line {one.line}: agreement {one.agreement}, to unit {one.to_unit}", highlight=False)
        console.print(f"Rows: {self.rows}. Nothing of the file was sent.", highlight=False)


def read(path: Path, sendings: Sequence[Sending]) -> File:
    """Raises BadSheet, OSError."""
    header, rows = sheet.plain(path)
    columns = []
    for number, heading in enumerate(header, 1):
        client = sheet.names_client(heading)
        part = None if client else part_of(heading)
        allowed = tuple(one for one in sendings if part is not None and part in one.parts)
        columns.append(Column(number, heading, part, client, allowed))
    place = next((column.number - 1 for column in columns if column.client), None)
    clients = None
    if place is not None:
        clients = tuple((number, cells[place].strip() if place < len(cells) else "") for number, cells in rows)
    return File(tuple(columns), len(rows), clients)


def plan(
    file: File, sending: Sending, period: Period | None, us: Membership, index: LineIndex, repeat: Repeatable,
    now: datetime,
) -> Plan:  # fmt: skip
    """The submission's statement. Without a column of client numbers it is about everybody in our register."""
    made = Plan()
    for column in file.columns:
        if not column.client and column.part not in sending.parts:
            rule = column.verdict([sending]) or f"line {sending.line} does not have it: take it out"
            made.wrong.append(Finding(1, str(column.number), rule))
    if len(index) == 0:
        made.wrong.append(Finding(0, "client", "nobody is in your register yet: lightwell record --csv names them"))
    lines = _lines(file, index, made)
    parts = [part.value for part in Part if any(column.part is part for column in file.columns)]
    for part in sending.parts:
        if part not in parts:
            made.missing[f"no column for {part.replace('_', ' ')}, which the agreement has"] += 1
    made.stays = ["the headings", "what is under them"]
    if made.wrong or not parts:
        if not parts and not made.wrong:
            made.wrong.append(Finding(1, "1", "no column is a part that was agreed"))
        return made
    content = (sending.agreement, str(sending.line), period.period_from if period else now.isoformat())
    mapping, at = [], 1
    for first, last in ranges(lines):
        mapping.append([first, last, at])
        at += last - first + 1
    data = {
        "transfer": repeat.thing_id("submission", *content), "unit": us.unit, "to_unit": sending.to_unit,
        "holding": repeat.thing_id("submitted", *content), "derived": [{"source": us.holding, "mapping": mapping}],
        "lines": at - 1, "parts": parts, "why": sending.why,
    } | (period._asdict() if period else {})  # fmt: skip
    id = repeat.statement_id(now, *content)
    made.sayings.append(Saying("information.transferred.v1", data, [], now, id, [1], at - 1, parts))
    return made


def _lines(file: File, index: LineIndex, made: Plan) -> list[int]:
    """Which lines of the register the file is about."""
    everybody = [entry.line for entry in index.under("", "9999")]
    if file.clients is None:
        if file.rows != len(everybody):
            rule = f"there are {file.rows} rows, and {len(everybody)} people in your register: add the client's number"
            made.wrong.append(Finding(0, "client", rule))
        return everybody
    lines = []
    for number, client in file.clients:
        entry = index.get(client) if client else None
        if entry is None:
            rule = "nobody in your register has this number: record what was collected from them first"
            made.wrong.append(Finding(number, "client", rule if client else "is empty"))
        else:
            lines.append(entry.line)
    return lines
