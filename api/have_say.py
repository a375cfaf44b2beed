"""How families have a say in a programme: their views and what became of them, what success is, and invitations.

A person reads neither digests nor places in the log, and nothing that other families said (decision 0006).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from api.matters import as_person, roots, words
from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from api.speaking import say
from ledger.problems import Problem
from ledger.statements.programme_terms import Coming, Contest, Credit, Method, Rating, Topic, ViewKind
from ledger.statements.terms import Date, Uuid
from ledger.vocabulary import Part
from projections import criteria, decisions, family, journal, meetings, programmes, views
from projections.asking import today
from projections.decisions import Decision
from projections.journal import Entry
from projections.meetings import Item
from projections.policy import Kind, Question
from projections.sides import Count, Sides

router = APIRouter(prefix="/api/my", tags=["my"])

#: The longest that a person may write at once, in characters.
MOST = 4_000
Text = Annotated[str, Field(min_length=1, max_length=MOST)]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the agency says became of a view; ``decision``: whether it names a decision that was changed; ``decided``:
    what that says of each part, once all have signed it."""

    time: str
    outcome: str
    decision: bool
    why_not: str | None
    safeguards: tuple[str, ...]
    words: str
    decided: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class View:
    """``rating``: whether it changed anything, as the person said last."""

    view: str
    time: str
    voice: str
    kind: str
    topic: str
    part: str | None
    credit: str
    words: str
    due: str
    answers: tuple[Answer, ...]
    rating: str | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """``coming``: what the person answered last; ``held``: whether it has taken place; ``decided``: what was decided
    there of each part, once all have signed it."""

    meeting: str
    kind: str
    on: str
    host: str
    topics: tuple[str, ...]
    items: tuple[Item, ...]
    words: str
    coming: str | None
    held: bool
    decided: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """What success is, as ``side`` says; ``mine``: the person proposed it. Another family's words are not shown.

    ``dissents``: how many of each side do not agree with it; ``dissented``: whether the person is one of them.
    """

    success: str
    version: int
    side: str
    organisation: str
    mine: bool
    method: str
    words: str
    planned: bool
    dissents: Count
    dissented: bool


@dataclass(frozen=True, slots=True)
class Mine:
    """A programme that the person's information was collected for, or that they were asked about.

    ``proposed``: how many measures of success each side began.
    """

    programme: str
    title: str
    agency: str
    providers: tuple[str, ...]
    views: tuple[View, ...]
    invitations: tuple[Invitation, ...]
    proposed: Count
    measures: tuple[Measure, ...]


def mine(signed: SignedIn) -> list[Mine]:
    """The person's programmes, newest first."""
    with own(signed) as connection:
        ours = programmes.of_people(connection, roots(signed))
        about_me = family.said_about(connection, roots(signed))
        found = [programmes.one(connection, programme) for programme in ours]
        ordered = sorted((one for one in found if one is not None), key=lambda one: -one.index)
        return [_mine(connection, signed, one, about_me) for one in ordered]


def give_view(
    signed: SignedIn, programme: str, kind: ViewKind, topic: Topic, part: Part | None, credit: Credit, text: str
) -> str:
    """The person says what they think; the agency owes an answer. Returns the view's id."""
    agency = _its(signed, programme).agency
    view = str(uuid4())
    data = {
        "view": view, "programme": programme, "to": agency, "kind": kind, "topic": topic, "credit": credit
    }  # fmt: skip
    say(signed, "view.given.v1", data | ({"part": part} if part else {}), text=text)
    return view


def rate(signed: SignedIn, view: str, rating: Rating, text: str = "") -> None:
    """Did this change anything? Only who gave the view can say."""
    own(signed).close()
    say(signed, "view.rated.v1", {"view": view, "rating": rating}, text=text)


def reply(signed: SignedIn, meeting: str, coming: Coming, another: str | None, note: str = "") -> None:
    """The person comes, does not, or asks for another day."""
    own(signed).close()
    data = {"meeting": meeting, "coming": coming}
    say(signed, "meeting.answered.v1", data | ({"another": another} if another else {}), note=note)


def propose(signed: SignedIn, programme: str, method: Method, text: str) -> str:
    """The person says what success is for their family. Returns the measure's id."""
    agency, success = _its(signed, programme).agency, str(uuid4())
    data = {"success": success, "version": 1, "programme": programme, "organisations": [agency], "method": method}
    say(signed, "success.proposed.v1", data, meaning=text)
    return success


def dissent(signed: SignedIn, programme: str, success: str, version: int, ground: Contest, text: str = "") -> None:
    """The person does not agree that this is what success is."""
    _its(signed, programme)
    data = {"success": success, "version": version, "programme": programme, "ground": ground}
    say(signed, "success.dissented.v1", data, reason=text)


def own(signed: SignedIn) -> Connection:
    """The read models, for a person's own page. Raises Problem for everybody else."""
    ask(signed, Question.PROGRAMMES)
    if signed.viewer.kind is not Kind.PERSON:
        raise Problem("not-found")
    return fresh(signed.site).views.connect()


def _its(signed: SignedIn, programme: str) -> programmes.Programme:
    with own(signed) as connection:
        found = programmes.one(connection, programme)
        if found is None or programme not in programmes.of_people(connection, roots(signed)):
            raise Problem("not-found")
    return found


