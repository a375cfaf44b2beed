"""A privacy officer's case: one person across the units, on one page."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api import person_case, reading
from api.pages.family import case_reasons
from api.pages.matters import place
from api.pages.rendering import names, page
from api.person_case import Matter
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
        reads=[did(entry, called) for entry in found.reads],
        flagged=[broke(entry, called) for entry in found.flagged],
        alerts=[(one.digest, said_day(one.time), capital(called.organisation(one.organisation)),
                 called.unit(one.unit or "")) for one in found.alerts],
        withheld=[_kept(one, one.withholding in found.late) for one in found.withheld],
        matters=[followed(one) for one in found.matters],
    )  # fmt: skip


def did(entry: Entry, called: Naming) -> tuple[str, str, str]:
    """The day, who, and what they did."""
    return said_day(entry.time), lines.who(entry, called), lines.sentence(entry, STAFF, called)


def broke(entry: Entry, called: Naming) -> tuple[str, str, str, list[str]]:
    """The same, and what is wrong with it."""
    return *did(entry, called), flagged(entry.flags, STAFF)


def followed(one: Matter) -> tuple[str, str, str, str, str]:
    """The address of a matter; what was said in it first and last, each with its day."""
    (what, since), (last, when) = one.first, one.last
    return place(one.noun, one.matter), statement(what), said_day(since), statement(last), said_day(when)


def _kept(one: Any, late: bool) -> tuple[str, str, str, str, bool]:
    if one.ended:
        state = f"Shown again since {said_day(one.ended)}"
    elif one.decided:
        state = f"Decided by two people; to be looked at again by {said_day(one.review)}"
    else:
        state = "No second person has decided"
    return one.withholding, said_day(one.time), safety.GROUNDS[one.ground], state, late
