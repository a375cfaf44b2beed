"""What is held by law and what was decided of it: shown after all, kept until a review, or not looked at yet."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, text

from projections import days, journal, reach
from projections.due import Due
from projections.journal import Entry
from projections.reach import Place, Root
from projections.tables import HELD_ITSELF, act, touch

DECIDED = "held.decided"
#: Days in which a trained approver looks at what is held, and before a review in which it is listed (rules version 1).
DECIDE_DAYS, SOON_DAYS = 20, 30


@dataclass(frozen=True, slots=True)
class Decision:
    """The last that was decided in a matter, by the house that said ``statement``; ``review`` where it is kept."""

    held: str
    index: int
    time: str
    organisation: str
    holding: str
    lines: Any
    statement: str
    decision: str
    review: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """Of these people's trails: ``acts`` (register, line, log index) that were decided to be shown; ``places`` where
    they are by those ways; ``said``: the digests."""

    acts: frozenset[tuple[str, int, int]] = frozenset()
    places: frozenset[Place] = frozenset()
    said: frozenset[str] = frozenset()


NOTHING = Shown()


def folded(entries: Iterable[Entry]) -> list[Decision]:
    """The last of each matter. One that was taken back is none."""
    last = {e.matter: e for e in sorted(journal.standing(entries), key=lambda e: e.index) if e.type == DECIDED}
    return [
        Decision(e.matter, e.index, e.time, e.organisation, e.data["holding"], e.data["lines"], e.data["statement"],
                 e.data["decision"], e.data.get("review"))
        for e in last.values()
    ]  # fmt: skip


def from_people(connection: Connection, roots: Sequence[Root]) -> Shown:
    """What was decided to be shown of what is held from these people."""
    matters = set(connection.scalars(reach.matters_about(roots, DECIDED))) if roots else set()
    said: dict[Root, set[str]] = defaultdict(set)
    for one in folded(entry for matter in sorted(matters) for entry in journal.of(connection, matter)):
        if one.decision == "show":
            for root in reach.people(connection, one.holding, one.lines) & set(roots):
                said[root].add(one.statement)
    acts, places = set[tuple[str, int, int]](), set[Place]()
    for root, digests in said.items():
        shown = reach.with_replacements(connection, digests)
        acts.update((*root, index) for index in shown)
        known = reach.places(connection, root)
        if known.get(root) == 0 or _registered(connection, root, shown):
            places.update((*root, *at) for at in reach.reached(connection, root, shown=shown) if known.get(at))
    return Shown(frozenset(acts), frozenset(places), frozenset(d for digests in said.values() for d in digests))


def undecided(connection: Connection, organisation: str | None = None) -> list[tuple[int, str, str, str]]:
    """(log index, digest, time, organisation) of each act that is held by what it says itself, and that nobody has
    decided of; of one house or all, in log order."""
    looked_at = {one.statement for one in folded(journal.every(connection, DECIDED))}
    query = select(act.c.idx, act.c.digest, act.c.time, act.c.organisation).where(text(f"({HELD_ITSELF})"))
    query = query.where(act.c.retracted.is_(None), act.c.type != "trail.read").order_by(act.c.idx)
    if organisation is not None:
        query = query.where(act.c.organisation == organisation)
    return [tuple(row) for row in connection.execute(query) if row.digest not in looked_at]


def is_held(connection: Connection, statement: str, organisation: str) -> bool:
    """Whether that is an act of this house that is held by what it says itself."""
    query = select(act.c.idx).where(act.c.digest == statement, act.c.organisation == organisation)
    return connection.scalar(query.where(text(f"({HELD_ITSELF})"))) is not None


def touched(connection: Connection, statement: str) -> str | None:
    """A holding that an act touched."""
    query = select(touch.c.holding).join(act, act.c.idx == touch.c.act).where(act.c.digest == statement)
    return connection.scalar(query.order_by(touch.c.holding).limit(1))


def duties(connection: Connection, today: str) -> list[Due]:
    """For each house one duty to look at what is held and undecided, due by its oldest; and reviews, from a month
    before their day."""
    found, oldest = list[Due](), dict[str, tuple[int, str, str]]()
    for index, digest, time, organisation in undecided(connection):
        oldest.setdefault(organisation, (index, digest, time))
    for organisation, (index, digest, time) in oldest.items():
        due = days.due(time, DECIDE_DAYS)
        found.append(Due("held-decide", organisation, None, "held", digest, index, time, due, due < today, "held"))
    for one in folded(journal.every(connection, DECIDED)):
        if one.review is not None and days.later(today, SOON_DAYS) >= one.review:
            found.append(
                Due("held-review", one.organisation, None, "held", one.statement, one.index, one.time, one.review,
                    one.review < today, "held")
            )  # fmt: skip
    return found


def _registered(connection: Connection, root: Root, shown: set[int]) -> bool:
    """Whether one of these acts put the person on their own register."""
    query = select(touch.c.act).join(act, act.c.idx == touch.c.act).where(act.c.idx.in_(sorted(shown)))
    query = query.where(act.c.type == "information.collected", touch.c.holding == root[0])
    return connection.scalar(query.limit(1)) is not None
