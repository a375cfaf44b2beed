"""What people chose, how they changed their minds, and what was done about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, select

from projections import days, journal
from projections.due import Due
from projections.journal import Entry
from projections.tables import holding

TYPES = ("choice.made", "choice.changed", "choice.answered")
#: Days in which whoever has to heed a choice says what it did (rules version 1).
HEED_DAYS = 20


@dataclass(frozen=True, slots=True)
class Mind:
    """What was chosen at a time: the first answer, or a change of mind. ``index`` is the statement's."""

    index: int
    time: str
    voice: str
    answer: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """``minds``: oldest first, the last one stands; ``result`` and ``digest``: what became of it, None while nobody
    has said; ``due``: the day by which somebody must, None where nothing stays back."""

    choice: str
    notice: str
    version: int
    holding: str
    line: int
    offered: str
    purpose: str | None
    to_unit: str | None
    minds: tuple[Mind, ...]
    result: str | None
    digest: str | None
    due: str | None

    @property
    def answer(self) -> str:
        return self.minds[-1].answer

    @property
    def parts(self) -> tuple[str, ...]:
        return self.minds[-1].parts


def folded(entries: Iterable[Entry]) -> list[Choice]:
    """The choices among these statements, in log order; those taken back are left out."""
    said = sorted((e for e in journal.standing(entries) if e.noun == "choice"), key=lambda e: (e.matter, e.index))
    found = [_choice(list(of)) for _, of in groupby(said, key=lambda e: e.matter)]
    return sorted(filter(None, found), key=lambda one: one.minds[0].index)


def of_made(connection: Connection, made: Iterable[Entry]) -> list[Choice]:
    """The whole of the choices that these statements began."""
    return folded(entry for one in made for entry in journal.of(connection, one.matter))


def duties(connection: Connection, today: str) -> list[Due]:
    """Choices to keep something back, or to share again, that nobody has said what they did about."""
    found = []
    for one in folded(journal.every(connection, *TYPES)):
        owner, last = _holder(connection, one.holding), one.minds[-1]
        if one.due and owner:
            late = one.due < today
            found.append(
                Due("choice", owner, None, "choice", one.choice, last.index, last.time, one.due, late, "heed-choice", 1)
            )
    return found


def _choice(said: list[Entry]) -> Choice | None:
    made, d = said[0], said[0].data
    if made.type != "choice.made":
        return None
    minds = tuple(
        Mind(e.index, e.time, e.data["voice"], e.data["answer"], tuple(e.data.get("parts", ())))
        for e in said
        if e.type != "choice.answered"
    )
    answers = [e for e in said if e.type == "choice.answered" and e.index > minds[-1].index]
    heed = not answers and (len(minds) > 1 or minds[-1].answer in ("some", "no"))
    return Choice(
        made.matter, d["notice"], d["version"], d["holding"], d["lines"][0][0], d["offered"], d.get("purpose"),
        d.get("to_unit"), minds, answers[-1].data["result"] if answers else None,
        answers[-1].digest if answers else None, days.due(minds[-1].time, HEED_DAYS) if heed else None,
    )  # fmt: skip


def _holder(connection: Connection, id: str) -> str | None:
    return connection.scalar(select(holding.c.organisation).where(holding.c.id == id))
