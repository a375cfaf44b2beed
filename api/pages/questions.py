"""Ask what happened to a submission, and answer what was asked."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from api import questions, reading, speaking
from api.pages.forms import Form as Filled
from api.pages.forms import typed
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.wording.dates import said_day
from api.wording.language import tr
from api.wording.lines import sentence
from api.wording.questions import ANSWERED, ASKED, STAGES
from api.wording.readers import ADULT, CHILD, Naming, capital, listed, said
from api.wording.terms import PARTS
from ledger.statements.terms import Uuid

router = APIRouter(include_in_schema=False)
Typed = Annotated[Filled, Depends(typed)]
As = Annotated[str, Query(alias="as", max_length=10)]


@dataclass(frozen=True, slots=True)
class Row:
    """``replies``: (how far, when, words), in order."""

    address: str
    asked: str
    parts: str
    words: str
    who: str
    to: str
    due: str
    stage: str
    late: bool
    replies: tuple[tuple[str, str, str], ...]


def row(told: questions.Told, called: Naming) -> Row:
    q = told.question
    who = "A person" if q.voice == "person" else capital(called.organisation(q.organisation))
    replies = zip(q.answers, told.replies, strict=True) if told.replies else ()
    return Row(
        f"/questions/{q.matter}", ASKED[q.asked], listed([said(PARTS, part, ADULT) for part in q.parts]), told.words,
        who, called.unit(q.to_unit) if q.to_unit else called.organisation(q.to), said_day(q.until or q.due),
        STAGES[q.stage], q.overdue, tuple((ANSWERED[how], time, words) for (_, time, how), words in replies),
    )  # fmt: skip


def may_answer(signed: SignedIn, told: questions.Told) -> bool:
    return signed.viewer.organisation == told.question.to and signed.viewer.kind in speaking.STAFF


@router.get("/questions/{question}")
def question(request: Request, viewer: Viewing, question: Uuid) -> Response:
    return _page(request, viewer, question, Filled())


@router.post("/questions/{question}")
def answer(request: Request, viewer: Viewing, question: Uuid, form: Typed) -> Response:
    """Answers it, for the organisation that was asked."""
    words = form.need("reply", "Write what you can say.")
    until = form.need("until", "Say by when there will be more.") if form.values.get("answered") == "later" else ""
    if form.good:
        data: dict[str, Any] = {"question": question, "unit": viewer.viewer.unit, "answered": form.values["answered"]}
        with form:
            speaking.say(viewer, "question.answered.v1", data | ({"until": until} if until else {}), reply=words)
            return RedirectResponse(f"/questions/{question}", 303)
    return _page(request, viewer, question, form)


@router.get("/submissions/{transfer}/ask")
def ask(request: Request, viewer: Viewing, transfer: Uuid) -> Response:
    return _ask_page(request, viewer, transfer, Filled({"due": questions.usual_date(viewer)}))


@router.post("/submissions/{transfer}/ask")
def asked(request: Request, viewer: Viewing, transfer: Uuid, form: Typed) -> Response:
    """Asks whoever has it what happened to a submission of ours."""
    sent = reading.submission(viewer, transfer)
    words, due = form.need("text", "Write your question."), form.need("due", "Choose a date for the answer.")
    if form.good:
        id = str(uuid4())
        data = {
            "question": id, "voice": "relayed", "unit": viewer.viewer.unit, "to": sent.to_organisation,
            "to_unit": sent.to_unit, "asked": form.values.get("asked"), "transfer": transfer, "due": due,
        }  # fmt: skip
        with form:
            speaking.say(viewer, "question.asked.v1", data, text=words)
            return RedirectResponse(f"/questions/{id}", 303)
    return _ask_page(request, viewer, transfer, form)


@router.get("/my/questions")
def my_questions(request: Request, viewer: Viewing, as_: As = "") -> Response:
    """What the person has asked, and the answers."""
    called = names(viewer.site)
    rows = [row(told, called) for told in questions.questions(viewer)]
    return page(request, "my_questions.html", rows=rows, child=_child(viewer, as_))


@router.get("/my/lines/{number}/ask")
def ask_line(request: Request, viewer: Viewing, number: int, as_: As = "") -> Response:
    return _line_page(request, viewer, number, Filled(), _child(viewer, as_))


@router.post("/my/lines/{number}/ask")
def asked_line(request: Request, viewer: Viewing, number: int, form: Typed, as_: As = "") -> Response:
    """Asks whoever did what this line of the person's own page tells."""
    words = form.need("text", tr("Write what you want to know."))
    if form.good:
        with form:
            questions.ask_about(viewer, number, words)
            return RedirectResponse("/my/questions" + ("?as=child" if as_ == "child" else ""), 303)
    return _line_page(request, viewer, number, form, _child(viewer, as_))


def _line_page(request: Request, viewer: SignedIn, number: int, form: Filled, child: bool) -> Response:
    found, called = questions.line(viewer, number), names(viewer.site)
    said_of_it = sentence(found, CHILD if child else ADULT, called)
    return page(
        request, "my_ask.html", sentence=said_of_it, who=called.organisation(found.organisation),
        when=said_day(found.time), form=form, child=child,
    )  # fmt: skip


def _child(viewer: SignedIn, as_: str) -> bool:
    return (as_ or viewer.identity.get("reader")) == "child"


def _page(request: Request, viewer: SignedIn, question: str, form: Filled) -> Response:
    told, called = questions.one(viewer, question), names(viewer.site)
    return page(
        request, "question.html", row=row(told, called), form=form, open=may_answer(viewer, told),
        answers=list(ANSWERED.items()), transfer=told.question.transfer,
    )  # fmt: skip


def _ask_page(request: Request, viewer: SignedIn, transfer: str, form: Filled) -> Response:
    sent, called = reading.submission(viewer, transfer), names(viewer.site)
    return page(
        request, "ask.html", transfer=transfer, to=called.unit(sent.to_unit), form=form,
        kinds=[(value, words) for value, words in ASKED.items() if value != "meaning"],
    )  # fmt: skip
