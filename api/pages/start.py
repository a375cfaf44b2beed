"""The start page, and leaving quickly."""

from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.identity import cookies
from api.pages.rendering import page
from api.site import site

router = APIRouter(include_in_schema=False)

#: Kind of viewer → (order, heading) on the start page.
GROUPS: dict[str, tuple[int, str]] = {
    "person": (1, "Families"),
    "representative": (1, "Families"),
    "provider": (2, "Services that work with families"),
    "board": (2, "Services that work with families"),
    "unit": (3, "Government agencies"),
    "advisor": (3, "Government agencies"),
    "contracting": (3, "Government agencies"),
    "privacy": (4, "Checking"),
    "auditor": (4, "Checking"),
    "operator": (4, "Checking"),
}
ELSEWHERE = "https://www.metservice.com/"


def grouped(people: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The story's people under their headings, in the story's order."""
    order = sorted(people, key=lambda person: GROUPS[person["kind"]][0])
    return [(heading, list(found)) for (_, heading), found in groupby(order, key=lambda p: GROUPS[p["kind"]])]


@router.get("/")
def start(request: Request) -> HTMLResponse:
    return page(request, "start.html", groups=grouped(site(request).identities()))


@router.get("/leave")
def leave(request: Request) -> RedirectResponse:
    """Signs out and goes somewhere that says nothing; a link, so that one press does it without scripts."""
    site(request).sessions.end(cookies.read(request))
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "Clear-Site-Data": '"cache"'}
    response = RedirectResponse(ELSEWHERE, 303, headers)
    cookies.clear(request, response)
    cookies.clear(request, response, cookies.READER)
    return response
