"""What is decided and granted together, and what Māori asked for: read it, and sign, accept or answer."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api import programmes, speaking
from api.pages.acts.here import here
from api.pages.forms import Form, typed
from api.pages.rendering import names
from api.pages.sheet import Ask, Field, Item, Section, many, options, sheet
from api.session import SignedIn, Viewing
from api.wording.dates import said_day, said_moment
from api.wording.flags import flagged
from api.wording.programmes import (
    ABOUT,
    BENEFITS,
    COLLECTIVE,
    GAINS,
    GRANT_ENDS,
    GRANTS,
    GROUPS,
    INTEREST_OUTCOMES,
    PLACES,
    RETURNED,
    SIDES,
    TIKANGA,
    TOPICS,
    WAYS,
)
from api.wording.readers import ADULT, Naming, capital, counted, listed, said
from api.wording.terms import PARTS, PURPOSES
from ledger.statements.terms import Uuid
from projections.decisions import Decision
from projections.grants import Grant
from projections.interests import Interest
from projections.signing import Signature

router = APIRouter(include_in_schema=False)
Typed = Annotated[Form, Depends(typed)]
Words = dict[str, dict[str, str]]


def _when(s: Signature) -> str:
    return f"{said_day(s.time)}, recorded {said_moment(s.recorded)}"


def decision_item(d: Decision, words: Words, called: Naming) -> Item:
    """A joint decision: where, how and why, who gains, and who has decided."""
    items = tuple(
        f"{capital(said(PARTS, i.part, ADULT))}: {said(PLACES, i.place, ADULT)}, {said(WAYS, i.way, ADULT)}, "
        f"{said(PURPOSES, i.purpose, ADULT)}."
        for i in d.items
    )
    gains = tuple(f"Good for {said(GAINS, who, ADULT)}: {said(BENEFITS, what, ADULT)}." for who, what in d.wellbeing)
    signed = listed([f"{called.organisation(s.organisation)} ({_when(s)})" for s in d.signed]) or "nobody yet"
    waits = f" Waiting for {listed([called.organisation(one) for one in d.missing])}." if d.missing else ""
    tag = "Decided" if d.taken is not None else "Not decided"
    title = f"On {said(ABOUT, d.about, ADULT)}"
    spoken = tuple(words.get(d.digest, {}).values())
    lines = (*items, *gains, f"Signed by {signed}.{waits}")
    return Item(title, f"/decisions/{d.decision}", lines, spoken, tag, d.taken is None)


def _credited(viewer: SignedIn, d: Decision, called: Naming) -> tuple[Item, ...]:
    """Who gave the views that a decision takes up, named as they wish; of those not the viewer's, how many."""
    ours = [v for v in programmes.viewed(viewer, d.programme).answer.views if v.view in d.views] if d.views else []
    items = tuple(
        Item(
            capital(called.organisation(v.organisation)) if v.credit == "as_organisation" else
            said(SIDES, v.side, ADULT) if v.credit == "as_a_family" else "Somebody who does not wish to be named",
            f"/views/{v.view}", (f"On {said(TOPICS, v.topic, ADULT)}, {said_day(v.time)}.",),
        )
        for v in ours
    )  # fmt: skip
    others = len(d.views) - len(ours)
    return (*items, *([Item(f"{counted(others, 'view')} that others gave")] if others else []))


def grant_item(g: Grant, called: Naming) -> Item:
    parts = listed([said(PARTS, part, ADULT) for part in g.parts])
    opened = tuple(
        f"{said_day(o.time)}: opened {listed([said(PARTS, part, ADULT) for part in o.parts])}, "
        f"{counted(o.people, 'person', 'people')}. " + " ".join(flagged(_of_grant(o.flags), ADULT))
        for o in g.openings
    )
    lines = (f"May open {parts}, from {said_day(g.starts)} to {said_day(g.ends)}.", *opened)
    if g.ended:
        lines = (*lines, f"It ended before its day: {said(GRANT_ENDS, g.ended, ADULT)}.")
    broken = any(_of_grant(o.flags) for o in g.openings)
    title = f"Somebody from {called.organisation(g.to)} in {called.unit(g.unit)}"
    return Item(title, f"/grants/{g.grant}", lines, (), said(GRANTS, g.state, ADULT), broken or g.state == "offered")


