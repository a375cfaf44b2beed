"""Which sealed statements go, whole, to an audience outside: an auditor, a provider, a unit (decision 0029).

A statement goes only where the policy shows all that it says. One that touches the people of two providers goes to
neither: each sees its part of it here, and nobody gets the signed whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, and_, or_, select

from ledger.vocabulary import UnitKind
from projections import journal, succession
from projections.downstream import facts_of
from projections.journal import Entry
from projections.policy import UNITS, Kind, Verdict, Viewer, decide, reads, said_by
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


def goes_to(connection: Connection, viewer: Viewer, s: Statement) -> bool:
    """Whether the whole of a statement is this viewer's to have, from the read models at its index or later."""
    if viewer.kind is Kind.AUDITOR:
        return True
    if s.type in _ABOUT:
        return _named(connection, viewer, s.data["statement"])
    done = connection.execute(select(act).where(act.c.idx == s.index)).first()
    if done is not None:
        return _acted(connection, viewer, s.index)
    matter = connection.scalar(select(journal.journal.c.matter).where(journal.journal.c.idx == s.index))
    if matter is not None:
        return reads_matter(connection, viewer, journal.of(connection, matter))
    if s.type == "outcome.reported" and all(_used(connection, viewer, use) for use in s.data["uses"]):
        return bool(s.data["uses"]) or _own(connection, viewer, s)
    return _own(connection, viewer, s)


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


def _named(connection: Connection, viewer: Viewer, digest: str) -> bool:
    """Whether the statement with this digest is the viewer's."""
    index = connection.scalar(select(act.c.idx).where(act.c.digest == digest))
    if index is not None:
        return _acted(connection, viewer, index)
    matter = connection.scalar(select(journal.journal.c.matter).where(journal.journal.c.digest == digest))
    if matter is not None:
        return reads_matter(connection, viewer, journal.of(connection, matter))
    said = connection.execute(select(outcome.c.organisation, outcome.c.unit).where(outcome.c.digest == digest)).first()
    return said is not None and said_by(viewer, said.organisation, said.unit)


def _used(connection: Connection, viewer: Viewer, use: str) -> bool:
    index = connection.scalar(select(act.c.idx).where(act.c.use == use, act.c.type == "information.used"))
    return index is not None and _acted(connection, viewer, index)


def _acted(connection: Connection, viewer: Viewer, index: int) -> bool:
    """Every row that an act makes, of whomever, is the viewer's whole."""
    done = connection.execute(select(act).where(act.c.idx == index)).one()
    facts = (facts_of(done, root, by_held_way=held) for root, held in _roots(connection, index))
    return all(decide(viewer, row) is Verdict.WHOLE for row in facts)


def _roots(connection: Connection, index: int) -> Iterator[tuple[str, bool]]:
    """(whose people an act touched, whether only by a held way): each once; nobody's, where it touched none."""
    lines = and_(member.c.holding == touch.c.holding, or_(touch.c.line == 0, member.c.line == touch.c.line))
    query = (
        select(holding.c.organisation, member.c.held)
        .select_from(touch)
        .join(member, lines)
        .join(holding, holding.c.id == member.c.root_holding)
        .where(touch.c.act == index, member.c.line <= touch.c.upto)
        .distinct()
    )
    found = [(row.organisation, bool(row.held)) for row in connection.execute(query)]
    yield from found or [("", False)]


def _own(connection: Connection, viewer: Viewer, s: Statement) -> bool:
    """What is neither about information nor of a matter: keys, units, feeds, heartbeats, links of subjects."""
    speaker = connection.scalar(select(key.c.organisation).where(key.c.kid == s.kid)) or ""
    where = s.data.get("unit") or connection.scalar(select(feed.c.unit).where(feed.c.source == s.event["source"]))
    return said_by(viewer, speaker, where)
