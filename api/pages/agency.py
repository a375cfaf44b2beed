"""What an agency unit owes, and what was behind an outcome."""

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api import agency, matters, reading
from api.pages import duties
from api.pages.matters import DutyRow, duty
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.wording.dates import said_day
from api.wording.flags import flagged
from api.wording.outcomes import outcome as told
from api.wording.outcomes import short_outcome
from api.wording.readers import ADULT, Naming, capital, counted
from api.wording.statements import statement
from projections.due import Due
from projections.scorecard import ToExplain

router = APIRouter(include_in_schema=False)


#: What stands above the outcomes that are owed, and how the kinds of duties below them are put together: by how each
#: begins. What fits nothing comes last.
FIRST = ("Breaches to tell", "What the law gives a day for")
GROUPS: dict[str, tuple[str, ...]] = {
    "Breaches to tell": ("breach-",),
    "What the law gives a day for": ("request-", "correction-tell", "copy", "preservation"),
    "Questions to answer": ("question", "concern", "challenge", "view", "interest", "use", "choice"),
    "What else waits": ("",),
}
OUTCOMES = ("outcome", "promised")
#: Acts to explain on one page; the newest.
MOST = 20


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    duties: list[DutyRow]


def _grouped(found: Iterable[Due], called: Naming, viewer: SignedIn) -> list[Group]:
    groups: dict[str, list[DutyRow]] = {title: [] for title in GROUPS}
    for due in found:
        title = next(title for title, kinds in GROUPS.items() if due.kind.startswith(kinds))
        groups[title].append(duty(due, called, viewer))
    return [Group(title, rows) for title, rows in groups.items() if rows]


def _to_explain(one: ToExplain) -> tuple[str, str, str, str]:
    """(what, when, how many people, why it has to be explained)."""
    people = counted(one.people, "person", "people") if one.people else ""
    return statement(one.type), said_day(one.time), people, " ".join(flagged(one.flags, ADULT))


@router.get("/owe")
def owe(request: Request, viewer: Viewing) -> HTMLResponse:
    found, called = reading.owed(viewer), names(viewer.site)
    explain = agency.to_explain(viewer)
    lists = _grouped(matters.duties(viewer).ours, called, viewer)
    return page(
        request,
        "owe.html",
        first=[one for one in lists if one.title in FIRST],
        then=[one for one in lists if one.title not in FIRST],
        explain=[_to_explain(one) for one in explain[:MOST]],
        explain_more=max(0, len(explain) - MOST),
        scores=[(capital(called.unit(one.unit)), one) for one in agency.scores(viewer)],
        header=found.header,
        sentences=duties.sentences(found),
        reports=any(duty.use for duty in found.duties),
        duties=[duties.row(duty, called) for duty in found.duties if duty.kind in OUTCOMES],
        data=[duties.row(duty, called) for duty in found.duties if duty.kind not in OUTCOMES],
        answered=[(f"/outcomes/{o.outcome}", short_outcome(o, ADULT, called)) for o in found.answered],
    )


@router.get("/outcomes/{id}")
def outcome(request: Request, viewer: Viewing, id: str) -> HTMLResponse:
    found, called = reading.trace(viewer, id), names(viewer.site)
    return page(
        request,
        "outcome.html",
        header=found.header,
        short=short_outcome(found.outcome, ADULT, called),
        sentences=(told(found.outcome, duties.ABOUT_SOMEONE, called), *duties.behind(found)),
        uses=[duties.use(use, called) for use in found.uses],
        submissions=[duties.sent(sent, viewer.identity, called) for sent in found.submissions],
        others=duties.others(found),
    )
