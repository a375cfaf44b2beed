"""What flows where on a day; what is promised; checking a file before it is sent; asking before a use."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from api import flow_maps
from api.pages import charts, streams
from api.pages.acts import choices
from api.pages.acts.studies import USERS
from api.pages.forms import Form, typed
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.wording.agreements import GROUNDS, HOW, MAY, RELATIONS, STAGES
from api.wording.dates import said_day, said_period
from api.wording.readers import ADULT, Naming, capital, counted, listed, said
from api.wording.terms import PARTS, PURPOSES
from ledger.problems import Problem
from ledger.statements.terms import Date, Uuid
from ledger.vocabulary import Part, Purpose
from projections.flow_map import Sent
from projections.policy import Question, may_ask
from projections.quarterly import Promised
from projections.schedules import Line

router = APIRouter(include_in_schema=False)
Typed = Annotated[Form, Depends(typed)]


@dataclass(frozen=True, slots=True)
class LineRow:
    """One schedule line, and what was sent under it up to that day."""

    senders: str
    to: str
    parts: str
    why: str
    when: str
    how: str
    sent: str


@router.get("/flows")
def flows(request: Request, viewer: Viewing, day: Annotated[Date | None, Query()] = None) -> Response:
    found, called = flow_maps.flows(viewer, day), names(viewer.site)
    by_line = {(s.agreement, s.line): s for s in found.sent}
    rows = []
    for line in found.lines:
        sent = by_line.get((line.agreement, line.line))
        told = f"Sent {counted(sent.times, 'time')}, last on {said_day(sent.last)}" if sent else "Nothing sent yet"
        rows.append(_row(line, called, told))
    known = {(line.agreement, line.line) for line in found.lines}
    other = [
        f"{capital(called.organisation(s.organisation))} to {called.unit(s.to_unit)}: {counted(s.times, 'time')}."
        for s in found.sent
        if (s.agreement, s.line) not in known
    ]
    onward = [
        f"{capital(called.organisation(s.organisation))} sent something on to {called.unit(s.to_unit)}, "
        f"{called.organisation(s.to_organisation)}: {counted(s.times, 'time')}, last on {said_day(s.last)}."
        for s in found.onward
    ]
    broke, sent_where = sum(s.outside for s in (*found.sent, *found.onward)), _streams(found.sent, called)
    return page(
        request, "flows.html", day=found.day, rows=rows, other=other, broke=broke, streams=sent_where, onward=onward,
        drawn=_drawn(sent_where) if sent_where else None, own=streams.own(viewer),
        sendings=streams.sendings(viewer, found.day, called), newest=streams.NEWEST,
        reaches=streams.reaches(viewer, found.day, called),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stream:
    """All that one sender sent to one unit up to that day: as agreed (``within``) and not (``beyond``), how often."""

    sender: str
    to: str
    within: int
    beyond: int


def _streams(sent: Iterable[Sent], called: Naming) -> list[Stream]:
    """The most frequent first."""
    found: dict[tuple[str, str], list[Sent]] = {}
    for one in sent:
        found.setdefault((one.organisation, one.to_unit), []).append(one)
    rows = []
    for (sender, to), some in found.items():
        beyond = sum(one.outside for one in some)
        within = sum(one.times for one in some) - beyond
        rows.append(Stream(capital(called.organisation(sender)), capital(called.unit(to)), within, beyond))
    return sorted(rows, key=lambda one: (-one.within - one.beyond, one.sender, one.to))


def _drawn(streams: list[Stream]) -> charts.FlowMap:
    about = " ".join(
        f"{s.sender} to {s.to}: {counted(s.within, 'time')} as agreed, {s.beyond:,} not as agreed." for s in streams
    )
    # With a space behind it, a receiver's box is its own, though it be called as a sender is.
    links = [charts.Link(s.sender, f"{s.to} ", s.within) for s in streams]
    links += [charts.Link(s.sender, f"{s.to} ", s.beyond, dark=True) for s in streams]
    columns = [list(dict.fromkeys(s.sender for s in streams)), list(dict.fromkeys(f"{s.to} " for s in streams))]
    return charts.flow_map("What was sent where", about, columns, links)


@router.get("/flows/promised")
def promised(request: Request, viewer: Viewing) -> Response:
    called = names(viewer.site)
    rows = [
        _promise(one, called, may_ask(viewer.viewer, Question.DOWNSTREAM, organisation=one.sender))
        for one in reversed(flow_maps.promised(viewer))
    ]
    return page(request, "promised.html", rows=rows)


@router.get("/flows/check")
def check_form(request: Request, viewer: Viewing) -> Response:
    return _check_page(request, viewer, Form(), None)


@router.post("/flows/check")
def checked(request: Request, viewer: Viewing, form: Typed) -> Response:
    """Looks at column names only; nothing is kept. ``send``: says that the next submission went."""
    columns = _columns(form.need("columns", "Paste the first row of the file: its column names."))
    agreement, _, line = str(form.values.get("line", "")).partition(" ")
    found = None
    if form.good:
        try:
            file = flow_maps.File(agreement=agreement, line=int(line or 0), columns=columns, rows=0)
            found = flow_maps.check(viewer, file)
            if form.values.get("send"):
                again = flow_maps.Again(
                    agreement=agreement, line=int(line), columns=columns, rows=form.number("rows"),
                    people="all" if form.values.get("people") == "all" else "same",
                )  # fmt: skip
                return RedirectResponse(f"/submissions/{flow_maps.send_again(viewer, again)}", 303)
        except Problem as problem:
            form.refuse(problem)
            form.problem += "".join(f" ({rule})" for _, rule in problem.errors)
        except ValueError:
            form.errors["columns"] = "These are not column names: at most 200 of them, 100 letters each."
    return _check_page(request, viewer, form, found)


@router.get("/flows/may-use")
def may_use(
    request: Request, viewer: Viewing, holding: Annotated[Uuid | None, Query()] = None,
    purpose: Annotated[Purpose | None, Query()] = None, part: Annotated[list[Part] | None, Query()] = None,
) -> Response:  # fmt: skip
    """Asks, and is answered at once; nothing is recorded."""
    answer: dict[str, Any] | None = None
    form = Form({"holding": holding or "", "purpose": purpose or "", "part": list(part or [])})
    if purpose and not part:
        form.errors["part"] = "Tick one part or more."
    if holding and purpose and part:
        found, called = flow_maps.may_i(viewer, holding, purpose, list(part)), names(viewer.site)
        answer = {
            "verdict": MAY[found.verdict], "ground": GROUNDS[found.ground],
            "line": f"Line {found.line.line} of the agreement, version {found.line.version}." if found.line else "",
            "agreement": found.line.agreement if found.line else "",
            "outside": listed([said(PARTS, one, ADULT) for one in found.outside]),
            "ask": listed([called.organisation(one) for one in found.ask]) if found.verdict == "ask" else "",
        }  # fmt: skip
    held = choices.our_holdings(viewer)
    if holding and holding not in dict(held):
        held = ((str(holding), "What you asked about"), *held)
    return page(
        request, "may_use.html", form=form, answer=answer, held=held, asks=viewer.viewer.kind in USERS,
        purposes=[(value, capital(words[0])) for value, words in PURPOSES.items()],
        parts=[(value, capital(words[0])) for value, words in PARTS.items()],
    )  # fmt: skip


def _row(line: Line, called: Naming, sent: str) -> LineRow:
    months = line.every_months
    return LineRow(
        capital(listed([called.organisation(one) for one in line.senders])), called.unit(line.to_unit),
        capital(listed([said(PARTS, part, ADULT) for part in line.parts])),
        capital(said(PURPOSES, line.purpose, ADULT)), f"Every {months} months" if months else "When needed",
        HOW.get(line.method or "", ""), sent,
    )  # fmt: skip


def _promise(one: Promised, called: Naming, opens: bool) -> dict[str, Any]:
    """``opens``: the viewer reads what became of this sender's submissions."""
    parts = [
        said(PARTS, part, ADULT)
        + (f" ({listed([RELATIONS[how] for how in hows])})" if (hows := one.relations.get(part)) else "")
        for part in one.parts
    ]
    return {
        "period": said_period(one.period_from, one.period_to), "who": capital(called.organisation(one.sender)),
        "to": called.unit(one.to_unit), "parts": capital(listed(parts)), "stage": STAGES[one.stage],
        "bad": one.stage in ("missing", "differs") or bool(one.late_days), "due": said_day(one.due),
        "late": f"{counted(one.late_days, 'day')} late" if one.late_days else "",
        "people": counted(one.people, "person", "people") if one.people is not None else "",
        "received": said_day(one.received) if one.received else "",
        "counted": f"{one.received_people or 0:,} of {one.people or 0:,}" if one.stage == "differs" else "",
        "address": f"/submissions/{one.transfer}" if opens and one.transfer else "",
    }  # fmt: skip


