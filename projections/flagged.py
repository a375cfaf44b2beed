"""What happened to an organisation's people that breaks a rule or was never explained, and who must be told."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select

from projections import rare, reach
from projections.answers import Breach, Flagged
from projections.asking import header
from projections.days import day
from projections.downstream import facts_of
from projections.flags import ABOUT_THE_RECORD
from projections.policy import Kind, Viewer, lists
from projections.registers import registers
from projections.tables import act, member, touch

#: More people than this are told as a group; fewer are named one by one.
ONE_BY_ONE = 20
_WHO = member.c.held, member.c.root_holding, member.c.root_line


def flagged(
    connection: Connection, organisation: str, viewer: Viewer | None = None, period: tuple[str, str] | None = None
) -> Flagged:
    """Acts on lines that come from this organisation's registers, newest first, as its provider staff (or ``viewer``)
    may see them; taken-back ones are left out. ``period``: only those that happened from one New Zealand day to
    another, both included."""
    viewer = viewer or Viewer(Kind.PROVIDER, organisation)
    ask = header(connection, "flagged", organisation=organisation)
    ours = frozenset(register.id for register in registers(connection, organisation))
    breaches = []
    for some in rare.lots(rare.broken(connection)):
        acts = {row.idx: row for row in connection.execute(select(act).where(act.c.idx.in_(some)))}
        wanted = [
            index for index in some if period is None or period[0] <= day(acts[index].time).isoformat() <= period[1]
        ]
        ways: dict[int, list[_Way]] = defaultdict(list)
        for way in _ways(connection, wanted):
            facts = facts_of(acts[way.act], organisation, by_held_way=bool(way.held))
            if way.register in ours and lists(viewer, facts):
                ways[way.act].append(way)
        few = [index for index, found in ways.items() if not _many(found)]
        people = _people(connection, few, {(way.act, way.held, way.register) for index in few for way in ways[index]})
        breaches += [_breach(acts[index], ways[index], people.get(index)) for index in wanted if index in ways]
    return Flagged(ask, tuple(breaches))


class _Way(NamedTuple):
    """How an act touched people of a register: openly or by way of what is held (1), which parts (JSON), how many."""

    act: int
    held: int
    register: str
    parts: str
    people: int


def _ways(connection: Connection, acts: Collection[int]) -> Iterator[_Way]:
    """Whoever opens all of a holding does so again and again: those places are counted once."""
    touches: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(select(touch).where(touch.c.act.in_(acts))):
        touches[row.act].append(row)
    alone = {index: rows[0] for index, rows in touches.items() if len(rows) == 1 and rows[0].line < rows[0].upto}
    counted = {place: _counted(connection, *place) for place in {(r.holding, r.line, r.upto) for r in alone.values()}}
    for index, row in alone.items():
        for held, register, people in counted[row.holding, row.line, row.upto]:
            yield _Way(index, held, register, row.parts, people)
    others = touch.c.act.in_(touches.keys() - alone.keys())
    several = reach.touched(others, touch.c.act, touch.c.parts, *_WHO).subquery()
    by = several.c.act, several.c.held, several.c.root_holding, several.c.parts
    query = select(*by, func.count(several.c.root_line.distinct())).group_by(*by)
    yield from (_Way(*row) for row in connection.execute(query))


def _counted(connection: Connection, holding: str, line: int, upto: int) -> list[tuple[int, str, int]]:
    """How many people of which registers (held, register, people) are on these lines."""
    query = select(member.c.held, member.c.root_holding, func.count(member.c.root_line.distinct()))
    query = query.where(member.c.holding == holding, member.c.line.between(line, upto))
    return [(*row,) for row in connection.execute(query.group_by(member.c.held, member.c.root_holding))]


def _many(ways: Sequence[_Way]) -> bool:
    """Whether they are too many to be named, and nobody was counted in two of them."""
    return sum(way.people for way in ways) > ONE_BY_ONE and len({way.register for way in ways}) == len(ways)


def _people(
    connection: Connection, acts: Sequence[int], ways: Collection[tuple[int, int, str]]
) -> dict[int, list[tuple[str, int]]]:
    """Act → (register, line) of those whom it touched in one of these ways (act, held, register), in order."""
    found: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for index, held, register, line in connection.execute(reach.touched(touch.c.act.in_(acts), touch.c.act, *_WHO)):
        if (index, held, register) in ways:
            found[index].add((register, line))
    return {index: sorted(touched) for index, touched in found.items()}


def _breach(a: Row[Any], ways: Sequence[_Way], people: Sequence[tuple[str, int]] | None) -> Breach:
    """``people``: None where they are many, and counted already."""
    flags = tuple(flag for flag in a.flags.split() if flag not in ABOUT_THE_RECORD)
    parts = sorted({part for way in ways for part in json.loads(way.parts)})
    number = sum(way.people for way in ways) if people is None else len(people)
    return Breach(
        a.idx, a.digest, a.type, a.time, a.organisation, a.unit, a.role, a.mode, a.purpose, a.basis, a.agreement,
        tuple(parts), flags, number, tuple(people or ()) if number <= ONE_BY_ONE else (),
    )  # fmt: skip
