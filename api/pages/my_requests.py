"""A person's requests: ask, see what happens next, read and mark the copy, say whether it helped. Adult and child."""

from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ValidationError

from api import my_requests as mine
from api.my_requests import Feedback, Marks, MyClock, MyCopy, MyRequest, MyStep, NewRequest, NewStatement
from api.pages.forms import Form as Filled
from api.pages.forms import typed
from api.pages.rendering import names, page
from api.reading import coverage
from api.session import SignedIn, Viewing
from api.wording import requests as words
from api.wording.dates import said_day
from api.wording.language import tr
from api.wording.readers import ADULT, CHILD, Naming, Voice, capital, choices, listed, said
from api.wording.terms import PARTS
from ledger.statements.terms import Uuid

router = APIRouter(prefix="/my", include_in_schema=False)
T = TypeVar("T", bound=BaseModel)
Typed = Annotated[Filled, Depends(typed)]
As = Annotated[str, Query(alias="as", max_length=10)]


@dataclass(frozen=True, slots=True)
class Row:
    """One request in a list, and the head of its page. ``late``: whoever has not decided in time."""

    address: str
    title: str
    who: str
    on: str
    parts: str
    text: str
    asked: str
    state: str
    next: str
    due: str
    rule: str
    late: tuple[str, ...]


def voice_of(viewer: SignedIn, as_: str) -> Voice:
    reader = as_ if as_ in ("adult", "child") else viewer.identity.get("reader")
    return CHILD if reader == "child" else ADULT


def row(r: MyRequest, voice: Voice, called: Naming) -> Row:
    late = tuple(called.organisation(c.organisation) for c in r.clocks if c.late and c.decision is None)
    asked = [called.organisation(one) for one in r.organisations]
    over = said(words.OVER, r.state, voice) if r.state in words.OVER else ""
    return Row(
        f"/my/requests/{r.request}", said(words.KINDS, r.kind, voice),
        said(words.WHO_ASKED, r.by, voice), said_day(r.time),
        listed([said(PARTS, part, voice) for part in r.parts]), r.text, listed(asked), over,
        next_words(r.next, voice, called), due_words(r.next, voice),
        tr(words.RULES.get(r.next.rule, r.next.rule)) if r.next else "", late,
    )  # fmt: skip


def next_words(step: MyStep | None, voice: Voice, called: Naming) -> str:
    if step is None:
        return ""
    return said(words.STEPS, step.step, voice).format(who=capital(called.organisation(step.owner)))


def due_words(step: MyStep | None, voice: Voice) -> str:
    if step is None:
        return ""
    return said(words.DUE, "over" if step.late else "coming", voice).format(due=said_day(step.due))


def steps(r: MyRequest, voice: Voice, called: Naming) -> list[tuple[str, str, str, bool]]:
    """(what, by when, done on, whether that was late) of each step."""
    return [
        (
            next_words(step, voice, called), said_day(step.due), said_day(step.on) if step.on else "",
            step.on is not None and step.late,
        )
        for step in r.steps
    ]  # fmt: skip


def answer(c: MyClock, voice: Voice, called: Naming) -> dict[str, Any]:
    grounds = [said(words.GROUNDS, ground, voice) for ground in c.grounds]
    return {
        "who": capital(called.organisation(c.organisation)), "due": said_day(c.due), "late": c.late,
        "more_time": bool(c.more_time), "decision": said(words.DECISIONS, c.decision, voice),
        "decided": said_day(c.decided) if c.decided else "", "why": listed(grounds),
        "numbers": listed([g.removeprefix("nz-pa2020:").replace("s", "section ", 1) for g in c.grounds if ":s" in g]),
        "reason": c.reason,
    }  # fmt: skip


def copy(c: MyCopy, voice: Voice, called: Naming) -> dict[str, Any]:
    return {
        "number": c.number, "of": called.organisation(c.of), "on": said_day(c.time),
        "form": said(words.FORMS, c.form, voice), "expired": c.expired, "together": c.handling == "read_together",
        "expires": said_day(c.expires) if c.expires else "",
        "parts": [
            {
                "part": part, "name": capital(said(PARTS, part, voice)), "value": c.values.get(part, ""),
                "mark": said(words.MARKS, c.marks.get(part), voice), "marked": c.marks.get(part, ""),
            }
            for part in c.parts
        ],
    }  # fmt: skip


@router.get("/requests")
def requests(request: Request, viewer: Viewing, as_: As = "") -> Response:
    return _list_page(request, viewer, as_, Filled({"kind": "access"}))


@router.post("/requests")
def ask(request: Request, viewer: Viewing, form: Typed, as_: As = "") -> Response:
    """Asks to see what is held, or to have it put right."""
    fields = {
        "kind": form.values.get("kind"), "organisations": _several(form, "organisations"),
        "parts": _several(form, "parts"), "text": form.values.get("text", ""),
    }  # fmt: skip
    if fields["kind"] == "correction":
        child = voice_of(viewer, as_).child
        form.need("text", tr("Say what is wrong.") if child else tr("Write what is wrong."))
    asked = _read(form, NewRequest, fields)
    if asked is not None:
        with form:
            return _back(mine.ask(viewer, asked)["request"], as_)
    return _list_page(request, viewer, as_, form)


