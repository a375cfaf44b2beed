"""Learning by doing, by hand: let a provider's member of staff work with data for a time, and end it."""

from typing import Any

from api import meetings, programmes
from api.pages.acts import choices
from api.pages.acts.frame import Act, Field, Mistake, Options, Saying, Typed, terms
from api.pages.rendering import names
from api.session import SignedIn
from api.wording.dates import said_day
from api.wording.programmes import GRANT_ENDS
from api.wording.readers import ADULT, Naming, said


def _give_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    called, found = names(viewer.site), programmes.one(viewer, matter).answer
    trainings = tuple(
        (one.answer.meeting, f"Training, {said_day(one.answer.on)}")
        for one in meetings.ours(viewer)
        if one.answer.kind == "training"
    )
    houses = tuple((one, called.organisation(one)) for one in found.providers)
    return (
        Field("choose", "to", "Whose member of staff?", houses),
        Field("choose", "training", "Where were they trained?", trainings, optional=True),
        Field("ticks", "holdings", "With which of what you hold?", choices.our_holdings(viewer)),
        Field("ticks", "parts", "With which parts of it?", choices.EVERY_PART),
        Field("choose", "purpose", "What for?", choices.EVERY_PURPOSE),
        Field("date", "starts", "From which day?"),
        Field("date", "ends", "Until which day?"),
        Field("words", "text", "Who it is for", hint="Only the two of you read this.", optional=True),
    )  # fmt: skip


def _give(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    if typed["ends"] < typed["starts"]:
        raise Mistake("ends", "It cannot end before it starts. Choose a later day.")
    members = ("to", "training", "holdings", "parts", "purpose", "starts", "ends")
    data = {name: typed[name] for name in members if name in typed}
    return {"grant": typed["new"], "programme": matter, "unit": viewer.viewer.unit} | data, {
        "text": typed.get("text", "")
    }


def _running(viewer: SignedIn) -> Options:
    called = names(viewer.site)
    return tuple(
        (grant.grant, f"{called.organisation(grant.to)}, until {said_day(grant.ends)}")
        for told in programmes.ours(viewer)
        for grant in programmes.granted(viewer, told.answer.programme).answer
        if grant.ended is None
    )


def _end_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("choose", "reason", "Why?", terms(GRANT_ENDS)),
        Field("words", "note", "What else they should know", optional=True),
    )


def _end(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    return {"grant": matter, "reason": typed["reason"]}, {"note": typed.get("note", "")}


def _given(data: dict[str, Any], called: Naming) -> str:
    who, days = called.organisation(data["to"]), f"from {said_day(data['starts'])} until {said_day(data['ends'])}"
    return f"Somebody of {who} may work with this {days}, once {who} has accepted it."


def _ended(data: dict[str, Any], called: Naming) -> str:
    return f"Access for learning was ended: {said(GRANT_ENDS, data['reason'], ADULT)}."


_GROUP = "Learning by doing"
ACTS = (
    Act(
        "give-grant", _GROUP, "Let a provider’s staff learn with our data",
        "For a time, and no more than you name. What they open is in the same record.",
        "grant.given.v1", choices.UNITS, _give_fields, _give, _given, new="grant", of=choices.our_programmes,
        on="programme",
    ),
    Act(
        "end-grant", _GROUP, "End access for learning", "From then on every opening is marked as outside it.",
        "grant.ended.v1", choices.TOGETHER, _end_fields, _end, _ended, of=_running, on="grant",
    ),
)  # fmt: skip
