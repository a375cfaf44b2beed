"""What was written about people, and who has a copy of it: one is due without asking (journey, J29).

Grown-ups are due the version for adults; whoever was told in the words for children is due both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from ledger.statements.families_terms import SAFETY_GROUNDS
from ledger.vocabulary import HELD_BASES
from projections import days, destroyed, journal, withheld
from projections.database import Either
from projections.due import Due
from projections.journal import Entry
from projections.tables import act, holding, member, touch
from projections.withheld import Withheld

#: Days after writing in which people get their copies (rules version 1).
COPY_DAYS = 20
READERS = {"adult": ("adult",), "child": ("adult", "child")}


@dataclass(frozen=True, slots=True)
class Version:
    """``state``: ``given``, ``withheld`` or ``due``; ``time`` of the first two; withheld has a ``ground``."""

    reader: str
    state: str
    time: str | None
    ground: str | None
    review: str | None


@dataclass(frozen=True, slots=True)
class Written:
    """Something written about one person. ``digest`` names the statement; ``held``: the family side does not know of
    it, and no copy is due; ``due`` an ISO day."""

    index: int
    digest: str
    time: str
    organisation: str
    unit: str
    holding: str
    line: int
    held: bool
    due: str
    versions: tuple[Version, ...]

    @property
    def outstanding(self) -> bool:
        return not self.held and any(version.state == "due" for version in self.versions)


def of_person(connection: Connection, roots: Iterable[tuple[str, int]], *, as_family: bool = False) -> list[Written]:
    """What was written about a person, newest first. ``as_family``: without what is held, and a copy that is kept back
    for somebody's safety is one that was not given yet (decision 0006)."""
    found = [
        one
        for register, line in roots
        for one in _written(connection, register, [line], as_family=as_family)
        if not (as_family and one.held)
    ]
    return sorted(found, key=lambda one: -one.index)


def duties(connection: Connection, today: str) -> list[Due]:
    """Copies to give, one duty for each register: since and due are those of the oldest."""
    found = []
    registers = connection.execute(
        select(holding).where(
            holding.c.kind == "register",
            holding.c.id.in_(
                select(touch.c.holding).join(act, act.c.idx == touch.c.act).where(act.c.type == "information.written")
            ),
        )
    ).all()
    for register in registers:
        waits = outstanding(connection, register.id)
        if waits:
            first = min(waits, key=lambda one: (one.due, one.index))
            people = len({one.line for one in waits})
            found.append(
                Due(
                    "copy", register.organisation, None, "copy", register.id, first.index, first.time, first.due,
                    first.due < today, "copy-without-asking", people,
                )
            )  # fmt: skip
    return found


def outstanding(connection: Connection, register: str) -> list[Written]:
    """What was written about people on a register, of which a copy is still due."""
    return [one for one in _written(connection, register) if one.outstanding]


def _written(
    connection: Connection, register: str, lines: Sequence[int] | None = None, *, as_family: bool = False
) -> list[Written]:
    """On the lines of a register, whoever's line was not destroyed since."""
    query = (
        select(
            act.c.idx, act.c.digest, act.c.time, act.c.organisation, act.c.unit, act.c.basis,
            act.c.safety_sensitive, member.c.root_line, member.c.held,
        )
        .join(touch, touch.c.act == act.c.idx)
        .join(member, member.c.holding == touch.c.holding)
        .where(touch.c.holding == register, act.c.type == "information.written", act.c.retracted.is_(None))
        .where(member.c.root_holding == register, Either(touch.c.line, member.c.line), member.c.line <= touch.c.upto)
        .distinct()
    )  # fmt: skip
    if lines is not None:
        query = query.where(member.c.root_line.in_(lines))
    kept = withheld.from_everybody(connection)
    copies, readers = _copies(connection, register, as_family=as_family), _readers(connection, register)
    gone = destroyed.lines(connection, register)
    return [
        _one(row, register, copies, readers.get(row.root_line, "adult"), kept)
        for row in connection.execute(query)
        if gone.get(row.root_line, -1) < row.idx
    ]


def _one(row: Any, register: str, copies: dict[tuple[str, int, str], Entry], told: str, kept: Withheld) -> Written:
    versions = []
    for reader in READERS[told]:
        entry = copies.get((row.digest, row.root_line, reader))
        if entry is None:
            versions.append(Version(reader, "due", None, None, None))
        else:
            state = "given" if entry.type == "copy.given" else "withheld"
            d = entry.data
            versions.append(Version(reader, state, entry.time, d.get("ground"), d.get("review")))
    held = bool(row.held or row.safety_sensitive or row.basis in HELD_BASES)
    held = held or (register, row.root_line, row.idx) in kept.acts
    return Written(
        row.idx, row.digest, row.time, row.organisation, row.unit, register, row.root_line, held,
        days.due(row.time, COPY_DAYS), tuple(versions),
    )  # fmt: skip


def _copies(connection: Connection, register: str, *, as_family: bool) -> dict[tuple[str, int, str], Entry]:
    """(statement, line, reader) → what was last said of its copy. What was given is not withheld any more."""
    found: dict[tuple[str, int, str], Entry] = {}
    for e in journal.standing(journal.every(connection, "copy.given", "copy.withheld")):
        if e.data["holding"] != register or (as_family and e.data.get("ground") in SAFETY_GROUNDS):
            continue
        for first, last in e.data["lines"]:
            for line in range(first, last + 1):
                key = (e.data["statement"], line, e.data["reader"])
                if key not in found or found[key].type == "copy.withheld":
                    found[key] = e
    return found


def _readers(connection: Connection, register: str) -> dict[int, str]:
    """Line → the words in which the person was last told."""
    found: dict[int, str] = {}
    for e in journal.standing(journal.every(connection, "notice.given")):
        if e.data["holding"] == register and e.data["lines"] != "all":
            for first, last in e.data["lines"]:
                found.update(dict.fromkeys(range(first, last + 1), e.data["reader"]))
    return found
