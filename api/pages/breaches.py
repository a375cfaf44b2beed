"""What broke a rule or was never explained, and who must be told."""

from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api import reading
from api.pages.rendering import names, page
from api.pages.trail import parts
from api.session import Viewing
from api.wording.flags import flagged
from api.wording.lines import place
from api.wording.readers import ADULT, capital, counted, said
from api.wording.statements import statement
from api.wording.terms import ROLES
from projections.answers import Breach
from projections.policy import Kind

router = APIRouter(include_in_schema=False)


class Told(NamedTuple):
    """One breach in words. ``machine``: the role of the machine that did it; ``tell``: names, or how many people."""

    time: str
    what: str
    who: str
    role: str
    machine: str | None
    parts: str
    flags: list[str]
    tell: tuple[str, ...]
    people: str


@router.get("/flagged")
def breaches(request: Request, viewer: Viewing) -> HTMLResponse:
    (found, overlay), called = reading.flagged(viewer), names(viewer.site)

    def words(breach: Breach) -> Told:
        told = overlay.get(breach.index)
        return Told(
            breach.time,
            statement(breach.type),
            place(breach.unit, breach.organisation, called),
            capital(said(ROLES, breach.role, ADULT)) if breach.role else "",
            told.machine if told else None,
            parts(breach.parts, ADULT),
            flagged(breach.flags, ADULT),
            told.people if told else (),
            _people(breach.people, viewer.viewer.kind is Kind.BOARD),
        )

    rows = [words(breach) for breach in found.breaches]
    unexplained = sum("purpose-not-given" in breach.flags for breach in found.breaches)
    return page(request, "flagged.html", rows=rows, unexplained=unexplained, header=found.header)


def _people(count: int | None, board: bool) -> str:
    """A Board is told it in steps, or that they are too few to be told."""
    if count is None:
        return "Not told: it could tell who"
    return f"At least {counted(count, 'person', 'people')}" if board else counted(count, "person", "people")
