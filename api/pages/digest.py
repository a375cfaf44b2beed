"""A person asks for "There is an update", to an address they call safe; and ends it, also without signing in."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from api import digest
from api.identity.limits import Limit
from api.pages.forms import Form, typed
from api.pages.my import voice_of
from api.pages.rendering import page
from api.session import SignedIn, Viewing
from api.site import site
from api.wording.dates import local
from api.wording.language import tr
from ledger.problems import Problem

router = APIRouter(include_in_schema=False)
Typed = Annotated[Form, Depends(typed)]
As = Annotated[str, Query(alias="as", max_length=10)]


@router.get("/my/updates")
def form(request: Request, viewer: Viewing, as_: As = "") -> Response:
    return _page(request, viewer, Form(), as_)


@router.post("/my/updates")
def change(request: Request, viewer: Viewing, form: Typed, as_: As = "") -> Response:
    if "stop" in form.values:
        digest.stop(viewer)
        return RedirectResponse(request.url.path, 303)
    address = form.need("address", tr("Write the address."))
    if form.values.get("safe") != "yes":
        form.errors["safe"] = tr("Tick this first. If you are not sure, do not ask for notes.")
    if form.good:
        try:
            digest.ask_for(viewer, address, local(datetime.now(UTC).isoformat()))
            return RedirectResponse(request.url.path, 303)
        except Problem as problem:
            if problem.code == "not-found":
                raise
            form.errors["address"] = tr("This is no address that we can write to.")
    return _page(request, viewer, form, as_)


def _page(request: Request, viewer: SignedIn, form: Form, as_: str) -> Response:
    wished = digest.wish(viewer)
    voice = voice_of(viewer, as_)
    return page(
        request, "my_updates.html", child=voice.child, form=form, address=wished.address if wished else "",
        offered=digest.offered(viewer.site),
    )  # fmt: skip


@router.get("/stop/{ticket}")
def before(request: Request, ticket: str) -> Response:
    """Opening the link ends nothing yet: programs that look at mail open links as well."""
    return page(request, "stop.html", done=False)


@router.post("/stop/{ticket}")
def end(request: Request, ticket: str) -> Response:
    """One press, no account. What is no ticket looks the same as one that has ended everything."""
    opened = site(request)
    opened.limits.address(Limit.OPEN, request)
    opened.wishes.end(ticket[:200], digest.NAME)
    return page(request, "stop.html", done=True)
