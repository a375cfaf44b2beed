"""What the ledger turned away from an organisation's keys: when, and by which rule. Of what, nobody keeps."""

from dataclasses import dataclass

from sqlalchemy import Column, Connection, Index, Integer, Table, Text, select

from ledger.problems import NUMBERS
from projections.memory import Memory
from projections.rows import Rows
from projections.statement import Statement
from projections.tables import metadata

#: ``organisation``: whose key had signed it.
refusal = Table(
    "refusal", metadata, Column("idx", Integer, primary_key=True), Column("recorded", Text),
    Column("organisation", Text), Column("code", Integer), Column("digest", Text),
    Index("refusal_organisation", "organisation", "idx"),
)  # fmt: skip
_CODES = {number: code for code, number in NUMBERS.items()}


@dataclass(frozen=True, slots=True)
class Refusal:
    """``code``: a problem's, whose title and advice are in ``ledger.problems``; ``digest``: of what was refused."""

    index: int
    recorded: str
    organisation: str
    code: str
    digest: str


def take(rows: Rows, memory: Memory, s: Statement) -> None:
    """A refusal that the ledger recorded."""
    key = memory.keys.get(s.data["kid"])
    rows.add(
        refusal, idx=s.index, recorded=memory.recorded, organisation=key["organisation"] if key else "",
        code=s.data["code"], digest=s.data["statement"],
    )  # fmt: skip


def of(connection: Connection, organisation: str | None) -> list[Refusal]:
    """An organisation's, or everybody's (None), newest first."""
    query = select(refusal).order_by(refusal.c.idx.desc()).limit(200)
    if organisation is not None:
        query = query.where(refusal.c.organisation == organisation)
    return [
        Refusal(r.idx, r.recorded, r.organisation, _CODES.get(r.code, ""), r.digest) for r in connection.execute(query)
    ]
