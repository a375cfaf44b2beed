"""Erasing a person, for their organisation's privacy officer, and the paper that says so."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from api import reading
from api.identity import cookies
from api.pages.forms import Form as Filled
from api.pages.forms import typed
from api.pages.rendering import page
from api.session import SignedIn, Viewing
from api.wording.erasing import ASKED, CHOICES, COPIES, COPY, grounds
from api.wording.readers import capital
from ledger.erasure import Asked
from ledger.problems import Problem
from ledger.statements.erasing import AskedFor, CopyFirst
from projections.policy import Question

router = APIRouter(include_in_schema=False)
Typed = Annotated[Filled, Depends(typed)]
#: A disposal authority that lets the form ask what else is in the way; what is typed is what is said.
ANY = "GDA6"


@router.get("/people/{person}/erasure")
def form(request: Request, viewer: Viewing, person: str) -> HTMLResponse:
    return _form(request, viewer, person, Filled())


@router.post("/people/{person}/erasure")
def erase(request: Request, viewer: Viewing, person: str, form: Typed) -> HTMLResponse:
    """Erases them and shows the paper, this once; or the form again, with what was wrong beside each field."""
    called, values = _called(viewer, person), form.values
    for name, known in (("asked", CHOICES), ("copy_first", COPIES)):
        if values.get(name) not in known:
            form.errors[name] = "Choose one."
    if values.get("sure") != "yes":
        form.errors["sure"] = "Tick this once you have made sure."
    if not form.good:
        return _form(request, viewer, person, form)
    asked = Asked(values["asked"], values["copy_first"], str(values.get("disposal") or "").strip() or None)
    try:
        receipt = reading.erase(viewer, viewer.viewer.organisation or "", called["ref"], asked)
    except Problem as problem:
        form.refuse(problem)
        return _form(request, viewer, person, form)
    return page(
        request,
        "erased.html",
        receipt=receipt,
        who=capital(reading.names(viewer.site).organisation(viewer.viewer.organisation or "")),
        check=f"{cookies.address(request)}/check",
        at=viewer.site.ledger.clock.now().isoformat(),
        why=ASKED[AskedFor(asked.asked)][1],
        copied=COPY[CopyFirst(asked.copy_first)][1],
    )


def _form(request: Request, viewer: SignedIn, person: str, form: Filled) -> HTMLResponse:
    called, ledger = _called(viewer, person), viewer.site.ledger
    agency = ledger.state.organisations.get(viewer.viewer.organisation or "") == "agency"
    bar = ledger.barred(reading.id_of(person), Asked(disposal=ANY))
    return page(
        request,
        "erase.html",
        name=called.get("given_name") or "this person",
        form=form,
        agency=agency,
        bar=bar,
        grounds=grounds(bar) if bar else [],
        asked=[("", "Choose"), *((term.value, ASKED[term][0]) for term in CHOICES)],
        copies=[("", "Choose"), *((term.value, COPY[term][0]) for term in COPIES)],
    )


def _called(viewer: SignedIn, person: str) -> dict[str, Any]:
    """What the viewer's own organisation calls this person. Raises Problem."""
    organisation = viewer.viewer.organisation or ""
    reading.ask(viewer, Question.ERASE, organisation=organisation)
    with viewer.site.ledger.recorder.reader() as cursor:
        called = viewer.site.ledger.vault.called(cursor, organisation, reading.id_of(person))
    if "ref" not in called:
        raise Problem("not-found")
    return called
