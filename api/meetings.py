"""Meetings about a programme or an agreement: invitations, replies, and that they were held."""

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy import Connection

from api.matters import may_read, overlay
from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from projections import journal, meetings
from projections.meetings import Meeting
from projections.policy import Kind, Question

router = APIRouter(prefix="/api", tags=["programmes"])


@dataclass(frozen=True, slots=True)
class Told:
    """``words``: prose by the digest of its statement: of invitations, and of what was recorded as held."""

    answer: Meeting
    words: dict[str, dict[str, str]]


def ours(signed: SignedIn) -> list[Told]:
    """The meetings that the viewer's organisation holds or is invited to, the latest day first."""
    ask(signed, Question.MATTERS)
    with fresh(signed.site).views.connect() as connection:
        if signed.viewer.kind is Kind.AUDITOR:
            entries = journal.every(connection, *meetings.TYPES)
        else:
            entries = journal.among(connection, signed.viewer.organisation or "", *meetings.TYPES)
        return [_told(signed, one) for one in meetings.folded(readable(connection, signed, entries))]


def one(signed: SignedIn, meeting: str) -> Told:
    """One meeting. What is not the viewer's and what does not exist look the same."""
    ask(signed, Question.MATTERS)
    with fresh(signed.site).views.connect() as connection:
        found = meetings.folded(readable(connection, signed, journal.of(connection, meeting)))
    if not found:
        raise Problem("not-found")
    return _told(signed, found[0])


def readable(connection: Connection, signed: SignedIn, entries: Iterable[journal.Entry]) -> list[journal.Entry]:
    """What staff or an auditor may read. A person reads without digests and places in the log: ``api.have_say``."""
    if signed.viewer.kind is Kind.PERSON:
        return []
    return [e for said in journal.by_matter(entries) if may_read(connection, signed, said) for e in said]


def _told(signed: SignedIn, meeting: Meeting) -> Told:
    said = [*meeting.invitations, *(reply.digest for reply in meeting.replies), *(held.digest for held in meeting.held)]
    return Told(meeting, overlay(signed, said))


@router.get("/meetings")
def read_ours(signed: Viewing) -> list[Told]:
    """Meetings that the viewer's organisation holds or is invited to."""
    return ours(signed)


@router.get("/meetings/{meeting}")
def read_one(meeting: Uuid, signed: Viewing) -> Told:
    """Who was invited to a meeting, who came, and what was talked about."""
    return one(signed, meeting)
