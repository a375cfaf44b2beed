"""A privacy officer's case: one person across the units, on one page."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api import person_case, reading
from api.pages.family import case_reasons
from api.pages.matters import place
from api.pages.rendering import names, page
from api.session import Viewing
from api.wording import lines, safety
from api.wording.dates import said_day
from api.wording.flags import flagged
from api.wording.readers import STAFF, Naming, capital
from api.wording.statements import statement
from projections.answers import Entry
from projections.policy import Kind

router = APIRouter(include_in_schema=False)


@router.get("/people/{person}/case")
def case(request: Request, viewer: Viewing, person: str) -> Response:
    """What it is for is said first, and sealed with the reading."""
    if viewer.viewer.kind is Kind.PRIVACY and not viewer.viewer.reason:
        return page(request, "case.html", reasons=case_reasons(), of="")
    found, called = person_case.case(viewer, person), names(viewer.site)
    name = reading.name_of(viewer, person)
    return page(
        request, "person_case.html", name=name, person=person, reason=safety.REASONS[found.reason],
        reads=[_read(entry, called) for entry in found.reads],
        flagged=[(*_read(entry, called), flagged(entry.flags, STAFF)) for entry in found.flagged],
        alerts=[(one.digest, said_day(one.time), capital(called.organisation(one.organisation)),
                 called.unit(one.unit or "")) for one in found.alerts],
        withheld=[_kept(one, one.withholding in found.late) for one in found.withheld],
        matters=[(place(one.noun, one.matter), statement(one.first[0]), said_day(one.first[1]),
                  statement(one.last[0]), said_day(one.last[1])) for one in found.matters],
    )  # fmt: skip


def _read(entry: Entry, called: Naming) -> tuple[str, str, str]:
    return said_day(entry.time), lines.who(entry, called), lines.sentence(entry, STAFF, called)


def _kept(one: Any, late: bool) -> tuple[str, str, str, str, bool]:
    if one.ended:
        state = f"Shown again since {said_day(one.ended)}"
    elif one.decided:
        state = f"Decided by two people; to be looked at again by {said_day(one.review)}"
    else:
        state = "No second person has decided"
    return one.withholding, said_day(one.time), safety.GROUNDS[one.ground], state, late
