"""Learnings on pages: share one, see who has read it, and take it up or not."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api import learnings, programmes, speaking
from api.pages.forms import Form, typed
from api.pages.rendering import names
from api.pages.sheet import Ask, Field, Item, Section, options, sheet
from api.session import SignedIn, Viewing
from api.wording.dates import said_day, said_moment
from api.wording.programmes import LEARNT, TOPICS
from api.wording.readers import ADULT, Naming, capital, counted, said
from api.wording.terms import ROLES
from ledger.statements.terms import Uuid
from projections.learnings import Learning

router = APIRouter(include_in_schema=False)
Typed = Annotated[Form, Depends(typed)]


@router.get("/learnings")
def ours(request: Request, viewer: Viewing) -> Response:
    return _list(request, viewer, Form())


@router.post("/learnings")
def give(request: Request, viewer: Viewing, form: Typed) -> Response:
    """Tells the agency of a programme what we learned."""
    title, text = form.need("title", "Give it a name."), form.need("text", "Write what you learned.")
    programme = form.need("programme", "Choose a programme.")
    if form.good:
        learning = str(uuid4())
        with form:
            to = programmes.one(viewer, programme).answer.agency
            data = {"learning": learning, "to": to, "programme": programme, "topic": form.values.get("topic")}
            speaking.say(viewer, "learning.given.v1", data, title=title, text=text)
            return RedirectResponse(f"/learnings/{learning}", 303)
    return _list(request, viewer, form)


@router.get("/learnings/{learning}")
def one(request: Request, viewer: Viewing, learning: Uuid) -> Response:
    return _page(request, viewer, learning, Form())


@router.post("/learnings/{learning}")
def close(request: Request, viewer: Viewing, learning: Uuid, form: Typed) -> Response:
    """Takes it up or not, with the reason; who gave it is told."""
    reason = form.need("reason", "Say why.")
    if form.good:
        data: dict[str, Any] = {"learning": learning, "outcome": form.values.get("outcome")}
        with form:
            speaking.say(viewer, "learning.closed.v1", data, reason=reason)
            return RedirectResponse(f"/learnings/{learning}", 303)
    return _page(request, viewer, learning, form)


def _list(request: Request, viewer: SignedIn, form: Form) -> Response:
    called = names(viewer.site)
    found = programmes.ours(viewer) if viewer.viewer.kind in speaking.STAFF else []
    titled = tuple(
        (told.answer.programme, told.words.get(told.answer.digest, {}).get("title", "A programme"))
        for told in found
        if told.answer.agency != viewer.viewer.organisation
    )
    asks = Ask(
        "Share what you learned",
        (
            Field("choose", "programme", "About which programme?", titled),
            Field("choose", "topic", "What is it about?", options(TOPICS)),
            Field("text", "title", "A short name for it", required=True),
            Field("words", "text", "What did you learn?", (), "The agency will read this. Name no one.", True),
        ),
        "Share it",
    )  # fmt: skip
    items = tuple(_item(one, called) for one in learnings.ours(viewer))
    return sheet(
        request, "Learnings", Section("Shared", items, "Nobody has shared one yet."),
        lead="What services learned, who has read it, and what came of it.", asks=asks if titled else None, form=form,
    )  # fmt: skip


def _page(request: Request, viewer: SignedIn, learning: str, form: Form) -> Response:
    told, called = learnings.one(viewer, learning), names(viewer.site)
    found = told.answer
    reads = tuple(
        Item(f"{capital(said(ROLES, r.role, ADULT))}, {called.unit(r.unit)}", "", (said_moment(r.time),))
        for r in found.reads
    )
    closed: tuple[Item, ...] = ()
    if found.closed:
        title = capital(said(LEARNT, found.closed.outcome, ADULT))
        quoted = tuple(told.words.get(found.closed.digest, {}).values())
        closed = (Item(title, "", (said_day(found.closed.time),), quoted),)
    fields = (
        Field("choose", "outcome", "What do we do?", options(LEARNT)),
        Field("words", "reason", "Why?", hint="Who shared it will read this.", required=True),
    )
    owes = viewer.viewer.organisation == found.to and viewer.viewer.kind in speaking.STAFF
    shown = Item(
        f"From {called.organisation(found.organisation)} to {called.organisation(found.to)}", "",
        (f"About {said(TOPICS, found.topic, ADULT)}. Shared on {said_day(found.time)}; recorded "
         f"{said_moment(found.recorded)}, number {found.index:,} in the record.",),
        tuple(text for name, text in told.words.get(found.digest, {}).items() if name != "title"),
    )  # fmt: skip
    waits = f"No answer yet. It {'is late: it was' if found.overdue else 'is'} due by {said_day(found.due)}."
    return sheet(
        request, told.words.get(found.digest, {}).get("title", "A learning"),
        Section("What was learned", (shown,), more=((told.receipt, "The signed receipt"),)),
        Section("Who has read it", reads, "Nobody has opened it yet."), Section("What came of it", closed, waits),
        back=("/learnings", "All learnings"), asks=Ask("Answer it", fields, "Answer") if owes else None, form=form,
    )  # fmt: skip


def _opened(times: int) -> str:
    return f"Opened {counted(times, 'time')}." if times else "Nobody has opened it yet."


def _item(one: Learning, called: Naming) -> Item:
    tag = f"{'Late: answer' if one.overdue else 'Answer'} due by {said_day(one.due)}"
    if one.closed:
        tag = capital(said(LEARNT, one.closed.outcome, ADULT))
    lines = (f"To {called.organisation(one.to)}, {said_day(one.time)}. {_opened(len(one.reads))}",)
    title = f"{capital(called.organisation(one.organisation))} on {said(TOPICS, one.topic, ADULT)}"
    return Item(title, f"/learnings/{one.learning}", lines, (), tag, one.overdue)
