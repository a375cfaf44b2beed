"""One case of an officer whose house was sent lines: all that its units did with one of them, were asked and owe.

The house has no name for whoever it is, and is given none: a person is a row of what was sent to it. Other rows are
theirs where the sending itself said so, by the line of the sender's register that they came from.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from api import matters, reading
from api.matters import may_read
from api.person_case import NOUNS, READS, Matter, in_short
from api.reading import ask, fresh
from api.session import SignedIn
from ledger.problems import Problem
from projections import journal, reach, trail
from projections.answers import Entry, Outcome
from projections.due import Due
from projections.policy import Kind, Question
from projections.project import position
from projections.tables import holding, member, transfer

#: Kinds of matters about what was sent, used or decided, and not about one line.
OF_WHAT_WAS_SENT = ("question", "finding", "evidence")
Line = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Sent:
    """What an ``organisation`` sent to a ``unit`` of the viewer's house. ``row``: where a person is in it, 0 where that
    was not asked."""

    transfer: str
    time: str
    organisation: str
    unit: str
    lines: int
    row: int = 0


@dataclass(frozen=True, slots=True)
class LineCase:
    """``sent``: every sending to the house that the person is in as a line; ``flagged``: what breaks a rule; ``reads``:
    who opened, used or read, newest first; ``decided``: what came of uses; ``owed``: by any unit of the house."""

    reason: str
    sent: tuple[Sent, ...]
    flagged: tuple[Entry, ...]
    reads: tuple[Entry, ...]
    decided: tuple[Outcome, ...]
    matters: tuple[Matter, ...]
    owed: tuple[Due, ...]


def sent_to_us(signed: SignedIn) -> tuple[Sent, ...]:
    """What the house was sent, newest first: no line of it is shown, so nothing is recorded. What came under the id
    of what another had sent brought no line."""
    if signed.viewer.kind is not Kind.PRIVACY:
        raise Problem("not-allowed")
    query = select(transfer).where(transfer.c.to_organisation == signed.viewer.organisation)
    query = query.where(transfer.c.holding.is_not(None))
    with fresh(signed.site).views.connect() as connection:
        rows = connection.execute(query.order_by(transfer.c.idx.desc())).all()
    return tuple(Sent(row.id, row.time, row.organisation, row.to_unit, row.lines) for row in rows)


def case(signed: SignedIn, sent: str, row: int) -> LineCase:
    """Only for what the officer has said that it is for, and of a line that is the house's own; the reading is sealed
    with that before this returns. What is another's and what does not exist look the same. Raises Problem."""
    ask(signed, Question.CASE)
    ours = signed.viewer.organisation or ""
    with fresh(signed.site).views.connect() as connection:
        size = position(connection)
        line = _line(connection, ours, sent, row)
        roots = sorted(reach.people(connection, line[0], [[row, row]])) if row else []
        if not roots:
            raise Problem("not-found")
        found = trail.trail(connection, signed.viewer, roots, trail.owners(connection, roots)).entries
        places = _places(connection, ours, roots)
        told = _sent(connection, places)
        decided = {outcome.outcome: outcome for entry in found for outcome in entry.outcomes}
        named = {*decided, *(one.transfer for one in told)}
        named |= {ref for entry in found for ref in (entry.digest, entry.use) if ref}
        mine = [said for said in _threads(connection, [*roots, *places], named) if may_read(connection, signed, said)]
    reading.seal_read(signed, f"{line[0]} {row}", [line], size)
    known = named | {said[0].matter for said in mine}
    newest = tuple(reversed(found))
    return LineCase(
        str(signed.viewer.reason), told, tuple(entry for entry in newest if entry.flags),
        tuple(entry for entry in newest if entry.type in READS),
        tuple(sorted(decided.values(), key=lambda one: -one.index)),
        tuple(in_short(said) for noun in (*NOUNS, *OF_WHAT_WAS_SENT) for said in mine if said[0].noun == noun),
        tuple(due for due in matters.duties(signed).ours if due.matter in known),
    )  # fmt: skip


def _line(connection: Connection, ours: str, sent: str, row: int) -> Line:
    """The line that is this row of what was sent to us. Raises Problem."""
    query = select(transfer.c.holding).where(transfer.c.id == sent, transfer.c.to_organisation == ours)
    found = connection.scalar(query)
    if found is None:
        raise Problem("not-found")
    return str(found), row


def _places(connection: Connection, ours: str, roots: Collection[Line]) -> list[Line]:
    """Where these people are as lines of what the house holds."""
    query = select(member.c.root_holding, member.c.root_line, member.c.holding, member.c.line)
    query = query.join(holding, holding.c.id == member.c.holding).where(holding.c.organisation == ours)
    query = query.where(member.c.root_holding.in_({root for root, _ in roots}), member.c.line > 0)
    return sorted({(r.holding, r.line) for r in connection.execute(query) if (r.root_holding, r.root_line) in roots})


def _sent(connection: Connection, places: Iterable[Line]) -> tuple[Sent, ...]:
    """The sendings that brought the people there, newest first, with every row of theirs."""
    rows: dict[str, list[int]] = {}
    for place, row in places:
        rows.setdefault(place, []).append(row)
    query = select(transfer).where(transfer.c.holding.in_(sorted(rows))).order_by(transfer.c.idx.desc())
    return tuple(
        Sent(r.id, r.time, r.organisation, r.to_unit, r.lines, row)
        for r in connection.execute(query)
        for row in rows[r.holding]
    )


def _threads(connection: Connection, lines: list[Line], named: Collection[str]) -> list[list[journal.Entry]]:
    """All matters about these lines, and those that name what was sent, done or decided."""
    about = [*journal.about(connection, lines)]
    about += [one for one in journal.mentioning_any(connection, named) if one.noun in OF_WHAT_WAS_SENT]
    return [journal.of(connection, matter) for matter in dict.fromkeys(one.matter for one in about)]
