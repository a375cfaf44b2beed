"""A privacy officer's case in a house that was sent lines: which line, and everything of it across the units."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from api import line_case
from api.line_case import Sent
from api.pages.family import case_reasons
from api.pages.forms import Form
from api.pages.matters import duty, together
from api.pages.person_case import broke, did, followed
from api.pages.rendering import names, page
from api.session import Viewing
from api.wording import safety
from api.wording.dates import said_day
from api.wording.outcomes import short_outcome
from api.wording.readers import ADULT, Naming, capital
from projections.policy import Kind

router = APIRouter(prefix="/cases", include_in_schema=False)
Text = Annotated[str, Query(max_length=40)]


@router.get("")
def choose(request: Request, viewer: Viewing, sent: Text = "", row: Text = "") -> Response:
    """Which row of which sending; nothing of any line is shown here."""
    found, called = line_case.sent_to_us(viewer), names(viewer.site)
    form = Form({"sent": sent, "row": row.strip()})
    chosen, number = next((one for one in found if one.transfer == sent), None), form.number("row")
    if chosen is not None and number is not None and 1 <= number <= chosen.lines:
        return RedirectResponse(f"/cases/{chosen.transfer}/{number}", 303)
    if sent and chosen is None:
        form.errors["sent"] = "Choose one of these files."
    elif chosen is not None:
        form.errors["row"] = f"It has the rows 1 to {chosen.lines:,}. Give the number of one of them."
    elif form.values["row"]:
        form.errors["sent"] = "Choose the file that the row is in."
    files = [("", "Choose"), *((one.transfer, _file(one, called)) for one in found)]
    return page(request, "line_cases.html", files=files, form=form, status=200 if form.good else 422)


@router.get("/{sent}/{row}")
def case(request: Request, viewer: Viewing, sent: str, row: Annotated[int, Path(ge=1, le=1_000_000)]) -> Response:
    """What it is for is said first, and sealed with the reading."""
    if viewer.viewer.kind is Kind.PRIVACY and not viewer.viewer.reason:
        return page(request, "case.html", reasons=case_reasons(), of="")
    found, called = line_case.case(viewer, sent, row), names(viewer.site)
    return page(
        request, "line_case.html", row=row, reason=safety.REASONS[found.reason],
        of=next((_file(one, called) for one in found.sent if one.transfer == sent), ""),
        sent=[(f"{one.row:,}", _file(one, called)) for one in found.sent],
        flagged=[broke(entry, called) for entry in found.flagged],
        reads=[did(entry, called) for entry in found.reads],
        decided=[(f"/outcomes/{one.outcome}", short_outcome(one, ADULT, called), capital(called.unit(one.unit)))
                 for one in found.decided],
        matters=[followed(one) for one in found.matters],
        owed=together(duty(due, called, viewer) for due in found.owed),
    )  # fmt: skip


def _file(one: Sent, called: Naming) -> str:
    return f"{said_day(one.time)}, {called.organisation(one.organisation)} to {called.unit(one.unit)}"
