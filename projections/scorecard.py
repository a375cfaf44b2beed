"""How an agency's units answer: by unit and never by worker; and what a unit did that it has to explain."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from sqlalchemy import Connection, select, text

from projections import days, owed, succession
from projections.asking import today
from projections.flags import ABOUT_THE_RECORD
from projections.tables import BROKEN, act, outcome, outcome_use, unit


@dataclass(frozen=True, slots=True)
class UnitScore:
    """``uses`` of others' information, of which ``told`` what came of them; ``days``: the middle number of days from a
    use to the first outcome that names it, None where there is none; ``waiting``: uses without one, ``overdue`` of
    them after their date. A unit that was renamed or merged counts under the one that follows it."""

    unit: str
    uses: int
    told: int
    days: float | None
    waiting: int
    overdue: int


@dataclass(frozen=True, slots=True)
class ToExplain:
    """An act of a unit that broke a rule or came without a reason, and was not taken back."""

    index: int
    type: str
    time: str
    people: int
    flags: tuple[str, ...]


def scorecard(connection: Connection, organisation: str) -> tuple[UnitScore, ...]:
    """Every unit of an organisation that used something, the longest wait first."""
    followed, day = succession.followers(connection), date.fromisoformat(today(connection))
    used: dict[str, list[str]] = defaultdict(list)
    units = select(unit.c.id).where(unit.c.organisation == organisation)
    query = select(act.c.unit, act.c.use, act.c.time).where(
        act.c.unit.in_(units), act.c.type == "information.used", act.c.retracted.is_(None)
    )
    times = {}
    for row in connection.execute(query.order_by(act.c.idx)):
        used[succession.now(followed, row.unit)].append(row.use)
        times[row.use] = row.time
    first = _first_outcomes(connection)
    scores = []
    for id, uses in used.items():
        taken = [(days.day(first[use]) - days.day(times[use])).days for use in uses if use in first]
        waiting = owed.outcomes_owed(connection, succession.all_of(connection, id), day)
        scores.append(
            UnitScore(
                id, len(uses), len(uses) - len(waiting), median(taken) if taken else None, len(waiting),
                sum(duty.overdue for duty in waiting),
            )
        )  # fmt: skip
    return tuple(sorted(scores, key=lambda one: (-one.overdue, -(one.days or 0), one.unit)))


def to_explain(connection: Connection, units: Sequence[str]) -> tuple[ToExplain, ...]:
    """What these units did, newest first."""
    query = select(act).where(text(BROKEN), act.c.unit.in_(units), act.c.retracted.is_(None))
    found = []
    for row in connection.execute(query.order_by(act.c.idx.desc())):
        flags = tuple(flag for flag in row.flags.split() if flag not in ABOUT_THE_RECORD)
        if flags:
            found.append(ToExplain(row.idx, row.type, row.time, row.people, flags))
    return tuple(found)


def _first_outcomes(connection: Connection) -> dict[str, str]:
    """Use → when somebody first said what came of it; "cannot tell yet" is no outcome."""
    query = (
        select(outcome_use.c.use, outcome.c.time)
        .join(outcome, outcome.c.id == outcome_use.c.outcome)
        .where(outcome.c.retracted.is_(None), outcome.c.kind != "cannot_tell")
        .order_by(outcome.c.idx.desc())
    )
    return {row.use: row.time for row in connection.execute(query)}
