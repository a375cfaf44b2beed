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
from ledger.statements.families_terms import ConcernAbout
from ledger.statements.terms import Uuid
from projections import concerns, family
from projections.policy import Kind, Question

router = APIRouter(prefix="/api/my", tags=["my"])

#: The longest that a person may write at once, in characters.
MOST = 4_000
Text = Annotated[str, Field(min_length=1, max_length=MOST)]


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


class NewConcern(BaseModel):
    """``to``: the organisation that has to answer, such as an agency that is in the trail."""

    about: ConcernAbout
    to: Uuid
    text: Text


@router.get("/concerns")
def my_concerns(signed: Viewing) -> list[Worry]:
    """What the person worries about, newest first, with the replies."""
    with own(signed) as connection:
        raised = family.said_about(connection, roots(signed), "concern.raised")
        found = concerns.of_raised(connection, raised)
    return [worry(signed, one) for one in found]


def worry(signed: SignedIn, one: concerns.Concern) -> Worry:
    """With the words of both sides."""
    replies = tuple(
        Reply(a.time, a.organisation, a.unit, a.result, words(signed.site, a.digest).get("reply", ""))
        for a in one.answers
    )
    text = words(signed.site, one.digest).get("text", "")
    return Worry(one.concern, one.time, one.voice, one.about, text, one.to, one.due, replies)


@router.post("/concerns", status_code=201)
def raise_concern(signed: Viewing, asked: Annotated[NewConcern, Body()]) -> dict[str, str]:
    """The person worries, in their own words; whoever it is said to owes a reply. Nothing else changes by it."""
    own(signed).close()
    concern = str(uuid4())
    say(signed, "concern.raised.v1", {"concern": concern, "about": asked.about, "to": asked.to}, text=asked.text)
    return {"concern": concern}


def own(signed: SignedIn) -> Connection:
    """The read models, for a person's own page. Raises Problem for everybody else."""
    ask(signed, Question.MATTERS)
    if signed.viewer.kind is not Kind.PERSON:
        raise Problem("not-found")
    return fresh(signed.site).views.connect()
