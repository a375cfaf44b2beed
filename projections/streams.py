"""Each unit's own stream, and every try to take from another's: refused by a system, or done all the same."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select, text, union

from projections import succession
from projections.downstream import facts_of
from projections.policy import UNITS, Kind, Viewer, lists
from projections.tables import BROKEN, RARE, act, feed, holding, member, touch, transfer


@dataclass(frozen=True, slots=True)
class Stream:
    """One unit's: what came to it, how often it was opened and used, for which purposes."""

    unit: str
    submissions: int
    openings: int
    uses: int
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """``unit`` reached for what had been sent to ``of_unit``. ``refused``: a system turned it away, ``system`` names
    it; otherwise it happened, ``flags`` say what it broke. ``from_organisations``: whose people it is about."""

    index: int
    time: str
    organisation: str
    unit: str
    of_unit: str
    role: str
    purpose: str | None
    parts: tuple[str, ...]
    people: int
    refused: bool
    reason: str | None
    system: str | None
    flags: tuple[str, ...]
    from_organisations: tuple[str, ...]


def stream(connection: Connection, unit: str) -> Stream:
    """Of a unit and those that it follows; the caller has asked the policy."""
    units = succession.all_of(connection, unit)
    sent = connection.execute(
        select(transfer.c.id).join(act, act.c.idx == transfer.c.idx).where(
            transfer.c.to_unit.in_(units), act.c.retracted.is_(None)
        )
    ).all()  # fmt: skip
    done = connection.execute(
        select(act.c.type, act.c.purpose).where(
            act.c.unit.in_(units), act.c.retracted.is_(None),
            act.c.type.in_(("information.accessed", "information.used")),
        )
    ).all()  # fmt: skip
    openings = sum(row.type == "information.accessed" for row in done)
    purposes = tuple(sorted({row.purpose for row in done if row.purpose}))
    return Stream(unit, len(sent), openings, len(done) - openings, purposes)


def crossings(connection: Connection, viewer: Viewer) -> list[Crossing]:
    """Newest first, as far as they are the viewer's: a provider's people, a unit's own, an organisation's."""
    refused = select(act.c.idx).where(text(RARE), act.c.type == "access.refused")
    reached = select(act.c.idx).where(text(BROKEN), act.c.flags.contains("other-stream"))
    rows = connection.execute(
        select(
            act, touch.c.holding, touch.c.parts, holding.c.unit.label("of_unit"),
            func.coalesce(act.c.system, feed.c.system).label("refused_by"),
        )
        .join(touch, touch.c.act == act.c.idx)
        .join(holding, holding.c.id == touch.c.holding)
        .outerjoin(feed, feed.c.source == act.c.source)
        .where(
            act.c.idx.in_(union(refused, reached)), act.c.retracted.is_(None), holding.c.kind != "register",
            holding.c.organisation == act.c.organisation,
        )
        .order_by(act.c.idx.desc())
    )  # fmt: skip
    followed, found = succession.followers(connection), dict[int, Crossing]()
    for row in rows:
        unit, of_unit = succession.now(followed, row.unit), succession.now(followed, row.of_unit)
        if unit == of_unit or row.idx in found:
            continue
        roots = _senders(connection, row.holding)
        if not _sees(viewer, row, unit, of_unit, roots):
            continue
        turned_away = row.type == "access.refused"
        found[row.idx] = Crossing(
            row.idx, row.time, row.organisation, unit, of_unit, row.role, row.purpose, tuple(json.loads(row.parts)),
            row.people, turned_away, row.reason, row.refused_by if turned_away else None, tuple(row.flags.split()),
            tuple(roots),
        )  # fmt: skip
    return list(found.values())


def _sees(viewer: Viewer, row: Row[Any], unit: str, of_unit: str, roots: list[str]) -> bool:
    if viewer.kind is Kind.AUDITOR:
        return True
    if viewer.kind in UNITS:
        return viewer.unit in (unit, of_unit)
    if viewer.kind in (Kind.PROVIDER, Kind.BOARD):
        return viewer.organisation in roots and lists(
            viewer, facts_of(row, viewer.organisation or "", by_held_way=False)
        )
    return viewer.kind in (Kind.PRIVACY, Kind.ADVISOR) and viewer.organisation == row.organisation


def _senders(connection: Connection, id: str) -> list[str]:
    """The organisations whose registers' people are in a holding."""
    roots = select(member.c.root_holding).where(member.c.holding == id).distinct()
    return sorted(set(connection.scalars(select(holding.c.organisation).where(holding.c.id.in_(roots)))))
