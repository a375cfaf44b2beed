"""What was said about matters (agreements, programmes, requests …), one row a statement, as it stands in the log.

Such statements are few beside the flows, so each question reads those of one matter and folds them. Rows are found by
matter, by any id or digest that they mention, and by the lines of people that they are about.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Index, Integer, Table, Text, select, update

from ledger import ids
from ledger.matters import KINDS, MATTERS
from ledger.matters.matter import Matter
from projections.memory import Memory
from projections.rows import Rows
from projections.statement import Statement
from projections.tables import metadata

#: ``matter``: its id; ``noun``: its kind; ``organisation``: who said it; ``data`` is JSON as in the statement.
journal = Table(
    "journal", metadata, Column("idx", Integer, primary_key=True), Column("digest", Text), Column("type", Text),
    Column("time", Text), Column("recorded", Text), Column("organisation", Text), Column("noun", Text),
    Column("matter", Text), Column("data", Text), Column("retracted", Text),
    Index("journal_matter", "matter", "idx"), Index("journal_type", "type", "idx"), Index("journal_digest", "digest"),
)  # fmt: skip
#: Every id and digest that a statement mentions, its own matter included.
journal_ref = Table(
    "journal_ref", metadata, Column("ref", Text, primary_key=True), Column("idx", Integer, primary_key=True),
    sqlite_with_rowid=False,
)  # fmt: skip
#: The lines that a statement is about; line 0: every line of the holding.
journal_line = Table(
    "journal_line", metadata, Column("holding", Text, primary_key=True), Column("line", Integer, primary_key=True),
    Column("idx", Integer, primary_key=True), Index("journal_line_idx", "idx"), sqlite_with_rowid=False,
)  # fmt: skip
#: The organisations that take part in a matter: who spoke in it, who was addressed, whose people it is about.
journal_party = Table(
    "journal_party", metadata, Column("matter", Text, primary_key=True),
    Column("organisation", Text, primary_key=True), Index("journal_party_organisation", "organisation"),
    sqlite_with_rowid=False,
)  # fmt: skip
#: That a statement, of a matter or another, was taken back: ``statement`` is its digest.
journal_back = Table(
    "journal_back", metadata, Column("idx", Integer, primary_key=True), Column("digest", Text), Column("type", Text),
    Column("time", Text), Column("recorded", Text), Column("statement", Text), Column("reason", Text),
)  # fmt: skip

#: Members of ``data`` that name an organisation, or a unit whose organisation is meant.
_ORGANISATIONS = ("organisation", "to", "parties", "authors", "organisations", "providers", "agency")
_UNITS = ("unit", "to_unit", "units")

_KINDS = {kind.NOUN: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement of a matter. ``type`` is short, without version (``concern.raised``); times are RFC 3339 UTC text;
    ``retracted`` is the reason, if it was taken back; ``of``: the type of what this one took back, if it did."""

    index: int
    digest: str
    type: str
    time: str
    recorded: str
    organisation: str
    noun: str
    matter: str
    data: dict[str, Any]
    retracted: str | None
    of: str | None = None


class Journal:
    """Writes the rows of one batch."""

    def __init__(self, rows: Rows, memory: Memory) -> None:
        self._rows, self._memory = rows, memory
        self._claimed: dict[str, tuple[str, str]] = {}

    def take(self, s: Statement) -> None:
        """A statement of any matter; others are not for the journal."""
        kind = MATTERS.get(s.event["type"])
        if kind is None:
            return
        matter = self._place(kind, s.data)
        self._rows.add(
            journal, idx=s.index, digest=s.digest, type=s.type, time=s.event["time"], recorded=self._memory.recorded,
            organisation=s.organisation, noun=kind.NOUN, matter=matter, data=json.dumps(s.data), retracted=None,
        )  # fmt: skip
        for ref in {matter, *_refs({name: value for name, value in s.data.items() if name != "private"})}:
            self._rows.add(journal_ref, ref=ref, idx=s.index)
        for party in {s.organisation, *self._addressed(s.data)}:
            self._rows.add(journal_party, matter=matter, organisation=party)
        if "holding" in s.data and "lines" in s.data:
            for line in _lines(s.data["lines"]):
                self._rows.add(journal_line, holding=s.data["holding"], line=line, idx=s.index)

    def _place(self, kind: type[Matter], data: dict[str, Any]) -> str:
        """Where a statement stands. An id belongs to what was first said under it: whoever says something of another
        kind under the same id takes no part in that, and gets a place apart."""
        matter, mine = data[kind.ID], (kind.NOUN, kind.root(data))
        if matter not in self._claimed:
            first = select(journal.c.noun, journal.c.data).where(journal.c.matter == matter).order_by(journal.c.idx)
            row = self._rows.connection.execute(first.limit(1)).first()
            self._claimed[matter] = (row.noun, _KINDS[row.noun].root(json.loads(row.data))) if row else mine
        return matter if self._claimed[matter] == mine else str(ids.aggregate(mine[1], matter + kind.NOUN))

    def retracted(self, s: Statement) -> None:
        """Marks what was taken back."""
        self._rows.add(
            journal_back, idx=s.index, digest=s.digest, type=s.type, time=s.event["time"],
            recorded=self._memory.recorded, statement=s.data["statement"], reason=s.data["reason"],
        )  # fmt: skip
        self._rows.flush()
        change = update(journal).where(journal.c.digest == s.data["statement"]).values(retracted=s.data["reason"])
        self._rows.connection.execute(change)

    def _addressed(self, data: dict[str, Any]) -> Iterator[str]:
        for name in _ORGANISATIONS:
            yield from each(data.get(name))
        for name in _UNITS:
            yield from filter(None, map(self._memory.units.get, each(data.get(name))))
        held = self._memory.holding(data["holding"]) if "holding" in data else None
        between_two = "question" in data and data.get("voice") == "person"  # not for the person's provider to read
        if held is not None and not between_two:
            yield held.organisation


