"""The Board's report as a page that can be printed."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api import board
from api.pages.rendering import names, page
from api.session import Viewing
from api.wording.board import FIGURES, SECTIONS
from api.wording.dates import said_day
from api.wording.readers import counted
from projections.board import BoardReport, Figure
from projections.small_cells import THRESHOLD

router = APIRouter(include_in_schema=False)
Day = Annotated[date | None, Query()]


def told(figure: Figure) -> str:
    number = f"1 to {THRESHOLD - 1}" if figure.value is None else f"{figure.value:,}"
    return number if figure.of is None else f"{number} of {figure.of:,}"


def lead(report: BoardReport) -> list[str]:
    """The two sentences that a Board remembers."""
    found = {(s.name, f.name): f.value or 0 for s in report.sections for f in s.figures}
    decisions, sent = found["influence", "decision"], found["black_hole", "sent"]
    nothing = found["black_hole", "nothing_yet"]
    return [
        f"What we sent helped shape {counted(decisions, 'decision')}.",
        f"Of {counted(sent, 'report')} in this time, nobody has told us what came of {nothing:,}.",
    ]


@router.get("/board-report")
def report(request: Request, viewer: Viewing, start: Day = None, end: Day = None, public: bool = False) -> Response:
    found, called = board.report(viewer, start, end, public=public), names(viewer.site)
    return page(
        request, "board.html", report=found, lead=lead(found), house=called.organisation(found.organisation),
        period=f"{said_day(found.start)} to {said_day(found.end)}",
        sections=[
            (SECTIONS[s.name], [(FIGURES[s.name, f.name], told(f)) for f in s.figures])
            for s in found.sections
            if s.figures
        ],
        unheard=[called.system(one) for one in found.unheard], silent=[called.system(one) for one in found.silent],
        address=f"/api/board-report/copies?start={found.start}&end={found.end}&public={str(public).lower()}",
    )  # fmt: skip