def _columns(text: str) -> list[str]:
    """The names in a header row, however a spreadsheet gives it: by tabs, commas, semicolons or lines."""
    return [name.strip().strip('"') for name in re.split(r"[\t,;\r\n]+", text) if name.strip().strip('"')]


def _check_page(request: Request, viewer: SignedIn, form: Form, found: Any) -> Response:
    called = names(viewer.site)
    lines = [
        (f"{one.agreement} {one.line}", f"Line {one.line}, to {called.unit(one.to_unit)}")
        for one in flow_maps.lines(viewer)
    ]
    told = []
    for column in found.columns if found else ():
        name = said(PARTS, column.part, ADULT) if column.part else ""
        told.append(
            {
                "in_agreement": f"Column {column.number}, {name}: it is in the agreement.",
                "remove": f"Column {column.number}, {name}: it is not in the agreement. Remove it.",
                "unknown": f"Column {column.number}: we do not know what this is. Name it as in the agreement, "
                "or remove it.",
            }[column.verdict]
        )
    missing = listed([said(PARTS, part, ADULT) for part in found.missing]) if found else ""
    return page(
        request, "check_file.html", form=form, lines=lines, told=told, missing=missing,
        ready=bool(found and found.ready), people=[("same", "The same people as last time"),
            ("all", "Everybody on our list")],
    )  # fmt: skip
