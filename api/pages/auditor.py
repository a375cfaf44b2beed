"""The log as an auditor reads it, who reports, and checking a record (which needs no account)."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse

from api import reading
from api.identity.limits import Limit
from api.pages import log_words as words
from api.pages.rendering import names, page
from api.session import Viewing
from api.site import site
from api.wording.statements import STATEMENTS

router = APIRouter(include_in_schema=False)


@router.get("/log")
def log(
    request: Request,
    viewer: Viewing,
    after: Annotated[str, Query(pattern="^-?[0-9]{0,15}$")] = "",
    type: Annotated[str, Query(max_length=60)] = "",
) -> HTMLResponse:
    """Keyset pages: ``after`` is the last number already seen."""
    number = int(after) if after.strip("-") else -1
    kind = type if type in STATEMENTS else ""
    called = names(viewer.site)
    rows = [
        words.row(line, called, viewer.site.ledger.state.operator) for line in reading.log(viewer, number, kind or None)
    ]
    return page(
        request,
        "log.html",
        rows=rows,
        after=number,
        chosen=kind,
        types=sorted(STATEMENTS.items(), key=lambda item: item[1]),
    )


@router.get("/log/{index}")
def statement(request: Request, viewer: Viewing, index: int) -> HTMLResponse:
    return page(request, "statement.html", **words.statement(reading.statement(viewer, index)))


@router.get("/coverage")
def coverage(request: Request, viewer: Viewing) -> HTMLResponse:
    feeds = reading.coverage(viewer)
    rows = words.feeds(feeds, names(viewer.site))
    return page(request, "coverage.html", sentences=words.coverage(feeds), feeds=rows)


@router.get("/check")
def check_form(request: Request) -> HTMLResponse:
    return page(request, "check.html", result=None, text="")


@router.post("/check")
def check(request: Request, text: Annotated[str, Form(max_length=200_000)]) -> HTMLResponse:
    """What was pasted is looked up and forgotten."""
    site(request).limits.address(Limit.OPEN, request)
    return page(request, "check.html", result=words.checked(reading.check(site(request), text)), text="")
