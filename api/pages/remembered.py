"""Does the agency remember? What earlier programmes taught; say "the same mistake again", and answer it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api import programmes, speaking
from api.pages.forms import Form, typed
from api.pages.rendering import names
from api.pages.sheet import Ask, Field, Item, Section, options, sheet
from api.session import SignedIn, Viewing
from api.wording.dates import said_day
from api.wording.programmes import CHANGES, LESSONS
from api.wording.readers import ADULT, Naming, capital, counted, said
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from projections.remembered import Addressed, Remembered

router = APIRouter(include_in_schema=False)
Typed = Annotated[Form, Depends(typed)]
Words = dict[str, dict[str, str]]
_HINT = "Everybody who takes part will read this."


@router.get("/programmes/{programme}/remembered")
def remembered(request: Request, viewer: Viewing, programme: Uuid) -> Response:
    """Everything to learn from, what is open first."""
    return _all(request, viewer, programme, Form())


@router.post("/programmes/{programme}/remembered")
def answer_one(request: Request, viewer: Viewing, programme: Uuid, form: Typed) -> Response:
    """The agency answers one of those that are open."""
    if not _is_agency(viewer, programme):
        raise Problem("not-allowed")
    lesson = form.need("lesson", "Choose one.")
    if _said(viewer, programme, lesson, form):
        return RedirectResponse(f"/programmes/{programme}/remembered", 303)
    return _all(request, viewer, programme, form)


def _all(request: Request, viewer: SignedIn, programme: str, form: Form) -> Response:
    told, called, titles = programmes.remembers(viewer, programme), names(viewer.site), _titles(viewer)
    still = sum(one.open for one in told.answer)
    marks = sum(not mark.answered for one in told.answer for mark in one.marks)
    summary = [f"{counted(len(told.answer), 'thing')} to learn from; {still} not answered."]
    if marks:
        summary.append("Nobody can sign an agreement until “the same mistake again” is answered.")
    items = tuple(_item(one, programme, told.words, titles, called) for one in told.answer)
    waits = tuple((one.lesson, _in_short(one, told.words)) for one in told.answer if one.open)
    asks = None
    if waits and viewer.viewer.kind in speaking.STAFF and _is_agency(viewer, programme):
        asks = Ask("Answer what is open", (Field("choose", "lesson", "Which one?", waits), *_answer()), "Answer")
    return sheet(
        request, "Does the agency remember?", Section("From before", items, "Nothing from before is known."),
        back=(f"/programmes/{programme}", "The programme"), summary=tuple(summary),
        lead="What earlier programmes decided, harmed and learned, and what this one does about each.",
        asks=asks, form=form,
    )  # fmt: skip


@router.get("/programmes/{programme}/remembered/{lesson}")
def one(request: Request, viewer: Viewing, programme: Uuid, lesson: Uuid) -> Response:
    return _page(request, viewer, programme, lesson, Form())


@router.post("/programmes/{programme}/remembered/{lesson}")
def answer(request: Request, viewer: Viewing, programme: Uuid, lesson: Uuid, form: Typed) -> Response:
    """A provider marks it as the same mistake; the agency says what is done about it."""
    if _said(viewer, programme, lesson, form):
        return RedirectResponse(f"/programmes/{programme}/remembered/{lesson}", 303)
    return _page(request, viewer, programme, lesson, form)


def _said(viewer: SignedIn, programme: str, lesson: str, form: Form) -> bool:
    """Whether it was recorded; what is wrong is put beside its field."""
    text, data = form.need("text", "Write what you mean."), {"programme": programme, "lesson": lesson}
    if not form.good:
        return False
    with form:
        if _is_agency(viewer, programme):
            change = {"change": form.values.get("change")}
            speaking.say(viewer, "lesson.addressed.v1", data | change, reply=text)
        else:
            speaking.say(viewer, "lesson.marked.v1", data, text=text)
    return form.good


def _page(request: Request, viewer: SignedIn, programme: str, lesson: str, form: Form) -> Response:
    told, called = programmes.remembers(viewer, programme), names(viewer.site)
    found = next((one for one in told.answer if one.lesson == lesson), None)
    if found is None:
        raise Problem("not-found")
    if _is_agency(viewer, programme):
        asks = Ask("Answer it", _answer(), "Answer")
    else:
        field = Field("words", "text", "What do you see?", (), f"{_HINT} Nobody signs until it is answered.", True)
        asks = Ask("Is this the same mistake again?", (field,), "It is the same mistake again")
    shown = Section("What happened", (_item(found, programme, told.words, _titles(viewer), called),))
    return sheet(
        request, said(LESSONS, found.kind, ADULT), shown,
        back=(f"/programmes/{programme}/remembered", "Everything that is remembered"), form=form,
        asks=asks if viewer.viewer.kind in speaking.STAFF else None,
    )  # fmt: skip


def _is_agency(viewer: SignedIn, programme: str) -> bool:
    return programmes.one(viewer, programme).answer.agency == viewer.viewer.organisation


def _answer() -> tuple[Field, ...]:
    return (
        Field("choose", "change", "What does this programme do about it?", options(CHANGES)),
        Field("words", "text", "Say how, or why not", hint=_HINT, required=True),
    )


def _in_short(one: Remembered, words: Words) -> str:
    text = ": ".join(words.get(one.digest, {}).values())
    return f"{said(LESSONS, one.kind, ADULT)}: {text[:80]}" if text else said(LESSONS, one.kind, ADULT)


def _titles(viewer: SignedIn) -> dict[str, str]:
    """What the programmes are called that the viewer takes part in."""
    ours = programmes.ours(viewer)
    return {told.answer.programme: told.words.get(told.answer.digest, {}).get("title", "") for told in ours}


def _from(one: Remembered, titles: dict[str, str], called: Naming) -> str:
    """Whose it is, of which programme, and when it happened or was said."""
    verb = {"decision": "Proposed", "learning": "Given"}.get(one.kind, "Told")
    when = "it happened on" if verb == "Told" else "on"
    of = titles.get(one.programme or "") or "an earlier programme"
    return f"From {of}. {verb} by {called.organisation(one.organisation)}, {when} {said_day(one.happened)}."


def _item(one: Remembered, programme: str, words: Words, titles: dict[str, str], called: Naming) -> Item:
    def spoken(digest: str) -> str:
        return "".join(f" “{text}”" for text in words.get(digest, {}).values())

    def did(when: str, a: Addressed) -> str:
        return f"{when}: {said(CHANGES, a.change, ADULT).lower()}, {said_day(a.time)}.{spoken(a.digest)}"

    lines = [_from(one, titles, called)]
    if not words.get(one.digest):
        lines.append("Its words are not ours to read.")
    lines += [did("Before", a) for a in one.before]
    for mark in one.marks:
        state = "answered" if mark.answered else "not answered"
        who = capital(called.organisation(mark.organisation))
        lines.append(f"{who} on {said_day(mark.time)}: the same mistake again ({state}).{spoken(mark.digest)}")
    lines += [did("Now", a) for a in one.addressed]
    quoted = tuple(words.get(one.digest, {}).values())
    tag = "Open" if one.open else "Answered"
    address = f"/programmes/{programme}/remembered/{one.lesson}"
    return Item(said(LESSONS, one.kind, ADULT), address, tuple(lines), quoted, tag, one.open)
