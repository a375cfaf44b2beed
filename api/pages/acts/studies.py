"""Studies by hand: plan one and change its plan, ask before a use, and answer who asks."""

from typing import Any

from api import flow_maps
from api.flow_maps import Study
from api.matters import words
from api.pages.acts import choices
from api.pages.acts.frame import Act, Field, Mistake, Options, Saying, Typed, fill, terms
from api.pages.rendering import names
from api.session import SignedIn
from api.wording.dates import said_day
from api.wording.programmes import METHODS
from api.wording.readers import ADULT, Naming, capital, counted, listed, said
from api.wording.terms import PARTS, PURPOSES
from ledger.statements.studies import Permission
from projections.journal import Entry
from projections.policy import Kind

ANSWERS: dict[str, str] = {
    Permission.YES: "Yes",
    Permission.YES_IF: "Yes, if they keep what you ask",
    Permission.NO: "No",
}
#: A unit that does studies; and those who mean to use what they hold for something else.
STUDIES = frozenset({Kind.UNIT})
USERS = frozenset({Kind.UNIT, Kind.CONTRACTING})


def _ours(viewer: SignedIn) -> list[Study]:
    """Those of the viewer's own unit."""
    return [one for one in flow_maps.all_studies(viewer) if viewer.viewer.speaks_for(one.study.unit)]


def _asked_in(found: Study) -> str:
    """The questions of the newest version."""
    return found.words.get(found.study.versions[-1].index, {}).get("text", "")


def _every(viewer: SignedIn) -> Options:
    return tuple((one.study.matter, _asked_in(one)[:80] or "A study") for one in _ours(viewer))


def _plan_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("words", "text", "What do you want to find out?"),
        Field("number", "questions", "How many questions is that?"),
        Field("rows", "data_sets", "What you work with", title="Data set", rows=(
            Field("choose", "holding", "Which of what you hold?", choices.our_holdings(viewer)),
            Field("ticks", "parts", "Which parts of it?", choices.EVERY_PART),
        )),
        Field("ticks", "methods", "How do you find out?", terms(METHODS)),
        Field("ticks", "providers", "Whose people are in it?", choices.providers(viewer)),
        Field("choose", "programme", "For which programme?", choices.our_programmes(viewer), optional=True),
    )  # fmt: skip


def _study(viewer: SignedIn, typed: Typed) -> Saying:
    if not 1 <= typed["questions"] <= 100:
        raise Mistake("questions", "Write a number from 1 to 100.")
    members = ("data_sets", "methods", "questions", "providers", "programme")
    data = {"unit": viewer.viewer.unit} | {name: typed[name] for name in members if name in typed}
    return data, {"text": typed["text"]}


def _plan(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    data, said_words = _study(viewer, typed)
    return {"study": matter, "version": 1} | data, said_words


def _change(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    data, said_words = _study(viewer, typed)
    return {"study": matter, "version": _one(viewer, matter).study.versions[-1].version + 1} | data, said_words


def _one(viewer: SignedIn, matter: str) -> Study:
    return next(one for one in _ours(viewer) if one.study.matter == matter)


def _as_planned(viewer: SignedIn, matter: str) -> dict[str, Any]:
    found = _one(viewer, matter)
    study, last = found.study, found.study.versions[-1]
    rows = [{"holding": one.holding, "parts": list(one.parts)} for one in study.data_sets]
    return fill("data_sets", rows) | {
        "text": _asked_in(found), "questions": str(last.questions), "methods": list(last.methods),
        "providers": list(study.providers), "programme": study.programme or "",
    }  # fmt: skip


def _ask_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("choose", "holding", "Which of what you hold?", choices.our_holdings(viewer)),
        Field("ticks", "parts", "Which parts of it?", choices.EVERY_PART),
        Field("choose", "purpose", "What for?", choices.EVERY_PURPOSE),
        Field("choose", "to", "Whose people is it about?", choices.providers(viewer)),
        Field("words", "text", "What you mean to do"),
        Field("date", "reply_by", "By when do you need an answer?"),
    )


def _ask(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    members = ("holding", "parts", "purpose", "to", "reply_by")
    data = {"use": matter, "unit": viewer.viewer.unit} | {name: typed[name] for name in members}
    return data, {"text": typed["text"]}


def _to_answer(viewer: SignedIn) -> Options:
    """What the viewer's organisation was asked and has not answered."""
    called = names(viewer.site)
    waiting = (
        said_so[0]
        for said_so in choices.said_in(viewer, "use.proposed")
        if len(said_so) == 1 and said_so[0].data.get("to") == viewer.viewer.organisation
    )
    return tuple((one.matter, _in_short(one, called)) for one in waiting)


def _in_short(asked: Entry, called: Naming) -> str:
    parts = listed([said(PARTS, part, ADULT) for part in asked.data["parts"]])
    return (
        f"{capital(called.unit(asked.data['unit']))}: {parts}, {said(PURPOSES, asked.data['purpose'], ADULT)}. "
        f"Answer by {said_day(asked.data['reply_by'])}."
    )


def _answer_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    asked = next(one[0] for one in choices.said_in(viewer, "use.proposed") if one[0].matter == matter)
    meant = words(viewer.site, asked.digest).get("text", "")
    return (
        Field("choose", "answer", "May they?", terms(ANSWERS), hint=f"They say: {meant}" if meant else ""),
        Field("date", "until", "If yes: until which day?", optional=True),
        Field("words", "reason", "Why, and what you ask of them"),
    )


def _answer(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    if typed["answer"] == Permission.NO and "until" in typed:
        raise Mistake("until", "Leave the day empty: it belongs to a yes.")
    data = {"use": matter, "unit": viewer.viewer.unit, "answer": typed["answer"]}
    return data | ({"until": typed["until"]} if "until" in typed else {}), {"reason": typed["reason"]}


def _planned(data: dict[str, Any], called: Naming) -> str:
    sets = counted(len(data["data_sets"]), "data set")
    who = listed([called.organisation(one) for one in data["providers"]])
    return f"Version {data['version']} of a study works with {sets}, about people of {who}. They are told."


def _proposed(data: dict[str, Any], called: Naming) -> str:
    parts = listed([said(PARTS, part, ADULT) for part in data["parts"]])
    return f"{called.organisation(data['to'])} was asked if you may use {parts}. Until they answer, do not."


def _answered(data: dict[str, Any], called: Naming) -> str:
    until = f", until {said_day(data['until'])}" if data.get("until") else ""
    return f"The answer is: {ANSWERS[data['answer']].lower()}{until}."


_GROUP = "Studies and uses"
ACTS = (
    Act(
        "plan-study", _GROUP, "Plan a study", "The providers whose people are in it are told of each version.",
        "study.planned.v1", STUDIES, _plan_fields, _plan, _planned, new="study",
    ),
    Act(
        "change-study", _GROUP, "Change a study", "A new version, which begins as the last one is.",
        "study.planned.v1", STUDIES, _plan_fields, _change, _planned, of=_every, start=_as_planned, on="study",
    ),
    Act(
        "ask-use", _GROUP, "Ask before we use something", "They answer before anything is done.",
        "use.proposed.v1", USERS, _ask_fields, _ask, _proposed, new="use",
    ),
    Act(
        "answer-use", _GROUP, "Answer who asks to use something", "They may not use it before you have said yes.",
        "use.answered.v1", choices.PROVIDER, _answer_fields, _answer, _answered, of=_to_answer,
        on="use", answers=("use",),
    ),
)  # fmt: skip
