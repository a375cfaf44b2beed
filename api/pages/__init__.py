"""The pages: thin routes; words come from ``api.wording``, answers from ``api.reading``."""

from fastapi import APIRouter

from api.pages import (
    agency,
    auditor,
    board,
    breaches,
    family,
    findings,
    matters,
    my_requests,
    outcomes,
    provider,
    questions,
    signing_in,
    slips,
    start,
)
from api.pages.problem import problem_page

__all__ = ["problem_page", "router"]

router = APIRouter(include_in_schema=False)
for _part in (
    start,
    signing_in,
    slips,
    family,
    provider,
    breaches,
    agency,
    auditor,
    matters,
    # programmes
    # tenders and agreements
    # families
    # requests
    my_requests,
    # reporting
    questions,
    findings,
    board,
    outcomes,
):
    router.include_router(_part.router)
