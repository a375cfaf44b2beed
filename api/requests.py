"""Requests for access and correction, for those who deal with them: each with its clocks and its next step."""

from fastapi import APIRouter

from api.matters import may_read
from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from projections import journal
from projections import requests as model
from projections.asking import today
from projections.policy import Kind, Question
from projections.requests import Standing

router = APIRouter(prefix="/api/requests", tags=["requests"])


def listed(signed: SignedIn) -> list[Standing]:
    """The requests that the viewer deals with, newest first. A person's own are at ``/api/my/requests``."""
    _ask(signed)
    with fresh(signed.site).views.connect() as connection:
        if signed.viewer.kind is Kind.AUDITOR:
            made = journal.every(connection, "request.made")
        else:
            made = journal.among(connection, signed.viewer.organisation or "", "request.made")
        day, found = today(connection), []
        for entry in reversed(made):
            standing = model.one(connection, entry.matter, day)
            if standing and may_read(connection, signed, journal.of(connection, entry.matter)):
                found.append(standing)
    return found


def one(signed: SignedIn, request: str) -> Standing:
    """One of them. What is another's and what does not exist look the same."""
    _ask(signed)
    with fresh(signed.site).views.connect() as connection:
        entries = journal.of(connection, request)
        found = model.folded(connection, entries, today(connection))
        if not found or not may_read(connection, signed, entries):
            raise Problem("not-found")
    return found[0]


def _ask(signed: SignedIn) -> None:
    ask(signed, Question.MATTERS)
    if signed.viewer.kind is Kind.PERSON:
        raise Problem("not-found")


@router.get("")
def read_requests(signed: Viewing) -> list[Standing]:
    """The requests that the viewer deals with, newest first."""
    return listed(signed)


@router.get("/{request}")
def read_request(request: Uuid, signed: Viewing) -> Standing:
    """One request: its steps in order, whose turn it is, by when, by which rule, and what was done otherwise."""
    return one(signed, request)
