"""A person's trail: what is reachable from their lines, in log order, decided row by row by the policy."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select

from ledger.statements.withholdings import ViewerClass
from ledger.vocabulary import HELD_BASES
from projections import family, flags, outcomes, reach, withheld, withholdings
from projections import shown as decided
from projections.answers import Entry, Header, Outcome, Trail, Whose
from projections.asking import header
from projections.coverage import feeds
from projections.database import Either
from projections.policy import FAMILY_SIDE, Kind, Verdict, Viewer, classes, decide
from projections.tables import act, feed, holding, member, touch

#: A line in a register: the place a person comes from.
Root = tuple[str, int]

#: What the policy needs comes first.
COLUMNS = (
    act.c.type, act.c.role, act.c.organisation, act.c.unit, act.c.basis, act.c.safety_sensitive, member.c.held,
    act.c.to_organisation, member.c.root_holding, member.c.root_line, member.c.holding, member.c.line, touch.c.parts,
    act.c.idx, act.c.digest, act.c.time, act.c.recorded, act.c.mode, act.c.people, act.c.purpose, act.c.agreement,
    act.c.schedule_line, act.c.to_unit, act.c.transfer, act.c.use, act.c.reason, act.c.flags, act.c.retracted,
    act.c.replaced_by,
)  # fmt: skip
FACTS = 9
#: Places of single columns in a row.
BASIS, SENSITIVE, BY_HELD_WAY, HOLDING, LINE, PARTS, INDEX, DIGEST, USE = 4, 5, 6, 10, 11, 12, 13, 14, 24


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
    withheld: frozenset[ViewerClass] = frozenset()
    shown: bool = False


def rows_of(roots: Sequence[Root]) -> Select[tuple[object, ...]]:
    """The acts that touched any of these people's lines anywhere, in log order; last, the same in every row, whether
    anything may be withheld of their trails."""
    mine = or_(*(and_(member.c.root_holding == h, member.c.root_line == n) for h, n in roots))
    return (
        select(*COLUMNS, reach.matters_about(roots, withholdings.PROPOSED).exists())
        .select_from(member)
        .join(touch, and_(touch.c.holding == member.c.holding, Either(touch.c.line, member.c.line)))
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
    own = viewer.kind in FAMILY_SIDE  # whose registers they are in may be held as well
    ask = Header(None, "", flags.VERSION, None) if own else header(connection, "trail", lines=sorted(roots))
    visible, entries = _shown(connection, viewer, roots, owners)
    about_you, about_groups = _about(entries)
    organisations = {e.to_organisation or e.organisation for e in entries}
    lines = tuple(sorted({(row[8], row[9]) for row in visible} if own else roots))
    since = min((e.time for e in entries), default=None)
    answer = Trail(ask, tuple(entries), about_you, about_groups, (), since, lines)
    if own:
        return family.as_shown(connection, answer, organisations)
    return replace(answer, feeds=feeds(connection, ask.as_of, organisations))


def place(
    connection: Connection, viewer: Viewer, roots: Sequence[Root], owners: dict[str, str], number: int
) -> Entry | None:
    """The entry that is number ``number`` (from 1) of what this viewer sees, as the log has it: with its digest."""
    _, entries = _shown(connection, viewer, roots, owners)
    return entries[number - 1] if 0 < number <= len(entries) else None


def _shown(
    connection: Connection, viewer: Viewer, roots: Sequence[Root], owners: dict[str, str]
) -> tuple[list[tuple[Any, ...]], list[Entry]]:
    """The rows that the policy lets this viewer see, and the entries that they make, in log order."""
    if len(roots) == 1:
        rows = connection.execute(ONE, {"holding": roots[0][0], "line": roots[0][1]}).all()
    else:
        rows = connection.execute(rows_of(roots)).all() if roots else []
    kept = withheld.from_people(connection, roots, classes(viewer)) if rows and rows[0][-1] else withheld.NOTHING
    opened = _opened(connection, rows, roots)
    verdicts: dict[tuple[Any, ...], Verdict] = {}  # the same facts, the same verdict: a trail has few kinds of rows
    visible: list[tuple[Any, ...]] = []
    redacted: set[int] = set()
    whole: set[str] = set()
    for row in cast(Sequence[tuple[Any, ...]], rows):
        facts = _eased(row, opened)
        if kept.acts and kept.has((row[8], row[9]), row[INDEX], (row[HOLDING], row[LINE])):
            verdict = decide(viewer, _facts(facts, owners, classes(viewer)))
        else:
            verdict = verdicts.get(facts) or verdicts.setdefault(facts, decide(viewer, _facts(facts, owners)))
        if verdict is Verdict.WHOLE:
            visible.append(row)
            if row[USE]:
                whole.add(row[USE])
        elif verdict is Verdict.REDACTED:
            visible.append(row)
            redacted.add(row[INDEX])
    found = outcomes.of_uses(connection, whole, kept.digests())
    entries: list[Entry] = []
    at = 0
    while at < len(visible):
        group, at = _statement(visible, at)
        entries.append(_entry(group, found, redacted=group[0][INDEX] in redacted))
    return visible, _refusing(connection, entries)


def _refusing(connection: Connection, entries: list[Entry]) -> list[Entry]:
    """Refusals with the system that refused: Lightwell is not in the data path."""
    refused = [entry.index for entry in entries if entry.type == "access.refused" and not entry.redacted]
    if not refused:
        return entries
    system = func.coalesce(act.c.system, feed.c.system).label("system")
    query = select(act.c.idx, system).join(feed, feed.c.source == act.c.source).where(act.c.idx.in_(refused))
    systems = {row.idx: row.system for row in connection.execute(query)}
    return [replace(e, system=systems[e.index]) if e.index in systems else e for e in entries]


def shown(connection: Connection, viewer: Viewer, roots: Sequence[Root]) -> tuple[tuple[int, str], ...]:
    """(log index, digest) of each entry of this viewer's trail, in its order: for the house's own use. They never leave
    towards a family (decision 0006)."""
    owned = owners(connection, roots)
    rows = cast(Sequence[tuple[Any, ...]], connection.execute(rows_of(roots)).all() if roots else [])
    kept = withheld.from_people(connection, roots, classes(viewer)) if rows and rows[0][-1] else withheld.NOTHING
    opened = _opened(connection, rows, roots)
    seen = [
        row for row in rows
        if not kept.has((row[8], row[9]), row[INDEX], (row[HOLDING], row[LINE]))
        and decide(viewer, _facts(_eased(row, opened), owned)) in (Verdict.WHOLE, Verdict.REDACTED)
    ]  # fmt: skip
    return tuple({row[INDEX]: (row[INDEX], row[DIGEST]) for row in seen}.values())


def unsaid(connection: Connection, roots: Sequence[Root], trail: Trail) -> dict[int, ViewerClass]:
    """Log index → the widest class of the family side that does not see that entry of a trail as staff see it."""
    person = {index for index, _ in shown(connection, Viewer(Kind.PERSON), roots)}
    spoken_for = {index for index, _ in shown(connection, Viewer(Kind.REPRESENTATIVE), roots)}
    kept = (entry.index for entry in trail.entries if entry.index not in spoken_for)
    return {index: ViewerClass.REPRESENTATIVES if index in person else ViewerClass.FAMILY for index in kept}


def owners(connection: Connection, roots: Sequence[Root]) -> dict[str, str]:
    """Register → the organisation that holds it."""
    query = select(holding.c.id, holding.c.organisation).where(holding.c.id.in_(sorted({id for id, _ in roots})))
    return {row.id: row.organisation for row in connection.execute(query)}


def _facts(
    facts: tuple[Any, ...], owners: dict[str, str], withheld: frozenset[ViewerClass] = frozenset()
) -> Facts:  # fmt: skip
    type, role, organisation, unit, basis, sensitive, held, to_organisation, root, shown = facts
    owner = owners.get(root, "")
    return Facts(
        type, role, organisation, unit, basis, bool(sensitive), bool(held), to_organisation, owner, withheld, shown
    )  # fmt: skip


def _opened(connection: Connection, rows: Sequence[tuple[Any, ...]], roots: Sequence[Root]) -> decided.Shown:
    """What was decided to be shown to these people, looked up only where anything is held from them."""
    held = any(row[SENSITIVE] or row[BY_HELD_WAY] or row[BASIS] in HELD_BASES for row in rows)
    return decided.from_people(connection, roots) if held else decided.NOTHING


def _eased(row: tuple[Any, ...], opened: decided.Shown) -> tuple[Any, ...]:
    """The row's facts, and whether it is shown by a decision; by a way that is shown, nobody is anywhere only by a way
    that is held."""
    facts = (*row[:FACTS], (row[8], row[9], row[INDEX]) in opened.acts)
    if row[BY_HELD_WAY] and (row[8], row[9], row[HOLDING], row[LINE]) in opened.places:
        return (*facts[:BY_HELD_WAY], 0, *facts[BY_HELD_WAY + 1 :])
    return facts


def _statement(rows: Sequence[tuple[Any, ...]], at: int) -> tuple[Sequence[tuple[Any, ...]], int]:
    """The rows of the statement that begins at ``at``, and where the next one's do: it may touch a person twice."""
    end = at + 1
    while end < len(rows) and rows[end][INDEX] == rows[at][INDEX]:
        end += 1
    return rows[at:end], end


