"""Making a sign-in slip, and signing in with one."""

from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from api import slips
from api.identity import cookies
from api.identity.codes import well_formed
from api.identity.limits import Limit
from api.pages.rendering import page
from api.pages.signing_in import issuers
from api.session import HOME, Viewing
from api.site import site
from ledger.problems import Problem

router = APIRouter(include_in_schema=False)


@router.get("/people/{person}/slip")
def form(request: Request, viewer: Viewing, person: str) -> HTMLResponse:
    return _form(request, viewer, person)


@router.post("/people/{person}/slip")
def make(
    request: Request, viewer: Viewing, person: str, promised: Annotated[str, Form(max_length=10)] = ""
) -> HTMLResponse:
    """The slip, shown this once. ``promised``: that it goes to that person alone."""
    if promised != "yes":
        return _form(request, viewer, person, forgotten=True)
    slip = slips.make(viewer, person)
    link = f"{cookies.address(request)}/c/{slip.code}"
    drawn = segno.make(link, error="m", micro=False).svg_inline(scale=5, omitsize=True, border=2)
    return page(request, "slip.html", slip=slip, link=link, drawn=Markup(drawn), back=f"/people/{person}/slip")  # noqa: S704


@router.post("/people/{person}/slip/{code}/cancel")
def cancel(viewer: Viewing, person: str, code: str) -> RedirectResponse:
    slips.cancel(viewer, person, code)
    return RedirectResponse(f"/people/{person}/slip", 303)


@router.get("/c/{code}")
def link(request: Request, code: str) -> HTMLResponse:
    """What a slip's link opens: a button. Looked up only when it is pressed, for mail programs open links too."""
    shown = code if well_formed(code) else ""
    return page(request, "sign_in.html", issuers=issuers(request), code=shown, wrong="")


@router.post("/sign-in/code")
def redeem(request: Request, code: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Signs in with a code. Whatever is wrong with it, the answer is the same."""
    opened = site(request)
    opened.limits.address(Limit.CODE, request)
    page_wanted = "text/html" in request.headers.get("accept", "")
    if not code.strip() and page_wanted:
        return page(request, "sign_in.html", status=422, issuers=issuers(request), code="", wrong="empty")
    whose = opened.codes.redeem(code)
    identity = slips.identity(opened, whose) if whose else None
    if whose is None or identity is None:
        opened.counters.count("code", "refused")
        if not page_wanted:
            raise Problem("bad-code", "body.code")
        return page(request, "sign_in.html", status=401, issuers=issuers(request), code="", wrong="code")
    opened.counters.count("code", "signed-in")
    opened.sessions.end(cookies.read(request))
    response = RedirectResponse(HOME[identity["kind"]], 303)
    cookies.write(request, response, opened.sessions.open(identity, "code", whose.subject))
    cookies.clear(request, response, cookies.READER)
    return response


def _form(request: Request, viewer: Viewing, person: str, *, forgotten: bool = False) -> HTMLResponse:
    found = slips.person(viewer, person)
    return page(
        request,
        "slip_form.html",
        status=422 if forgotten else 200,
        person=found,
        address=f"/people/{person}/slip",
        issued=slips.issued(viewer, person),
        forgotten=forgotten,
    )
