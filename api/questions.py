"""Asking what happened, and answering."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from api.matters import as_person, may_read, roots, words
from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from api.speaking import say
from ledger.problems import Problem
from ledger.statements.reporting import AskedFor
from ledger.statements.terms import Uuid
from ledger.statutory import STATUTE
from projections import days, journal
from projections import questions as model
from projections.answers import Entry
from projections.asking import header
from projections.policy import FAMILY_SIDE, OF_ONE_UNIT, Kind
from projections.policy import Question as Asks
from projections.tables import holding as holding_table
from projections.trail import owners, place

router = APIRouter(prefix="/api", tags=["questions"])
#: Working days in which a question of a person's is to be answered, as a request would be (rules version 1).
ANSWER_DAYS = 20


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
            asked = dict.fromkeys(e.matter for e in journal.about(connection, roots(signed), "question.asked"))
            whole = [entry for matter in asked for entry in _said(connection, signed, matter)]
            found = model.folded(whole, _today(signed))
        elif signed.viewer.kind is Kind.AUDITOR:
            found = model.folded(journal.every(connection, *model.TYPES), _today(signed))
        else:
            found = model.folded(journal.among(connection, signed.viewer.organisation or ""), _today(signed))
        readable = [q for q in found if may_read(connection, signed, journal.of(connection, q.matter))]
        return [_told(signed, _said(connection, signed, q.matter), q) for q in readable]


def one(signed: SignedIn, matter: str) -> Told:
    """One of them. What is another's and what does not exist look the same."""
    ask(signed, Asks.MATTERS)
    with fresh(signed.site).views.connect() as connection:
        entries = _said(connection, signed, matter)
        found = model.folded(entries, _today(signed))
        if not found or not may_read(connection, signed, entries):
            raise Problem("not-found")
        return _told(signed, entries, found[0])


def line(signed: SignedIn, number: int) -> Entry:
    """The entry that is number ``number`` on the signed-in person's own page. Raises Problem ``not-found``."""
    ask(signed, Asks.TRAIL, person=signed.viewer.person)
    site = fresh(signed.site)
    with site.ledger.recorder.reader() as cursor:
        lines = site.ledger.vault.lines_of(cursor, bytes.fromhex(signed.viewer.person or ""))
    with site.views.connect() as connection:
        found = place(connection, signed.viewer, lines, owners(connection, lines), number)
    if found is None:
        raise Problem("not-found")
    return found


def ask_about(signed: SignedIn, number: int, text: str) -> str:
    """Asks whoever did what a line of the person's own page tells; returns the question's id."""
    found, id = line(signed, number), str(uuid4())
    today = date.fromisoformat(_today(signed) or date.today().isoformat())
    data = {
        "question": id, "to": found.organisation, "to_unit": found.unit, "asked": AskedFor.WHAT_HAPPENED,
        "statement": found.digest, "due": STATUTE.working_days.after(today, ANSWER_DAYS).isoformat(),
    }  # fmt: skip
    say(signed, "question.asked.v1", {name: value for name, value in data.items() if value}, text=text)
    return id


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
        if held is None or viewer.kind in FAMILY_SIDE or not (theirs or viewer.kind is Kind.AUDITOR):
            raise Problem("not-found")
        if viewer.kind in OF_ONE_UNIT and not viewer.speaks_for(held.unit):
            raise Problem("not-found")
        found = []
        for matter in model.notes(connection, holding):
            entries = journal.of(connection, matter)
            found.append(_told(signed, entries, model.folded(entries, _today(signed))[0]))
        return found


def _said(connection: Connection, signed: SignedIn, matter: str) -> list[journal.Entry]:
    """What was said in a question; to a person without what is kept from them."""
    entries = journal.of(connection, matter)
    return as_person(connection, signed, entries) if signed.viewer.kind is Kind.PERSON else entries


def _told(signed: SignedIn, entries: list[journal.Entry], question: model.Question) -> Told:
    if signed.viewer.kind is Kind.AUDITOR:
        return Told(question, "", ())
    if signed.viewer.kind is Kind.PERSON:  # nothing of it counts or names the log (decision 0006)
        replies = tuple(words(signed.site, e.digest).get("reply", "") for e in journal.standing(entries)[1:])
        text = words(signed.site, entries[0].digest).get("text", "")
        answers = tuple((n, time, how) for n, (_, time, how) in enumerate(question.answers, 1))
        return Told(replace(question, index=0, statement=None, answers=answers), text, replies)
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


class AboutLine(BaseModel):
    """A line of one's own page, by its number there, and what one wants to know about it."""

    line: Annotated[int, Field(ge=1)]
    text: Annotated[str, Field(min_length=1, max_length=4_000)]


@router.post("/my/questions", status_code=201)
def ask_question(asked: Annotated[AboutLine, Body()], signed: Viewing) -> Told:
    """Asks whoever did what a line of one's own trail tells."""
    return one(signed, ask_about(signed, asked.line, asked.text))


@router.get("/holdings/{holding}/notes")
def read_notes(holding: Uuid, signed: Viewing) -> list[Told]:
    """What has been explained about the parts of a holding and of what it was made from."""
    return notes(signed, holding)
