"""Who gets to say what success means: every measure, who does not agree with it, and a form for each."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api import programmes, speaking
from api.pages.forms import Form, typed
from api.pages.rendering import names
from api.pages.sheet import Ask, Field, Item, Section, options, sheet
from api.session import SignedIn, Viewing
from api.wording.dates import said_day
from api.wording.programmes import CONTESTS, METHODS, SIDES
from api.wording.readers import ADULT, Naming, capital, counted, said
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from projections.criteria import Criterion, Dissent, Version

router = APIRouter(include_in_schema=False)
Typed = Annotated[Form, Depends(typed)]
Words = dict[str, dict[str, str]]


@router.get("/programmes/{programme}/success")
def success(request: Request, viewer: Viewing, programme: Uuid) -> Response:
    return _list(request, viewer, programme, Form())


@router.post("/programmes/{programme}/success")
def propose(request: Request, viewer: Viewing, programme: Uuid, form: Typed) -> Response:
    """Says what success is; everybody who takes part is told."""
    meaning, p = form.need("meaning", "Say what success is."), programmes.one(viewer, programme).answer
    if form.good:
        data = {
            "success": str(uuid4()), "version": 1, "programme": programme, "organisations": [p.agency, *p.providers],
            "method": form.values.get("method"),
        }  # fmt: skip
        with form:
            speaking.say(viewer, "success.proposed.v1", data, meaning=meaning)
            return RedirectResponse(f"/programmes/{programme}/success", 303)
    return _list(request, viewer, programme, form)


@router.get("/programmes/{programme}/success/{measure}")
def one(request: Request, viewer: Viewing, programme: Uuid, measure: Uuid) -> Response:
    return _page(request, viewer, programme, measure, Form())


@router.post("/programmes/{programme}/success/{measure}")
def dissent(request: Request, viewer: Viewing, programme: Uuid, measure: Uuid, form: Typed) -> Response:
    """Does not agree with it; that stays beside it."""
    found, _ = _found(viewer, programme, measure)
    reason = form.need("reason", "Say why not.")
    if form.good:
        data = {
            "success": measure, "version": found.versions[-1].version, "programme": programme,
            "ground": form.values.get("ground"),
        }  # fmt: skip
        with form:
            speaking.say(viewer, "success.dissented.v1", data, reason=reason)
            return RedirectResponse(f"/programmes/{programme}/success/{measure}", 303)
    return _page(request, viewer, programme, measure, form)


def _list(request: Request, viewer: SignedIn, programme: str, form: Form) -> Response:
    told, called = programmes.success(viewer, programme), names(viewer.site)
    proposed, against = told.answer.proposed, told.answer.dissents
    number = against.agency + against.providers + against.families
    summary = (
        f"Agency {proposed.agency}, providers {proposed.providers}, families {proposed.families}.",
        _against(number) or "Nobody has disagreed.",
    )
    fields = (
        Field("words", "meaning", "What is success?", hint="Everybody who takes part will read this.", required=True),
        Field("choose", "method", "How is it seen?", options(METHODS)),
    )
    items = tuple(_item(c, told.words, called) for c in told.answer.criteria)
    return sheet(
        request, "Who says what success is?", Section("What each one says", items, "Nobody has said yet."),
        back=(f"/programmes/{programme}", "The programme"), summary=summary, form=form,
        asks=Ask("Say what success is", fields, "Propose it") if viewer.viewer.kind in speaking.STAFF else None,
    )  # fmt: skip


def _page(request: Request, viewer: SignedIn, programme: str, measure: str, form: Form) -> Response:
    found, words = _found(viewer, programme, measure)
    called = names(viewer.site)
    fields = (
        Field("choose", "ground", "Why do you not agree?", options(CONTESTS)),
        Field("words", "reason", "In your words", hint="It stands beside every finding.", required=True),
    )
    versions = tuple(_version(v, words, called) for v in reversed(found.versions))
    against = tuple(_dissent(d, words, called) for d in found.dissents)
    return sheet(
        request, "What success is", Section("Versions, newest first", versions),
        Section("Who does not agree", against, "Everybody agrees, or has not said."),
        back=(f"/programmes/{programme}/success", "All that was said"), form=form,
        asks=Ask("Do you disagree?", fields, "We do not agree") if viewer.viewer.kind in speaking.STAFF else None,
    )  # fmt: skip


def _found(viewer: SignedIn, programme: str, measure: str) -> tuple[Criterion, Words]:
    told = programmes.success(viewer, programme)
    for one in told.answer.criteria:
        if one.success == measure:
            return one, told.words
    raise Problem("not-found")


def _item(c: Criterion, words: Words, called: Naming) -> Item:
    last = _version(c.versions[-1], words, called)
    against = (_against(len(c.dissents)),) if c.dissents else ()
    tag = "In the agreed plan" if c.planned else ""
    address = f"/programmes/{c.programme}/success/{c.success}"
    return Item(last.title, address, last.lines + against, last.words, tag)


def _against(number: int) -> str:
    """How many said that they do not agree; "" for nobody."""
    return f"{capital(counted(number, 'objection'))}." if number else ""


def _version(v: Version, words: Words, called: Naming) -> Item:
    who = capital(called.organisation(v.organisation)) if v.organisation else said(SIDES, v.side, ADULT)
    lines = (f"How it is seen: {said(METHODS, v.method, ADULT)}. Version {v.version}, {said_day(v.time)}.",)
    return Item(f"{who} says", "", lines, tuple(words.get(v.digest, {}).values()))


def _dissent(d: Dissent, words: Words, called: Naming) -> Item:
    who = capital(called.organisation(d.organisation)) if d.organisation else said(SIDES, d.side, ADULT)
    lines = (f"{said(CONTESTS, d.ground, ADULT)}. On version {d.version}, {said_day(d.time)}.",)
    return Item(who, "", lines, tuple(words.get(d.digest, {}).values()))
