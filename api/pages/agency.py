"""What an agency unit owes, and what was behind an outcome."""

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import agency, matters, reading, speaking
from api.pages import duties
from api.pages.matters import DutyRow, duty, together
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.wording.dates import said_day
from api.wording.flags import flagged
from api.wording.outcomes import outcome as told
from api.wording.outcomes import short_outcome
from api.wording.readers import ADULT, Naming, capital, counted
from api.wording.statements import statement
from ledger.statements.terms import Uuid
from projections.due import Due
from projections.scorecard import ToExplain
from projections.used_reports import UsedReports

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
#: Acts to explain, and outcomes to tell, on one page; the newest.
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
    return [Group(title, together(rows)) for title, rows in groups.items() if rows]


def _to_explain(one: ToExplain) -> tuple[str, str, str, str, str]:
    """(what, when, how many people, why it has to be explained, where it can be put right)."""
    people = counted(one.people, "person", "people") if one.people else ""
    why = " ".join(flagged(one.flags, ADULT))
    return statement(one.type), said_day(one.time), people, why, f"/receipts/{one.index}"


@dataclass(frozen=True, slots=True)
class TellRow:
    """One outcome to tell: ``sentence`` says how many reports it used, ``button`` whom one press tells."""

    outcome: str
    short: str
    sentence: str
    button: str


def _to_tell(one: UsedReports, called: Naming) -> TellRow:
    report, told = counted(one.reports, "report"), len(one.providers) - len(one.untold)
    of = counted(len(one.providers), "provider")
    sentence = f"{_KINDS.get(one.outcome.kind, 'This work')} used {report} of {of}."
    left = counted(one.untold_reports, "report") + " of " + counted(len(one.untold), "provider")
    sentence += f" Not told yet: {left}." if told else " Nobody has been told yet."
    all_of = "the provider" if len(one.untold) == 1 else f"all {len(one.untold):,} providers"
    if told:
        all_of = "the last provider" if len(one.untold) == 1 else f"the other {len(one.untold):,} providers"
    return TellRow(one.outcome.outcome, short_outcome(one.outcome, ADULT, called), sentence, f"Tell {all_of}")


_KINDS = {"decision": "This decision", "advice": "This advice", "report": "This report"}


@router.get("/owe")
def owe(request: Request, viewer: Viewing) -> HTMLResponse:
    found, called = reading.owed(viewer), names(viewer.site)
    explain = agency.to_explain(viewer)
    tells = agency.to_tell(viewer)
    others = matters.duties(viewer).ours
    lists = _grouped(others, called, viewer)
    return page(
        request,
        "owe.html",
        first=[one for one in lists if one.title in FIRST],
        then=[one for one in lists if one.title not in FIRST],
        explain=[_to_explain(one) for one in explain[:MOST]],
        explain_more=max(0, len(explain) - MOST),
        tell=[_to_tell(one, called) for one in tells[:MOST]],
        tell_more=max(0, len(tells) - MOST),
        acts=viewer.viewer.kind in speaking.STAFF,
        scores=[(capital(called.unit(one.unit)), one) for one in agency.scores(viewer)],
        header=found.header,
        sentences=duties.sentences(found, others),
        reports=any(duty.use for duty in found.duties),
        duties=[duties.row(duty, called) for duty in found.duties if duty.kind in OUTCOMES],
        data=[duties.row(duty, called) for duty in found.duties if duty.kind not in OUTCOMES],
        answered=[(f"/outcomes/{o.outcome}", short_outcome(o, ADULT, called)) for o in found.answered],
    )


@router.post("/owe/tell/{outcome}")
def tell(viewer: Viewing, outcome: Uuid) -> Response:
    """Tells every provider whose reports an outcome used, with one press."""
    agency.tell_all(viewer, outcome)
    return RedirectResponse("/owe#tell", 303)


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
