"""The log as an auditor reads it, who reports, and checking a record (which needs no account)."""

from asyncio import to_thread
from datetime import date
from operator import itemgetter
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import given, line_proofs, reading
from api.identity.limits import Limit
from api.log_search import Filter
from api.pages import log_words as words
from api.pages.rendering import names, page
from api.session import Viewing
from api.site import Site, site
from api.witnessing import witnessing
from api.wording.statements import STATEMENTS
from ledger import line_proof
from ledger.line_proof import Line, NotProven
from projections.policy import Kind

router = APIRouter(include_in_schema=False)


@router.get("/log")
def log(
    request: Request,
    viewer: Viewing,
    after: Annotated[str, Query(pattern="^-?[0-9]{0,15}$")] = "",
    type: Annotated[str, Query(max_length=60)] = "",
    feed: Annotated[str, Query(max_length=200)] = "",
    signer: Annotated[str, Query(max_length=36)] = "",
    flagged: Annotated[str, Query(max_length=3)] = "",
    on: Annotated[str, Query(pattern="^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")] = "",
    size: Annotated[str, Query(pattern="^[0-9]{0,15}$")] = "",
    q: Annotated[str, Query(max_length=4000)] = "",
) -> Response:
    """Keyset pages: ``after`` is the last number already seen. What is looked for stands in the address; ``on`` or
    ``size``: as the log stood then; ``q``: one statement."""
    index = reading.found(viewer, q) if q else None
    on = on if is_day(on) else ""
    if index is not None:
        return RedirectResponse(f"/log/{index}", 303)
    number = int(after) if after.strip("-") else -1
    by = Filter(type if type in STATEMENTS else "", feed, signer, flagged == "yes")
    called, feeds = names(viewer.site), reading.coverage(viewer)
    then = reading.stood(viewer, on or None, int(size) if size else None) if on or size else None
    found = reading.looked_through(viewer, number, by, then.size if then else viewer.site.ledger.size())
    operator = viewer.site.ledger.state.operator
    kept = {"type": by.type, "feed": feed, "signer": signer, "flagged": "yes" * by.flagged, "on": on, "size": size}
    return page(
        request,
        "log.html",
        rows=[words.row(line, called, operator) for line in found.lines],
        after=number,
        by=by,
        q=q,
        on=on,
        size=size,
        then=then,
        looked=found.looked,
        more=found.more,
        address="/log?" + urlencode({name: value for name, value in kept.items() if value}),
        types=sorted(STATEMENTS.items(), key=lambda item: item[1]),
        feeds=sorted((f.source, f"{called.system(f.system)}, {called.organisation(f.organisation)}") for f in feeds),
        signers=sorted({(f.organisation, called.organisation(f.organisation)) for f in feeds}, key=itemgetter(1)),
    )


def is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@router.get("/log/witnesses")
def witnesses(request: Request, viewer: Viewing) -> Response:
    return page(request, "witnesses.html", found=witnessing(viewer))


@router.get("/log/{index}")
def statement(request: Request, viewer: Viewing, index: int) -> HTMLResponse:
    return page(request, "statement.html", **words.statement(reading.statement(viewer, index)))


@router.get("/coverage")
def coverage(request: Request, viewer: Viewing) -> HTMLResponse:
    feeds = reading.coverage(viewer)
    rows = words.feeds(feeds, names(viewer.site))
    numbers = viewer.viewer.kind is Kind.AUDITOR
    return page(request, "coverage.html", sentences=words.coverage(feeds), feeds=rows, numbers=numbers)


@router.get("/check")
def check_form(request: Request) -> HTMLResponse:
    return page(request, "check.html", result=None, error="")


@router.post("/check")
async def check(
    request: Request,
    text: Annotated[str, Form(max_length=line_proof.MOST)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """What was pasted or chosen is looked up and forgotten."""
    opened = site(request)
    opened.limits.address(Limit.OPEN, request)
    data = await file.read(line_proof.MOST + 1) if file is not None and file.filename else text.strip().encode()
    if not data:
        return page(request, "check.html", status=422, result=None, error="Paste something, or choose a file.")
    return await to_thread(_checked, request, opened, data)


def _checked(request: Request, opened: Site, data: bytes) -> Response:
    if line_proof.FORMAT.encode() in data[:200]:
        try:
            line: Line | NotProven = line_proofs.check(opened, data)
        except NotProven as problem:
            line = problem
        result = words.line_checked(line, names(opened))
    elif paper := given.find(opened, data.decode(errors="replace")):
        return RedirectResponse(f"/l/{given.code_of(bytes.fromhex(paper.digest))}", 303)
    else:
        result = words.checked(reading.check(opened, data.decode(errors="replace")))
    return page(request, "check.html", result=result, error="")
