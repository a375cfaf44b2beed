"""The pages: thin routes; words come from ``api.wording``, answers from ``api.reading``."""

from fastapi import APIRouter

from api.pages import (
    agency,
    agreements,
    auditor,
    board,
    breaches,
    catalogue,
    concerns,
    doing,
    erasing,
    family,
    fan_out,
    findings,
    flow_maps,
    have_say,
    help,
    language,
    learnings,
    letters,
    line_proofs,
    matters,
    meetings,
    my,
    my_requests,
    notices,
    outcomes,
    person_acts,
    programmes,
    protocols,
    provider,
    questions,
    receipts,
    remembered,
    requests,
    signing_in,
    slips,
    start,
    success,
    telling,
    tenders,
    together,
    views,
)
from api.pages.problem import problem_page

__all__ = ["problem_page", "router"]

router = APIRouter(include_in_schema=False)
for _part in (
    start,
    signing_in,
    slips,
    erasing,
    erasing,
    family,
    provider,
    breaches,
    agency,
    auditor,
    matters,
    # what is said by hand
    doing,
    receipts,
    # programmes
    programmes,
    meetings,
    remembered,
    views,
    success,
    learnings,
    together,
    have_say,
    # tenders and agreements
    agreements,
    tenders,
    flow_maps,
    # families
    my,
    telling,
    person_acts,
    notices,
    concerns,
    line_proofs,
    letters,
    language,
    help,
    catalogue,
    # requests
    my_requests,
    protocols,
    requests,
    fan_out,
    # reporting
    questions,
    findings,
    board,
    outcomes,
):
    router.include_router(_part.router)
