"""Where a provider's information went."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api import agreements, flow_maps, reading
from api.pages import streams
from api.pages import submission_words as words
from api.pages.questions import row as question_row
from api.pages.rendering import names, page
from api.questions import questions
from api.session import SignedIn, Viewing
from api.wording.flags import flagged
from api.wording.outcomes import short_outcome
from api.wording.readers import ADULT, capital, said
from api.wording.terms import PURPOSES
from ledger.problems import Problem
from projections.matching import Match
from projections.policy import Question, may_ask

router = APIRouter(include_in_schema=False)


def asks(signed: SignedIn) -> bool:
    return may_ask(signed.viewer, Question.MATTERS)


@router.get("/submissions")
def submissions(request: Request, viewer: Viewing) -> HTMLResponse:
    found, called = reading.downstream(viewer), names(viewer.site)
    rows = [words.row(s, called) for s in found.submissions]
    summary = words.summary(found.submissions, called)
    return page(request, "submissions.html", rows=rows, summary=summary, header=found.header)


@router.get("/submissions/{transfer}")
def submission(request: Request, viewer: Viewing, transfer: str) -> HTMLResponse:
    found, called = reading.submission(viewer, transfer), names(viewer.site)
    match = flow_maps.matched(viewer, transfer)
    return page(
        request,
        "submission.html",
        submission=found,
        row=words.row(found, called),
        sentences=words.sentences(found, called),
        flags=flagged(found.flags, ADULT),
        receipt=flow_maps.received_as(viewer, transfer),
        line=streams.matched(match) if match else "",
        beyond=streams.beyond(match) if match else "",
        groups=words.groups(found, called),
        onward=[("", called.unit(unit)) for unit in found.onward],
        why=capital(said(PURPOSES, found.purpose, ADULT)),
        asked=[question_row(told, called) for told in questions(viewer, transfer)] if asks(viewer) else [],
        how_long=_how_long(viewer, match) if match and asks(viewer) else ("", ""),
        came=[(f"/outcomes/{o.outcome}", short_outcome(o, ADULT, called)) for o in found.outcomes],
    )


def _how_long(viewer: SignedIn, match: Match) -> tuple[str, str]:
    """(address of the agreement, what it says of keeping); empty where the agreement is not the viewer's to read."""
    if match.agreement is None:
        return "", words.how_long(None, {})
    try:
        found = agreements.agreement(viewer, match.agreement)
    except Problem:
        return "", ""
    version = next((one for one in found.agreement.versions if one.version == match.version), None)
    return (f"/agreements/{match.agreement}", words.how_long(version, found.words)) if version else ("", "")
