"""What of people's trails is kept back by decision, at this place of the log: acts, and all that came of them.

Withholding is inherited as what is held is (decision 0006): who is in a holding only by way of an act that is kept back
is, for those viewers, not in it, so that what is done there is kept back too. What replaced an act, or was replaced by
it, goes with it. Nothing of this is stored: it follows from the journal, and few people have any.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, tuple_

from ledger.statements.withholdings import ViewerClass
from projections import journal, reach, shown, withholdings
from projections.reach import Place, Root
from projections.tables import act, member

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
    matters = set(connection.scalars(reach.matters_about(roots, withholdings.PROPOSED)))
    said = [entry for matter in sorted(matters) for entry in journal.of(connection, matter)]
    return _of(connection, withholdings.folded(said), classes, frozenset(roots))


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
            for root in reach.people(connection, one.holding, one.lines):
                if only is None or root in only:
                    said[root].add(one.statement)
    acts: set[tuple[str, int, int]] = set()
    places: set[Place] = set()
    for root, digests in said.items():
        kept = reach.with_replacements(connection, digests)
        acts.update((*root, index) for index in kept)
        places.update(_closed(connection, root, kept))
    return Withheld(
        frozenset(acts), frozenset(places), frozenset((*root, d) for root, digests in said.items() for d in digests)
    )


def _closed(connection: Connection, root: Root, kept: Collection[int]) -> set[Place]:
    """Where a person is only by ways that are kept back, or held by law and not shown by a decision."""
    if not reach.makes_places(connection, kept):
        return set()
    known, decided = reach.places(connection, root), shown.from_people(connection, [root])
    opened = known.get(root) == 0 or (*root, *root) in decided.places
    ways = {index for *_, index in decided.acts}
    reached = reach.reached(connection, root, without=kept, shown=ways) if opened else set()
    return {(*root, *place) for place in known if place not in reached}
