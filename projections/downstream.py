"""Where a provider's information went: per submission, what was received, opened, used and informed, part by part."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select, text

from projections import outcomes
from projections.answers import Downstream, Feed, Opened, Opening, PartUse, Submission
from projections.asking import header
from projections.coverage import feeds
from projections.tables import act, touch, transfer

#: A submission's holding and everything that was derived from it, by use or onward sharing.
_BELOW = text(
    "WITH RECURSIVE below(holding) AS (SELECT :holding UNION"
    " SELECT d.holding FROM derivation d JOIN below b ON d.source = b.holding) SELECT holding FROM below"
)


def downstream(connection: Connection, organisation: str) -> Downstream:
    """All submissions that this organisation sent, newest first."""
    ask = header(connection, "downstream", organisation=organisation)
    query = select(transfer).where(transfer.c.organisation == organisation).order_by(transfer.c.idx.desc())
    reporting = feeds(connection, ask.as_of)
    return Downstream(ask, tuple(_submission(connection, row, reporting) for row in connection.execute(query)))


def submission(connection: Connection, id: str) -> Submission | None:
    """One submission, whoever sent it; the caller has asked the policy."""
    row = connection.execute(select(transfer).where(transfer.c.id == id)).first()
    if row is None:
        return None
    return _submission(connection, row, feeds(connection, header(connection, "downstream").as_of))


def _submission(connection: Connection, row: Row[Any], reporting: Sequence[Feed]) -> Submission:
    below = list(connection.scalars(_BELOW, {"holding": row.holding}))
    touched = connection.execute(
        select(act, touch.c.holding, touch.c.parts)
        .join(touch, touch.c.act == act.c.idx)
        .where(touch.c.holding.in_(below), act.c.retracted.is_(None))
        .distinct()
        .order_by(act.c.idx)
    ).all()
    sent = connection.execute(select(act.c.flags, act.c.retracted).where(act.c.idx == row.idx)).one()
    openings = [a for a in touched if a.type == "information.accessed"]
    uses = [a for a in touched if a.type == "information.used"]
    onward = sorted({a.to_unit for a in touched if a.type == "information.transferred"})
    informed = outcomes.of_uses(connection, {a.use for a in uses})
    came_of = tuple({o.outcome: o for use in informed.values() for o in use if not o.retracted}.values())
    opened, system, reason, silent = _opened(row, [a for a in openings if a.holding == row.holding], uses, reporting)
    parts = tuple(PartUse(part, _of(openings, part), _of(uses, part)) for part in json.loads(row.parts))
    return Submission(
        transfer=row.id, index=row.idx, time=row.time, organisation=row.organisation, unit=row.unit,
        to_organisation=row.to_organisation, to_unit=row.to_unit, holding=row.holding, lines=row.lines, parts=parts,
        purpose=row.purpose, period_from=row.period_from, period_to=row.period_to, due=row.due,
        late_days=_late(row.time, row.due), received=row.received, received_lines=row.received_lines,
        counts_match=None if row.received is None else row.received_lines == row.lines, opened=opened,
        blind_system=system, blind_reason=reason, silent_since=silent, onward=tuple(onward), outcomes=came_of,
        nothing_yet=not came_of, flags=tuple(sent.flags.split()), retracted=sent.retracted,
    )  # fmt: skip


def _opened(
    row: Row[Any], openings: Sequence[Row[Any]], uses: Sequence[Row[Any]], reporting: Sequence[Feed]
) -> tuple[Opened, str | None, str | None, str | None]:
    """``not_opened`` is said only where the system promises to report every opening and has kept that promise."""
    if openings or any(a.holding == row.holding for a in uses):
        return Opened.OPENED, None, None, None
    if row.received is None:
        return Opened.CANNOT_TELL, None, "not-received", None
    watching = [f for f in reporting if f.system == row.system and "accessed" in f.reports and f.since <= row.received]
    if not watching:
        return Opened.CANNOT_TELL, row.system, "does-not-report", None
    silent = [f.silent_since for f in watching if f.silent_since]
    if len(silent) == len(watching):
        return Opened.CANNOT_TELL, row.system, "silent", max(silent)
    if all(f.missing_sequences for f in watching):
        return Opened.CANNOT_TELL, row.system, "gaps", None
    return Opened.NOT_OPENED, None, None, None


def _of(acts: Sequence[Row[Any]], part: str) -> tuple[Opening, ...]:
    return tuple(opening(a) for a in acts if part in json.loads(a.parts))


def opening(a: Row[Any]) -> Opening:
    """An ``act`` row as somebody's opening or use."""
    return Opening(a.idx, a.time, a.organisation, a.unit, a.role, a.mode, a.purpose, a.people, tuple(a.flags.split()))


def _late(sent: str, due: str | None) -> int:
    return max(0, (date.fromisoformat(sent[:10]) - date.fromisoformat(due)).days) if due else 0
