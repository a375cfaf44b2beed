"""Programmes by hand: begin to design one, plan it in versions, show and contest the need for it, learn from before."""

from typing import Any

from api import programmes
from api.pages.acts import choices
from api.pages.acts.frame import Act, Field, Options, Saying, Typed, fill, terms
from api.session import SignedIn
from api.wording.dates import said_day
from api.wording.programmes import CONTESTS, EVIDENCE, LESSONS, METHODS, PLACES, WAYS
from api.wording.readers import ADULT, Naming, capital, counted, listed, said
from projections.programmes import Plan


def _begin_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("text", "title", "What it is called"),
        Field("words", "text", "What it is for", optional=True),
        Field("ticks", "providers", "With which providers?", choices.providers(viewer)),
        Field("ticks", "follows", "Which earlier programmes does it learn from?", choices.our_programmes(viewer),
              optional=True),
        Field("date", "starts", "From which day?", optional=True),
    )  # fmt: skip


def _begin(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    data = {
        "programme": matter, "agency": viewer.viewer.organisation, "providers": typed["providers"],
        "follows": typed.get("follows", []),
    } | ({"starts": typed["starts"]} if "starts" in typed else {})  # fmt: skip
    return data, {"title": typed["title"], "text": typed.get("text", "")}


def _plan_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("rows", "uses", "What is to be used", title="Use", rows=(
            Field("ticks", "parts", "What?", choices.EVERY_PART),
            Field("choose", "to_unit", "By which unit?", choices.agency_units(viewer)),
            Field("choose", "purpose", "Why?", choices.EVERY_PURPOSE),
            Field("choose", "basis", "Under which rule?", choices.EVERY_RULE),
            Field("choose", "place", "Where is it collected?", terms(PLACES)),
            Field("choose", "way", "How is it collected?", terms(WAYS)),
            Field("choose", "identifiable", "Can people be recognised?", choices.YES_NO),
        )),
        Field("ticks", "criteria", "What success is judged by", _measures(viewer, matter), optional=True),
        Field("words", "text", "The plan in plain words", optional=True),
    )  # fmt: skip


def _measures(viewer: SignedIn, programme: str) -> Options:
    """Each measure in its newest version."""
    told = programmes.success(viewer, programme)
    found = []
    for one in told.answer.criteria:
        last = one.versions[-1]
        meaning = told.words.get(last.digest, {}).get("meaning", "") or "A measure"
        found.append((f"{one.success} {last.version}", f"{meaning} ({said(METHODS, last.method, ADULT)})"))
    return tuple(found)


def _last(viewer: SignedIn, programme: str) -> Plan | None:
    plans = programmes.one(viewer, programme).answer.plans
    return plans[-1] if plans else None


def _plan(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    last = _last(viewer, matter)
    uses = [
        {"line": n} | use | {"identifiable": use["identifiable"] == "yes"} for n, use in enumerate(typed["uses"], 1)
    ]
    named = (one.rpartition(" ") for one in typed.get("criteria", ()))
    criteria = [{"success": success, "version": int(version)} for success, _, version in named]
    data = {"programme": matter, "version": last.version + 1 if last else 1, "uses": uses, "criteria": criteria}
    return data, {"text": typed.get("text", "")}


def _as_planned(viewer: SignedIn, matter: str) -> dict[str, Any]:
    """A new version begins as the last one is."""
    last = _last(viewer, matter)
    if last is None:
        return {}
    rows = [
        {
            "parts": list(use.parts), "to_unit": use.to_unit, "purpose": use.purpose, "basis": use.basis,
            "place": use.place, "way": use.way, "identifiable": "yes" if use.identifiable else "no",
        }
        for use in last.uses
    ]  # fmt: skip
    return fill("uses", rows) | {"criteria": [f"{success} {version}" for success, version in last.criteria]}


def _need_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("choose", "evidence", "What shows it?", terms(EVIDENCE)),
        Field("words", "text", "What it shows"),
    )