def _mine(connection: Connection, signed: SignedIn, one: programmes.Programme, about_me: list[Entry]) -> Mine:
    ours = [e for e in about_me if e.data.get("programme") == one.programme]
    taken = [d for d in decisions.about(connection, one.programme) if d.taken is not None]
    success = criteria.success(connection, one.programme)
    spoken = {e.matter for e in about_me if e.type == "success.proposed"}
    dissented = {e.matter for e in about_me if e.type == "success.dissented"}
    return Mine(
        one.programme, _words(signed, one.digest), one.agency, one.providers,
        tuple(reversed(_views(connection, signed, ours, taken))), tuple(_invitations(connection, signed, ours, taken)),
        success.proposed, tuple(_measure(signed, c, spoken, dissented) for c in success.criteria),
    )  # fmt: skip


def _views(connection: Connection, signed: SignedIn, ours: Iterable[Entry], taken: Sequence[Decision]) -> list[View]:
    said = _of(connection, signed, ours, "view.given")
    voices = {e.matter: e.data["voice"] for e in said if e.type == "view.given"}
    return [
        View(
            v.view, v.time, voices[v.view], v.kind, v.topic, v.part, v.credit, _words(signed, v.digest), v.due,
            tuple(
                Answer(
                    a.time, a.outcome, a.decision is not None, a.why_not, a.safeguards, _words(signed, a.digest),
                    tuple(i for d in taken if d.decision == a.decision for i in d.items),
                )
                for a in v.answers
            ),
            v.rating.rating if v.rating else None,
        )
        for v in views.folded(said, Sides(connection), today(connection))
    ]  # fmt: skip


def _invitations(
    connection: Connection, signed: SignedIn, ours: Iterable[Entry], taken: Sequence[Decision]
) -> list[Invitation]:
    said = _of(connection, signed, ours, "meeting.invited")
    return [
        Invitation(
            m.meeting, m.kind, m.on, m.host, m.topics, m.items, _words(signed, *m.invitations),
            m.replies[-1].coming if m.replies else None, bool(m.held),
            tuple(i for d in taken if d.meeting == m.meeting for i in d.items),
        )
        for m in meetings.folded(said)
    ]  # fmt: skip


def _of(connection: Connection, signed: SignedIn, ours: Iterable[Entry], type: str) -> list[Entry]:
    """All that the person may read of the matters in which they were addressed, or spoke, in this way."""
    matters = dict.fromkeys(e.matter for e in ours if e.type == type)
    return [e for matter in matters for e in as_person(connection, signed, journal.of(connection, matter))]


def _measure(signed: SignedIn, c: criteria.Criterion, spoken: set[str], dissented: set[str]) -> Measure:
    last, is_mine = c.versions[-1], c.success in spoken
    sides = [dissent.side for dissent in c.dissents]
    hidden = last.side == "family" and not is_mine
    return Measure(
        c.success, last.version, last.side, last.organisation, is_mine, last.method,
        "" if hidden else _words(signed, last.digest), c.planned > 0,
        Count(sides.count("agency"), sides.count("provider"), sides.count("family")), c.success in dissented,
    )  # fmt: skip


def _words(signed: SignedIn, *digests: str) -> str:
    return "\n".join(text for digest in digests for text in words(signed.site, digest).values())


class NewView(BaseModel):
    """``credit``: how the person wants to be named where it is used."""

    kind: ViewKind = ViewKind.ON_DESIGN
    topic: Topic
    part: Part | None = None
    credit: Credit = Credit.NONE
    text: Text


class NewRating(BaseModel):
    """Did this change anything?"""

    rating: Rating
    text: Annotated[str, Field(max_length=MOST)] = ""


class NewReply(BaseModel):
    """``another``: the day, where the person asks for another one."""

    coming: Coming
    another: Date | None = None
    note: Annotated[str, Field(max_length=MOST)] = ""


class NewMeasure(BaseModel):
    """What success is for the person's family."""

    method: Method
    text: Text


class NewDissent(BaseModel):
    """``version``: the one that the person has read."""

    version: Annotated[int, Field(ge=1, le=10_000)]
    ground: Contest
    reason: Annotated[str, Field(max_length=MOST)] = ""


@router.get("/programmes")
def my_programmes(signed: Viewing) -> list[Mine]:
    """The programmes that the person is in, what they think of them, and what became of that."""
    return mine(signed)


@router.post("/programmes/{programme}/views", status_code=201)
def post_view(programme: Uuid, signed: Viewing, asked: Annotated[NewView, Body()]) -> dict[str, str]:
    """Says what the person thinks; the agency owes an answer."""
    return {"view": give_view(signed, programme, asked.kind, asked.topic, asked.part, asked.credit, asked.text)}


@router.post("/views/{view}/ratings", status_code=201)
def post_rating(view: Uuid, signed: Viewing, asked: Annotated[NewRating, Body()]) -> dict[str, str]:
    """Did this change anything? It is printed beside what the agency says."""
    rate(signed, view, asked.rating, asked.text)
    return {"view": view}


@router.post("/meetings/{meeting}/replies", status_code=201)
def post_reply(meeting: Uuid, signed: Viewing, asked: Annotated[NewReply, Body()]) -> dict[str, str]:
    """Answers an invitation."""
    reply(signed, meeting, asked.coming, asked.another, asked.note)
    return {"meeting": meeting}


@router.post("/programmes/{programme}/success", status_code=201)
def post_measure(programme: Uuid, signed: Viewing, asked: Annotated[NewMeasure, Body()]) -> dict[str, str]:
    """Says what success is for the person's family."""
    return {"success": propose(signed, programme, asked.method, asked.text)}


@router.post("/programmes/{programme}/success/{success}/dissents", status_code=201)
def post_dissent(
    programme: Uuid, success: Uuid, signed: Viewing, asked: Annotated[NewDissent, Body()]
) -> dict[str, str]:
    """Does not agree that this is what success is."""
    dissent(signed, programme, success, asked.version, asked.ground, asked.reason)
    return {"success": success}
