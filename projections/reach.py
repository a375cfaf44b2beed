"""Who stands behind lines of a holding, and where somebody is by which ways: what decisions to keep back, or to show,
are followed by. Nothing of this is stored: it follows from the journal, and few people have any."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, and_, or_, select

from projections import journal
from projections.database import Either
from projections.lineage import Derivation
from projections.tables import act, derivation, member, touch

#: From an act's lines to whoever is on them (from people to acts: ``Either``, which their index serves).
TOUCHED = and_(member.c.holding == touch.c.holding, member.c.line.between(touch.c.line, touch.c.upto))
Root = tuple[str, int]
#: (register, line there, holding, line there): a person's place in a holding.
Place = tuple[str, int, str, int]


def matters_about(roots: Sequence[tuple[Any, Any]], type: str) -> Select[tuple[Any]]:
    """The matters in which something of this type was said about these people, wherever they are."""
    me, line, said = member.alias("me"), journal.journal_line, journal.journal
    return (
        select(said.c.matter)
        .select_from(me)
        .join(line, and_(line.c.holding == me.c.holding, Either(line.c.line, me.c.line)))
        .join(said, said.c.idx == line.c.idx)
        .where(or_(*(and_(me.c.root_holding == h, me.c.root_line == n) for h, n in roots)))
        .where(said.c.type == type)
    )


def touched(acts: ColumnElement[bool], *columns: ColumnElement[Any]) -> CompoundSelect[Any]:
    """Columns of ``touch`` and ``member``: of these acts and of whoever is on the lines that they touched, a row for
    each line. Single lines are asked for as such: a database that is asked for ranges reads everybody."""
    query, one = select(*columns).where(acts), touch.c.line == touch.c.upto
    single = query.join(member, and_(member.c.holding == touch.c.holding, member.c.line == touch.c.line)).where(one)
    return single.union_all(query.join(member, TOUCHED).where(touch.c.line < touch.c.upto))


def people(connection: Connection, holding: str, lines: Any) -> set[Root]:
    """The people who stand behind lines of a holding."""
    query = select(member.c.root_holding, member.c.root_line).where(member.c.holding == holding)
    if lines != "all":
        query = query.where(or_(*(member.c.line.between(a, b) for a, b in lines)))
    return {(row.root_holding, row.root_line) for row in connection.execute(query)}


def with_replacements(connection: Connection, digests: Collection[str]) -> set[int]:
    """The acts with these digests, what replaced them, and what they replaced."""
    kept = set(connection.scalars(select(act.c.idx).where(act.c.digest.in_(sorted(digests)))))
    new = set(kept)
    while new:
        after = select(act.c.replaced_by).where(act.c.idx.in_(sorted(new)), act.c.replaced_by.is_not(None))
        before = select(act.c.idx).where(act.c.replaced_by.in_(sorted(new)))
        new = {*connection.scalars(after), *connection.scalars(before)} - kept
        kept |= new
    return kept


def makes_places(connection: Connection, acts: Collection[int]) -> bool:
    """Whether anybody is anywhere by way of these acts."""
    made = select(derivation.c.idx).where(derivation.c.idx.in_(sorted(acts))).limit(1)
    return bool(acts) and connection.scalar(made) is not None


def places(connection: Connection, root: Root) -> dict[tuple[str, int], int]:
    """Where a person is, and whether only by a way that is held by law."""
    mine = (member.c.root_holding == root[0], member.c.root_line == root[1])
    return {(row.holding, row.line): row.held for row in connection.execute(select(member).where(*mine))}


def reached(
    connection: Connection, root: Root, *, without: Collection[int] = (), shown: Collection[int] = ()
) -> set[tuple[str, int]]:
    """Where a person on an open line of a register is by ways that are open, or ``shown`` by a decision, and not one of
    ``without``."""
    found, new = set[tuple[str, int]](), {root}
    while new:
        found |= new
        sources = sorted({holding for holding, _ in new})
        ways = select(derivation).where(derivation.c.source.in_(sources), derivation.c.idx.not_in(sorted(without)))
        steps: set[tuple[str, int]] = set()
        for row in connection.execute(ways.where(or_(derivation.c.held == 0, derivation.c.idx.in_(sorted(shown))))):
            way = Derivation(row.holding, row.source, json.loads(row.mapping), row.lines, json.loads(row.within), 0)
            steps.update((way.holding, to) for holding, line in new if holding == way.source for to in way.leads(line))
        new = steps - found
    return found