def _entry(group: Sequence[tuple[Any, ...]], found: dict[str, tuple[Outcome, ...]], *, redacted: bool) -> Entry:
    """The parts are those of every place in which the statement touched the person, sorted."""
    (
        type, role, organisation, unit, basis, _, _, to_organisation, _, _, _, line, parts, index, digest, time,
        recorded, mode, people, purpose, agreement, schedule_line, to_unit, transfer, use, reason, flags, retracted,
        replaced_by, _,
    ) = group[0]  # fmt: skip
    if len(group) == 1:
        own = people == 1 or type == "trail.read"
        whose, all_parts = (Whose.OWN if own else Whose.LIST) if line else Whose.GROUP, _parts(parts)
    else:
        whose = _whose(group, type, people)
        all_parts = tuple(sorted({part for row in group for part in _parts(row[PARTS])}))
    if redacted:
        return Entry(
            index=index, digest=digest, type=type, time=time, recorded=recorded, organisation=organisation, unit=None,
            role=None, mode=None, parts=(), whose=whose, people=people, purpose=None, basis=None, agreement=None,
            schedule_line=None, to_unit=None, to_organisation=None, transfer=None, use=None, reason=None, flags=(),
            retracted=retracted, replaced_by=replaced_by, redacted=True,
        )  # fmt: skip
    return Entry(
        index, digest, type, time, recorded, organisation, unit, role, mode, all_parts, whose, people, purpose, basis,
        agreement, schedule_line, to_unit, to_organisation, transfer, use, reason, _flags(flags), retracted,
        replaced_by, False, found.get(use, ()) if use else (),
    )  # fmt: skip


def _whose(group: Sequence[tuple[Any, ...]], type: str, people: int) -> Whose:
    """Own: every line that the statement touched is this person's."""
    lines = {(row[HOLDING], row[LINE]) for row in group if row[LINE]}
    if not lines:
        return Whose.GROUP
    return Whose.OWN if people == len(lines) or type == "trail.read" else Whose.LIST


@lru_cache(maxsize=1024)
def _flags(text: str) -> tuple[str, ...]:
    return tuple(text.split())


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
