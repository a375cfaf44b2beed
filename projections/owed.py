"""What an agency unit owes those whose information it has: receipts, outcomes, promised answers, corrections."""

from datetime import date, timedelta

from sqlalchemy import Connection, select

from projections import outcomes, tables
from projections.answers import Duty, Owed
from projections.asking import header
from projections.tables import act, derivation, outcome, outcome_use, touch, transfer

#: Days in which a unit says what came of a use, confirms a transfer, and takes in a correction (rules version 1).
OUTCOME_DAYS, RECEIPT_DAYS, CORRECTION_DAYS = 90, 10, 20


def owed(connection: Connection, unit: str) -> Owed:
    """Most overdue first."""
    ask = header(connection, "owed", unit=unit)
    today = ask.as_of[:10] or "2000-01-01"
    duties = [*_outcomes(connection, unit, today), *_receipts(connection, unit, today)]
    duties += [*_promised(connection, unit, today), *_corrections(connection, unit, today)]
    answered = connection.execute(select(outcome).where(outcome.c.unit == unit).order_by(outcome.c.idx.desc())).all()
    received = connection.execute(
        select(transfer.c.holding).where(transfer.c.to_unit == unit, transfer.c.received.is_not(None))
    ).all()
    opened = set(
        connection.scalars(
            select(touch.c.holding)
            .join(act, act.c.idx == touch.c.act)
            .where(
                touch.c.holding.in_([row.holding for row in received]),
                act.c.type.in_(("information.accessed", "information.used")),
            )
        )
    )
    return Owed(
        ask, tuple(sorted(duties, key=lambda duty: duty.due)), tuple(outcomes.read(row) for row in answered),
        len(received), len(opened),
    )  # fmt: skip


def _due(since: str, days: int, today: str) -> tuple[str, bool]:
    due = (date.fromisoformat(since[:10]) + timedelta(days=days)).isoformat()
    return due, due < today


def _outcomes(connection: Connection, unit: str, today: str) -> list[Duty]:
    """Uses of which nobody has said what came."""
    said = select(outcome_use.c.use)
    rows = connection.execute(
        select(act).where(
            act.c.unit == unit, act.c.type == "information.used", act.c.retracted.is_(None), act.c.use.not_in(said)
        )
    )
    found = []
    for row in rows:
        due, overdue = _due(row.time, OUTCOME_DAYS, today)
        to = tuple(_senders(connection, row.idx))
        found.append(Duty("outcome", row.idx, row.time, due, overdue, row.purpose, row.people, to))
    return found


def _senders(connection: Connection, index: int) -> list[str]:
    """The organisations whose submissions an act touched, directly or through what was made of them."""
    query = (
        select(tables.member.c.root_holding)
        .join(touch, touch.c.holding == tables.member.c.holding)
        .where(touch.c.act == index)
        .distinct()
    )
    holding = tables.holding
    return sorted(set(connection.scalars(select(holding.c.organisation).where(holding.c.id.in_(query)))))


def _receipts(connection: Connection, unit: str, today: str) -> list[Duty]:
    """Sent to this unit, never confirmed."""
    rows = connection.execute(select(transfer).where(transfer.c.to_unit == unit, transfer.c.received.is_(None)))
    found = []
    for row in rows:
        due, overdue = _due(row.time, RECEIPT_DAYS, today)
        found.append(Duty("receipt", row.idx, row.time, due, overdue, row.purpose, row.lines, (row.organisation,)))
    return found


def _promised(connection: Connection, unit: str, today: str) -> list[Duty]:
    """``cannot_tell`` until a date that has come."""
    rows = connection.execute(
        select(outcome).where(outcome.c.unit == unit, outcome.c.until.is_not(None), outcome.c.retracted.is_(None))
    )
    return [Duty("promised", r.idx, r.time, r.until, r.until < today, None, r.people) for r in rows]


def _corrections(connection: Connection, unit: str, today: str) -> list[Duty]:
    """Corrections of what this unit had received before, and has not corrected itself since."""
    corrected = select(act, touch.c.holding).join(touch, touch.c.act == act.c.idx)
    rows = connection.execute(
        corrected.join(derivation, derivation.c.source == touch.c.holding)
        .join(transfer, transfer.c.holding == derivation.c.holding)
        .where(act.c.type == "information.corrected", transfer.c.to_unit == unit, transfer.c.idx < act.c.idx)
        .distinct()
    ).all()
    done = connection.execute(
        select(act.c.idx).where(act.c.type == "information.corrected", act.c.unit == unit)
    ).scalars()
    answered = list(done)
    found = {}
    for row in rows:
        if not any(index > row.idx for index in answered):
            due, overdue = _due(row.time, CORRECTION_DAYS, today)
            found[row.idx] = Duty("correction", row.idx, row.time, due, overdue, None, row.people, (row.organisation,))
    return list(found.values())