def of(connection: Connection, matter: str) -> list[Entry]:
    """Everything that was said in a matter, in log order, what was taken back included."""
    return _read(connection, journal.c.matter == matter)


def mentioning(connection: Connection, ref: str, *types: str) -> list[Entry]:
    """What mentions an id or a digest, of these short types or of any."""
    found = select(journal_ref.c.idx).where(journal_ref.c.ref == ref)
    return _read(connection, journal.c.idx.in_(found), *_of_types(types))


def mentioning_any(connection: Connection, refs: Iterable[str], *types: str) -> list[Entry]:
    """The same of several ids and digests."""
    found = select(journal_ref.c.idx).where(journal_ref.c.ref.in_(sorted(refs)))
    return _read(connection, journal.c.idx.in_(found), *_of_types(types))


def about(connection: Connection, roots: Sequence[tuple[str, int]], *types: str) -> list[Entry]:
    """What is about any of these lines (holding, line), by number or as one of all."""
    wanted: set[int] = set()
    for holding, line in roots:
        query = select(journal_line.c.idx).where(journal_line.c.holding == holding, journal_line.c.line.in_((0, line)))
        wanted.update(connection.scalars(query))
    return _read(connection, journal.c.idx.in_(sorted(wanted)), *_of_types(types)) if wanted else []


def among(connection: Connection, organisation: str, *types: str) -> list[Entry]:
    """What was said in the matters that an organisation takes part in."""
    matters = select(journal_party.c.matter).where(journal_party.c.organisation == organisation)
    return _read(connection, journal.c.matter.in_(matters), *_of_types(types))


def every(connection: Connection, *types: str) -> list[Entry]:
    """Everything of these short types, in log order; whoever calls this must scope it."""
    return _read(connection, *_of_types(types))


def parties(connection: Connection, matter: str) -> frozenset[str]:
    """The organisations that take part in a matter."""
    query = select(journal_party.c.organisation).where(journal_party.c.matter == matter)
    return frozenset(connection.scalars(query))


def taken_back(connection: Connection, entries: Iterable[Entry]) -> list[Entry]:
    """In log order, what took back any of these statements, or what any of them tells of (``about``): as said in the
    same matter by whoever had said it."""
    told = {digest: e for e in entries for digest in (e.digest, e.data.get("about")) if digest}
    return [
        replace(
            told[r.statement], index=r.idx, digest=r.digest, type=r.type, time=r.time, recorded=r.recorded,
            data={"statement": r.statement, "reason": r.reason}, retracted=None,
            of=told[r.statement].type,
        )
        for r in connection.execute(select(journal_back).order_by(journal_back.c.idx))
        if r.statement in told
    ]  # fmt: skip


def by_matter(entries: Iterable[Entry]) -> list[list[Entry]]:
    """What stands, one list a matter, in the order in which they began."""
    found: dict[str, list[Entry]] = {}
    for entry in standing(entries):
        found.setdefault(entry.matter, []).append(entry)
    return list(found.values())


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """In log order, without what was taken back. Where a matter's beginning was, all that was said in it goes too, up
    to where it is begun anew: an answer stands for nothing without what it answers."""
    stand, awaited = [], dict[str, str]()
    for entry in sorted(entries, key=lambda entry: entry.index):
        if entry.retracted is not None:
            awaited.setdefault(entry.matter, entry.type)
        elif awaited.get(entry.matter, "") in ("", entry.type):
            awaited[entry.matter] = ""
            stand.append(entry)
    return stand


def _of_types(types: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    return (journal.c.type.in_(types),) if types else ()


def _read(connection: Connection, *where: ColumnElement[bool]) -> list[Entry]:
    rows = connection.execute(select(journal).where(*where).order_by(journal.c.idx))
    return [
        Entry(
            r.idx, r.digest, r.type, r.time, r.recorded, r.organisation, r.noun, r.matter, json.loads(r.data),
            r.retracted,
        )
        for r in rows
    ]  # fmt: skip


def _refs(value: Any) -> Iterator[str]:
    """UUIDs and digests at any depth."""
    if isinstance(value, dict):
        for one in value.values():
            yield from _refs(one)
    elif isinstance(value, list):
        for one in value:
            yield from _refs(one)
    elif isinstance(value, str) and (len(value) == 64 or (len(value) == 36 and value.count("-") == 4)):
        yield value


def _lines(lines: Any) -> Iterator[int]:
    if lines == "all":
        yield 0
    elif isinstance(lines, list):
        for first, last in lines:
            yield from range(first, last + 1)


def each(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (one for one in value if isinstance(one, str))
