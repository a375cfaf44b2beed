"""What of people's trails is kept back by decision, at this place of the log: acts, and all that came of them.

Withholding is inherited as what is held is (decision 0006): who is in a holding only by way of an act that is kept back
is, for those viewers, not in it, so that what is done there is kept back too. What replaced an act, or was replaced by
it, goes with it. Nothing of this is stored: it follows from the journal, and few people have any.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, not_, or_, select, tuple_

from ledger.statements.withholdings import ViewerClass
from projections import journal, withholdings
from projections.database import Either
from projections.lineage import Derivation
from projections.tables import act, derivation, member

Root = tuple[str, int]
#: (register, line there, holding, line there): a person's place in a holding.
Place = tuple[str, int, str, int]
_FAMILY = frozenset({ViewerClass.FAMILY})


@dataclass(frozen=True, slots=True)
class Withheld:
    """``acts``: (register, line, log index); ``places``: where a person is only by way of what is kept back;
    ``said``: digests of statements about each line, acts or not."""

    acts: frozenset[tuple[str, int, int]] = frozenset()
    places: frozenset[Place] = frozenset()
    said: frozenset[tuple[str, int, str]] = frozenset()

    def has(self, root: Root, index: int, place: tuple[str, int]) -> bool:
        """Whether an act that touched a person at that place of a holding is kept back."""
        return (*root, index) in self.acts or (*root, *place) in self.places

    def digests(self) -> frozenset[str]:
        return frozenset(digest for _, _, digest in self.said)

    def open_only(self) -> tuple[ColumnElement[bool], ...]:
        """Conditions on a query over ``member`` and ``act`` that leave it out."""
        found: list[ColumnElement[bool]] = []
        if self.acts:
            found.append(tuple_(member.c.root_holding, member.c.root_line, act.c.idx).not_in(sorted(self.acts)))
        return (*found, *self.open_places())

    def open_places(self) -> tuple[ColumnElement[bool], ...]:
        """The same of a query that joins no act."""
        if not self.places:
            return ()
        place = tuple_(member.c.root_holding, member.c.root_line, member.c.holding, member.c.line)
        return (place.not_in(sorted(self.places)),)


NOTHING = Withheld()


def from_people(
    connection: Connection, roots: Sequence[Root], classes: Collection[ViewerClass] = _FAMILY
) -> Withheld:  # fmt: skip
    """What is kept from any of these classes of viewers, of these people's trails."""
    if not roots or not classes:
        return NOTHING
    matters = set(connection.scalars(proposed_about(roots)))
    said = [entry for matter in sorted(matters) for entry in journal.of(connection, matter)]
    return _of(connection, withholdings.folded(said), classes, frozenset(roots))


def proposed_about(roots: Sequence[tuple[Any, Any]]) -> Select[tuple[Any]]:
    """The matters in which something was to be withheld from these people's trails, whatever became of it."""
    me, line, said = member.alias("me"), journal.journal_line, journal.journal
    return (
        select(said.c.matter)
        .select_from(me)
        .join(line, and_(line.c.holding == me.c.holding, Either(line.c.line, me.c.line)))
        .join(said, said.c.idx == line.c.idx)
        .where(or_(*(and_(me.c.root_holding == h, me.c.root_line == n) for h, n in roots)))
        .where(said.c.type == withholdings.PROPOSED)
    )


def from_everybody(connection: Connection, classes: Collection[ViewerClass] = _FAMILY) -> Withheld:
    """The same of all people: for figures, and for lists of who is to be told."""
    return _of(connection, withholdings.every(connection), classes, None)


def _of(
    connection: Connection, found: Iterable[withholdings.Withholding], classes: Collection[ViewerClass],
    only: frozenset[Root] | None,
) -> Withheld:  # fmt: skip
    said: dict[Root, set[str]] = defaultdict(set)
    for one in found:
        if one.ended is None and one.viewers in classes:
            for root in _people(connection, one.holding, one.lines):
                if only is None or root in only:
                    said[root].add(one.statement)
    acts: set[tuple[str, int, int]] = set()
    places: set[Place] = set()
    for root, digests in said.items():
        kept = _with_replacements(connection, digests)
        acts.update((*root, index) for index in kept)
        places.update(_closed(connection, root, kept))
    return Withheld(
        frozenset(acts), frozenset(places), frozenset((*root, d) for root, digests in said.items() for d in digests)
    )


def _people(connection: Connection, holding: str, lines: Any) -> set[Root]:
    """The people who stand behind lines of a holding."""
    query = select(member.c.root_holding, member.c.root_line).where(member.c.holding == holding)
    if lines != "all":
        query = query.where(or_(*(member.c.line.between(a, b) for a, b in lines)))
    return {(row.root_holding, row.root_line) for row in connection.execute(query)}


def _with_replacements(connection: Connection, digests: Collection[str]) -> set[int]:
    """The acts with these digests, what replaced them, and what they replaced."""
    kept = set(connection.scalars(select(act.c.idx).where(act.c.digest.in_(sorted(digests)))))
    new = set(kept)
    while new:
        after = select(act.c.replaced_by).where(act.c.idx.in_(sorted(new)), act.c.replaced_by.is_not(None))
        before = select(act.c.idx).where(act.c.replaced_by.in_(sorted(new)))
        new = {*connection.scalars(after), *connection.scalars(before)} - kept
        kept |= new
    return kept


def _closed(connection: Connection, root: Root, kept: Collection[int]) -> set[Place]:
    """Where a person is only by ways that are kept back, or held anyway."""
    made = select(derivation.c.idx).where(derivation.c.idx.in_(sorted(kept))).limit(1)
    if not kept or connection.scalar(made) is None:
        return set()
    mine = (member.c.root_holding == root[0], member.c.root_line == root[1])
    known = {(r.holding, r.line): r.held for r in connection.execute(select(member).where(*mine))}
    reached, new = set[tuple[str, int]](), {root} if known.get(root) == 0 else set()
    while new:
        reached |= new
        sources = sorted({holding for holding, _ in new})
        ways = select(derivation).where(derivation.c.source.in_(sources), not_(derivation.c.idx.in_(sorted(kept))))
        steps: set[tuple[str, int]] = set()
        for row in connection.execute(ways.where(derivation.c.held == 0)):
            way = Derivation(row.holding, row.source, json.loads(row.mapping), row.lines, json.loads(row.within), 0)
            steps.update((way.holding, to) for holding, line in new if holding == way.source for to in way.leads(line))
        new = steps - reached
    return {(*root, *place) for place in known if place not in reached}
