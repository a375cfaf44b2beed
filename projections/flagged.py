"""What happened to an organisation's people that breaks a rule or was never explained, and who must be told."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from projections import rare
from projections.answers import Breach, Flagged
from projections.asking import header
from projections.database import Either
from projections.downstream import facts_of
from projections.flags import ABOUT_THE_RECORD
from projections.policy import Kind, Viewer, lists
from projections.tables import act, holding, member, touch

#: More people than this are told as a group; fewer are named one by one.
ONE_BY_ONE = 20


def flagged(connection: Connection, organisation: str, viewer: Viewer | None = None) -> Flagged:
    """Acts on lines that come from this organisation's registers, newest first, as its provider staff (or ``viewer``)
    may see them; taken-back ones are left out."""
    viewer = viewer or Viewer(Kind.PROVIDER, organisation)
    ask = header(connection, "flagged", organisation=organisation)
    of = holding.c.organisation == organisation, holding.c.kind == "register"
    ours = frozenset(connection.scalars(select(holding.c.id).where(*of)))
    breaches = []
    for some in rare.lots(rare.broken(connection)):
        acts = {row.idx: row for row in connection.execute(select(act).where(act.c.idx.in_(some)))}
        for index, ways in _touched(connection, some, ours):
            a = acts[index]
            told = {held for held in ways if lists(viewer, facts_of(a, organisation, by_held_way=bool(held)))}
            if told:
                breaches.append(_breach(a, [ways[held] for held in sorted(told)]))
    return Flagged(ask, tuple(breaches))


@dataclass(slots=True)
class _Touched:
    """What an act touched of an organisation's people."""

    people: set[tuple[str, int]] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)


def _touched(
    connection: Connection, acts: Sequence[int], registers: Collection[str]
) -> Iterator[tuple[int, dict[int, _Touched]]]:
    """Index → by way of what is held (1) or openly (0) → whom and what it touched, in the order asked for."""
    query = (
        select(touch.c.act, member.c.held, touch.c.parts, member.c.root_holding, member.c.root_line)
        .join(member, member.c.holding == touch.c.holding)
        .where(touch.c.act.in_(acts), Either(touch.c.line, member.c.line), member.c.line <= touch.c.upto)
    )
    found: dict[int, dict[int, _Touched]] = defaultdict(lambda: defaultdict(_Touched))
    for index, held, parts, register, line in connection.execute(query):
        if register in registers:
            one = found[index][held]
            one.people.add((register, line))
            one.parts.add(parts)
    return ((index, found[index]) for index in acts if index in found)


def _breach(a: Row[Any], touched: Sequence[_Touched]) -> Breach:
    flags = tuple(flag for flag in a.flags.split() if flag not in ABOUT_THE_RECORD)
    people = sorted(set().union(*(one.people for one in touched)))
    parts = sorted({part for one in touched for said in one.parts for part in json.loads(said)})
    return Breach(
        a.idx, a.digest, a.type, a.time, a.organisation, a.unit, a.role, a.mode, a.purpose, a.basis, a.agreement,
        tuple(parts), flags, len(people), tuple(people) if len(people) <= ONE_BY_ONE else (),
    )  # fmt: skip
