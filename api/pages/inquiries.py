"""Which workers' names were asked for, who approved, and the name itself: shown once."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api import inquiries
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.wording import safety
from api.wording.dates import said_day
from api.wording.readers import Naming, capital
from ledger.statements.terms import Uuid
from projections.inquiries import Inquiry

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Row:
    """``decided``: (house, when) of each who approved."""

    address: str
    who: str
    whose: str
    why: str
    when: str
    state: str
    decided: tuple[tuple[str, str], ...]
    until: str


def row(one: Inquiry, called: Naming) -> Row:
    return Row(
        f"/inquiries/{one.inquiry}", capital(called.organisation(one.organisation)), called.organisation(one.to),
        safety.MISUSE[one.ground], said_day(one.time), safety.INQUIRY_STATES[one.state],
        tuple((capital(called.organisation(who)), said_day(at)) for who, at in one.approved), said_day(one.until),
    )  # fmt: skip


@router.get("/inquiries")
def listed(request: Request, viewer: Viewing) -> Response:
    called = names(viewer.site)
    return page(request, "inquiries.html", rows=[row(one, called) for one in inquiries.ours(viewer)])


@router.get("/inquiries/{inquiry}")
def inquiry(request: Request, viewer: Viewing, inquiry: Uuid) -> Response:
    return _page(request, viewer, inquiries.one(viewer, inquiry))


@router.post("/inquiries/{inquiry}/name")
def name(request: Request, viewer: Viewing, inquiry: Uuid) -> Response:
    """Sealed as shown before this page leaves; another try is refused."""
    named = inquiries.name(viewer, inquiry)
    return _page(request, viewer, inquiries.one(viewer, inquiry), named)


def _page(
    request: Request, viewer: SignedIn, found: Inquiry, named: inquiries.Named | None = None
) -> Response:  # fmt: skip
    asker = inquiries.is_asker(viewer, found)
    return page(
        request, "inquiry.html", row=row(found, names(viewer.site)), inquiry=found.inquiry, named=named,
        decides=inquiries.may_decide(viewer, found), asks=asker and found.state == "approved",
        waits=asker and found.state == "waiting",
    )  # fmt: skip
