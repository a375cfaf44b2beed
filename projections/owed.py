"""What an agency unit owes those whose information it has: receipts, outcomes, promised answers, corrections.

What a unit owed that was renamed or merged, its successor owes.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, bindparam, select, text

from projections import corrections, days, outcomes, succession, tables
from projections.answers import Duty, Owed
from projections.asking import header
from projections.tables import act, outcome, touch, transfer

#: Days in which a unit says what came of a use, confirms a transfer, and takes in a correction (rules version 1).
OUTCOME_DAYS, RECEIPT_DAYS, CORRECTION_DAYS = 90, 10, 20

#: Uses that have an outcome which stands, and those whose products went into such a use.
_ANSWERED = text(
    "WITH RECURSIVE answered(use) AS (SELECT u.use FROM outcome_use u JOIN outcome o ON o.id = u.outcome"
    " WHERE o.retracted IS NULL UNION SELECT p.use FROM answered a JOIN act ON act.use = a.use"
    " JOIN touch t ON t.act = act.idx JOIN product p ON p.id = t.holding WHERE act.retracted IS NULL)"
    " SELECT use FROM answered"
)
#: Promises of these uses that a later outcome has kept.
_KEPT = text(
    "SELECT DISTINCT o.id FROM outcome o JOIN outcome_use u ON u.outcome = o.id JOIN outcome_use v ON v.use = u.use"
    " JOIN outcome later ON later.id = v.outcome WHERE o.unit IN :units AND later.idx > o.idx"
    " AND later.retracted IS NULL AND later.organisation = o.organisation"
).bindparams(bindparam("units", expanding=True))


def owed(connection: Connection, unit: str) -> Owed:
    """Most overdue first."""
    ask = header(connection, "owed", unit=unit)
    today = days.day(ask.as_of) if ask.as_of else date.min
    units = succession.all_of(connection, unit)
    duties = [*outcomes_owed(connection, units, today), *_receipts(connection, units, today)]
    duties += [*_promised(connection, units, today), *_corrections(connection, units, today)]
    answered = connection.execute(select(outcome).where(outcome.c.unit.in_(units)).order_by(outcome.c.idx.desc())).all()
    received = connection.scalars(
        select(transfer.c.holding)
        .join(act, act.c.idx == transfer.c.idx)
        .where(transfer.c.to_unit.in_(units), transfer.c.received.is_not(None), act.c.retracted.is_(None))
    ).all()
    opened = set(
        connection.scalars(
            select(touch.c.holding)
            .join(act, act.c.idx == touch.c.act)
            .where(touch.c.holding.in_(received), act.c.retracted.is_(None))
            .where(act.c.type.in_(("information.accessed", "information.used")))
        )
    )
    return Owed(
        ask, tuple(sorted(duties, key=lambda duty: (duty.due, duty.index))),
        tuple(outcomes.read(row) for row in answered), len(received), len(opened),
    )  # fmt: skip


def _due(since: str, count: int, today: date) -> tuple[str, bool]:
    due = days.due(since, count)
    return due, due < today.isoformat()


def outcomes_owed(connection: Connection, units: Sequence[str], today: date) -> list[Duty]:
    """Uses of which nobody has said what came, of them or of what was made of them."""
    answered = set(connection.scalars(_ANSWERED))
    rows = connection.execute(
        select(act)
        .where(act.c.unit.in_(units), act.c.type == "information.used", act.c.retracted.is_(None))
        .order_by(act.c.idx)
    ).all()
    found = []
    for row in rows:
        if row.use not in answered:
            due, overdue = _due(row.time, OUTCOME_DAYS, today)
            to = tuple(_senders(connection, row.idx))
            found.append(Duty("outcome", row.idx, row.time, due, overdue, row.purpose, row.people, to, row.use))
    return found


def _senders(connection: Connection, index: int) -> list[str]:
    """The organisations whose registers' people an act touched, directly or through what was made of them."""
    query = (
        select(tables.member.c.root_holding)
        .join(touch, touch.c.holding == tables.member.c.holding)
        .where(touch.c.act == index)
        .distinct()
    )
    holding = tables.holding
    return sorted(set(connection.scalars(select(holding.c.organisation).where(holding.c.id.in_(query)))))


def _receipts(connection: Connection, units: Sequence[str], today: date) -> list[Duty]:
    """Sent to this unit, never confirmed, and not taken back."""
    rows = connection.execute(
        select(transfer)
        .join(act, act.c.idx == transfer.c.idx)
        .where(transfer.c.to_unit.in_(units), transfer.c.received.is_(None), act.c.retracted.is_(None))
    )
    found = []
    for row in rows:
        due, overdue = _due(row.time, RECEIPT_DAYS, today)
        found.append(Duty("receipt", row.idx, row.time, due, overdue, row.purpose, row.lines, (row.organisation,)))
    return found


def _promised(connection: Connection, units: Sequence[str], today: date) -> list[Duty]:
    """``cannot_tell`` until a date, and nothing said since."""
    kept = set(connection.scalars(_KEPT, {"units": list(units)}))
    rows = connection.execute(
        select(outcome).where(outcome.c.unit.in_(units), outcome.c.until.is_not(None), outcome.c.retracted.is_(None))
    )
    return [
        Duty("promised", r.idx, r.time, r.until, r.until < today.isoformat(), None, r.people)
        for r in rows
        if r.id not in kept
    ]


def _corrections(connection: Connection, units: Sequence[str], today: date) -> list[Duty]:
    """Corrections of what this unit had received before, and has not put right itself since."""
    found = []
    for one in corrections.untold(connection, units):
        due, overdue = _due(one.time, CORRECTION_DAYS, today)
        to = (one.organisation,)
        found.append(Duty("correction", one.correction, one.time, due, overdue, None, one.people, to))
    return found
