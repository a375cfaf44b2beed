"""Who was refused what kind of thing, though signed in: for privacy officers and auditors. Which, nobody keeps."""

from dataclasses import dataclass

from sqlalchemy import Column, Connection, Index, Integer, Table, Text, select

from ledger.problems import NUMBERS
from projections.memory import Memory
from projections.policy import Kind, Viewer, reads_turned_away
from projections.rows import Rows
from projections.statement import Statement
from projections.tables import metadata

turned_away = Table(
    "turned_away", metadata, Column("idx", Integer, primary_key=True), Column("recorded", Text),
    Column("organisation", Text), Column("unit", Text), Column("kind", Text), Column("thing", Text),
    Column("code", Integer), Index("turned_away_organisation", "organisation", "idx"),
)  # fmt: skip
_CODES = {number: code for code, number in NUMBERS.items()}
MOST = 200


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """``kind``: as what they were signed in; ``thing``: what kind of thing they asked for; ``code``: a problem's."""

    index: int
    recorded: str
    organisation: str | None
    unit: str | None
    kind: str
    thing: str
    code: str


def take(rows: Rows, memory: Memory, s: Statement) -> None:
    """A refusal of somebody who was signed in."""
    names = ("organisation", "unit", "kind", "thing", "code")
    rows.add(turned_away, idx=s.index, recorded=memory.recorded, **{name: s.data[name] for name in names})


def of(connection: Connection, viewer: Viewer) -> list[TurnedAway]:
    """Those that this viewer may read of, newest first."""
    query = select(turned_away).order_by(turned_away.c.idx.desc()).limit(MOST)
    if viewer.kind is not Kind.AUDITOR:
        query = query.where(turned_away.c.organisation == viewer.organisation)
    found = [
        TurnedAway(r.idx, r.recorded, r.organisation, r.unit, r.kind, r.thing, _CODES.get(r.code, ""))
        for r in connection.execute(query)
    ]
    return [one for one in found if reads_turned_away(viewer, one.organisation)]