def _need(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    data = {"programme": matter, "need": typed["new"], "evidence": typed["evidence"]}
    return data, {"text": typed["text"]}


def _needed(viewer: SignedIn) -> Options:
    """Programmes for which somebody else showed a need."""
    ours = viewer.viewer.organisation
    shown = {
        told.answer.programme
        for told in programmes.ours(viewer)
        if any(need.organisation != ours for need in told.answer.needs)
    }
    return tuple(one for one in choices.our_programmes(viewer) if one[0] in shown)


def _contest_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    told = programmes.one(viewer, matter)
    needs = tuple(
        (
            need.need,
            told.words.get(need.digest, {}).get("text", "")[:80] or capital(said(EVIDENCE, need.evidence, ADULT)),
        )
        for need in told.answer.needs
        if need.organisation != viewer.viewer.organisation
    )
    return (
        Field("choose", "need", "What do you not accept?", needs),
        Field("choose", "ground", "Why not?", terms(CONTESTS)),
        Field("words", "reason", "What is wrong with it"),
    )


def _contest(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    return {"programme": matter, "need": typed["need"], "ground": typed["ground"]}, {"reason": typed["reason"]}


def _lesson_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    earlier = tuple(one for one in choices.our_programmes(viewer) if one[0] != matter)
    return (
        Field("choose", "kind", "What is it?", tuple(one for one in terms(LESSONS) if one[0] != "learning")),
        Field("date", "happened", "When was it?"),
        Field("choose", "earlier", "In which earlier programme?", earlier, optional=True),
        Field("words", "text", "What happened, and what it teaches"),
    )


def _lesson(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    data = {"programme": matter, "lesson": typed["new"], "kind": typed["kind"], "happened": typed["happened"]}
    return data | ({"earlier": typed["earlier"]} if "earlier" in typed else {}), {"text": typed["text"]}


def _begun(data: dict[str, Any], called: Naming) -> str:
    return f"A programme is being designed with {listed([called.organisation(one) for one in data['providers']])}."


def _planned(data: dict[str, Any], called: Naming) -> str:
    uses = counted(len(data["uses"]), "use")
    return f"Version {data['version']} of the plan was put forward, with {uses}. It holds only once all have signed it."


def _shown(data: dict[str, Any], called: Naming) -> str:
    return f"That the programme is needed is shown by {said(EVIDENCE, data['evidence'], ADULT)}."


def _contested(data: dict[str, Any], called: Naming) -> str:
    return f"A need was not accepted: {said(CONTESTS, data['ground'], ADULT).lower()}."


def _linked(data: dict[str, Any], called: Naming) -> str:
    kind = said(LESSONS, data["kind"], ADULT).lower()
    return f"A {kind} from {said_day(data['happened'])} is to be learned from."


_GROUP = "Programmes"
ACTS = (
    Act(
        "begin-programme", _GROUP, "Begin to design a programme",
        "The providers are told at once, before anything is collected.",
        "programme.registered.v1", choices.UNITS, _begin_fields, _begin, _begun, new="programme",
    ),
    Act(
        "plan-programme", _GROUP, "Put forward a plan",
        "What is to be used, by whom and why. A new version begins as the last one is.",
        "plan.proposed.v1", choices.TOGETHER, _plan_fields, _plan, _planned, of=choices.our_programmes,
        start=_as_planned, on="programme",
    ),
    Act(
        "show-need", _GROUP, "Show why a programme is needed", "All who take part can read it, and contest it.",
        "need.shown.v1", choices.TOGETHER, _need_fields, _need, _shown, new="need", of=choices.our_programmes,
        on="programme",
    ),
    Act(
        "contest-need", _GROUP, "Contest why it is needed", "It stands beside the evidence for good.",
        "need.contested.v1", choices.TOGETHER, _contest_fields, _contest, _contested, of=_needed, on="programme",
    ),
    Act(
        "link-lesson", _GROUP, "Bring up a lesson from before",
        "The programme has to say what it does about it.",
        "lesson.linked.v1", choices.TOGETHER, _lesson_fields, _lesson, _linked, new="lesson",
        of=choices.our_programmes, on="programme",
    ),
)  # fmt: skip
