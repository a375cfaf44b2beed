"""What uses relied on: back from them through what was made and sent on, to the lines and parts that went in."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from projections.tables import act, derivation, holding, touch


@dataclass(slots=True)
class Relied:
    """``lines`` of a holding (0: those who are in it as no line of their own) and ``parts`` of it."""

    lines: set[int] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)

    def add(self, lines: Iterable[int], parts: Iterable[str]) -> bool:
        """True if anything was new."""
        before = len(self.lines) + len(self.parts)
        self.lines.update(lines)
        self.parts.update(parts)
        return len(self.lines) + len(self.parts) > before


def relied(connection: Connection, uses: Iterable[int]) -> dict[str, Relied]:
    """Holding → what of it the uses at these indices relied on, directly or through what was made in between."""
    found: dict[str, Relied] = defaultdict(Relied)
    for row in connection.execute(select(touch).where(touch.c.act.in_(sorted(uses))).order_by(touch.c.holding)):
        found[row.holding].add(_touched(row, _size(connection, row.holding)), json.loads(row.parts))
    waiting = list(found)
    while waiting:
        id = waiting.pop()
        for row in connection.execute(select(derivation).where(derivation.c.holding == id)):
            lines = _behind(row, found[id].lines, _size(connection, row.source))
            if lines and found[row.source].add(lines, _parts(connection, row, found[id].parts)):
                waiting.append(row.source)
    return {id: one for id, one in found.items() if one.lines}


def _size(connection: Connection, id: str) -> int:
    return connection.scalar(select(holding.c.lines).where(holding.c.id == id)) or 0


def _touched(row: Row[Any], size: int) -> set[int]:
    return {row.line} if row.line or not row.upto else {0, *range(1, min(row.upto, size) + 1)}


def _behind(row: Row[Any], lines: set[int], size: int) -> set[int]:
    """The source's lines behind these lines of a derived holding."""
    mapping = json.loads(row.mapping)
    if mapping == "group":
        return {0, *(n for a, b in json.loads(row.within) for n in range(a, min(b, size) + 1))}
    if mapping == "all":
        return {n for n in lines if n <= row.lines}
    back = {n - at + first for n in lines for first, last, at in mapping if n and at <= n <= at + last - first}
    return back | (lines & {0})


def _parts(connection: Connection, row: Row[Any], below: set[str]) -> set[str]:
    """A use says which parts it took in; what was sent on is relied on in the parts that were used there."""
    query = select(touch.c.parts).join(act, act.c.idx == touch.c.act).where(touch.c.act == row.idx)
    made = connection.scalars(query.where(touch.c.holding == row.source, act.c.type == "information.used"))
    return {part for parts in made for part in json.loads(parts)} or below