@router.get("/requests/{request_}")
def one(request: Request, viewer: Viewing, request_: Uuid, as_: As = "") -> Response:
    return _page(request, viewer, request_, as_, Filled())


@router.post("/requests/{request_}/copies/{number}")
def mark(request: Request, viewer: Viewing, request_: Uuid, number: int, form: Typed, as_: As = "") -> Response:
    """Marks the parts of a copy; what is wrong opens a request to put it right."""
    marks = {
        name.removeprefix("mark-"): value for name, value in form.values.items() if name.startswith("mark-") and value
    }
    said = _read(form, Marks, {"marks": marks, "text": form.values.get("text", "")})
    if said is not None:
        opened = mine.mark(request_, number, viewer, said).get("correction")
        return _back(opened or request_, as_)
    return _page(request, viewer, request_, as_, form)


@router.post("/requests/{request_}/statements")
def state(request: Request, viewer: Viewing, request_: Uuid, form: Typed, as_: As = "") -> Response:
    """The person's own words, to go with the information for good."""
    form.need("text", tr("Write what is right."))
    parts = list(mine.one(request_, viewer).parts) or ["document"]
    said = _read(form, NewStatement, {"parts": parts, "text": form.values.get("text", "")}) if form.good else None
    if said is not None:
        mine.state(request_, viewer, said)
        return _back(request_, as_)
    return _page(request, viewer, request_, as_, form)


@router.post("/requests/{request_}/feedback")
def feedback(request: Request, viewer: Viewing, request_: Uuid, form: Typed, as_: As = "") -> Response:
    """Did it help?"""
    said = _read(form, Feedback, {"helped": form.values.get("helped"), "text": form.values.get("note", "")})
    if said is not None:
        mine.feedback(request_, viewer, said)
        return _back(request_, as_)
    return _page(request, viewer, request_, as_, form)


@router.post("/requests/{request_}/withdrawals")
def withdraw(viewer: Viewing, request_: Uuid, as_: As = "") -> Response:
    mine.withdraw(request_, viewer)
    return _back(request_, as_)


@router.get("/ways")
def ways(request: Request, viewer: Viewing, as_: As = "") -> Response:
    """A page to print: everywhere that one can ask, without going through anybody else."""
    voice, called = voice_of(viewer, as_), names(viewer.site)
    agencies = sorted(called.organisation(one) for one in agencies_of(viewer))
    return page(
        request, "my_ways.html", child=voice.child, agencies=agencies,
        service=called.organisation(viewer.identity.get("organisation")),
    )  # fmt: skip


def agencies_of(viewer: SignedIn) -> set[str]:
    """The agencies that report here: those that may hold something."""
    kinds = viewer.site.ledger.state.organisations
    return {feed.organisation for feed in coverage(viewer) if kinds.get(feed.organisation) == "agency"}


def _list_page(request: Request, viewer: SignedIn, as_: str, form: Filled) -> Response:
    voice, called = voice_of(viewer, as_), names(viewer.site)
    own = viewer.identity.get("organisation")
    others = agencies_of(viewer)
    whose = [
        (own, called.organisation(own)),
        *sorted(((id, called.organisation(id)) for id in others), key=lambda c: c[1]),
    ]
    return page(
        request, "my_requests.html", child=voice.child, form=form,
        held=[
            (capital(called.organisation(one)), listed([said(PARTS, part, voice) for part in parts]))
            for one, parts in mine.held(viewer).items()
        ],
        rows=[row(r, voice, called) for r in mine.requests(viewer)], choices=whose,
        kinds=choices(words.KINDS, voice), parts=choices(PARTS, voice), service=called.organisation(own),
    )  # fmt: skip


def _page(request: Request, viewer: SignedIn, id: str, as_: str, form: Filled) -> Response:
    voice, called = voice_of(viewer, as_), names(viewer.site)
    r = mine.one(id, viewer)
    refused = r.kind == "correction" and any(c.decision not in (None, "granted") for c in r.clocks)
    return page(
        request, "my_request.html", child=voice.child, form=form, row=row(r, voice, called),
        steps=steps(r, voice, called), answers=[answer(c, voice, called) for c in r.clocks],
        copies=[copy(c, voice, called) for c in r.copies],
        marks=choices(words.MARKS, voice),
        statements=[(s.text, listed([called.organisation(one) for one in s.attached])) for s in r.statements],
        may_state=refused, helped=said(words.HELPED, r.helped, voice), open=r.state == "open",
        helps=choices(words.HELPED, voice), address=f"/my/requests/{id}",
    )  # fmt: skip


def _read(form: Filled, model: type[T], fields: dict[str, Any]) -> T | None:
    """The model of what was typed; None, with what is wrong in the form, where it does not fit."""
    try:
        return model.model_validate(fields) if form.good else None
    except ValidationError:
        form.problem = tr("Something in this form is missing. Choose or write it, and send it again.")
        return None


def _several(form: Filled, name: str) -> list[str]:
    found = form.values.get(name, [])
    return found if isinstance(found, list) else [found]


def _back(request: str, as_: str) -> Response:
    chosen = f"?as={as_}" if as_ in ("adult", "child") else ""
    return RedirectResponse(f"/my/requests/{request}{chosen}", 303)
