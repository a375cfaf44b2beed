"""Views on a programme: give one, say what became of it, and say whether that changed anything."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api import programmes, speaking
from api.pages.forms import Form, typed
from api.pages.rendering import names
from api.pages.sheet import Ask, Field, Item, Section, many, options, sheet
from api.pages.together import decision_item
from api.session import SignedIn, Viewing
from api.wording.dates import said_day
from api.wording.programmes import (
    ABOUT,
    BECAME,
    CREDITS,
    PLACES,
    RATINGS,
    SAFEGUARDS,
    SIDES,
    TOPICS,
    VIEW_KINDS,
    WAYS,
    WHY_NOT,
)
from api.wording.readers import ADULT, Naming, capital, listed, said
from api.wording.terms import PARTS
from ledger.statements.terms import Uuid
from projections.decisions import Decision
from projections.views import Standing, View

router = APIRouter(include_in_schema=False)
Typed = Annotated[Form, Depends(typed)]
Words = dict[str, dict[str, str]]


@router.get("/programmes/{programme}/views")
def views(request: Request, viewer: Viewing, programme: Uuid) -> Response:
    return _list(request, viewer, programme, Form())


@router.post("/programmes/{programme}/views")
def give(request: Request, viewer: Viewing, programme: Uuid, form: Typed) -> Response:
    """Says what we think; the agency owes an answer."""
    text, to = form.need("text", "Write what you think."), programmes.one(viewer, programme).answer.agency
    if form.good:
        data: dict[str, Any] = {"view": str(uuid4()), "programme": programme, "to": to}
        data |= {name: form.values.get(name) for name in ("kind", "topic", "credit")}
        with form:
            speaking.say(viewer, "view.given.v1", data, text=text)
            return RedirectResponse(f"/views/{data['view']}", 303)
    return _list(request, viewer, programme, form)


@router.get("/views/{view}")
def one(request: Request, viewer: Viewing, view: Uuid) -> Response:
    return _page(request, viewer, view, Form())


@router.post("/views/{view}")
def answer(request: Request, viewer: Viewing, view: Uuid, form: Typed) -> Response:
    """Whom it was given to says what became of it; who gave it, whether that changed anything."""
    found = programmes.view(viewer, view).answer
    if viewer.viewer.organisation == found.to:
        name, data = "view.answered.v1", _answer(form, found)
        form.need("reply", "Say it in words.")
    else:
        name, data = "view.rated.v1", {"view": view, "rating": form.values.get("rating")}
    if form.good:
        with form:
            text = {word: str(form.values.get(word) or "") for word in ("reply", "text")}
            speaking.say(viewer, name, data, reply=text["reply"], text=text["text"])
            return RedirectResponse(f"/views/{view}", 303)
    return _page(request, viewer, view, form)


def _answer(form: Form, found: View) -> dict[str, Any]:
    outcome = form.values.get("outcome")
    data: dict[str, Any] = {"view": found.view, "outcome": outcome, "safeguards": many(form, "safeguards")}
    if outcome != "not_changed":
        data["decision"] = form.need(
            "decision", "Choose the decision that was changed. Propose it first, if it is new."
        )
    if outcome != "changed":
        data["why_not"] = form.need("why_not", "Choose why not all of it.")
    return data


def _list(request: Request, viewer: SignedIn, programme: str, form: Form) -> Response:
    told, called = programmes.viewed(viewer, programme), names(viewer.site)
    decided = programmes.decided(viewer, programme).answer
    others = told.answer.others
    more = f"{others:,} more, which others gave, cannot be shown to you." if others else ""
    asks = Ask(
        "Say what you think",
        (
            Field("choose", "kind", "What is it?", options(VIEW_KINDS)),
            Field("choose", "topic", "What is it about?", options(TOPICS)),
            Field("words", "text", "What you think", hint="Name no one in it.", required=True),
            Field("choose", "credit", "If it is used, may we name you?", options(CREDITS)[:2]),
        ),
        "Send it",
    )  # fmt: skip
    return sheet(
        request, "What people think of it",
        Section(
            "Views", tuple(view_item(v, told.words, called, decided) for v in told.answer.views),
            "None that you may read.",
        ),
        back=(f"/programmes/{programme}", "The programme"), summary=_summary(told.answer.standing), lead=more,
        asks=asks if viewer.viewer.kind in speaking.STAFF else None, form=form,
    )  # fmt: skip


def _summary(s: Standing) -> tuple[str, ...]:
    given = f"Agency {s.given.agency}, providers {s.given.providers}, families {s.given.families}."
    if not s.answered:
        return (given, "None is answered yet.")
    claim = f"The agency says that {s.claimed} of {s.answered} changed something."
    if not s.rated:
        return (given, claim, "Nobody who gave one has said yet whether it did.")
    rest = f"Of {s.rated} who gave one, {s.said_yes} say yes, {s.said_a_little} a little, {s.said_no} no."
    return (given, claim, rest)


def view_item(v: View, words: Words, called: Naming, decisions: Sequence[Decision] = ()) -> Item:
    """``decisions``: those that the viewer may read, for the one that it changed."""
    who = capital(called.organisation(v.organisation)) if v.organisation else said(SIDES, v.side, ADULT)
    part = f" ({said(PARTS, v.part, ADULT)})" if v.part else ""
    lines = [f"{who}, {said_day(v.time)}. Their wish: {said(CREDITS, v.credit, ADULT).lower()}."]
    for a in v.answers:
        why = f": {said(WHY_NOT, a.why_not, ADULT).lower()}" if a.why_not else ""
        lines.append(f"The agency says: {said(BECAME, a.outcome, ADULT).lower()}{why}, {said_day(a.time)}.")
        lines += [f"“{text}”" for text in words.get(a.digest, {}).values()]
        if a.decision:
            lines.append(_changed(next((d for d in decisions if d.decision == a.decision), None)))
        if a.safeguards:
            lines.append(f"To keep it safe: {listed([said(SAFEGUARDS, one, ADULT) for one in a.safeguards])}.")
    if v.rating:
        lines.append(f"Did this change anything? Who gave the view says: {said(RATINGS, v.rating.rating, ADULT)}.")
        lines += [f"“{text}”" for text in words.get(v.rating.digest, {}).values()]
    tag = "Answered" if v.answers else f"{'Late: answer' if v.overdue else 'Answer'} due by {said_day(v.due)}"
    title = f"On {said(TOPICS, v.topic, ADULT)}{part}"
    return Item(title, f"/views/{v.view}", tuple(lines), tuple(words.get(v.digest, {}).values()), tag, not v.answers)


def _changed(d: Decision | None) -> str:
    """The decision that a view changed, in a line."""
    if d is None:
        return "It is in a decision that is not ours to read."
    taken = f"taken on {said_day(d.signed[-1].time)}" if d.taken is not None and d.signed else "not yet taken"
    items = "; ".join(
        f"{said(PARTS, i.part, ADULT)} {said(PLACES, i.place, ADULT)}, {said(WAYS, i.way, ADULT)}" for i in d.items
    )
    return f"It is in the decision on {said(ABOUT, d.about, ADULT)}, {taken}: {items}."


def _page(request: Request, viewer: SignedIn, view: str, form: Form) -> Response:
    told, called = programmes.view(viewer, view), names(viewer.site)
    v = told.answer
    asks = None
    if viewer.viewer.kind in speaking.STAFF and viewer.viewer.organisation == v.to:
        asks = Ask("What became of it?", _fields(viewer, v), "Answer")
    elif viewer.viewer.kind in speaking.STAFF and viewer.viewer.organisation == v.organisation:
        rating = Field("choose", "rating", "Did this change anything?", options(RATINGS))
        text = Field("words", "text", "In your words", hint="It stands beside what the agency says.")
        asks = Ask("What came of it for you?", (rating, text), "Say so")
    decided, named = programmes.decided(viewer, v.programme), {a.decision for a in v.answers}
    shown = Section("What was said", (view_item(v, told.words, called, decided.answer),))
    changed = tuple(decision_item(d, decided.words, called) for d in decided.answer if d.decision in named)
    return sheet(
        request, f"A view on {said(TOPICS, v.topic, ADULT)}", shown,
        *([Section("The decision that it changed", changed)] if changed else []),
        back=(f"/programmes/{v.programme}/views", "All views"), asks=asks, form=form,
    )  # fmt: skip


def _fields(viewer: SignedIn, v: View) -> tuple[Field, ...]:
    decisions = programmes.decided(viewer, v.programme).answer
    chosen = tuple((d.decision, f"On {said(ABOUT, d.about, ADULT)}, {said_day(d.time)}") for d in decisions)
    return (
        Field("choose", "outcome", "Did it change something?", options(BECAME)),
        Field("choose", "decision", "Which decision did it change?", (("", "None"), *chosen)),
        Field("choose", "why_not", "Why not, or not all of it?", (("", "It was all changed"), *options(WHY_NOT))),
        Field("ticks", "safeguards", "What keeps people safe?", options(SAFEGUARDS)),
        Field("words", "reply", "Your answer", hint="Who gave the view will read this.", required=True),
    )  # fmt: skip
