"""What broke a rule or was never explained, and who must be told."""

from itertools import groupby
from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api import reading
from api.pages.acts.choices import GUARDIANS
from api.pages.rendering import names, page
from api.pages.trail import parts
from api.session import Viewing
from api.wording.dates import said_day, said_moment
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

    what: str
    who: str
    role: str
    machine: str | None
    parts: str
    flags: tuple[str, ...]
    tell: tuple[str, ...]
    people: str


@router.get("/flagged")
def breaches(request: Request, viewer: Viewing) -> HTMLResponse:
    (found, overlay), called = reading.flagged(viewer), names(viewer.site)

    def words(breach: Breach) -> Told:
        told = overlay.get(breach.index)
        return Told(
            statement(breach.type),
            place(breach.unit, breach.organisation, called),
            capital(said(ROLES, breach.role, ADULT)) if breach.role else "",
            told.machine if told else None,
            parts(breach.parts, ADULT),
            tuple(flagged(breach.flags, ADULT)),
            told.people if told else (),
            _people(breach.people, viewer.viewer.kind is Kind.BOARD),
        )

    newest = sorted(found.breaches, key=lambda breach: (breach.time, breach.index), reverse=True)
    alike = groupby(newest, key=lambda breach: (said_day(breach.time), words(breach)))
    rows = [(_when([breach.time for breach in some]), row) for (_, row), some in alike]
    unexplained = sum("purpose-not-given" in breach.flags for breach in newest)
    return page(
        request, "flagged.html", rows=rows, number=len(newest), unexplained=unexplained, header=found.header,
        puts_right=viewer.viewer.kind in GUARDIANS,
    )  # fmt: skip


def _when(times: list[str]) -> str:
    """Of what was done alike on one day, newest first."""
    if len(times) == 1:
        return said_moment(times[0])
    return f"{said_day(times[0])}, {len(times)} times, the last at {said_moment(times[0]).rpartition(', ')[2]}"


def _people(count: int | None, board: bool) -> str:
    """A Board is told it in steps, or that they are too few to be told."""
    if count is None:
        return "Not told: it could tell who"
    return f"At least {counted(count, 'person', 'people')}" if board else counted(count, "person", "people")
