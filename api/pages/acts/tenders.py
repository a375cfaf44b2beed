"""Tenders by hand: open one, say who won, mean to tell something in it, ask back what went, and take it out."""

from typing import Any

from api import tenders
from api.pages.acts import choices
from api.pages.acts.frame import Act, Field, Options, Saying, Typed, terms
from api.pages.rendering import names
from api.session import SignedIn
from api.wording.agreements import IDENTIFIABILITY
from api.wording.dates import said_day
from api.wording.readers import Naming, counted, listed
from ledger.statements.tenders import RecallReason
from projections.tenders import Release

RECALLS: dict[str, str] = {
    RecallReason.STORY_WITHHELD: "The story is now kept back",
    RecallReason.SENT_BY_MISTAKE: "It was sent by mistake",
    RecallReason.TENDER_ENDED: "The tender is over",
}


def _title(found: tenders.Tender) -> str:
    return found.words.get("title", "A tender")


def _open(viewer: SignedIn) -> Options:
    """Those that nobody has won."""
    return tuple((one.tender.tender, _title(one)) for one in tenders.tenders(viewer) if not one.tender.awarded)


def _open_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("text", "title", "What it is for"),
        Field("words", "text", "What providers are asked to offer", optional=True),
        Field("ticks", "providers", "Whom do you ask?", choices.providers(viewer)),
        Field("date", "closes", "Until which day?"),
        Field("choose", "programme", "For which programme?", choices.our_programmes(viewer), optional=True),
    )


def _open_tender(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    data = {
        "tender": matter, "unit": viewer.viewer.unit, "providers": typed["providers"], "closes": typed["closes"],
    } | ({"programme": typed["programme"]} if "programme" in typed else {})  # fmt: skip
    return data, {"title": typed["title"], "text": typed.get("text", "")}


def _award_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    called, asked = names(viewer.site), tenders.tender(viewer, matter).tender.providers
    return (
        Field("ticks", "providers", "Who won?", tuple((one, called.organisation(one)) for one in asked)),
        Field("words", "reason", "Why they?"),
    )


def _award(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    data = {"tender": matter, "unit": viewer.viewer.unit, "providers": typed["providers"]}
    return data, {"reason": typed["reason"]}


def _item_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    stories = tuple(
        (entries[0].matter, choices.called(viewer, entries, "A story"))
        for entries in choices.said_in(viewer, "story.assessed")
    )
    return (
        Field("text", "title", "What it is", hint="Name nobody in it."),
        Field("ticks", "parts", "What does it tell?", choices.EVERY_PART),
        Field("choose", "original", "What did you collect it for?", choices.EVERY_PURPOSE),
        Field("choose", "identifiability", "Who could be recognised?", terms(IDENTIFIABILITY)),
        Field("number", "people", "About how many people?"),
        Field("choose", "story", "Which story is it?", stories, optional=True),
    )


def _item(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    names_of = ("parts", "original", "identifiability", "people", "story")
    data = {name: typed[name] for name in names_of if name in typed}
    return {"item": typed["new"], "tender": matter, "unit": viewer.viewer.unit} | data, {"title": typed["title"]}


def _releases(viewer: SignedIn) -> list[tuple[tenders.Tender, Release]]:
    return [(one, release) for one in tenders.tenders(viewer) for release in one.releases]


def _named(found: tenders.Tender, release: Release) -> str:
    return f"{_title(found)}: {counted(len(release.items), 'thing')}, sent on {said_day(release.time)}"


def _sent(viewer: SignedIn) -> Options:
    return tuple(
        (r.matter, _named(one, r)) for one, r in _releases(viewer) if any(item not in r.recalled for item in r.items)
    )


def _asked_back(viewer: SignedIn) -> Options:
    return tuple(
        (r.matter, _named(one, r)) for one, r in _releases(viewer) if any(item not in r.removed for item in r.recalled)
    )


def _items(viewer: SignedIn, matter: str, *, back: bool) -> Field:
    """What went; or what of it was asked back and is still there."""
    found, release = next((one, r) for one, r in _releases(viewer) if r.matter == matter)
    titles = {one.item.matter: one.words.get("title", "") for one in found.items}
    left = [i for i in release.items if (i in release.recalled and i not in release.removed if back
                                         else i not in release.recalled)]  # fmt: skip
    options = tuple((item, titles.get(item) or f"Thing {release.items.index(item) + 1}") for item in left)
    return Field("ticks", "items", "Which of it?", options)


def _recall_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        _items(viewer, matter, back=False),
        Field("choose", "reason", "Why?", terms(RECALLS)),
        Field("words", "note", "What else they should know", optional=True),
    )


def _recall(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    data = {
        "release": matter, "unit": viewer.viewer.unit, "items": typed["items"], "reason": typed["reason"],
    }  # fmt: skip
    return data, {"note": typed.get("note", "")}


def _removal_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (_items(viewer, matter, back=True), Field("words", "note", "What was done", optional=True))


def _remove(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    data = {"release": matter, "unit": viewer.viewer.unit, "items": typed["items"]}
    return data, {"note": typed.get("note", "")}


def _opened_told(data: dict[str, Any], called: Naming) -> str:
    asked = listed([called.organisation(one) for one in data["providers"]])
    return f"{asked} were asked for tenders, until {said_day(data['closes'])}."


def _won_told(data: dict[str, Any], called: Naming) -> str:
    return f"The tender was won by {listed([called.organisation(one) for one in data['providers']])}."


def _item_told(data: dict[str, Any], called: Naming) -> str:
    about = counted(data["people"], "person", "people")
    return f"Something about {about} is meant for a tender. It goes only once somebody has decided that it may."


def _back_told(data: dict[str, Any], called: Naming) -> str:
    return f"{counted(len(data['items']), 'thing')} that went into a tender was asked back."


def _out_told(data: dict[str, Any], called: Naming) -> str:
    return f"{counted(len(data['items']), 'thing')} that was asked back was taken out."


_GROUP = "Tenders"
ACTS = (
    Act(
        "open-tender", _GROUP, "Open a tender", "Ask providers to offer a service. They are told, and see until when.",
        "tender.opened.v1", choices.PAYERS, _open_fields, _open_tender, _opened_told, new="tender",
    ),
    Act(
        "award-tender", _GROUP, "Say who won a tender", "Everybody whom you asked is told.",
        "tender.awarded.v1", choices.PAYERS, _award_fields, _award, _won_told, of=_open, on="tender",
    ),
    Act(
        "tell-in-tender", _GROUP, "Mean to tell something in a tender",
        "First say what it is and what it was collected for. Then somebody decides if it may go.",
        "item.proposed.v1", choices.PROVIDER, _item_fields, _item, _item_told, new="item", of=_open, on="tender",
    ),
    Act(
        "ask-back", _GROUP, "Ask back what went into a tender", "The agency must take it out, and say that it did.",
        "release.recalled.v1", choices.PROVIDER, _recall_fields, _recall, _back_told, of=_sent, on="release",
    ),
    Act(
        "take-out", _GROUP, "Say that something was taken out", "The provider that asked for it back is told.",
        "release.removed.v1", choices.PAYERS, _removal_fields, _remove, _out_told, of=_asked_back,
        on="release", answers=("release-remove",),
    ),
)  # fmt: skip
