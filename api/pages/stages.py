"""The five stages of a programme on one page: what is done, what is open, who owes it, and where it is closed."""

from dataclasses import dataclass
from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api import stages as model
from api.pages.matters import opened_at, place
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.stages import ToldStage
from api.wording.dates import said_day
from api.wording.duties import DUTIES
from api.wording.programmes import BENEFITS, GAINS
from api.wording.readers import ADULT, Naming, capital, counted, listed, said
from api.wording.stages import CLOSED_AT, LISTED_AT, STAGES
from api.wording.statements import statement
from ledger.statements.terms import Uuid
from projections.due import Due
from projections.policy import Kind, Question, may_ask
from projections.programmes import Programme
from projections.stages import Step

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Done:
    address: str
    what: str
    times: str
    when: str
    who: str


@dataclass(frozen=True, slots=True)
class Open:
    """``late``: how many of them, in words, "" for none."""

    address: str
    what: str
    who: str
    since: str
    due: str
    late: str


@dataclass(frozen=True, slots=True)
class StageRow:
    """``state``: in two or three words; ``late``: whether something is overdue."""

    number: int
    name: str
    lead: str
    state: str
    late: bool
    times: int
    last: str
    waits: int
    overdue: int
    done: tuple[Done, ...]
    open: tuple[Open, ...]


@router.get("/stages")
def every(request: Request, viewer: Viewing) -> Response:
    called = names(viewer.site)
    found = [
        (f"/stages/{one.programme.programme}", _title(one), _lead(one.programme, called), rows(one, called, viewer))
        for one in model.every(viewer)
    ]
    return page(request, "stages.html", programmes=found)


@router.get("/stages/{programme}")
def one(request: Request, viewer: Viewing, programme: Uuid) -> Response:
    found, called = model.one(viewer, programme), names(viewer.site)
    told, board = rows(found, called, viewer), viewer.viewer.kind is Kind.BOARD
    return page(
        request, "stages_of.html", together=_together(model.together(viewer, programme), called) if board else (),
        title=_title(found), lead=_lead(found.programme, called), stages=told,
        sentences=_summary(told), board=board,
        more=f"/programmes/{programme}" if may_ask(viewer.viewer, Question.PROGRAMMES) else "",
    )  # fmt: skip


def _together(t: model.Together, called: Naming) -> tuple[str, ...]:
    """For a Board: how many decisions were taken together, by whom, and who gains what."""
    waits = f" {counted(t.waiting, 'proposal')} not yet signed by all." if t.waiting else ""
    if not t.taken:
        return (f"Nothing on what is collected or used was decided together yet.{waits}",)
    by = listed([called.organisation(one) for one in t.deciders])
    return (
        f"{counted(t.taken, 'decision')} on what is collected or used, each signed by all who take it: {by}.{waits}",
        *(f"Good for {said(GAINS, who, ADULT)}: {said(BENEFITS, what, ADULT)} ({n:,})." for who, what, n in t.gains),
    )


def _title(found: model.Stages) -> str:
    return found.title or "A programme"


def _lead(p: Programme, called: Naming) -> str:
    providers = listed([called.organisation(one) for one in p.providers])
    return f"{capital(called.organisation(p.agency))} with {providers}, on record since {said_day(p.time)}."


def _summary(rows: list[StageRow]) -> tuple[str, ...]:
    waits, late = sum(row.waits for row in rows), sum(row.overdue for row in rows)
    if not waits:
        return ("Nothing is open that we know of.",)
    where = listed([row.name.lower() for row in rows if row.waits])
    return (
        f"{capital(counted(waits, 'thing'))} {'is' if waits == 1 else 'are'} open, in {where}.",
        f"{capital(str(late))} {'is' if late == 1 else 'are'} late." if late else "None is late.",
    )


def rows(found: model.Stages, called: Naming, viewer: SignedIn) -> list[StageRow]:
    """One a stage, in order."""
    programme = found.programme.programme
    stages = model.told(viewer, found).stages
    return [_row(number, one, programme, called, viewer) for number, one in enumerate(stages, 1)]


def _row(number: int, one: ToldStage, programme: str, called: Naming, viewer: SignedIn) -> StageRow:
    state = f"{one.overdue} late" if one.overdue else f"{one.waits} open" if one.waits else "Nothing open"
    if not one.steps and not one.waits:
        state = "Nothing yet"
    return StageRow(
        number, *STAGES[one.stage], state, bool(one.overdue), one.steps,
        said_day(one.last) if one.last else "", one.waits, one.overdue,
        tuple(_done(step, programme, called, viewer) for step in one.done or ()),
        tuple(_opens(one.open or (), called, viewer)),
    )  # fmt: skip


def _done(step: Step, programme: str, called: Naming, viewer: SignedIn) -> Done:
    first, last = said_day(step.first), said_day(step.last)
    who = [called.organisation(one) for one in step.organisations] + ["families"] * step.families
    return Done(
        _read_at(step, programme, viewer), statement(step.type),
        "once" if step.times == 1 else f"{step.times:,} times", first if first == last else f"{first} to {last}",
        capital(listed(who)),
    )  # fmt: skip


def _read_at(step: Step, programme: str, viewer: SignedIn) -> str:
    """Its matter, or where several are listed; empty where there is no such page for the viewer."""
    if step.noun == "notice" and viewer.viewer.kind is Kind.AUDITOR:
        return ""
    if step.matter and step.noun != "notice":
        return place(step.noun, step.matter)
    return LISTED_AT.get(step.noun, "").format(programme)


def _opens(found: tuple[Due, ...], called: Naming, viewer: SignedIn) -> list[Open]:
    """What one house has to do of one kind is one row, however often; it leads to the matter where all are of one."""

    def alike(due: Due) -> tuple[str, str, str]:
        return due.kind, due.owner, due.unit or ""

    found_rows = []
    for (kind, owner, unit), some in groupby(sorted(found, key=alike), key=alike):
        same = list(some)
        first, late = min(same, key=lambda due: due.due), sum(due.overdue for due in same)
        at = _closed_at(first, viewer) if len({due.matter for due in same}) == 1 else _list(first, viewer)
        found_rows.append(
            (first.due, Open(
                at, DUTIES.get(kind, kind) + (f" ({len(same)})" if len(same) > 1 else ""),
                capital(called.unit(unit) if unit else called.organisation(owner)), said_day(first.since[:10]),
                said_day(first.due), ("Late" if len(same) == 1 else f"{late} late") if late else "",
            ))
        )  # fmt: skip
    return [row for _, row in sorted(found_rows, key=lambda one: one[0])]


def _closed_at(due: Due, viewer: SignedIn) -> str:
    """Where the act that closes it is made; for whoever may not read it, nowhere."""
    before, after = CLOSED_AT.get(due.kind, ("", ""))
    return f"{before}{due.matter}{after}" if before else opened_at(due, viewer)


def _list(due: Due, viewer: SignedIn) -> str:
    """Where several are listed."""
    if due.noun == "request" and may_ask(viewer.viewer, Question.PROCESS):
        return "/requests"
    return "/duties" if may_ask(viewer.viewer, Question.DUTIES) else ""
