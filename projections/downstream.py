"""Where a provider's information went: per submission, what was received, opened, used and informed, part by part."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select, text

from projections import outcomes
from projections.answers import Downstream, Feed, Opened, Opening, PartUse, Submission
from projections.asking import header
from projections.coverage import feeds
from projections.days import days_late
from projections.policy import Kind, Viewer, lists
from projections.tables import RARE, act, touch, transfer
from projections.trail import Facts

#: A submission's holding and everything that was derived from it, by use or onward sharing; ``held``: only by way of
#: something that is held.
_BELOW = text(
    "WITH RECURSIVE below(holding, held) AS (SELECT :holding, CAST(0 AS BIGINT) UNION"
    " SELECT d.holding, CASE WHEN b.held > d.held THEN b.held ELSE d.held END"
    " FROM derivation d JOIN below b ON d.source = b.holding)"
    " SELECT holding, MIN(held) AS held FROM below GROUP BY holding"
)


#: Submissions, each with what is wrong with it and whether it was taken back.
_SENT = select(transfer, act.c.flags, act.c.retracted).join(act, act.c.idx == transfer.c.idx)


@dataclass(slots=True)
class Done:
    """An act below a submission: on which holdings, which parts, and whether this viewer is told of it singly."""

    act: Row[Any]
    holdings: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    listed: bool = False


def downstream(connection: Connection, organisation: str, viewer: Viewer | None = None) -> Downstream:
    """All submissions that this organisation sent, newest first, as its provider staff (or ``viewer``) may see them."""
    ask = header(connection, "downstream", organisation=organisation)
    viewer = viewer or Viewer(Kind.PROVIDER, organisation)
    rows = connection.execute(
        _SENT.where(transfer.c.organisation == organisation).order_by(transfer.c.idx.desc())
    ).all()
    return Downstream(ask, _submissions(connection, rows, ask.as_of, viewer))


def submission(connection: Connection, id: str, viewer: Viewer | None = None) -> Submission | None:
    """One submission, whoever sent it; the caller has asked the policy."""
    row = connection.execute(_SENT.where(transfer.c.id == id)).first()
    if row is None:
        return None
    as_of = header(connection, "downstream").as_of
    return _submissions(connection, [row], as_of, viewer or Viewer(Kind.PROVIDER, row.organisation))[0]


def _submissions(
    connection: Connection, rows: Sequence[Row[Any]], as_of: str, viewer: Viewer
) -> tuple[Submission, ...]:  # fmt: skip
    reporting, gone = feeds(connection, as_of), _destructions(connection, rows)
    return tuple(_submission(connection, row, reporting, gone[row.holding], viewer) for row in rows)


def _submission(
    connection: Connection, row: Row[Any], reporting: Sequence[Feed], gone: Iterable[Any], viewer: Viewer
) -> Submission:  # fmt: skip
    destroyed, destroyed_lines = _destroyed(row, gone)
    done = _done(connection, row, viewer)
    openings = [one for one in done if one.act.type == "information.accessed"]
    uses = [one for one in done if one.act.type == "information.used"]
    opened, system, reason, silent = _opened(row, [*openings, *uses], reporting)
    openings, uses = ([one for one in some if one.listed] for some in (openings, uses))
    onward = {one.act.to_unit for one in done if one.act.type == "information.transferred" and one.listed}
    informed = outcomes.of_uses(connection, {one.act.use for one in uses})
    came_of = {o.outcome: o for use in informed.values() for o in use}
    parts = tuple(PartUse(part, _of(openings, part), _of(uses, part)) for part in json.loads(row.parts))
    return Submission(
        transfer=row.id, index=row.idx, time=row.time, organisation=row.organisation, unit=row.unit,
        to_organisation=row.to_organisation, to_unit=row.to_unit, holding=row.holding or "", lines=row.lines,
        parts=parts, purpose=row.purpose, period_from=row.period_from, period_to=row.period_to, due=row.due,
        late_days=days_late(row.time, row.due), received=row.received, received_lines=row.received_lines,
        counts_match=None if row.received is None else row.received_lines == row.lines, opened=opened,
        blind_system=system, blind_reason=reason, silent_since=silent, onward=tuple(sorted(onward)),
        destroyed=destroyed, destroyed_lines=destroyed_lines,
        outcomes=tuple(sorted(came_of.values(), key=lambda o: o.index)),
        nothing_yet=all(o.retracted for o in came_of.values()),
        flags=tuple(row.flags.split()), retracted=row.retracted,
    )  # fmt: skip


def _done(connection: Connection, row: Row[Any], viewer: Viewer) -> list[Done]:
    """What was done with a submission and with all that was made of it, in log order; not what was taken back."""
    below = {found.holding: found.held for found in connection.execute(_BELOW, {"holding": row.holding})}
    query = (
        select(act, touch.c.holding, touch.c.parts)
        .join(touch, touch.c.act == act.c.idx)
        .where(touch.c.holding.in_(below), act.c.retracted.is_(None))
        .distinct()
        .order_by(act.c.idx, touch.c.holding, touch.c.parts)
    )
    done: dict[int, Done] = {}
    for found in connection.execute(query):
        one = done.setdefault(found.idx, Done(found))
        one.holdings.add(found.holding)
        one.parts.update(json.loads(found.parts))
        facts = facts_of(found, row.organisation, by_held_way=bool(below[found.holding]))
        one.listed = one.listed or lists(viewer, facts)
    return list(done.values())


def facts_of(a: Row[Any], root: str, *, by_held_way: bool) -> Facts:
    """What the policy needs of an ``act`` row; ``root``: the organisation that the information came from."""
    return Facts(
        a.type, a.role, a.organisation, a.unit, a.basis, bool(a.safety_sensitive), by_held_way, a.to_organisation, root
    )


def _opened(
    row: Row[Any], done: Iterable[Done], reporting: Sequence[Feed]
) -> tuple[Opened, str | None, str | None, str | None]:
    """``not_opened`` is said only where the system promises to report every opening and has kept that promise."""
    if any(row.holding in one.holdings for one in done):
        return Opened.OPENED, None, None, None
    if row.received is None:
        return Opened.CANNOT_TELL, None, "not-received", None
    watching = [
        f
        for f in reporting
        if f.system == row.system and "accessed" in f.reports and f.since <= row.received
        and f.registered is not None and f.registered < row.received_idx
    ]  # fmt: skip
    if not watching:
        return Opened.CANNOT_TELL, row.system, "does-not-report", None
    if any(f.silent_since is None and not f.missing_sequences for f in watching):
        return Opened.NOT_OPENED, None, None, None
    silent = [f.silent_since for f in watching if f.silent_since]
    if silent:
        return Opened.CANNOT_TELL, row.system, "silent", max(silent)
    return Opened.CANNOT_TELL, row.system, "gaps", None


def _destructions(connection: Connection, sent: Iterable[Row[Any]]) -> dict[str, list[Any]]:
    """Holding → what was destroyed there (time, line, upto), in log order; not what was taken back."""
    query = (
        select(touch.c.holding, act.c.time, touch.c.line, touch.c.upto)
        .join(act, touch.c.act == act.c.idx)
        .where(touch.c.holding.in_([row.holding for row in sent]), text(RARE), act.c.retracted.is_(None))
        .where(act.c.type == "information.destroyed")
        .order_by(act.c.idx)
    )
    found: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.holding].append(row)
    return found


def _destroyed(row: Row[Any], said: Iterable[Any]) -> tuple[str | None, int]:
    """When the last of a submission was destroyed where it was sent, and of how many of its lines it was."""
    gone: set[int] = set()
    for one in said:
        gone.update(range(1, min(one.upto, row.lines) + 1) if not one.line else [one.line])
        if len(gone) >= row.lines:
            return one.time, row.lines
    return None, len(gone)


def _of(done: Iterable[Done], part: str) -> tuple[Opening, ...]:
    return tuple(opening(one.act) for one in done if part in one.parts)


def opening(a: Row[Any]) -> Opening:
    """An ``act`` row as somebody's opening or use."""
    return Opening(a.idx, a.time, a.organisation, a.unit, a.role, a.mode, a.purpose, a.people, tuple(a.flags.split()))
