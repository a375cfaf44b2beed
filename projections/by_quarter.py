"""What families asked and worried about, for a Board: by whole quarters, each told once and never again otherwise.

A Board may ask for any period on any day, so a number that follows the period or the day could be subtracted from
another. These do neither: a quarter's figures are those of the log as it stood ``SETTLED`` days after its end, there is
no sum of quarters, and what is taken back later stays counted. Each whole is published with its parts (decision 0035).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection, select

from ledger.statements.request_terms import Helped
from projections import concerns, days, journal, requests, withholdings
from projections.journal import Entry
from projections.requests import Standing
from projections.small_cells import Parts, partition, partitions
from projections.tables import tick

#: Days after a quarter's end in which answers may still come: a request's 20 working days, and more time where given.
SETTLED = 60
ANSWERED = ("in_time", "late", "withdrawn")
HELPED = (*(said.value for said in Helped), "not_said")
CONCERNS = ("answered", "not_answered")
WITHHELD = ("looked_at", "overdue")


@dataclass(frozen=True, slots=True)
class Quarter:
    """``start``, ``end``: New Zealand days; ``told_from``: the day from which it can be told. The parts of ``requests``
    are ``ANSWERED``, of ``helped`` ``HELPED``, of ``concerns`` ``CONCERNS``; ``withheld``: what was kept back for
    safety on the last day, looked at by a second person in time or not (``WITHHELD``). All None until settled."""

    start: str
    end: str
    told_from: str
    requests: Parts | None = None
    helped: Parts | None = None
    concerns: Parts | None = None
    withheld: Parts | None = None


def quarters(connection: Connection, organisation: str, start: str, end: str) -> tuple[Quarter, ...]:
    """The whole quarters of a period, the earliest first."""
    return tuple(_told(connection, organisation, *one) for one in whole_quarters(start, end))


def whole_quarters(start: str, end: str) -> Iterator[tuple[date, date]]:
    """The calendar quarters that lie in a period, as (first day, last day)."""
    first = date.fromisoformat(start)
    year, number = first.year, (first.month - 1) // 3
    while True:
        opens = date(year, 3 * number + 1, 1)
        year, number = (year, number + 1) if number < 3 else (year + 1, 0)
        closes = date(year, 3 * number + 1, 1) - timedelta(days=1)
        if closes > date.fromisoformat(end):
            return
        if opens >= first:
            yield opens, closes


def _told(connection: Connection, organisation: str, start: date, end: date) -> Quarter:
    settled = end + timedelta(days=SETTLED)
    quarter = Quarter(start.isoformat(), end.isoformat(), (settled + timedelta(days=1)).isoformat())
    upto = _ends_at(connection, quarter.told_from)
    if upto is None:
        return quarter
    asked = _requests(connection, organisation, quarter, upto, settled.isoformat())
    worried = _concerns(connection, organisation, quarter, upto)
    kept = _withheld(connection, organisation, quarter, upto)
    answered, helped = partitions(answers(asked), said_to_help(asked))
    return replace(quarter, requests=answered, helped=helped, concerns=worried, withheld=kept)


def answers(found: Iterable[Standing]) -> dict[str, int]:
    """Each request once: every answer in time, one of them late or missing, or withdrawn."""
    states = Counter(
        "withdrawn" if r.state == "withdrawn" else "late" if any(c.late for c in r.clocks) else "in_time"
        for r in found
    )  # fmt: skip
    return {name: states[name] for name in ANSWERED}


def said_to_help(found: Iterable[Standing]) -> dict[str, int]:
    said = Counter(r.helped or "not_said" for r in found)
    return {name: said[name] for name in HELPED}


def _requests(connection: Connection, organisation: str, of: Quarter, upto: int, today: str) -> list[Standing]:
    said = _as_then(journal.among(connection, organisation), upto)
    return [
        r for r in requests.folded(connection, said, today)
        if organisation in (r.to, *r.organisations) and of.start <= days.day(r.time).isoformat() <= of.end
    ]  # fmt: skip


def _concerns(connection: Connection, organisation: str, of: Quarter, upto: int) -> Parts:
    said = _as_then(journal.among(connection, organisation, *concerns.TYPES), upto)
    raised = [c for c in concerns.folded(said) if of.start <= days.day(c.time).isoformat() <= of.end]
    answered = sum(bool(c.answers) for c in raised)
    return partition({"answered": answered, "not_answered": len(raised) - answered})


def _withheld(connection: Connection, organisation: str, of: Quarter, upto: int) -> Parts:
    found = [
        replace(one, ended=None)
        for one in withholdings.folded(_as_then(journal.every(connection, *withholdings.TYPES), upto))
        if one.organisation == organisation and days.day(one.time).isoformat() <= of.end
        and (one.ended is None or days.day(one.ended).isoformat() > of.end)
    ]  # fmt: skip
    overdue = sum(withholdings.late(one, of.end) for one in found)
    return partition({"looked_at": len(found) - overdue, "overdue": overdue})


def _as_then(said: Iterable[Entry], upto: int) -> list[Entry]:
    """What had been said by then, whatever was taken back since: that too could be subtracted."""
    return [replace(e, retracted=None) for e in said if e.index < upto]


def _ends_at(connection: Connection, told_from: str) -> int | None:
    """The index of the ledger's first tick on that day or later; None before it."""
    late = [
        row.idx for row in connection.execute(select(tick.c.idx, tick.c.at).where(tick.c.at >= _before(told_from)))
        if days.day(row.at).isoformat() >= told_from
    ]  # fmt: skip
    return min(late, default=None)


def _before(day: str) -> str:
    """A UTC time that is before any moment of a New Zealand day."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
