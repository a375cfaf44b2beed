"""What a person says and reads on their own page, beside their trail. Nothing of it counts or dates the log."""

from dataclasses import dataclass
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from api.matters import roots, words
from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from api.speaking import say
from ledger.problems import Problem
from ledger.statements.families_terms import ChoiceAnswer, ConcernAbout
from ledger.statements.terms import Uuid
from ledger.vocabulary import Part
from projections import choices, concerns, family, holds, journal, notices, written
from projections.policy import Kind, Question

router = APIRouter(prefix="/api/my", tags=["my"])

#: The longest that a person may write at once, in characters.
MOST = 4_000
Text = Annotated[str, Field(min_length=1, max_length=MOST)]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the person was told. ``kind``: of the notice, or what a telling was about; ``version`` None for a
    telling; ``worded``: when that version was put out, None where nobody published it. ``authors``: those whose words
    it is; ``joint``: whether all of them had signed when it was given, None where nobody else was to. ``text`` is the
    version given: the one for adults or for children."""

    time: str
    kind: str | None
    version: int | None
    worded: str | None
    reader: str
    understood: bool | None
    authors: tuple[str, ...]
    joint: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice, as it stands. ``parts`` stay back; ``changed``: when the person last changed their mind; ``result``
    and ``words``: what was done about it; ``due``: the day by which somebody must say so."""

    choice: str
    time: str
    changed: str | None
    offered: str
    answer: str
    parts: tuple[str, ...]
    purpose: str | None
    to_unit: str | None
    result: str | None
    words: str
    due: str | None
    sent_all_the_same: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """Something written about the person, and one version of it: ``given``, ``withheld`` by a ground, or ``due``."""

    written: str
    organisation: str
    reader: str
    state: str
    time: str | None
    ground: str | None
    due: str


@dataclass(frozen=True, slots=True)
class Reply:
    """``words``: what was answered."""

    time: str
    organisation: str
    unit: str
    result: str
    words: str


@dataclass(frozen=True, slots=True)
class Worry:
    """One concern of one's own, or that one's provider passed on (``voice``). ``words``: what was written; ``due``:
    the day by which ``to`` must answer."""

    concern: str
    time: str
    voice: str
    about: str
    words: str
    to: str
    due: str
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A person, or ``parts``, kept out of the next transfers. ``sent_all_the_same``: days on which it was sent."""

    time: str
    parts: tuple[str, ...]
    to_unit: str | None
    lifted: str | None
    sent_all_the_same: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Barred:
    """That the person named workers who must not look; who they are stays unsaid, also here."""

    barring: str
    time: str
    lifted: bool


class NewConcern(BaseModel):
    """``to``: the organisation that has to answer, such as an agency that is in the trail."""

    about: ConcernAbout
    to: Uuid
    text: Text


class NewAnswer(BaseModel):
    """``parts``: those that stay back, for ``some``."""

    answer: ChoiceAnswer
    parts: Annotated[list[Part], Field(max_length=30)] = []


class NewBarring(BaseModel):
    """``name``: the name of one worker, as the person knows it."""

    name: Annotated[str, Field(min_length=2, max_length=200)]


@router.get("/notices")
def my_notices(signed: Viewing) -> list[Notice]:
    """What the person was told, newest first, with the words in the version that they were given."""
    with own(signed) as connection:
        said = family.said_about(connection, roots(signed), "notice.given", "telling.given")
        given = notices.by_holders(connection, [e for e in said if e.type == "notice.given"])
        whole = (entry for id in dict.fromkeys(e.matter for e in given) for entry in journal.of(connection, id))
        known = notices.versions(connection, whole)
        found = [_notice(signed, one, known) for one in notices.givings(given, known)]
        found += [_telling(signed, e) for e in journal.standing(said) if e.type == "telling.given"]
    return sorted(found, key=lambda one: one.time, reverse=True)


@router.get("/choices")
def my_choices(signed: Viewing) -> list[Chosen]:
    """What the person chose, newest first, and what was done about it."""
    with own(signed) as connection:
        made = family.said_about(connection, roots(signed), "choice.made")
        found = choices.of_made(connection, made)
        return [_chosen(signed, connection, one) for one in reversed(found)]


@router.post("/choices/{choice}", status_code=201)
def change_mind(choice: Uuid, signed: Viewing, asked: Annotated[NewAnswer, Body()]) -> dict[str, str]:
    """The person changes their mind. Whoever it binds must say by a date what it did."""
    own(signed).close()
    parts = {"parts": sorted(asked.parts)} if asked.parts else {}
    say(signed, "choice.changed.v1", {"choice": choice, "answer": asked.answer} | parts)
    return {"choice": choice}


@router.get("/copies")
def my_copies(signed: Viewing) -> list[Copy]:
    """What was written about the person, newest first: copies given, kept back and due, each version by itself."""
    with own(signed) as connection:
        found = written.of_person(connection, family.open_roots(connection, roots(signed)), as_family=True)
    return [
        Copy(one.time, one.organisation, v.reader, v.state, v.time, v.ground, one.due)
        for one in found
        for v in one.versions
    ]


@router.get("/concerns")
def my_concerns(signed: Viewing) -> list[Worry]:
    """What the person worries about, newest first, with the replies."""
    with own(signed) as connection:
        raised = family.said_about(connection, roots(signed), "concern.raised")
        found = concerns.of_raised(connection, raised)
    return [worry(signed, one) for one in found]


@router.post("/concerns", status_code=201)
def raise_concern(signed: Viewing, asked: Annotated[NewConcern, Body()]) -> dict[str, str]:
    """The person worries, in their own words; whoever it is said to owes a reply. Nothing else changes by it."""
    own(signed).close()
    concern = str(uuid4())
    say(signed, "concern.raised.v1", {"concern": concern, "about": asked.about, "to": asked.to}, text=asked.text)
    return {"concern": concern}


@router.get("/holds")
def my_holds(signed: Viewing) -> list[Held]:
    """What is held from being sent, newest first, and whether it was sent all the same."""
    with own(signed) as connection:
        found = holds.of_placed(connection, family.said_about(connection, roots(signed), "hold.placed"))
        return [
            Held(one.time, one.parts, one.to_unit, one.lifted, _open_days(connection, one.against)) for one in found
        ]


@router.get("/barrings")
def my_barrings(signed: Viewing) -> list[Barred]:
    """How often the person named workers who must not look, newest first."""
    with own(signed) as connection:
        said = journal.standing(family.said_about(connection, roots(signed), "barring.placed", "barring.lifted"))
    lifted = {e.matter for e in said if e.type == "barring.lifted"}
    placed = [e for e in said if e.type == "barring.placed"]
    return [Barred(e.matter, e.time, e.matter in lifted) for e in reversed(placed)]


@router.post("/barrings", status_code=201)
def bar(signed: Viewing, asked: Annotated[NewBarring, Body()]) -> dict[str, str]:
    """Names a worker who must not open the person's record. Only a privacy officer is told, if that one does."""
    own(signed).close()
    barring = str(uuid4())
    say(signed, "barring.placed.v1", {"barring": barring}, name=asked.name)
    return {"barring": barring}


