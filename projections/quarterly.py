"""Each period's submission that a schedule line promises: sent, confirmed, late, missing or still to come."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, select

from projections import agreements, schedules
from projections.days import days_late
from projections.due import Due
from projections.schedules import Line
from projections.tables import act, derivation, touch, transfer


class Stage(StrEnum):
    COMING = "coming"  # its period is not over, or it is not due yet
    MISSING = "missing"
    SENT = "sent"  # and not confirmed
    CONFIRMED = "confirmed"  # the recipient signed for it, with the same count
    DIFFERS = "differs"  # signed for with another count


@dataclass(frozen=True, slots=True)
class Promised:
    """``relations``: part → how it was collected, ``from`` the people themselves or noted ``about`` them;
    ``received``: when the recipient signed for it; ``late_days``: of the sending, or until today."""

    agreement: str
    version: int
    line: int
    sender: str
    to_unit: str
    purpose: str
    parts: tuple[str, ...]
    period_from: str
    period_to: str
    due: str
    stage: Stage
    late_days: int
    transfer: str | None
    sent: str | None
    people: int | None
    received: str | None
    received_people: int | None
    relations: dict[str, tuple[str, ...]]


def promised(connection: Connection, today: str) -> list[Promised]:
    """Every period of every line with a rhythm, oldest due first, up to the next that is to come; the caller scopes."""
    sent = _sent(connection)
    found = []
    for known in agreements.every(connection, today):
        for day in sorted({version.starts for version in known.versions if version.signed}):
            for line in schedules.in_force(connection, day, [known]):
                if line.every_months and line.starts == day:
                    until = min(line.ends, _replaced(known, line))
                    found += [
                        _one(connection, line, sender, first, last, sent, today)
                        for sender in line.senders
                        for first, last in _periods(line.starts, until, line.every_months, today)
                    ]
    return sorted(found, key=lambda p: (p.due, p.agreement, p.line))


def duties(connection: Connection, today: str) -> list[Due]:
    """Submissions whose period is over and that were not sent."""
    return [
        Due("submission", p.sender, None, "agreement", p.agreement, 0, p.period_to, p.due, p.due < today, "schedule")
        for p in promised(connection, today)
        if p.transfer is None and p.period_to < today
    ]  # fmt: skip


def _periods(starts: str, ends: str, months: int, today: str) -> Iterator[tuple[str, str]]:
    first = date.fromisoformat(starts)
    while first.isoformat() <= min(ends, today):
        after = _months_on(first, months)
        last = (after - timedelta(days=1)).isoformat()
        if last > ends:
            return
        yield first.isoformat(), last
        first = after


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    return day.replace(year=day.year + year, month=month + 1, day=min(day.day, 28))


def _replaced(known: agreements.Agreement, line: Line) -> str:
    """The day before the next version starts."""
    version = known.versions[line.version - 1]
    if version.replaced is None:
        return line.ends
    return (date.fromisoformat(version.replaced) - timedelta(days=1)).isoformat()


#: (agreement, line, sender) → its transfers.
_Sent = dict[tuple[str, int, str], list[Row[Any]]]


def _sent(connection: Connection) -> _Sent:
    """Those that stand, oldest first."""
    rows = connection.execute(
        select(transfer, act.c.agreement, act.c.schedule_line)
        .join(act, act.c.idx == transfer.c.idx)
        .where(act.c.retracted.is_(None), act.c.agreement.is_not(None))
        .order_by(transfer.c.idx)
    )
    found: _Sent = defaultdict(list)
    for row in rows:
        found[row.agreement, row.schedule_line, row.organisation].append(row)
    return found


def _one(
    connection: Connection, line: Line, sender: str, first: str, last: str, sent: _Sent, today: str
) -> Promised:  # fmt: skip
    due = (date.fromisoformat(last) + timedelta(days=line.due_days)).isoformat()
    key = (line.agreement, line.line, sender)
    row = next((r for r in sent.get(key, ()) if (r.period_from, r.period_to) == (first, last)), None)
    if row is None:
        stage = Stage.MISSING if due < today else Stage.COMING
        late = max(0, (date.fromisoformat(today) - date.fromisoformat(due)).days)
        return Promised(
            line.agreement, line.version, line.line, sender, line.to_unit, line.purpose, line.parts, first, last, due,
            stage, late, None, None, None, None, None, {},
        )  # fmt: skip
    stage = Stage.SENT
    if row.received is not None:
        stage = Stage.CONFIRMED if row.received_lines == row.lines else Stage.DIFFERS
    parts = tuple(json.loads(row.parts))
    return Promised(
        line.agreement, line.version, line.line, sender, line.to_unit, line.purpose, parts, first, last, due, stage,
        days_late(row.time, due), row.id, row.time, row.lines, row.received, row.received_lines,
        _relations(connection, row.holding, parts),
    )  # fmt: skip


def _relations(connection: Connection, holding: str, parts: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """How each part came into the registers that a submission was made from."""
    sources = select(derivation.c.source).where(derivation.c.holding == holding)
    rows = connection.execute(
        select(act.c.reason, touch.c.parts)
        .join(touch, touch.c.act == act.c.idx)
        .where(
            touch.c.holding.in_(sources), act.c.retracted.is_(None),
            act.c.type.in_(("information.collected", "information.written")),
        )
        .distinct()
    )  # fmt: skip
    found: dict[str, set[str]] = {part: set() for part in parts}
    for row in rows:
        for part in json.loads(row.parts):
            if part in found:
                found[part].add(row.reason)
    return {part: tuple(sorted(how)) for part, how in found.items()}
