"""Programmes as JSON: plans, needs, what is remembered, views, measures of success, decisions, grants, interests."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import Connection

from api.matters import may_read, overlay
from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from projections import criteria, decisions, grants, interests, journal, meetings, programmes, remembered, views
from projections.asking import today
from projections.criteria import Success
from projections.decisions import Decision
from projections.grants import Grant
from projections.interests import Interest
from projections.meetings import Meeting
from projections.policy import Kind, Question, reads
from projections.programmes import Programme
from projections.remembered import Remembered
from projections.sides import Sides
from projections.views import Standing, View

router = APIRouter(prefix="/api/programmes", tags=["programmes"])
T = TypeVar("T")


class Told(BaseModel, Generic[T]):
    """``words``: prose by the digest of its statement, where the viewer may read it."""

    answer: T
    words: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Views:
    """``views``: those that the viewer may read; ``others``: how many more there are."""

    standing: Standing
    views: tuple[View, ...]
    others: int


class Reader:
    """What a viewer may read of one programme. A person reads theirs without digests: ``api.have_say``."""

    def __init__(self, connection: Connection, signed: SignedIn, programme: str) -> None:
        """Raises Problem ``not-found``: what is another's and what does not exist look the same."""
        found = programmes.one(connection, programme)
        if found is None or not open_to(signed, found):
            raise Problem("not-found")
        self.connection, self.signed, self.programme = connection, signed, found
        self._readable: dict[str, bool] = {programme: True}

    def reads(self, matter: str) -> bool:
        if matter not in self._readable:
            entries = journal.of(self.connection, matter)
            self._readable[matter] = bool(entries) and may_read(self.connection, self.signed, entries)
        return self._readable[matter]

    def words(self, said: Iterable[tuple[str, str]]) -> dict[str, dict[str, str]]:
        """``said``: (matter, digest) of statements."""
        return overlay(self.signed, [digest for matter, digest in said if self.reads(matter)])


def open_to(signed: SignedIn, programme: Programme) -> bool:
    """Whether the viewer's organisation takes part in a programme."""
    parties = {programme.agency, *programme.providers}
    return signed.viewer.kind is not Kind.PERSON and reads(signed.viewer, "programme", parties=parties)


def ours(signed: SignedIn) -> list[Told[Programme]]:
    """The programmes that the viewer's organisation takes part in, newest first."""
    with asking(signed) as connection:
        found = [one for one in programmes.every(connection) if open_to(signed, one)]
        return [Told(answer=one, words=overlay(signed, _said(one))) for one in found]


def one(signed: SignedIn, programme: str) -> Told[Programme]:
    with asking(signed) as connection:
        reader = Reader(connection, signed, programme)
        found = reader.programme
        return Told(answer=found, words=reader.words((programme, digest) for digest in _said(found)))


def remembers(signed: SignedIn, programme: str) -> Told[list[Remembered]]:
    ask(signed, Question.REMEMBERED)
    with asking(signed) as connection:
        reader = Reader(connection, signed, programme)
        found = remembered.remembered(connection, programme)
        said = [(one.matter, one.digest) for one in found]
        said += [(does.matter, does.digest) for one in found for does in (*one.before, *one.addressed)]
        said += [(programme, mark.digest) for one in found for mark in one.marks]
        return Told(answer=found, words=reader.words(said))


def met(signed: SignedIn, programme: str) -> Told[list[Meeting]]:
    with asking(signed) as connection:
        reader = Reader(connection, signed, programme)
        found = [one for one in meetings.about(connection, programme) if reader.reads(one.meeting)]
        said = [(one.meeting, digest) for one in found for digest in one.invitations]
        said += [(one.meeting, reply.digest) for one in found for reply in one.replies]
        said += [(one.meeting, held.digest) for one in found for held in one.held]
        return Told(answer=found, words=reader.words(said))


def viewed(signed: SignedIn, programme: str, ref: str | None = None) -> Told[Views]:
    """``ref``: a meeting or a measure of success that they are about, instead of the whole programme."""
    with asking(signed) as connection:
        reader = Reader(connection, signed, programme)
        every = [v for v in views.about(connection, ref or programme, today(connection)) if v.programme == programme]
        found = [view for view in every if reader.reads(view.view)]
        said = [(view.view, view.digest) for view in found]
        said += [(view.view, answer.digest) for view in found for answer in view.answers]
        said += [(view.view, view.rating.digest) for view in found if view.rating]
        answer = Views(views.standing(every), tuple(found), len(every) - len(found))
        return Told(answer=answer, words=reader.words(said))


def success(signed: SignedIn, programme: str) -> Told[Success]:
    with asking(signed) as connection:
        reader = Reader(connection, signed, programme)
        found = criteria.success(connection, programme)
        said = [(one.success, version.digest) for one in found.criteria for version in one.versions]
        said += [(one.success, dissent.digest) for one in found.criteria for dissent in one.dissents]
        return Told(answer=found, words=reader.words(said))


def decided(signed: SignedIn, programme: str) -> Told[list[Decision]]:
    with asking(signed) as connection:
        reader = Reader(connection, signed, programme)
        found = [one for one in decisions.about(connection, programme) if reader.reads(one.decision)]
        return Told(answer=found, words=reader.words((one.decision, one.digest) for one in found))


def granted(signed: SignedIn, programme: str) -> Told[list[Grant]]:
    with asking(signed) as connection:
        reader = Reader(connection, signed, programme)
        found = [one for one in grants.about(connection, programme, today(connection)) if reader.reads(one.grant)]
        return Told(answer=found, words=reader.words((one.grant, one.digest) for one in found))


