"""A person's trail: what is reachable from their lines, in log order, decided row by row by the policy."""

import json
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection, Row, Select, and_, bindparam, or_, select

from projections import outcomes
from projections.answers import Entry, Outcome, Trail, Whose
from projections.asking import header
from projections.coverage import feeds
from projections.policy import Verdict, Viewer, decide
from projections.tables import act, member, touch

#: A line in a register: the place a person comes from.
Root = tuple[str, int]

COLUMNS = (
    act.c.idx, act.c.digest, act.c.type, act.c.time, act.c.recorded, act.c.organisation, act.c.unit, act.c.role,
    act.c.mode, act.c.people, act.c.purpose, act.c.basis, act.c.agreement, act.c.schedule_line, act.c.to_unit,
    act.c.to_organisation, act.c.transfer, act.c.use, act.c.reason, act.c.flags, act.c.retracted, act.c.replaced_by,
    act.c.safety_sensitive, member.c.root_holding, member.c.line, touch.c.parts,
)  # fmt: skip


class Facts(NamedTuple):
    """What the policy needs of a row (``policy.Row``)."""

    organisation: str
    unit: str | None
    basis: str | None
    safety_sensitive: bool
    to_organisation: str | None
    root_organisation: str


def rows_of(roots: Sequence[Root]) -> Select[tuple[object, ...]]:
    """The acts that touched any of these people's lines anywhere, in log order."""
    mine = or_(*(and_(member.c.root_holding == h, member.c.root_line == n) for h, n in roots))
    return (
        select(*COLUMNS)
        .select_from(member)
        .join(touch, and_(touch.c.holding == member.c.holding, touch.c.line.in_((0, member.c.line))))
        .join(act, act.c.idx == touch.c.act)
        .where(mine, member.c.line <= touch.c.upto)
        .order_by(act.c.idx)
    )


#: Compiled once: nearly everyone has one line in one register.
ONE = rows_of([(bindparam("holding"), bindparam("line"))])  # type: ignore[list-item]


def trail(connection: Connection, viewer: Viewer, roots: Sequence[Root], owners: dict[str, str]) -> Trail:
    """``owners``: register → its organisation. What the policy keeps from this viewer is not there in any form."""
    ask = header(connection, "trail", lines=sorted(roots))
    if len(roots) == 1:
        rows = connection.execute(ONE, {"holding": roots[0][0], "line": roots[0][1]}).all()
    else:
        rows = connection.execute(rows_of(roots)).all() if roots else []
    seen = [(row, decide(viewer, _facts(row, owners))) for row in rows]
    visible = [(row, verdict) for row, verdict in seen if verdict in (Verdict.WHOLE, Verdict.REDACTED)]
    found = outcomes.of_uses(connection, {row.use for row, _ in visible if row.use})
    entries: list[Entry] = []
    for _, group in groupby(visible, key=lambda pair: pair[0].idx):
        entries.append(_entry(list(group), found))
    about_you, about_groups = _about(entries)
    organisations = {e.to_organisation or e.organisation for e in entries}
    reporting = feeds(connection, ask.as_of, organisations)
    return Trail(ask, tuple(entries), about_you, about_groups, reporting, min((e.time for e in entries), default=None))


def _facts(row: Row[tuple[object, ...]], owners: dict[str, str]) -> Facts:
    owner = owners.get(row.root_holding, "")
    return Facts(row.organisation, row.unit, row.basis, bool(row.safety_sensitive), row.to_organisation, owner)


def _entry(group: list[tuple[Row[tuple[object, ...]], Verdict]], found: dict[str, tuple[Outcome, ...]]) -> Entry:
    """One statement may touch a person in several places: the nearest says whose, and the parts are all of them."""
    row, verdict = group[0]
    redacted = verdict is Verdict.REDACTED
    parts = _parts(row.parts) if len(group) == 1 else tuple(dict.fromkeys(p for r, _ in group for p in _parts(r.parts)))
    single = Whose.OWN if row.people == 1 else Whose.LIST
    whose = Whose.GROUP if all(r.line == 0 for r, _ in group) else single
    return Entry(
        index=row.idx, digest=row.digest, type=row.type, time=row.time, recorded=row.recorded,
        organisation=row.organisation, unit=None if redacted else row.unit, role=None if redacted else row.role,
        mode=row.mode, parts=() if redacted else parts, whose=whose, people=row.people,
        purpose=None if redacted else row.purpose, basis=None if redacted else row.basis, agreement=row.agreement,
        schedule_line=row.schedule_line, to_unit=row.to_unit, to_organisation=row.to_organisation,
        transfer=row.transfer, use=row.use, reason=None if redacted else row.reason,
        flags=tuple(row.flags.split()), retracted=row.retracted, replaced_by=row.replaced_by, redacted=redacted,
        outcomes=found.get(row.use, ()) if row.use else (),
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _about(entries: Sequence[Entry]) -> tuple[tuple[Outcome, ...], tuple[Outcome, ...]]:
    """Decisions about this person alone, and about groups they are part of; taken-back ones count in neither."""
    alone: dict[str, Outcome] = {}
    group: dict[str, Outcome] = {}
    for entry in entries:
        for outcome in entry.outcomes:
            if outcome.kind == "decision" and not outcome.retracted and not entry.retracted:
                about_one = outcome.scope == "person" and entry.whose is Whose.OWN
                (alone if about_one else group)[outcome.outcome] = outcome
    return tuple(alone.values()), tuple(o for o in group.values() if o.outcome not in alone)
