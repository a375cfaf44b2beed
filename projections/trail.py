"""A person's trail: what is reachable from their lines, in log order, decided row by row by the policy."""

import json
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection, Row, Select, and_, bindparam, or_, select

from projections import family, outcomes
from projections.answers import Entry, Outcome, Trail, Whose
from projections.asking import header
from projections.coverage import feeds
from projections.policy import Kind, Verdict, Viewer, decide
from projections.tables import act, holding, member, touch

#: A line in a register: the place a person comes from.
Root = tuple[str, int]

COLUMNS = (
    act.c.idx, act.c.digest, act.c.type, act.c.time, act.c.recorded, act.c.organisation, act.c.unit, act.c.role,
    act.c.mode, act.c.people, act.c.purpose, act.c.basis, act.c.agreement, act.c.schedule_line, act.c.to_unit,
    act.c.to_organisation, act.c.transfer, act.c.use, act.c.reason, act.c.flags, act.c.retracted, act.c.replaced_by,
    act.c.safety_sensitive, member.c.root_holding, member.c.root_line, member.c.holding, member.c.line, member.c.held,
    touch.c.parts,
)  # fmt: skip


class Facts(NamedTuple):
    """What the policy needs of a row (``policy.Row``)."""

    type: str
    role: str | None
    organisation: str
    unit: str | None
    basis: str | None
    safety_sensitive: bool
    by_held_way: bool
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
    """``owners``: register → its organisation. What the policy keeps from this viewer is not there in any form.

    To a person the answer is as ``projections.family`` shows it.
    """
    ask = header(connection, "trail", lines=sorted(roots))
    if len(roots) == 1:
        rows = connection.execute(ONE, {"holding": roots[0][0], "line": roots[0][1]}).all()
    else:
        rows = connection.execute(rows_of(roots)).all() if roots else []
    visible = []
    for row in rows:
        verdict = decide(viewer, _facts(row, owners))
        if verdict in (Verdict.WHOLE, Verdict.REDACTED):
            visible.append((row, verdict))
    whole = {row.use for row, verdict in visible if row.use and verdict is Verdict.WHOLE}
    found = outcomes.of_uses(connection, whole)
    entries: list[Entry] = []
    for _, group in groupby(visible, key=lambda pair: pair[0].idx):
        entries.append(_entry(list(group), found))
    about_you, about_groups = _about(entries)
    organisations = {e.to_organisation or e.organisation for e in entries}
    reporting = feeds(connection, ask.as_of, organisations)
    own = viewer.kind is Kind.PERSON  # whose registers they are in may be held as well
    lines = tuple(sorted({(row.root_holding, row.root_line) for row, _ in visible} if own else roots))
    since = min((e.time for e in entries), default=None)
    answer = Trail(ask, tuple(entries), about_you, about_groups, reporting, since, lines)
    return family.as_shown(connection, answer) if own else answer


def owners(connection: Connection, roots: Sequence[Root]) -> dict[str, str]:
    """Register → the organisation that holds it."""
    query = select(holding.c.id, holding.c.organisation).where(holding.c.id.in_(sorted({id for id, _ in roots})))
    return {row.id: row.organisation for row in connection.execute(query)}


def _facts(row: Row[tuple[object, ...]], owners: dict[str, str]) -> Facts:
    return Facts(
        row.type, row.role, row.organisation, row.unit, row.basis, bool(row.safety_sensitive), bool(row.held),
        row.to_organisation, owners.get(row.root_holding, ""),
    )  # fmt: skip


def _entry(group: list[tuple[Row[tuple[object, ...]], Verdict]], found: dict[str, tuple[Outcome, ...]]) -> Entry:
    """One statement may touch a person in several places; the parts are then all of them, sorted."""
    row, verdict = group[0]
    redacted = verdict is Verdict.REDACTED
    parts = _parts(row.parts)
    if len(group) > 1:
        parts = tuple(sorted({part for r, _ in group for part in _parts(r.parts)}))
    return Entry(
        index=row.idx, digest=row.digest, type=row.type, time=row.time, recorded=row.recorded,
        organisation=row.organisation, unit=None if redacted else row.unit, role=None if redacted else row.role,
        mode=None if redacted else row.mode, parts=() if redacted else parts, whose=_whose(group), people=row.people,
        purpose=None if redacted else row.purpose, basis=None if redacted else row.basis,
        agreement=None if redacted else row.agreement, schedule_line=None if redacted else row.schedule_line,
        to_unit=None if redacted else row.to_unit, to_organisation=None if redacted else row.to_organisation,
        transfer=None if redacted else row.transfer, use=None if redacted else row.use,
        reason=None if redacted else row.reason, flags=() if redacted else tuple(row.flags.split()),
        retracted=row.retracted, replaced_by=row.replaced_by, redacted=redacted,
        outcomes=found.get(row.use, ()) if row.use and not redacted else (),
    )  # fmt: skip


def _whose(group: list[tuple[Row[tuple[object, ...]], Verdict]]) -> Whose:
    """Own: every line that the statement touched is this person's."""
    lines = {(row.holding, row.line) for row, _ in group if row.line}
    if not lines:
        return Whose.GROUP
    row = group[0][0]
    return Whose.OWN if row.people == len(lines) or row.type == "trail.read" else Whose.LIST


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _about(entries: Sequence[Entry]) -> tuple[tuple[Outcome, ...], tuple[Outcome, ...]]:
    """Decisions about this person alone, and about groups they are part of, in log order; what was taken back counts in
    neither."""
    alone: dict[str, Outcome] = {}
    group: dict[str, Outcome] = {}
    for entry in entries:
        for outcome in entry.outcomes:
            if outcome.kind == "decision" and not outcome.retracted and not entry.retracted:
                about_one = outcome.scope == "person" and entry.whose is Whose.OWN
                (alone if about_one else group)[outcome.outcome] = outcome
    group = {id: outcome for id, outcome in group.items() if id not in alone}
    return _in_order(alone), _in_order(group)


def _in_order(found: dict[str, Outcome]) -> tuple[Outcome, ...]:
    return tuple(sorted(found.values(), key=lambda outcome: outcome.index))