def _of_grant(flags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(flag for flag in flags if "grant" in flag)


def interest_item(i: Interest, words: Words) -> Item:
    lines = []
    for v in i.voiced:
        what = said(COLLECTIVE, v.kind, ADULT) + (f": {said(TIKANGA, v.restriction, ADULT)}" if v.restriction else "")
        parts = f", about {listed([said(PARTS, part, ADULT) for part in v.parts])}" if v.parts else ""
        state = said(INTEREST_OUTCOMES, v.outcome, ADULT, f"an answer is due by {said_day(v.due)}")
        quoted = "".join(f" “{text}”" for text in words.get(v.digest, {}).values())
        replied = "".join(f" Answer: “{text}”" for text in words.get(v.answer or "", {}).values())
        lines.append(f"{what}{parts}.{quoted} {capital(state)}.{replied}")
    lines += [f"{said(RETURNED, back.returned, ADULT)}, {said_day(back.time)}." for back in i.returned]
    if i.contact_until:
        lines.append(f"Somebody may speak for them until {said_day(i.contact_until)}.")
    still = any(v.open for v in i.voiced)
    name = words.get(i.digest, {}).get("title", "")
    title = f"{said(GROUPS, i.group, ADULT)}{f': {name}' if name else ''}"
    return Item(title, f"/interests/{i.interest}", tuple(lines), (), "Open" if still else "Answered", still)


@router.get("/programmes/{programme}/decide")
def deciding(request: Request, viewer: Viewing, programme: Uuid) -> Response:
    return _decide(request, viewer, programme, Form())


@router.post("/programmes/{programme}/decide")
def decide(request: Request, viewer: Viewing, programme: Uuid, form: Typed) -> Response:
    """Proposes something to decide together; it counts once everybody ticked has signed it."""
    houses, gains, parts = many(form, "parties"), many(form, "gains"), many(form, "parts")
    for name, found, says in (
        ("parties", houses, "Tick who decides."), ("gains", gains, "Tick who gains."), ("parts", parts, "Tick a part."),
    ):  # fmt: skip
        if not found:
            form.errors[name] = says
    reason = form.need("reason", "Say what is to be decided.")
    if form.good:
        decision, v = str(uuid4()), form.values
        how = {name: v.get(name) for name in ("place", "way", "purpose")} | {
            "identifiable": "yes" in many(form, "seen")
        }
        data = {
            "decision": decision, "version": 1, "programme": programme, "about": v.get("about"),
            "parties": list(dict.fromkeys([viewer.viewer.organisation, *houses])),
            "items": [{"part": part} | how for part in parts],
            "wellbeing": [{"gains": one, "benefit": v.get("benefit")} for one in gains],
        }  # fmt: skip
        with form:
            speaking.say(viewer, "decision.proposed.v1", data, reason=reason)
            return RedirectResponse(f"/decisions/{decision}", 303)
    return _decide(request, viewer, programme, form)


def _decide(request: Request, viewer: SignedIn, programme: str, form: Form) -> Response:
    p, called = programmes.one(viewer, programme).answer, names(viewer.site)
    others = [one for one in (p.agency, *p.providers) if one != viewer.viewer.organisation]
    fields = (
        Field("words", "reason", "What is to be decided, and why?", required=True),
        Field("choose", "about", "What is it about?", options(ABOUT)),
        Field("ticks", "parts", "Which parts?", options(PARTS)), Field("choose", "place", "Where?", options(PLACES)),
        Field("choose", "way", "How?", options(WAYS)), Field("choose", "purpose", "Why?", options(PURPOSES)),
        Field("ticks", "seen", "Can anybody be recognised?", (("yes", "Yes"),)),
        Field("ticks", "gains", "Who gains?", options(GAINS)),
        Field("choose", "benefit", "What do they gain?", options(BENEFITS)),
        Field("ticks", "parties", "Who decides with us?", tuple((one, called.organisation(one)) for one in others)),
    )  # fmt: skip
    return sheet(
        request, "Propose a decision", back=(f"/programmes/{programme}", "The programme"),
        lead="Nothing is decided until all of you have signed it.", form=form,
        asks=Ask("What we propose", fields, "Propose it"),
    )  # fmt: skip


@router.get("/decisions/{decision}")
def decision(request: Request, viewer: Viewing, decision: Uuid) -> Response:
    return _decision(request, viewer, decision, Form())


@router.post("/decisions/{decision}")
def sign(request: Request, viewer: Viewing, decision: Uuid, form: Typed) -> Response:
    """Signs the decision, as it was shown."""
    told = programmes.decision(viewer, decision).answer
    data = {"decision": decision, "version": told.version, "content": form.values.get("content")}
    with form:
        speaking.say(viewer, "decision.signed.v1", data)
        return RedirectResponse(f"/decisions/{decision}", 303)
    return _decision(request, viewer, decision, form)


def _decision(request: Request, viewer: SignedIn, decision: str, form: Form) -> Response:
    told, called = programmes.decision(viewer, decision), names(viewer.site)
    d = told.answer
    open_to = viewer.viewer.organisation in d.missing and viewer.viewer.kind in speaking.STAFF
    return sheet(
        request, "A decision together", Section("What is decided", (decision_item(d, told.words, called),)),
        Section("Whose views it takes up", _credited(viewer, d, called), "No view is named."),
        back=(f"/programmes/{d.programme}", "The programme"), form=form, hidden={"content": d.digest},
        asks=Ask("Sign it", (), "We decide this") if open_to else None,
    )  # fmt: skip


@router.get("/grants/{grant}")
def grant(request: Request, viewer: Viewing, grant: Uuid) -> Response:
    return _grant(request, viewer, grant, Form())


@router.post("/grants/{grant}")
def accept(request: Request, viewer: Viewing, grant: Uuid, form: Typed) -> Response:
    """Accepts it for the member of staff."""
    with form:
        speaking.say(viewer, "grant.accepted.v1", {"grant": grant, "content": form.values.get("content")})
        return RedirectResponse(f"/grants/{grant}", 303)
    return _grant(request, viewer, grant, form)


def _grant(request: Request, viewer: SignedIn, grant: str, form: Form) -> Response:
    found, called = programmes.grant(viewer, grant).answer, names(viewer.site)
    waits = found.state == "offered" and viewer.viewer.organisation == found.to
    return sheet(
        request, "Learning by doing", Section("What may be opened, and was", (grant_item(found, called),)),
        back=(f"/programmes/{found.programme}", "The programme"), form=form, hidden={"content": found.digest},
        asks=Ask("Accept it", (), "We accept") if waits and viewer.viewer.kind in speaking.STAFF else None,
        here=here(viewer, "grant", found.grant),
    )  # fmt: skip


@router.get("/interests/{interest}")
def interest(request: Request, viewer: Viewing, interest: Uuid) -> Response:
    return _interest(request, viewer, interest, Form())


@router.post("/interests/{interest}")
def answer(request: Request, viewer: Viewing, interest: Uuid, form: Typed) -> Response:
    """Answers the oldest thing that was voiced and waits."""
    found = programmes.interest(viewer, interest).answer
    waiting = [v for v in found.voiced if v.outcome is None]
    reply = form.need("reply", "Say why.")
    if form.good and waiting:
        data: dict[str, Any] = {"interest": interest, "statement": waiting[0].digest}
        with form:
            data["outcome"] = form.values.get("outcome")
            speaking.say(viewer, "interest.answered.v1", data, reply=reply)
            return RedirectResponse(f"/interests/{interest}", 303)
    return _interest(request, viewer, interest, form)


def _interest(request: Request, viewer: SignedIn, interest: str, form: Form) -> Response:
    told = programmes.interest(viewer, interest)
    found = told.answer
    waits = any(v.outcome is None for v in found.voiced) and viewer.viewer.organisation == found.to
    outcomes = Field("choose", "outcome", "What do we do?", options(INTEREST_OUTCOMES))
    fields = (outcomes, Field("words", "reply", "Why?", hint="They will read this.", required=True))
    return sheet(
        request, "A Māori interest", Section("What was said, and what came of it", (interest_item(found, told.words),)),
        back=(f"/programmes/{found.programme}", "The programme") if found.programme else ("/news", "What is new"),
        asks=Ask("Answer what has waited longest", fields, "Answer") if waits else None, form=form,
        here=here(viewer, "interest", found.interest),
    )  # fmt: skip
