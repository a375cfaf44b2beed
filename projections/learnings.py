"""What one organisation told another it had learned: who has read it, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from projections import days, journal
from projections.due import Due
from projections.journal import Entry

#: Days in which a learning is adopted or declined, with the reason (rules version 1).
ANSWER_DAYS = 20
TYPES = ("learning.given", "learning.read", "learning.closed")


@dataclass(frozen=True, slots=True)
class Reading:
    index: int
    time: str
    organisation: str
    unit: str | None
    role: str


@dataclass(frozen=True, slots=True)
class Closing:
    """``digest`` is the statement's, whose words have the reason."""

    index: int
    digest: str
    time: str
    outcome: str
    decision: str | None


@dataclass(frozen=True, slots=True)
class Learning:
    """``index`` and ``digest``: of its giving. ``due``: the day by which an answer is owed."""

    learning: str
    index: int
    digest: str
    time: str
    recorded: str
    organisation: str
    to: str
    programme: str | None
    topic: str
    due: str
    overdue: bool
    reads: tuple[Reading, ...]
    closed: Closing | None


def folded(entries: Iterable[Entry], today: str) -> list[Learning]:
    """The learnings among these statements, newest first."""
    found = [_learning(said, today) for said in journal.by_matter(entries) if said[0].type == "learning.given"]
    return sorted(found, key=lambda learning: -learning.index)


def duties(connection: Connection, today: str) -> list[Due]:
    """Learnings that were neither adopted nor declined."""
    return [
        Due(
            "learning", one.to, None, "learning", one.learning, one.index, one.time, one.due, one.overdue,
            "dpup:sharing-value", to=(one.organisation,),
        )
        for one in folded(journal.every(connection, *TYPES), today)
        if one.closed is None
    ]  # fmt: skip


def _learning(said: list[Entry], today: str) -> Learning:
    given, d = said[0], said[0].data
    reads = tuple(
        Reading(e.index, e.time, e.data["organisation"], e.data["read_by"], e.data["role"])
        for e in said
        if e.type == "learning.read"
    )
    closed = next((_closing(e) for e in reversed(said) if e.type == "learning.closed"), None)
    due = days.due(given.time, ANSWER_DAYS)
    return Learning(
        given.matter, given.index, given.digest, given.time, given.recorded, given.organisation, d["to"],
        d.get("programme"), d["topic"], due, closed is None and due < today, reads, closed,
    )  # fmt: skip


def _closing(entry: Entry) -> Closing:
    return Closing(entry.index, entry.digest, entry.time, entry.data["outcome"], entry.data.get("decision"))
