"""Which sealed statements go, whole, to an audience outside: an auditor, a provider, a unit (decision 0029).

A statement goes only where the policy shows all that it says. One that touches the people of two providers goes to
neither: each sees its part of it here, and nobody gets the signed whole.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from ledger.vocabulary import UnitKind
from projections import journal, reach, succession, withheld
from projections.downstream import facts_of
from projections.journal import Entry
from projections.policy import UNITS, Kind, Verdict, Viewer, classes, decide, reads, said_by
from projections.statement import Statement
from projections.tables import act, feed, holding, key, member, outcome, touch, unit

AUDIT = "audit"
#: Units whose staff pay: they see nothing of what families ask.
PAYING = frozenset({UnitKind.CONTRACTING, UnitKind.BENEFITS})
#: These say something about another statement, and go where that one goes.
_ABOUT = ("statement.retracted", "statement.replaced")


class NoAudience(ValueError):
    """There is nobody of this name to publish for."""


@dataclass(frozen=True, slots=True)
class Audience:
    """``name``: ``audit``, ``provider:ORGANISATION`` or ``unit:UNIT``."""

    name: str

    def __post_init__(self) -> None:
        kind, _, who = self.name.partition(":")
        if not (self.name == AUDIT or (kind in ("provider", "unit") and who)):
            raise NoAudience(f"{self.name} is no audience: say audit, provider:ORGANISATION or unit:UNIT")

    def viewer(self, connection: Connection) -> Viewer:
        """Who it is to the policy. Raises NoAudience where nobody of that name is registered."""
        kind, _, who = self.name.partition(":")
        if self.name == AUDIT:
            return Viewer(Kind.AUDITOR)
        if kind == "provider":
            return Viewer(Kind.PROVIDER, who)
        found = connection.execute(select(unit).where(unit.c.id == who)).first()
        if found is None:
            raise NoAudience("this unit is not registered")
        follows = frozenset(succession.all_of(connection, who)) - {who}
        role = Kind.CONTRACTING if found.kind in PAYING else Kind.UNIT
        return Viewer(role, found.organisation, who, follows=follows)


def reads_matter(
    connection: Connection, viewer: Viewer, entries: list[Entry], *, about_me: bool = False
) -> bool:  # fmt: skip
    """The policy's word on a matter, given all its statements."""
    first = entries[0]
    parties = journal.parties(connection, first.matter)
    named = {e.data[name] for e in entries for name in ("unit", "to_unit") if e.data.get(name)}
    own = unit.select().where(unit.c.organisation == viewer.organisation, unit.c.id.in_(named))
    followed = succession.followers(connection) if viewer.kind in UNITS else {}
    units = [succession.now(followed, row.id) for row in connection.execute(own)] if viewer.kind in UNITS else []
    return reads(viewer, first.noun, parties=parties, units=units, about_me=about_me)


class Sieve:
    """What goes to one viewer, by read models at a statement's index or later; for one transaction of them."""

    def __init__(self, connection: Connection, viewer: Viewer) -> None:
        self._connection, self._viewer = connection, viewer
        self._kept = withheld.from_everybody(connection, classes(viewer)) if classes(viewer) else withheld.NOTHING
        self._indexes, self._digests = {index for *_, index in self._kept.acts}, self._kept.digests()
        self._acts: dict[int, bool] = {}

    def of(self, batch: Sequence[Statement]) -> list[Statement]:
        """Those that are wholly this viewer's, of some that follow each other in the log."""
        if batch and self._viewer.kind is not Kind.AUDITOR:
            self._decide(batch[0].index, batch[-1].index)
        return [s for s in batch if self._passes(s)]

    def _passes(self, s: Statement) -> bool:
        if self._viewer.kind is Kind.AUDITOR:
            return True
        if s.digest in self._digests:
            return False
        if s.type in _ABOUT:
            return self._named(s.data["statement"])
        if s.index in self._acts:
            return self._acts[s.index]
        matter = self._connection.scalar(select(journal.journal.c.matter).where(journal.journal.c.idx == s.index))
        if matter is not None:
            return reads_matter(self._connection, self._viewer, journal.of(self._connection, matter))
        if s.type == "outcome.reported" and s.data["uses"] and all(map(self._used, s.data["uses"])):
            return True
        return self._own(s)

    def _named(self, digest: str) -> bool:
        """Whether the statement with this digest is the viewer's."""
        if digest in self._digests:
            return False
        ask = self._connection
        index = ask.scalar(select(act.c.idx).where(act.c.digest == digest))
        if index is not None:
            return self._acted(index)
        matter = ask.scalar(select(journal.journal.c.matter).where(journal.journal.c.digest == digest))
        if matter is not None:
            return reads_matter(ask, self._viewer, journal.of(ask, matter))
        said = ask.execute(select(outcome.c.organisation, outcome.c.unit).where(outcome.c.digest == digest)).first()
        return said is not None and said_by(self._viewer, said.organisation, said.unit)

    def _used(self, use: str) -> bool:
        query = select(act.c.idx).where(act.c.use == use, act.c.type == "information.used")
        index = self._connection.scalar(query)
        return index is not None and self._acted(index)

    def _acted(self, index: int) -> bool:
        if index not in self._acts:
            self._decide(index, index)
        return self._acts[index]

    def _decide(self, first: int, last: int) -> None:
        """Of every act between two indexes, whether every row that it makes, of whomever, is the viewer's whole, and
        nothing of it is kept back."""
        roots = self._roots(first, last)
        for done in self._connection.execute(select(act).where(act.c.idx.between(first, last))):
            kept = done.idx in self._indexes or (self._kept.places and self._reaches_kept(done.idx))
            facts = (facts_of(done, root, by_held_way=held) for root, held in roots.get(done.idx, [("", False)]))
            self._acts[done.idx] = not kept and all(decide(self._viewer, row) is Verdict.WHOLE for row in facts)

    def _roots(self, first: int, last: int) -> dict[int, list[tuple[str, bool]]]:
        """Act → whose people it touched, and whether only by a held way, each once; no entry where it touched none."""
        they = touch.c.act.between(first, last)
        rows = reach.touched(they, touch.c.act, member.c.root_holding, member.c.held).subquery()
        query = select(rows.c.act, holding.c.organisation, rows.c.held).distinct()
        query = query.join(holding, holding.c.id == rows.c.root_holding)
        found = defaultdict[int, list[tuple[str, bool]]](list)
        for row in self._connection.execute(query):
            found[row.act].append((row.organisation, bool(row.held)))
        return found

    def _reaches_kept(self, index: int) -> bool:
        """Whether it touched somebody where they are only by way of what is kept back."""
        place = member.c.root_holding, member.c.root_line, member.c.holding, member.c.line
        query = reach.touched(touch.c.act == index, *place)
        return any(tuple(row) in self._kept.places for row in self._connection.execute(query))

    def _own(self, s: Statement) -> bool:
        """What is neither about information nor of a matter: keys, units, feeds, heartbeats, links of subjects."""
        ask = self._connection
        speaker = ask.scalar(select(key.c.organisation).where(key.c.kid == s.kid)) or ""
        where = s.data.get("unit") or ask.scalar(select(feed.c.unit).where(feed.c.source == s.event["source"]))
        return said_by(self._viewer, speaker, where)
