"""The Board's report as a page, and the same as a PDF and a spreadsheet (CSV) that are sealed before they leave."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from api import board, board_table
from api.given import Given
from api.identity import cookies
from api.pages import charts
from api.pages.letters import checked_by
from api.pages.rendering import names, page, render
from api.papers.blocks import blocks
from api.papers.pdf import Attached, Paper, pdf
from api.session import SignedIn, Viewing
from api.wording.board import FIGURES, QUARTERS, SECTIONS, sought
from api.wording.dates import said_day, said_period
from api.wording.letters import REPORT
from api.wording.readers import Naming, capital, counted
from projections.board import BoardReport, Figure, Stream
from projections.by_quarter import Quarter
from projections.small_cells import THRESHOLD, Parts

router = APIRouter(include_in_schema=False)
Day = Annotated[date | None, Query()]


def told(figure: Figure) -> str:
    number = f"fewer than {THRESHOLD}" if figure.value is None else f"{figure.value:,}"
    if figure.people and figure.of is not None:
        return "too few to say" if figure.value is None else f"{figure.value} in {figure.of}"
    return number if figure.of is None else f"{number} of {figure.of:,}"


def lead(report: BoardReport) -> list[str]:
    """The two sentences that a Board remembers."""
    found = {(s.name, f.name): f.value or 0 for s in report.sections for f in s.figures}
    decisions, sent = found["influence", "decision"], found["black_hole", "sent"]
    nothing = found["black_hole", "nothing_yet"]
    return [
        f"Our reports helped shape {counted(decisions, 'decision')}.",
        f"For {nothing:,} of {counted(sent, 'report')} nobody has told us what happened.",
    ]


def by_quarter(quarters: tuple[Quarter, ...], *groups: str) -> list[tuple[str, list[str]]]:
    """(words, a number for each quarter), for one table."""
    rows = []
    for group in groups:
        for part, words in QUARTERS[group].items():
            rows.append((words, [_of_quarter(quarter, group, part) for quarter in quarters]))
    return rows


def _of_quarter(quarter: Quarter, group: str, part: str) -> str:
    found: Parts | None = getattr(quarter, group)
    if found is None:
        return "not yet"
    number = found.parts[part] if part else found.whole
    return "not told" if number is None else f"{number:,}"


def shown(report: BoardReport, called: Naming) -> dict[str, Any]:
    """The context of ``board.html``."""
    sections = {s.name: [(FIGURES[s.name, f.name], told(f)) for f in s.figures] for s in report.sections}
    return {
        "report": report,
        "lead": lead(report),
        "house": called.organisation(report.organisation),
        "period": f"{said_day(report.start)} to {said_day(report.end)}",
        "titles": SECTIONS,
        "sections": sections,
        "funnel": _funnel(report),
        "map": _map(report.streams, called),
        "streams": [(capital(called.organisation(s.to)), s) for s in report.streams],
        "quarters": [said_period(q.start, q.end) for q in report.families],
        "waits": [said_day(q.told_from) for q in report.families if q.requests is None][:1],
        "requests": by_quarter(report.families, "requests", "helped", "withheld"),
        "concerns": by_quarter(report.families, "concerns"),
        "sought": [sought(one.name, one.value or 0) for one in report.sought],
        "unheard": [called.system(one) for one in report.unheard],
        "silent": [called.system(one) for one in report.silent],
    }


def _funnel(report: BoardReport) -> charts.Bars:
    found = {f.name: f.value or 0 for s in report.sections if s.name == "black_hole" for f in s.figures}
    rows = [(FIGURES["black_hole", name], found[name], name == "nothing_yet")
            for name in ("sent", "confirmed", "opened", "nothing_yet")]  # fmt: skip
    return charts.bars("What became of what we sent", "; ".join(f"{words}: {n}" for words, n, _ in rows) + ".", rows)


def _map(streams: tuple[Stream, ...], called: Naming) -> charts.FlowMap:
    came, nothing = "Something came of it", "Nobody has told us"
    rows = [(capital(called.organisation(s.to)), s) for s in streams]
    links = [charts.Link("We sent", to, s.sent) for to, s in rows]
    links += [charts.Link(to, came, s.informed) for to, s in rows]
    links += [charts.Link(to, nothing, s.nothing, dark=True) for to, s in rows]
    about = " ".join(
        f"{to}: {counted(s.sent, 'report')}, something came of {s.informed}, of {s.nothing} nobody has told us."
        for to, s in rows
    )
    return charts.flow_map(
        "Where our reports went", about, [["We sent"], [to for to, _ in rows], [came, nothing]], links
    )


@router.get("/board-report")
def report(request: Request, viewer: Viewing, start: Day = None, end: Day = None, public: bool = False) -> Response:
    found = board.report(viewer, start, end, public=public)
    terms = f"start={found.start}&end={found.end}&public={str(public).lower()}"
    root = board.root_at(viewer, found.header.size or 0)
    context = shown(found, names(viewer.site))
    return page(request, "board.html", terms=terms, root=root, code="", **context)


@router.post("/board-report")
def take(
    request: Request, viewer: Viewing, form: Annotated[str, Form(max_length=10)] = "pdf", start: Day = None,
    end: Day = None, public: bool = False,
) -> Response:  # fmt: skip
    """The report as a file that somebody asked for on the page."""
    found, body, sealed = board.given_report(viewer, start, end, public=public)
    if form == "csv":
        root = board.root_at(viewer, found.header.size or 0)
        return _file(board_table.written(found, sealed, root), "text/csv", "csv")
    if form == "json":
        return _file(body, "application/json", "json")
    return _file(_paper(request, viewer, found, body, sealed), "application/pdf", "pdf")


def _file(data: bytes, kind: str, ending: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="board-report.{ending}"'}
    return Response(data, media_type=kind, headers=headers)


def _paper(request: Request, viewer: SignedIn, found: BoardReport, body: bytes, sealed: Given) -> bytes:
    demo = viewer.site.settings.demo
    root = board.root_at(viewer, found.header.size or 0)
    context = shown(found, names(viewer.site))
    html = render(
        "board.html", identity=viewer.identity, demo=demo, path="", terms="", root=root, code=sealed.code, **context
    )
    square = checked_by(f"{cookies.address(request)}/l/{sealed.code}", REPORT)
    foot = "Report to the Board." + (" Demonstration: everyone here is invented." if demo else "")
    return pdf(
        Paper(
            title="Report to the Board", about=f"{context['house']}, {context['period']}", foot=foot,
            blocks=[*blocks(html), *square],
            attached=[Attached("facts.json", body.decode(), "application/json", REPORT.attached)],
        )
    )  # fmt: skip