@router.post("/barrings/{barring}/end", status_code=201)
def end_barring(barring: Uuid, signed: Viewing) -> dict[str, str]:
    """Takes it back."""
    own(signed).close()
    say(signed, "barring.lifted.v1", {"barring": barring})
    return {"barring": barring}


def own(signed: SignedIn) -> Connection:
    """The read models, for a person's own page. Raises Problem for everybody else."""
    ask(signed, Question.MATTERS)
    if signed.viewer.kind is not Kind.PERSON:
        raise Problem("not-found")
    return fresh(signed.site).views.connect()


def worry(signed: SignedIn, one: concerns.Concern) -> Worry:
    """With the words of both sides."""
    replies = tuple(
        Reply(a.time, a.organisation, a.unit, a.result, words(signed.site, a.digest).get("reply", ""))
        for a in one.answers
    )
    text = words(signed.site, one.digest).get("text", "")
    return Worry(one.concern, one.time, one.voice, one.about, text, one.to, one.due, replies)


def _notice(signed: SignedIn, one: notices.Giving, known: dict[tuple[str, int], notices.Version]) -> Notice:
    version = known.get((one.notice, one.version))
    if version is None:
        return Notice(one.time, None, one.version, None, one.reader, one.understood, (one.organisation,), None, "")
    joint = one.joint if len(version.authors) > 1 else None
    authors = version.authors if joint or joint is None else version.signed_before(one.index)
    text = _text(signed, version.digest, one.reader)
    return Notice(
        one.time, version.kind, one.version, version.time, one.reader, one.understood, authors, joint, text
    )  # fmt: skip


def _telling(signed: SignedIn, e: journal.Entry) -> Notice:
    reader = e.data["reader"]
    text = _text(signed, e.digest, reader)
    return Notice(e.time, e.data["about"], None, None, reader, None, (e.organisation,), None, text)


def _text(signed: SignedIn, digest: str, reader: str) -> str:
    return words(signed.site, digest).get("text_child" if reader == "child" else "text", "")


def _chosen(signed: SignedIn, connection: Connection, one: choices.Choice) -> Chosen:
    reply = words(signed.site, one.digest).get("reply", "") if one.digest else ""
    changed = one.minds[-1].time if len(one.minds) > 1 else None
    return Chosen(
        one.choice, one.minds[0].time, changed, one.offered, one.answer, one.parts, one.purpose, one.to_unit,
        one.result, reply, one.due, _open_days(connection, holds.against_choice(connection, one)),
    )  # fmt: skip


def _open_days(connection: Connection, against: tuple[holds.Against, ...]) -> tuple[str, ...]:
    """When something was sent, as far as the family side may know that it was."""
    return tuple(one.time for one in against if not one.held)
