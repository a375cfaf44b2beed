"""What people worry about, for those who have to answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api import families, my, speaking
from api.pages.forms import Form as Filled
from api.pages.forms import typed
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.wording import families as words
from api.wording.dates import said_day
from api.wording.readers import ADULT, Naming, said
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from projections.policy import Kind

router = APIRouter(include_in_schema=False)
Typed = Annotated[Filled, Depends(typed)]


def row(one: my.Worry, called: Naming) -> dict[str, Any]:
    return {
        "address": f"/concerns/{one.concern}",
        "title": said(words.ABOUT, one.about, ADULT),
        "who": "A person, on their own page" if one.voice == "person" else "A provider passes it on",
        "on": said_day(one.time),
        "due": said_day(one.due),
        "text": one.words,
        "replies": [
            (said(words.RESULTS, r.result, ADULT), called.unit(r.unit), said_day(r.time), r.words) for r in one.replies
        ],
    }


@router.get("/concerns")
def concerns(request: Request, viewer: Viewing) -> Response:
    called = names(viewer.site)
    return page(request, "concerns.html", rows=[row(one, called) for one in families.our_concerns(viewer)])


@router.get("/concerns/{concern}")
def concern(request: Request, viewer: Viewing, concern: Uuid) -> Response:
    if viewer.viewer.kind is Kind.PERSON:  # theirs are on their own page
        return RedirectResponse("/my#worries", 303)
    return _page(request, viewer, concern, Filled())


@router.post("/concerns/{concern}")
def answer(request: Request, viewer: Viewing, concern: Uuid, form: Typed) -> Response:
    """Answers it, for the organisation that was asked. The person reads the words on their own page."""
    reply = form.need("reply", "Write what you can say.")
    if form.good:
        data = {"concern": concern, "unit": viewer.viewer.unit, "result": form.values.get("result")}
        with form:
            speaking.say(viewer, "concern.answered.v1", data, reply=reply)
            return RedirectResponse(f"/concerns/{concern}", 303)
    return _page(request, viewer, concern, form)


def _page(request: Request, viewer: SignedIn, concern: str, form: Filled) -> Response:
    one = next((one for one in families.our_concerns(viewer) if one.concern == concern), None)
    if one is None:
        raise Problem("not-found")
    results = [(term, told[0]) for term, told in words.RESULTS.items()]
    acts = viewer.viewer.kind in speaking.STAFF
    return page(request, "concern.html", row=row(one, names(viewer.site)), form=form, results=results, acts=acts)
