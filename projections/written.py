"""What was written about people, and who has a copy of it: one is due without asking (journey, J29).

Grown-ups are due the version for adults; whoever was told in the words for children is due both.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from ledger.statements.families_terms import SAFETY_GROUNDS
from ledger.vocabulary import HELD_BASES
from projections import days, journal, notices, rare, withheld
from projections.due import Due
from projections.journal import Entry
from projections.registers import registers
from projections.tables import act, member
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


def duties(connection: Connection, today: str, holder: str | None = None) -> list[Due]:
    """Copies to give, one duty for each register, or for each of one organisation's: since and due are those of the
    oldest."""
    found = []
    for register in registers(connection, holder):
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
    mine = None if lines is None else _places(connection, register, lines)
    found = rare.touched(connection, "information.written", register, mine)
    if not found:
        return []  # as on most registers: nobody on them has to be looked up
    places = _places(connection, register) if mine is None else mine
    touched = [
        (row.act, line)
        for row in found
        for line in ([n for n in places if n <= row.upto] if row.line == 0 else [row.line])
        if line in places and line <= row.upto
    ]
    acts = {
        a.idx: a
        for some in rare.lots(sorted({index for index, _ in touched}))
        for a in connection.execute(select(act).where(act.c.idx.in_(some)))
    }
    said = {(index, root, held) for index, line in touched for root, held in places[line]}
    people = sorted({root for _, root, _ in said})
    kept = withheld.from_everybody(connection)
    copies = _copies(connection, register, lines, as_family=as_family)
    readers = _readers(connection, register, lines)
    gone = rare.destroyed(connection, register, people)
    return [
        _one(acts[index], root, bool(held), register, copies, readers.get(root, "adult"), kept)
        for index, root, held in sorted(said)
        if gone.get(root, -1) < index
    ]


def _places(
    connection: Connection, register: str, lines: Sequence[int] | None = None
) -> dict[int, list[tuple[int, int]]]:  # fmt: skip
    """Line of a register → who stands on it (by their own line there, and whether they are held)."""
    query = select(member.c.line, member.c.root_line, member.c.held)
    query = query.where(member.c.root_holding == register, member.c.holding == register)
    if lines is not None:
        query = query.where(member.c.root_line.in_(lines))
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for line, root, held in connection.execute(query):
        found[line].append((root, held))
    return found


def _one(
    row: Row[Any], line: int, by_held_way: bool, register: str, copies: dict[tuple[str, int, str], Entry], told: str,
    kept: Withheld,
) -> Written:  # fmt: skip
    versions = []
    for reader in READERS[told]:
        entry = copies.get((row.digest, line, reader))
        if entry is None:
            versions.append(Version(reader, "due", None, None, None))
        else:
            state = "given" if entry.type == "copy.given" else "withheld"
            d = entry.data
            versions.append(Version(reader, state, entry.time, d.get("ground"), d.get("review")))
    held = bool(by_held_way or row.safety_sensitive or row.basis in HELD_BASES)
    held = held or (register, line, row.idx) in kept.acts
    return Written(
        row.idx, row.digest, row.time, row.organisation, row.unit, register, line, held,
        days.due(row.time, COPY_DAYS), tuple(versions),
    )  # fmt: skip


def _copies(
    connection: Connection, register: str, lines: Sequence[int] | None, *, as_family: bool
) -> dict[tuple[str, int, str], Entry]:
    """(statement, line, reader) → what was last said of its copy. What was given is not withheld any more."""
    found: dict[tuple[str, int, str], Entry] = {}
    for e in journal.standing(notices.said_on(connection, register, lines, "copy.given", "copy.withheld")):
        if e.data["holding"] != register or (as_family and e.data.get("ground") in SAFETY_GROUNDS):
            continue
        for first, last in e.data["lines"]:
            for line in range(first, last + 1):
                key = (e.data["statement"], line, e.data["reader"])
                if key not in found or found[key].type == "copy.withheld":
                    found[key] = e
    return found


def _readers(connection: Connection, register: str, lines: Sequence[int] | None) -> dict[int, str]:
    """Line → the words in which the person was last told."""
    found: dict[int, str] = {}
    for e in journal.standing(notices.said_on(connection, register, lines, "notice.given")):
        if e.data["holding"] == register and e.data["lines"] != "all":
            for first, last in e.data["lines"]:
                found.update(dict.fromkeys(range(first, last + 1), e.data["reader"]))
    return found
