"""Māori interests by hand: declared by those whose they are, their contact named, said together; and what came back."""

from typing import Any

from api import programmes
from api.pages.acts import choices
from api.pages.acts.frame import Act, Field, Mistake, Options, Saying, Typed, terms
from api.session import SignedIn
from api.wording.dates import said_day
from api.wording.programmes import COLLECTIVE, GROUPS, RETURNED, TIKANGA
from api.wording.readers import ADULT, Naming, said


def _declare_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("choose", "group", "Who are you?", terms(GROUPS)),
        Field("text", "title", "What you are called", hint="Only those who take part read this."),
        Field("ticks", "self_declared", "Do you say this for yourselves?", (("yes", "Yes, it is ours to say"),),
              need="Tick it if it is yours to say. If it is not, leave it to those whose it is."),
    )  # fmt: skip


def _declare(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    agency = programmes.one(viewer, matter).answer.agency
    data = {
        "interest": typed["new"], "self_declared": True, "group": typed["group"], "programme": matter, "to": agency,
    }  # fmt: skip
    return data, {"title": typed["title"]}


def _every(viewer: SignedIn) -> list[tuple[str, str, bool]]:
    """(id, what it is called, whether the viewer's organisation declared it)."""
    ours = viewer.viewer.organisation
    return [
        (entries[0].matter, choices.called(viewer, entries, said(GROUPS, entries[0].data["group"], ADULT)),
         entries[0].organisation == ours)
        for entries in choices.said_in(viewer, "interest.declared")
        if entries and entries[0].type == "interest.declared"
    ]  # fmt: skip


def _ours(viewer: SignedIn) -> Options:
    return tuple((id, title) for id, title, own in _every(viewer) if own)


def _theirs(viewer: SignedIn) -> Options:
    return tuple((id, title) for id, title, own in _every(viewer) if not own)


def _mandate_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("date", "until", "Until which day may they speak for you?"),
        Field("words", "note", "Who they are, and how they were chosen"),
    )


def _mandate(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    return {"interest": matter, "until": typed["until"]}, {"note": typed["note"]}


def _voice_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("choose", "kind", "What do you say?", terms(COLLECTIVE)),
        Field("ticks", "parts", "About what?", choices.EVERY_PART, optional=True),
        Field("choose", "restriction", "If it is a tikanga restriction: what is it?", terms(TIKANGA), optional=True),
        Field("words", "text", "In your own words"),
    )


def _voice(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    if typed["kind"] == "restriction" and "restriction" not in typed:
        raise Mistake("restriction", "Choose what the restriction asks.")
    if typed["kind"] != "restriction" and "restriction" in typed:
        raise Mistake("restriction", "Choose none: this belongs to a tikanga restriction.")
    members = {name: typed[name] for name in ("kind", "parts", "restriction") if name in typed}
    return {"interest": matter} | members, {"text": typed["text"]}


def _return_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("choose", "returned", "What came back to them?", terms(RETURNED)),
        Field("words", "note", "What it was", optional=True),
    )


def _return(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    return {"interest": matter, "returned": typed["returned"]}, {"note": typed.get("note", "")}


def _declared(data: dict[str, Any], called: Naming) -> str:
    return f"{said(GROUPS, data['group'], ADULT)} declares an interest, to {called.organisation(data['to'])}."


def _mandated(data: dict[str, Any], called: Naming) -> str:
    return f"Somebody was named who speaks for the group until {said_day(data['until'])}."


def _voiced(data: dict[str, Any], called: Naming) -> str:
    asks = f", {said(TIKANGA, data['restriction'], ADULT)}" if data.get("restriction") else ""
    return f"{said(COLLECTIVE, data['kind'], ADULT)} was said together{asks}. It is owed an answer."


def _returned(data: dict[str, Any], called: Naming) -> str:
    return f"{said(RETURNED, data['returned'], ADULT)}."


_GROUP = "Māori interests"
ACTS = (
    Act(
        "declare-interest", _GROUP, "Declare a Māori interest", "For yourselves only: nobody else can say it for you.",
        "interest.declared.v1", choices.PROVIDER, _declare_fields, _declare, _declared, new="interest",
        of=choices.our_programmes, on="programme",
    ),
    Act(
        "name-contact", _GROUP, "Name who speaks for us", "Who that is stays between those who take part.",
        "interest.mandated.v1", choices.PROVIDER, _mandate_fields, _mandate, _mandated, of=_ours, on="interest",
    ),
    Act(
        "say-together", _GROUP, "Say something together",
        "A view, a decision, a restriction or an objection. An objection stays open until it is accepted.",
        "interest.voiced.v1", choices.PROVIDER, _voice_fields, _voice, _voiced, of=_ours, on="interest",
    ),
    Act(
        "give-back", _GROUP, "Say what came back to Māori", "The group reads it beside what it said.",
        "interest.returned.v1", choices.UNITS, _return_fields, _return, _returned, of=_theirs, on="interest",
    ),
)  # fmt: skip
