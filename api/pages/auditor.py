"""The log as an auditor reads it, who reports, and checking a record (which needs no account)."""

from asyncio import to_thread
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse

from api import line_proofs, reading
from api.identity.limits import Limit
from api.pages import log_words as words
from api.pages.rendering import names, page
from api.session import Viewing
from api.site import Site, site
from api.wording.statements import STATEMENTS
from ledger import line_proof
from ledger.line_proof import Line, NotProven

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
async def check(
    request: Request,
    text: Annotated[str, Form(max_length=line_proof.MOST)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> HTMLResponse:
    """What was pasted or chosen is looked up and forgotten."""
    opened = site(request)
    opened.limits.address(Limit.OPEN, request)
    data = await file.read(line_proof.MOST + 1) if file is not None and file.filename else text.encode()
    return await to_thread(_checked, request, opened, data)


def _checked(request: Request, opened: Site, data: bytes) -> HTMLResponse:
    if line_proof.FORMAT.encode() in data[:200]:
        try:
            line: Line | NotProven = line_proofs.check(opened, data)
        except NotProven as problem:
            line = problem
        result = words.line_checked(line, names(opened))
    else:
        result = words.checked(reading.check(opened, data.decode(errors="replace")))
    return page(request, "check.html", result=result, text="")
