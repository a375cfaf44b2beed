"""A small provider's spreadsheet: rows become collected, transferred and accessed.

A row about a collection or an access is one statement. Rows sent to one unit on one day with the same parts and
reasons are one transfer. Identifiers follow from what the rows say (``consumers.repeatable``), so a file that is
recorded again, or has grown, says only what is new.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from consumers import cells
from consumers.lines import LineIndex, ranges
from consumers.membership import Membership
from consumers.plan import Finding, Plan, Saying
from consumers.repeatable import Repeatable
from consumers.sheet import PART_COLUMNS, Row, Sheet
from ledger.vocabulary import AccessMode, Basis, Part, Purpose, Relation, Role

V = TypeVar("V")


class What(StrEnum):
    COLLECTED = "collected"
    TRANSFERRED = "transferred"
    ACCESSED = "accessed"


#: Which columns a row of each kind may fill, besides what, date, client, parts and the parts' own columns.
USED = {
    What.COLLECTED: {"given name", "family name", "birth date", "relation", "worker"},
    What.TRANSFERRED: {"to unit", "period from", "period to", "due"},
    What.ACCESSED: {"role", "mode", "worker"},
}
NAMES = {"given name": "given_name", "family name": "family_name", "birth date": "birth_date"}
_FOR_ALL = {"agreement", "agreement version", "agreement line"}


@dataclass
class Said:
    """A row that was understood."""

    row: Row
    what: What
    at: datetime
    client: str
    parts: list[str]
    why: dict[str, Any]
    other: dict[str, Any] = field(default_factory=dict)


def plan(sheet: Sheet, us: Membership, index: LineIndex, repeat: Repeatable, now: datetime) -> Plan:
    """What the sheet would have us say. ``index`` grows by new clients, in memory until it is saved."""
    made = Plan()
    said = [one for row in sheet.rows if (one := _Reader(row, made, now).read()) is not None]
    for one in said:
        if one.what is What.COLLECTED:
            index.give(one.client)
    for one in said:
        if index.get(one.client) is None:
            rule = "no row of this or an earlier file says that anything was collected from this client"
            made.wrong.append(Finding(one.row.number, "client", rule))
    made.wrong.sort()
    if not made.wrong:
        _write(made, said, us, index, repeat)
    filled = {column for row in sheet.rows for column in row.cells}
    made.stays = sorted(f"what is in column {column}" for column in filled & set(PART_COLUMNS))
    return made


class _Reader:
    """Reads one row; what is wrong and what is missing goes into the plan."""

    def __init__(self, row: Row, plan: Plan, now: datetime) -> None:
        self._row, self._plan, self._now = row, plan, now
        self._errors = len(plan.wrong)

    def read(self) -> Said | None:
        what = self._take("what", lambda text: cells.term(What, SYNONYMS.get(text.lower(), text)), required=True)
        at = self._take("date", cells.instant, required=True)
        client = self._take("client", str, required=True)
        if self._row.surplus:
            self._wrong("last", "there are more cells in this row than columns")
        if at is not None and at > self._now:
            self._wrong("date", "is in the future")
        if what is None or at is None or client is None:
            return None
        for column in sorted(set().union(*USED.values()) - USED[what]):
            if column in self._row.cells and column not in NAMES:
                self._wrong(column, f"means nothing in a row that says {what}")
        said = Said(self._row, what, at, client, self._parts(what), self._why())
        said.other = {
            What.COLLECTED: self._collected,
            What.TRANSFERRED: self._transferred,
            What.ACCESSED: self._accessed,
        }[what]()
        return said if len(self._plan.wrong) == self._errors else None

    def _take(self, column: str, read: Callable[[str], V], *, required: bool = False) -> V | None:
        text = self._row.cells.get(column)
        if text is None:
            if required:
                self._wrong(column, "is empty")
            return None
        try:
            return read(text)
        except ValueError as error:
            self._wrong(column, str(error))
            return None

    def _wrong(self, column: str, rule: str) -> None:
        self._plan.wrong.append(Finding(self._row.number, column, rule))

    def _parts(self, what: What) -> list[str]:
        given = self._take("parts", lambda text: cells.terms(Part, text))
        if given is not None:
            return [part.value for part in given]
        found: set[Part] = {PART_COLUMNS[column] for column in self._row.cells if column in PART_COLUMNS}
        if what is What.COLLECTED and {"given name", "family name"} & set(self._row.cells):
            found.add(Part.NAME)
        if what is What.COLLECTED and "birth date" in self._row.cells:
            found.add(Part.DATE_OF_BIRTH)
        if not found and "parts" not in self._row.cells:
            self._wrong("parts", "is empty, and no column of a part is filled: which information was it?")
        return [part.value for part in Part if part in found]

    def _why(self) -> dict[str, Any]:
        purpose = self._take("purpose", lambda text: cells.term(Purpose, text))
        basis = self._take("basis", lambda text: cells.term(Basis, text))
        why: dict[str, Any] = {}
        for name, value in (("purpose", purpose), ("basis", basis)):
            if value is not None:
                why[name] = value.value
            elif name not in self._row.cells:
                self._plan.missing[f"no {name} is given; the answers will say so"] += 1
        given = _FOR_ALL & set(self._row.cells)
        if given and given != _FOR_ALL:
            self._wrong("agreement", "agreement, agreement version and agreement line go together")
        elif given:
            agreement = self._take("agreement", cells.identifier)
            version = self._take("agreement version", cells.number)
            line = self._take("agreement line", cells.number)
            why["agreement"] = {"agreement": agreement, "version": version, "line": line}
        return why

    def _collected(self) -> dict[str, Any]:
        relation = self._take("relation", lambda text: cells.term(Relation, text))
        names = {}
        for column, name in NAMES.items():
            read = (lambda text: cells.day(text).isoformat()) if column == "birth date" else str
            value = self._take(column, read)
            if value is not None:
                names[name] = value
        return {"relation": (relation or Relation.FROM).value, "names": names, "worker": self._row.cells.get("worker")}

    def _transferred(self) -> dict[str, Any]:
        dates = {}
        for column in ("period from", "period to", "due"):
            value = self._take(column, cells.day)
            if value is not None:
                dates[column.replace(" ", "_")] = value.isoformat()
        return {"to_unit": self._take("to unit", cells.identifier, required=True)} | dates

    def _accessed(self) -> dict[str, Any]:
        role = self._take("role", lambda text: cells.term(Role, text))
        mode = self._take("mode", lambda text: cells.term(AccessMode, text))
        if "role" not in self._row.cells:
            self._plan.missing["no role is given; it is said as unknown"] += 1
        return {
            "role": (role or Role.UNKNOWN).value,
            "mode": (mode or AccessMode.OPENED).value,
            "worker": self._row.cells.get("worker"),
        }


SYNONYMS = {"sent": "transferred", "shared": "transferred", "opened": "accessed", "read": "accessed"}


def _write(made: Plan, said: list[Said], us: Membership, index: LineIndex, repeat: Repeatable) -> None:
    private: dict[str, None] = {}
    transfers: dict[str, list[Said]] = defaultdict(list)
    seen: dict[str, int] = defaultdict(int)
    for one in said:
        if one.what is What.TRANSFERRED:
            transfers[repr((one.at, one.parts, one.why, one.other))].append(one)
            continue
        # Two equal rows are two events; the n-th of them is the n-th again when the file is read again.
        content = repr((one.what.value, one.at, one.client, one.parts, one.why, one.other))
        seen[content] += 1
        id = repeat.statement_id(one.at, us.feed, content, str(seen[content]))
        line = _line(index, one)
        data: dict[str, Any] = {"holding": us.holding, "unit": us.unit, "lines": [[line, line]], "parts": one.parts}
        leaves = {(0, "worker"): one.other["worker"]} if one.other["worker"] else {}
        if one.what is What.COLLECTED:
            data |= {"system": us.system, "relation": one.other["relation"]}
            leaves |= {(line, "ref"): one.client} | {(line, name): v for name, v in one.other["names"].items()}
        else:
            data |= {"role": one.other["role"], "mode": one.other["mode"]}
        disclosed = [repeat.disclosure(id, at, name, value) for (at, name), value in leaves.items()]
        private |= dict.fromkeys("client number" if name == "ref" else name.replace("_", " ") for _, name in leaves)
        name = f"information.{one.what}.v1"
        rows = [one.row.number]
        made.sayings.append(Saying(name, data | {"why": one.why}, disclosed, one.at, id, rows, 1, one.parts))
    made.sayings += [_transfer(group, us, index, repeat) for group in transfers.values()]
    made.private = list(private)


def _transfer(group: list[Said], us: Membership, index: LineIndex, repeat: Repeatable) -> Saying:
    """The lines that were sent become the lines 1 … n of the recipient's holding, in the order of ours."""
    one, lines = group[0], [_line(index, said) for said in group]
    content = repr((one.what.value, one.at, one.parts, one.why, one.other, sorted(said.client for said in group)))
    id = repeat.statement_id(one.at, us.feed, content)
    mapping, at = [], 1
    for first, last in ranges(lines):
        mapping.append([first, last, at])
        at += last - first + 1
    data = {
        "transfer": repeat.thing_id("transfer", id),
        "unit": us.unit,
        "holding": repeat.thing_id("holding", id),
        "derived": [{"source": us.holding, "mapping": mapping}],
        "lines": at - 1,
        "parts": one.parts,
        "why": one.why,
    } | one.other
    rows = [said.row.number for said in group]
    return Saying("information.transferred.v1", data, [], one.at, id, rows, at - 1, one.parts)


def _line(index: LineIndex, one: Said) -> int:
    entry = index.get(one.client)
    assert entry is not None
    return entry.line
