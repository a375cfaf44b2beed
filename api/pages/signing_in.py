"""Signing in by an organisation's own sign-in, and leaving."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.identity import cookies
from api.identity.limits import Limit
from api.identity.tokens import REASONS, Refused, Unreachable
from api.pages.rendering import page
from api.session import HOME, Viewing
from api.site import site
from ledger.problems import Problem

router = APIRouter(include_in_schema=False)
CALLBACK = "/sign-in/callback"
WAYS = {"oidc": "Where you work", "code": "A code", "demo": "The demonstration"}


@router.get("/sign-in")
def sign_in(request: Request) -> HTMLResponse:
    return page(request, "sign_in.html", issuers=issuers(request), code="", wrong="")


@router.get("/sign-in/with/{slug}")
def begin(request: Request, slug: str) -> RedirectResponse:
    """To the issuer. A link, not a form: browsers hold ``form-action`` against a form's redirects too."""
    opened = site(request)
    provider = opened.providers.get(slug)
    if provider is None:
        raise Problem("not-found")
    opened.limits.address(Limit.SIGN_IN, request)
    cookie, begun = opened.pending.begin(slug)
    try:
        response = RedirectResponse(provider.authorization(begun, cookies.address(request) + CALLBACK), 303)
    except Refused as refused:
        raise _failed(request, refused) from None
    cookies.write(request, response, cookie, cookies.SIGNING_IN)
    return response


@router.get(CALLBACK)
def callback(request: Request) -> Response:
    """Back from the issuer."""
    opened = site(request)
    opened.limits.address(Limit.SIGN_IN, request)
    try:
        begun = opened.pending.take(cookies.read(request, cookies.SIGNING_IN))
        provider = opened.providers.get(begun.issuer) if begun else None
        if begun is None or provider is None:
            raise Refused("state")
        claims = provider.claims(request.query_params, begun, cookies.address(request) + CALLBACK)
        identity = provider.issuer.identity(claims)
        if identity is None:
            raise Refused("no-role")
    except Refused as refused:
        raise _failed(request, refused) from None
    opened.counters.count("oidc", "signed-in")
    return welcome(request, identity, "oidc", identity["id"])


@router.get("/sign-ins")
def sign_ins(request: Request, viewer: Viewing) -> HTMLResponse:
    """Where one is signed in, and leaving everywhere."""
    found = site(request).sessions.own(cookies.read(request))
    return page(request, "sign_ins.html", found=found, ways=WAYS)


@router.post("/sign-out")
def sign_out(request: Request, everywhere: Annotated[str, Form(max_length=10)] = "") -> Response:
    """Leaves, and ends the session itself, or all that are one's own."""
    sessions, cookie = site(request).sessions, cookies.read(request)
    if everywhere == "yes":
        sessions.end_own(cookie)
    sessions.end(cookie)
    response = RedirectResponse("/", 303)
    cookies.clear(request, response)
    cookies.clear(request, response, cookies.READER)
    return response


def issuers(request: Request) -> list[tuple[str, str]]:
    """(address, name) of each place where staff can sign in."""
    return [(f"/sign-in/with/{one.slug}", one.name) for one in site(request).providers.issuers.all]


def welcome(request: Request, identity: dict[str, Any], way: str, subject: str) -> HTMLResponse:
    """A new session in place of any old one, and a page that goes on by itself.

    A page and no redirect: whoever comes from another site would not bring a ``SameSite=Strict`` cookie along.
    """
    sessions = site(request).sessions
    sessions.end(cookies.read(request))
    home = HOME[identity["kind"]]
    request.state.identity = identity
    response = page(request, "signed_in.html", home=home, name=identity["name"])
    response.headers["Refresh"] = f"0; url={home}"
    cookies.write(request, response, sessions.open(identity, way, subject))
    cookies.clear(request, response, cookies.SIGNING_IN)
    cookies.clear(request, response, cookies.READER)
    return response


def _failed(request: Request, refused: Refused) -> Problem:
    site(request).counters.count("oidc", refused.reason)
    code = "busy" if isinstance(refused, Unreachable) else "sign-in-failed"
    return Problem(code, "sign-in", [("sign-in", REASONS[refused.reason])])