def interested(signed: SignedIn, programme: str) -> Told[list[Interest]]:
    with asking(signed) as connection:
        reader = Reader(connection, signed, programme)
        every = interests.about(connection, programme, today(connection))
        found = [one for one in every if reader.reads(one.interest)]
        said = [(one.interest, one.digest) for one in found]
        said += [(one.interest, voiced.digest) for one in found for voiced in one.voiced]
        said += [(one.interest, voiced.answer) for one in found for voiced in one.voiced if voiced.answer]
        said += [(one.interest, back.digest) for one in found for back in one.returned]
        return Told(answer=found, words=reader.words(said))


def decision(signed: SignedIn, matter: str) -> Told[Decision]:
    """One decision. What is not the viewer's and what does not exist look the same; so for the two below."""
    with asking(signed) as connection:
        (found,) = decisions.folded(_matter(connection, signed, matter, "decision"))
        return Told(answer=found, words=overlay(signed, [found.digest]))


def grant(signed: SignedIn, matter: str) -> Told[Grant]:
    with asking(signed) as connection:
        (found,) = grants.folded(connection, _matter(connection, signed, matter, "grant"), today(connection))
        return Told(answer=found, words=overlay(signed, [found.digest]))


def interest(signed: SignedIn, matter: str) -> Told[Interest]:
    with asking(signed) as connection:
        (found,) = interests.folded(_matter(connection, signed, matter, "interest"), today(connection))
        said = [found.digest, *(v.digest for v in found.voiced), *(v.answer for v in found.voiced if v.answer)]
        return Told(answer=found, words=overlay(signed, said))


def view(signed: SignedIn, matter: str) -> Told[View]:
    with asking(signed) as connection:
        entries = _matter(connection, signed, matter, "view")
        (found,) = views.folded(entries, Sides(connection), today(connection))
        said = [found.digest, *(one.digest for one in found.answers), *([found.rating.digest] if found.rating else [])]
        return Told(answer=found, words=overlay(signed, said))


def _matter(connection: Connection, signed: SignedIn, matter: str, noun: str) -> list[journal.Entry]:
    found = journal.by_matter(journal.of(connection, matter))
    if not found or found[0][0].noun != noun or signed.viewer.kind is Kind.PERSON:
        raise Problem("not-found")
    if not may_read(connection, signed, found[0]):
        raise Problem("not-found")
    return found[0]


def agreed(signed: SignedIn, programme: str) -> list[programmes.Agreement]:
    """The agreements that are made for it, as far as the viewer may read them."""
    with asking(signed) as connection:
        reader = Reader(connection, signed, programme)
        return [one for one in programmes.agreements(connection, programme) if reader.reads(one.agreement)]


def asking(signed: SignedIn) -> Connection:
    """The read models, at the head of the log. Raises Problem where the viewer may not ask about programmes."""
    ask(signed, Question.PROGRAMMES)
    return fresh(signed.site).views.connect()


def _said(programme: Programme) -> list[str]:
    said = [programme.digest, *(plan.digest for plan in programme.plans), *(need.digest for need in programme.needs)]
    return said + [contest.digest for need in programme.needs for contest in need.contested]


@router.get("")
def read_ours(signed: Viewing) -> list[Told[Programme]]:
    """The programmes that the viewer's organisation takes part in, newest first."""
    return ours(signed)


@router.get("/{programme}")
def read_one(programme: Uuid, signed: Viewing) -> Told[Programme]:
    """The need and who contests it, plans and who signed them, and what was collected before a plan was agreed."""
    return one(signed, programme)


@router.get("/{programme}/agreements")
def read_agreements(programme: Uuid, signed: Viewing) -> list[programmes.Agreement]:
    """The agreements that are made for it, and whether each is in force."""
    return agreed(signed, programme)


@router.get("/{programme}/remembered")
def read_remembered(programme: Uuid, signed: Viewing) -> Told[list[Remembered]]:
    """What earlier programmes decided, harmed and learned, and what this one does about each."""
    return remembers(signed, programme)


@router.get("/{programme}/meetings")
def read_meetings(programme: Uuid, signed: Viewing) -> Told[list[Meeting]]:
    """Who was invited to talk, who came, and about what."""
    return met(signed, programme)


@router.get("/{programme}/views")
def read_views(programme: Uuid, signed: Viewing, about: Uuid | None = None) -> Told[Views]:
    """What people think of it, what became of each view, and whether it changed anything, as who gave it says.

    ``about``: a meeting, or a measure of success, that the views are to be about.
    """
    return viewed(signed, programme, about)


@router.get("/{programme}/success")
def read_success(programme: Uuid, signed: Viewing) -> Told[Success]:
    """What success is said to be: its versions, who proposed each, and who does not agree."""
    return success(signed, programme)


@router.get("/{programme}/decisions")
def read_decisions(programme: Uuid, signed: Viewing) -> Told[list[Decision]]:
    """What was decided together on collection and use, and whom it helps."""
    return decided(signed, programme)


@router.get("/{programme}/grants")
def read_grants(programme: Uuid, signed: Viewing) -> Told[list[Grant]]:
    """Who of a provider's staff may learn by doing in the evaluation, until when, and what they opened."""
    return granted(signed, programme)


@router.get("/{programme}/interests")
def read_interests(programme: Uuid, signed: Viewing) -> Told[list[Interest]]:
    """Māori interests in it: what was said together, what became of that, what was given back."""
    return interested(signed, programme)
