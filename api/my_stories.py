"""A person's own story: what became of it, and taking it back."""

from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy import Connection

from api import my, speaking
from api.matters import roots, words
from api.session import SignedIn, Viewing
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from projections import family, journal
from projections import stories as model
from projections import tenders as tender_model

router = APIRouter(prefix="/api/my", tags=["my"])


@dataclass(frozen=True, slots=True)
class OwnStory:
    """``told_to``: the units of an agency that it went to; ``decision``: what the provider settled, if anything;
    ``withheld``: nobody else is told it, for good."""

    story: str
    organisation: str
    title: str
    identifiability: str
    decision: str | None
    withheld: bool
    told_to: tuple[str, ...]


def own_stories(signed: SignedIn) -> list[OwnStory]:
    """The stories that are the person's own, newest first."""
    with my.own(signed) as connection:
        assessed = family.said_about(connection, roots(signed), model.ASSESSED)
        ids = list(dict.fromkeys(e.matter for e in reversed(assessed)))
        return [_told(connection, signed, id) for id in ids]


def withdraw(signed: SignedIn, story: str) -> None:
    """Takes a story of the person's own back, for good. Raises Problem."""
    if story not in {one.story for one in own_stories(signed)}:
        raise Problem("not-found")
    speaking.say(signed, "story.withdrawn.v1", {"story": story})


def _told(connection: Connection, signed: SignedIn, id: str) -> OwnStory:
    entries = family.without_held(connection, journal.of(connection, id), roots(signed))
    (found,) = model.folded(entries)
    title = next((text for e in entries if (text := words(signed.site, e.digest).get("title"))), "")
    items = [e.matter for e in journal.mentioning(connection, id, "item.proposed")]
    out = [e for item in items for e in journal.mentioning(connection, item, tender_model.RELEASE)]
    units = dict.fromkeys(e.data["to_unit"] for e in family.without_held(connection, out, roots(signed)))
    return OwnStory(
        id, found.organisation, title, found.assessments[-1].identifiability, found.decision,
        found.withheld is not None, tuple(units),
    )  # fmt: skip


@router.get("/stories")
def read_own_stories(signed: Viewing) -> list[OwnStory]:
    """The person's own stories: what was decided, and who was told."""
    return own_stories(signed)


@router.post("/stories/{story_id}/withdrawal", status_code=201)
def withdraw_own_story(story_id: Uuid, signed: Viewing) -> dict[str, str]:
    """Takes the story back. It is never told again, and is asked back from those who were told."""
    withdraw(signed, story_id)
    return {"story": story_id}
