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


def _ways(connection: Connection, acts: Sequence[int]) -> Iterator[_Way]:
    """Whoever opens all of a holding does so again and again: acts that touched alike are counted once."""
    alike = _alike(connection, acts)
    by = touch.c.act, member.c.held, member.c.root_holding, touch.c.parts
    query = select(*by, func.count(member.c.root_line.distinct())).join(member, reach.TOUCHED)
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query.where(touch.c.act.in_(sorted(set(alike.values())))).group_by(*by)):
        found[row.act].append(row)
    return (_Way(index, *list(row)[1:]) for index, like in alike.items() for row in found[like])


def _alike(connection: Connection, acts: Sequence[int]) -> dict[int, int]:
    """Act → one that touched exactly what it did, as a single row of ``touch`` says; itself where several do."""
    once = select(touch.c.act).where(touch.c.act.in_(acts)).group_by(touch.c.act).having(func.count() == 1)
    first: dict[tuple[str, int, int, str], int] = {}
    rows = connection.execute(select(touch).where(touch.c.act.in_(once)))
    single = {row.act: first.setdefault((row.holding, row.line, row.upto, row.parts), row.act) for row in rows}
    return {index: single.get(index, index) for index in acts}


def _many(ways: Sequence[_Way]) -> bool:
    """Whether they are too many to be named, and nobody was counted in two of them."""
    return sum(way.people for way in ways) > ONE_BY_ONE and len({way.register for way in ways}) == len(ways)


def _people(
    connection: Connection, acts: Sequence[int], ways: Collection[tuple[int, int, str]]
) -> dict[int, list[tuple[str, int]]]:
    """Act → (register, line) of those whom it touched in one of these ways (act, held, register), in order."""
    query = select(touch.c.act, member.c.held, member.c.root_holding, member.c.root_line).join(member, reach.TOUCHED)
    found: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for index, held, register, line in connection.execute(query.where(touch.c.act.in_(acts))) if acts else ():
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
