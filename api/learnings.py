"""Learnings: what one organisation told another, who has read it, and what became of it."""

from dataclasses import dataclass

from fastapi import APIRouter

from api.matters import may_read, overlay
from api.openings import note
from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from projections import journal, learnings
from projections.asking import today
from projections.learnings import Learning
from projections.policy import Kind, Question

router = APIRouter(prefix="/api", tags=["programmes"])


@dataclass(frozen=True, slots=True)
class Told:
    """``receipt``: where the signed receipt of the giving is; ``words``: prose by the digest of its statement."""

    answer: Learning
    receipt: str
    words: dict[str, dict[str, str]]


def one(signed: SignedIn, learning: str) -> Told:
    """One learning, with its words. When staff open it, that is sealed before this returns and shown to the giver."""
    ask(signed, Question.MATTERS)
    with fresh(signed.site).views.connect() as connection:
        entries = journal.of(connection, learning)
        if not entries or entries[0].noun != "learning" or not may_read(connection, signed, entries):
            raise Problem("not-found")
        note(connection, signed, entries)
        found = learnings.folded(entries, today(connection))
    if not found:
        raise Problem("not-found")
    said = [found[0].digest, *([found[0].closed.digest] if found[0].closed else [])]
    return Told(found[0], f"/statements/{found[0].digest}/receipt", overlay(signed, said))


def ours(signed: SignedIn) -> list[Learning]:
    """Those that the viewer's organisation gave or was given, newest first; without their words."""
    ask(signed, Question.MATTERS)
    if signed.viewer.kind is Kind.PERSON:
        return []
    with fresh(signed.site).views.connect() as connection:
        if signed.viewer.kind is Kind.AUDITOR:
            entries = journal.every(connection, *learnings.TYPES)
        else:
            entries = journal.among(connection, signed.viewer.organisation or "", *learnings.TYPES)
        readable = [said for said in journal.by_matter(entries) if may_read(connection, signed, said)]
        return learnings.folded((entry for said in readable for entry in said), today(connection))


@router.get("/learnings")
def read_ours(signed: Viewing) -> list[Learning]:
    """Learnings that the viewer's organisation gave or was given."""
    return ours(signed)


@router.get("/learnings/{learning}")
def read_one(learning: Uuid, signed: Viewing) -> Told:
    """What was learned, who has read it, and whether it was adopted or declined and why. The reading is recorded."""
    return one(signed, learning)
