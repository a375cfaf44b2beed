"""The receipt of what was said by hand: its number, what was said in a sentence, what happens next and by when."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api import receipts
from api.pages import just_said
from api.pages.acts import ACTS
from api.pages.acts.here import here
from api.pages.matters import place
from api.pages.rendering import names, page
from api.session import Viewing
from api.wording.dates import said_day, said_moment
from api.wording.duties import DUTIES
from api.wording.readers import ADULT, Naming, capital, listed, said
from api.wording.requests import RULES as REQUEST_RULES
from api.wording.rules import RULES
from api.wording.statements import statement
from api.wording.terms import RETRACTIONS
from ledger.problems import Problem
from projections.due import Due

router = APIRouter(include_in_schema=False)
TOLD = {act.type.rpartition(".v")[0]: act.told for act in ACTS}


@router.get("/receipts/{index}")
def receipt(request: Request, viewer: Viewing, index: int) -> Response:
    """Read back from the log: it can be opened again as long as the log is kept. Who said what only privacy officers
    read is given its number, this once."""
    try:
        found, called = receipts.receipt(viewer, index), names(viewer.site)
    except Problem:
        if just_said.number(request) != index:
            raise
        return page(request, "receipt_closed.html", number=f"{index:,}")
    one = found.said
    tell = TOLD.get(one.type)
    readers = [called.organisation(id) for id in found.readers]
    return page(
        request, "receipt.html", number=f"{one.index:,}", title=statement(one.type), digest=one.digest,
        organisation=called.organisation(one.organisation), when=said_moment(one.recorded or one.time),
        sentence=tell(one.data, called) if tell else f"{statement(one.type)}, on {said_day(one.time)}.",
        spoken=list(found.words.values()), nexts=[_next(due, called) for due in found.next],
        readers=capital(listed(readers)), address=place(one.noun, one.matter) if one.matter else "",
        back=said(RETRACTIONS, one.retracted, ADULT) if one.retracted else "",
        here=here(viewer, "statement", one.digest),
    )  # fmt: skip


def _next(due: Due, called: Naming) -> tuple[str, str, str, str]:
    who = called.unit(due.unit) if due.unit else called.organisation(due.owner)
    rule = RULES[due.rule].number if due.rule in RULES else REQUEST_RULES.get(due.rule, "")
    what = DUTIES.get(due.kind, due.kind)
    return capital(who), what[:1].lower() + what[1:], said_day(due.due), rule
