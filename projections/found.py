"""What was found with people's information, and whether those who gave it have been told (DPUP, Sharing Value).

What was found is a report that came of uses, or a finding that was released. Whoever is in it only by ways that are
held from the family side cannot be told, and does not count.
"""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from ledger.vocabulary import HELD_BASES
from projections import days, journal, rare, reach, withheld
from projections.due import Due
from projections.registers import registers
from projections.tables import act, member, outcome, outcome_use, touch

#: Days in which those who gave information are told what was found with it (rules version 1).
FOUND_DAYS = 30


@dataclass(frozen=True, slots=True)
class Found:
    """``about`` is ``outcome`` or ``finding``, ``id`` its id, ``digest`` of the statement that made it known."""

    about: str
    id: str
    index: int
    digest: str
    time: str
    uses: tuple[str, ...]


def everything(connection: Connection) -> list[Found]:
    """All that was found and stands, in log order."""
    reports = select(outcome).where(outcome.c.kind == "report", outcome.c.retracted.is_(None))
    found = [
        Found("outcome", row.id, row.idx, row.digest, row.time, tuple(_uses(connection, row.id)))
        for row in connection.execute(reports).all()
    ]
    for released in journal.standing(journal.every(connection, "finding.released")):
        drafts = [e for e in journal.standing(journal.of(connection, released.matter)) if e.type == "finding.drafted"]
        uses: list[str] = next((e.data["uses"] for e in drafts if e.data["version"] == released.data["version"]), [])
        found.append(Found("finding", released.matter, released.index, released.digest, released.time, tuple(uses)))
    return sorted(found, key=lambda one: one.index)


def people(connection: Connection, found: Found, register: str | None = None) -> dict[str, set[int]]:
    """Register → the lines of those whose information went in, by ways open to the family side."""
    query = (
        select(member.c.root_holding, member.c.root_line)
        .join(touch, reach.TOUCHED)
        .join(act, act.c.idx == touch.c.act)
        .where(act.c.use.in_(found.uses), act.c.type == "information.used", act.c.retracted.is_(None))
        .where(member.c.held == 0)
        .where(act.c.safety_sensitive == 0, or_(act.c.basis.is_(None), act.c.basis.not_in(sorted(HELD_BASES))))
        .where(*withheld.from_everybody(connection).open_only())
        .distinct()
    )
    if register is not None:
        query = query.where(member.c.root_holding == register)
    lines: dict[str, set[int]] = defaultdict(set)
    for root, line in connection.execute(query):
        lines[root].add(line)
    return lines


def told(connection: Connection, found: Found) -> list[journal.Entry]:
    """The tellings of it that stand."""
    said = journal.standing(journal.mentioning(connection, found.id, "telling.given"))
    return [e for e in said if e.data.get(found.about) == found.id]


def covers(entry: journal.Entry, line: int) -> bool:
    """Whether a statement about lines is about this one."""
    return entry.data["lines"] == "all" or any(first <= line <= last for first, last in entry.data["lines"])


def still_to_tell(connection: Connection, found: Found) -> dict[str, list[int]]:
    """Register → the lines of those whose information went in, who are still there, and whom nobody has told."""
    tellings = told(connection, found)
    return {
        root: sorted(
            n for n in lines - rare.destroyed(connection, root, sorted(lines)).keys() if not _heard(tellings, root, n)
        )
        for root, lines in people(connection, found).items()
    }


def _heard(tellings: list[journal.Entry], register: str, line: int) -> bool:
    return any(e.data["holding"] == register and covers(e, line) for e in tellings)


def duties(connection: Connection, today: str) -> list[Due]:
    """People who are still to be told what was found: one duty for each finding and provider."""
    owners = {row.id: row.organisation for row in registers(connection)}
    waiting = []
    for one in everything(connection):
        untold: dict[str, int] = defaultdict(int)
        for register, lines in still_to_tell(connection, one).items():
            untold[owners.get(register, "")] += len(lines)
        due = days.due(one.time, FOUND_DAYS)
        waiting += [
            Due("tell-found", owner, None, "telling", one.id, one.index, one.time, due, due < today, "tell-found", n)
            for owner, n in untold.items()
            if n and owner
        ]
    return waiting


def _uses(connection: Connection, id: str) -> list[str]:
    return list(connection.scalars(select(outcome_use.c.use).where(outcome_use.c.outcome == id)))
