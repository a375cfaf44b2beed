"""Tenders, what may be told in them, stories, and what the ledger turned away."""

from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy import Connection

from api.matters import may_read, words
from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from ledger.problems import ADVICE, Problem
from ledger.statements.terms import Uuid
from projections import agreements, journal, refused
from projections import stories as story_model
from projections import tenders as model
from projections import turned_away as turned_away_model
from projections.asking import today
from projections.policy import Kind, Question

router = APIRouter(prefix="/api", tags=["tenders"])


@dataclass(frozen=True, slots=True)
class Proposed:
    """An item with its words (``title``, ``text``, and the decision's ``reason``)."""

    item: model.Item
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class Tender:
    """A tender from its opening to the agreement that came of it. ``items`` are the provider's own; ``releases`` what
    went to the agency; ``agreements`` every draft since."""

    tender: model.Tender
    words: dict[str, str]
    items: tuple[Proposed, ...]
    releases: tuple[model.Release, ...]
    agreements: tuple[agreements.Agreement, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """``words``: index of a statement → its prose; ``released``: where the story went."""

    story: story_model.Story
    words: dict[int, dict[str, str]]
    released: tuple[model.Release, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """What the ledger turned away from the viewer's organisation: which rule, and what to do next."""

    index: int
    recorded: str
    organisation: str
    code: str
    title: str
    advice: str


def tenders(signed: SignedIn) -> list[Tender]:
    """Those that the viewer's organisation takes part in, newest first."""
    ask(signed, Question.MATTERS)
    with fresh(signed.site).views.connect() as connection:
        if signed.viewer.kind is Kind.AUDITOR:
            found = model.tenders(journal.every(connection, *model.TENDER))
        else:
            found = model.tenders(journal.among(connection, signed.viewer.organisation or "", *model.TENDER))
        whole = [_tender(connection, signed, one) for one in found]
        return [one for one in whole if one is not None]


def tender(signed: SignedIn, id: str) -> Tender:
    """One of them. What is another's and what does not exist look the same."""
    ask(signed, Question.MATTERS)
    with fresh(signed.site).views.connect() as connection:
        found = model.tenders(journal.of(connection, id))
        whole = _tender(connection, signed, found[0]) if found else None
    if whole is None:
        raise Problem("not-found")
    return whole


def went_in(signed: SignedIn, found: Tender) -> dict[str, model.Item]:
    """Of what the viewer was shown went into a tender: each item's public terms, without its words or its story. What a
    provider weighed and did not send is not among them."""
    gone = {id for release in found.releases for id in release.items}
    with signed.site.views.connect() as connection:
        items, _ = model.of_tender(connection, found.tender.tender)
    return {one.matter: one for one in items if one.matter in gone}


def stories(signed: SignedIn) -> list[Story]:
    """The stories that the viewer's organisation could tell, newest first."""
    _staff(signed)
    with fresh(signed.site).views.connect() as connection:
        if signed.viewer.kind is Kind.AUDITOR:
            entries = journal.every(connection, *story_model.TYPES)
        else:
            entries = journal.among(connection, signed.viewer.organisation or "", *story_model.TYPES)
        found = [_story(connection, signed, one.story) for one in story_model.folded(entries)]
        return [one for one in found if one is not None]


def story(signed: SignedIn, id: str) -> Story:
    """One story, for its provider's staff."""
    _staff(signed)
    with fresh(signed.site).views.connect() as connection:
        found = _story(connection, signed, id)
    if found is None:
        raise Problem("not-found")
    return found


def refusals(signed: SignedIn) -> list[Refused]:
    """What was turned away, newest first."""
    ask(signed, Question.REFUSED)
    whose = None if signed.viewer.kind is Kind.AUDITOR else signed.viewer.organisation or ""
    with fresh(signed.site).views.connect() as connection:
        found = refused.of(connection, whose)
    return [Refused(r.index, r.recorded, r.organisation, r.code, *ADVICE.get(r.code, ("", ""))) for r in found]


def turned_away(signed: SignedIn) -> list[turned_away_model.TurnedAway]:
    """Whoever was signed in and refused something, newest first."""
    ask(signed, Question.TURNED_AWAY)
    with fresh(signed.site).views.connect() as connection:
        return turned_away_model.of(connection, signed.viewer)


def _staff(signed: SignedIn) -> None:
    """A person reads of their own stories on their own pages, which count and date nothing of the log."""
    ask(signed, Question.MATTERS)
    if signed.viewer.kind is Kind.PERSON:
        raise Problem("not-found")


def _tender(connection: Connection, signed: SignedIn, found: model.Tender) -> Tender | None:
    if not may_read(connection, signed, journal.of(connection, found.tender)):
        return None
    items, releases = model.of_tender(connection, found.tender)
    items = [one for one in items if may_read(connection, signed, journal.of(connection, one.matter))]
    releases = [one for one in releases if may_read(connection, signed, journal.of(connection, one.matter))]
    drafts = journal.mentioning(connection, found.tender, agreements.PROPOSED)
    made = []
    for id in dict.fromkeys(draft.matter for draft in drafts):
        said = journal.of(connection, id)
        if may_read(connection, signed, said):
            made += agreements.folded(said, today(connection))
    return Tender(
        found, _words(connection, signed, found.tender),
        tuple(Proposed(one, _words(connection, signed, one.matter)) for one in items), tuple(releases), tuple(made),
    )  # fmt: skip


def _story(connection: Connection, signed: SignedIn, id: str) -> Story | None:
    entries = journal.of(connection, id)
    found = story_model.one(connection, id)
    if found is None or not may_read(connection, signed, entries):
        return None
    items = model.items(
        e for first in journal.mentioning(connection, id, "item.proposed") for e in journal.of(connection, first.matter)
    )
    out = [
        release
        for item in items
        for first in journal.mentioning(connection, item.matter, model.RELEASE)
        for release in model.releases(journal.of(connection, first.matter))
    ]
    silent = signed.viewer.kind is Kind.AUDITOR
    said = {} if silent else {e.index: words(signed.site, e.digest) for e in entries}
    return Story(found, {index: text for index, text in said.items() if text}, tuple(out))


def _words(connection: Connection, signed: SignedIn, matter: str) -> dict[str, str]:
    """The newest word of each name."""
    if signed.viewer.kind is Kind.AUDITOR:
        return {}
    found: dict[str, str] = {}
    for entry in journal.of(connection, matter):
        found |= words(signed.site, entry.digest)
    return found


@router.get("/tenders")
def read_tenders(signed: Viewing) -> list[Tender]:
    """Tenders that the viewer takes part in: what was told in each, who won, and the agreement that came of it."""
    return tenders(signed)


@router.get("/tenders/{tender_id}")
def read_tender(tender_id: Uuid, signed: Viewing) -> Tender:
    """One tender."""
    return tender(signed, tender_id)


@router.get("/stories")
def read_stories(signed: Viewing) -> list[Story]:
    """Families' stories that the viewer's organisation has looked at."""
    return stories(signed)


@router.get("/stories/{story_id}")
def read_story(story_id: Uuid, signed: Viewing) -> Story:
    """One story: how personal it still is, who said what may become of it, and where it went."""
    return story(signed, story_id)


@router.get("/refusals")
def read_refusals(signed: Viewing) -> list[Refused]:
    """Statements of the viewer's organisation that the ledger refused; of what they said, nothing is kept."""
    return refusals(signed)


@router.get("/turned-away")
def read_turned_away(signed: Viewing) -> list[turned_away_model.TurnedAway]:
    """Who was refused while signed in, for privacy officers and auditors: of which unit, and what kind of thing."""
    return turned_away(signed)
