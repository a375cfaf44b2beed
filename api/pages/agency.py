"""What an agency unit owes, and what was behind an outcome."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api import reading
from api.pages import duties
from api.pages.rendering import names, page
from api.session import Viewing
from api.wording.outcomes import outcome as told
from api.wording.outcomes import short_outcome
from api.wording.readers import ADULT

router = APIRouter(include_in_schema=False)


@router.get("/owe")
def owe(request: Request, viewer: Viewing) -> HTMLResponse:
    found, called = reading.owed(viewer), names(viewer.site)
    return page(
        request,
        "owe.html",
        header=found.header,
        sentences=duties.sentences(found),
        reports=any(duty.use for duty in found.duties),
        duties=[duties.row(duty, called) for duty in found.duties],
        answered=[(f"/outcomes/{o.outcome}", short_outcome(o, ADULT, called)) for o in found.answered],
    )


@router.get("/outcomes/{id}")
def outcome(request: Request, viewer: Viewing, id: str) -> HTMLResponse:
    found, called = reading.trace(viewer, id), names(viewer.site)
    return page(
        request,
        "outcome.html",
        header=found.header,
        short=short_outcome(found.outcome, ADULT, called),
        sentences=(told(found.outcome, duties.ABOUT_SOMEONE, called), *duties.behind(found)),
        uses=[duties.use(use, called) for use in found.uses],
        submissions=[duties.sent(sent, viewer.identity, called) for sent in found.submissions],
        others=duties.others(found),
    )
