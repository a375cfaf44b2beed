"""Say what came of uses: one outcome may close many of them at once."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api import reading, speaking
from api.pages.forms import Form, typed
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.wording.dates import said_day
from api.wording.readers import ADULT, capital, counted, listed, said
from api.wording.terms import NO_OUTCOME, PURPOSES, SUBJECTS

router = APIRouter(include_in_schema=False)
Typed = Annotated[Form, Depends(typed)]

KINDS: dict[str, str] = {
    "decision": "It informed a decision",
    "advice": "It informed advice",
    "report": "It went into a report",
    "led_nowhere": "It led nowhere",
    "cannot_tell": "We cannot tell yet",
}
SCOPES: dict[str, str] = {"group": "About a group", "person": "About one person"}


@router.get("/owe/outcome")
def outcome(request: Request, viewer: Viewing) -> Response:
    return _page(request, viewer, Form())


@router.post("/owe/outcome")
def report(request: Request, viewer: Viewing, form: Typed) -> Response:
    """Records what came of the uses that were ticked, for the viewer's own unit."""
    uses = form.values.get("use", [])
    uses = [uses] if isinstance(uses, str) else uses
    if not uses:
        form.errors["use"] = "Tick at least one."
    kind, people = str(form.values.get("kind")), form.need("people", "Write how many people it was about.")
    unsaid = kind in ("led_nowhere", "cannot_tell")
    reason = form.need("reason", "Choose the reason.") if unsaid else ""
    until = form.need("until", "Choose the day when there will be more.") if kind == "cannot_tell" else ""
    if people and form.number("people") is None:
        form.errors["people"] = "Write a number, such as 12."
    if form.good:
        id = str(uuid4())
        data: dict[str, Any] = {
            "outcome": id, "unit": viewer.viewer.unit, "kind": kind, "uses": uses, "people": form.number("people"),
            "subject": "none" if unsaid else form.values.get("subject"), "scope": form.values.get("scope"),
        }  # fmt: skip
        data |= {name: value for name, value in (("reason", reason), ("until", until)) if value}
        with form:
            speaking.say(viewer, "outcome.reported.v1", data, title=form.values.get("title", ""))
            return RedirectResponse(f"/outcomes/{id}", 303)
    return _page(request, viewer, form)


def _page(request: Request, viewer: SignedIn, form: Form) -> Response:
    owed, called = reading.owed(viewer), names(viewer.site)
    uses = [
        (
            duty.use,
            f"{capital(said(PURPOSES, duty.purpose, ADULT, 'no reason was given'))}, {said_day(duty.since)}, "
            f"{counted(duty.people, 'person', 'people')}, from {listed([called.organisation(one) for one in duty.to])}",
        )
        for duty in owed.duties
        if duty.use
    ]
    reasons = [("", "–"), *((value, capital(words[0])) for value, words in NO_OUTCOME.items())]
    subjects = [(value, capital(words[0])) for value, words in SUBJECTS.items() if value != "none"]
    return page(
        request, "outcome_form.html", form=form, uses=uses, kinds=list(KINDS.items()), scopes=list(SCOPES.items()),
        subjects=subjects, reasons=reasons,
    )  # fmt: skip
