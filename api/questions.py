"""Asking what happened, and answering."""

from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter, Query

from api.matters import may_read, roots, words
from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from projections import days, journal
from projections import questions as model
from projections.asking import header
from projections.policy import UNITS, Kind
from projections.policy import Question as Asks
from projections.tables import holding as holding_table

router = APIRouter(prefix="/api", tags=["questions"])


@dataclass(frozen=True, slots=True)
class Told:
    """A question and its private overlay: what was asked, and each answer, in order."""

    question: model.Question
    words: str
    replies: tuple[str, ...]


def questions(signed: SignedIn, about: str | None = None) -> list[Told]:
    """The questions that the viewer takes part in, newest first; ``about``: those that name this id or digest."""
    ask(signed, Asks.MATTERS)
    with fresh(signed.site).views.connect() as connection:
        if about is not None:
            found = model.about(connection, about, _today(signed))
        elif signed.viewer.kind is Kind.PERSON:
            found = model.folded(journal.about(connection, roots(signed)), _today(signed))
        elif signed.viewer.kind is Kind.AUDITOR:
            found = model.folded(journal.every(connection, *model.TYPES), _today(signed))
        else:
            found = model.folded(journal.among(connection, signed.viewer.organisation or ""), _today(signed))
        readable = [q for q in found if may_read(connection, signed, journal.of(connection, q.matter))]
        return [_told(signed, journal.of(connection, q.matter), q) for q in readable]


def one(signed: SignedIn, matter: str) -> Told:
    """One of them. What is another's and what does not exist look the same."""
    ask(signed, Asks.MATTERS)
    with fresh(signed.site).views.connect() as connection:
        entries = journal.of(connection, matter)
        found = model.folded(entries, _today(signed))
        if not found or not may_read(connection, signed, entries):
            raise Problem("not-found")
        return _told(signed, entries, found[0])


def usual_date(signed: SignedIn) -> str:
    """The day by which an answer is asked for unless somebody chooses another: four weeks from today."""
    return (date.fromisoformat(_today(signed) or date.today().isoformat()) + timedelta(days=28)).isoformat()


def notes(signed: SignedIn, holding: str) -> list[Told]:
    """What has been explained about the parts of a holding, for those who hold it: it travels with the data."""
    ask(signed, Asks.MATTERS)
    viewer = signed.viewer
    with fresh(signed.site).views.connect() as connection:
        held = connection.execute(holding_table.select().where(holding_table.c.id == holding)).first()
        theirs = held is not None and held.organisation == viewer.organisation
        if held is None or not (theirs or viewer.kind is Kind.AUDITOR):
            raise Problem("not-found")
        if viewer.kind in UNITS and held.unit != viewer.unit:
            raise Problem("not-found")
        found = []
        for matter in model.notes(connection, holding):
            entries = journal.of(connection, matter)
            found.append(_told(signed, entries, model.folded(entries, _today(signed))[0]))
        return found


def _told(signed: SignedIn, entries: list[journal.Entry], question: model.Question) -> Told:
    if signed.viewer.kind is Kind.AUDITOR:
        return Told(question, "", ())
    said = {e.index: words(signed.site, e.digest) for e in journal.standing(entries)}
    asked = said.get(question.index, {}).get("text", "")
    return Told(question, asked, tuple(said.get(index, {}).get("reply", "") for index, _, _ in question.answers))


def _today(signed: SignedIn) -> str:
    with signed.site.views.connect() as connection:
        as_of = header(connection, "questions").as_of
    return days.day(as_of).isoformat() if as_of else ""


@router.get("/questions")
def read_questions(signed: Viewing, about: str | None = Query(None, max_length=64)) -> list[Told]:
    """Questions that the viewer asked or was asked, newest first, and whose turn it is."""
    return questions(signed, about)


@router.get("/questions/{question}")
def read_question(question: Uuid, signed: Viewing) -> Told:
    """One question, with its answers."""
    return one(signed, question)


@router.get("/holdings/{holding}/notes")
def read_notes(holding: Uuid, signed: Viewing) -> list[Told]:
    """What has been explained about the parts of a holding and of what it was made from."""
    return notes(signed, holding)
