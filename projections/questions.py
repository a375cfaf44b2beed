"""What was asked about a submission, a statement, an outcome or a finding; what was answered; and whose turn it is.

A question that is not answered by its date rises: to the head of the unit, then to the privacy officer, and it is in
the Board report from the first day. Nothing has to be sent for that; it follows from the dates.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from sqlalchemy import Connection, text

from projections import journal
from projections.due import Due
from projections.journal import Entry

#: Days after its date at which an unanswered question is the privacy officer's (rules version 1).
RISES_AFTER = 14
TYPES = ("question.asked", "question.answered")

_ABOVE = text(
    "WITH RECURSIVE above(holding) AS (SELECT :holding UNION"
    " SELECT d.source FROM derivation d JOIN above a ON d.holding = a.holding)"
    " SELECT t.id FROM transfer t JOIN above a ON t.holding = a.holding ORDER BY t.idx"
)


class Stage(StrEnum):
    """Whose turn it is."""

    ASKED = "asked"  # the one who was asked has until the date
    UNIT_HEAD = "unit_head"
    PRIVACY_OFFICER = "privacy_officer"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Question:
    """``index``: of the asking; ``answers``: (index, time, how far), oldest first; ``until``: when more was promised.

    ``matter`` holds the words of both sides.
    """

    matter: str
    index: int
    time: str
    voice: str
    organisation: str
    unit: str | None
    to: str
    to_unit: str | None
    asked: str
    transfer: str | None
    statement: str | None
    outcome: str | None
    finding: str | None
    parts: tuple[str, ...]
    due: str
    until: str | None
    stage: Stage
    overdue: bool
    answers: tuple[tuple[int, str, str], ...]


def folded(entries: Iterable[Entry], today: str) -> list[Question]:
    """The questions among these statements, newest first."""
    ordered = sorted((e for e in entries if e.noun == "question"), key=lambda e: (e.matter, e.index))
    found = []
    for _, said in groupby(ordered, key=lambda e: e.matter):
        standing = journal.standing(said)
        if standing and standing[0].type == "question.asked":
            found.append(_question(standing, today))
    return sorted(found, key=lambda question: -question.index)


def notes(connection: Connection, holding: str) -> list[str]:
    """The questions about what a part means that were answered, of a holding and of all that it was made from: what
    was explained once travels with the data."""
    asked = []
    for transfer in _transfers_above(connection, holding):
        asked += [q.matter for q in folded(_about(connection, transfer), date.max.isoformat()) if _explains(q)]
    return list(dict.fromkeys(asked))


def about(connection: Connection, ref: str, today: str) -> list[Question]:
    """The questions that name a transfer, a statement, an outcome or a finding."""
    return folded(_about(connection, ref), today)


def duties(connection: Connection, today: str) -> list[Due]:
    """Questions that wait for an answer, and answers that were promised."""
    found = []
    for q in folded(journal.every(connection, *TYPES), today):
        if q.stage is Stage.ANSWERED:
            continue
        kind, due = ("question-later", q.until) if q.until else ("question", q.due)
        # Once it has risen, it is no longer the unit's alone.
        unit = None if q.stage is Stage.PRIVACY_OFFICER else q.to_unit
        to = () if q.voice == "person" else (q.organisation,)
        found.append(
            Due(kind, q.to, unit, "question", q.matter, q.index, q.time, due, q.overdue, "question-date", to=to)
        )
    return found


def _question(said: list[Entry], today: str) -> Question:
    asked, d = said[0], said[0].data
    answers = [e for e in said if e.type == "question.answered"]
    last = answers[-1].data if answers else {}
    until = last.get("until")
    waits = not answers or last["answered"] == "later"
    due = until or d["due"]
    overdue = waits and due < today
    stage = Stage.ASKED if waits else Stage.ANSWERED
    if overdue:
        late = (date.fromisoformat(today) - date.fromisoformat(due)).days
        stage = Stage.PRIVACY_OFFICER if late >= RISES_AFTER else Stage.UNIT_HEAD
    return Question(
        asked.matter, asked.index, asked.time, d["voice"], asked.organisation, d.get("unit"), d["to"],
        d.get("to_unit"), d["asked"], d.get("transfer"), d.get("statement"), d.get("outcome"), d.get("finding"),
        tuple(d.get("parts", ())), d["due"], until, stage, overdue,
        tuple((e.index, e.time, e.data["answered"]) for e in answers),
    )  # fmt: skip


def _about(connection: Connection, ref: str) -> list[Entry]:
    matters = dict.fromkeys(e.matter for e in journal.mentioning(connection, ref, "question.asked"))
    return [entry for matter in matters for entry in journal.of(connection, matter)]


def _explains(question: Question) -> bool:
    return question.asked == "meaning" and question.stage is Stage.ANSWERED


def _transfers_above(connection: Connection, holding: str) -> list[str]:
    """The transfers that brought a holding, and what it was made from, where it is."""
    return list(connection.scalars(_ABOVE, {"holding": holding}))
