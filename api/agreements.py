"""Agreements: drafts, requirements and what they mean, challenges, signatures, ends."""

from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy import Connection

from api.matters import may_read, words
from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from projections import agreements as model
from projections import challenges as challenge_model
from projections import journal
from projections.asking import today
from projections.policy import Kind, Question

router = APIRouter(prefix="/api", tags=["agreements"])


@dataclass(frozen=True, slots=True)
class Whole:
    """An agreement as its parties read it. ``words``: index of a statement → its prose (``title``, ``meaning``, …).

    ``challenges`` are empty for those who read none.
    """

    agreement: model.Agreement
    challenges: tuple[challenge_model.Challenge, ...]
    words: dict[int, dict[str, str]]

    @property
    def title(self) -> str:
        """What it is called: the newest title that one of its versions has."""
        found = [self.words.get(version.index, {}).get("title", "") for version in self.agreement.versions]
        return next((one for one in reversed(found) if one), "An agreement")


@dataclass(frozen=True, slots=True)
class Challenged:
    challenge: challenge_model.Challenge
    words: dict[int, dict[str, str]]


def agreements(signed: SignedIn) -> list[Whole]:
    """Those that the viewer's organisation is a party to, newest first."""
    ask(signed, Question.MATTERS)
    with fresh(signed.site).views.connect() as connection:
        day = today(connection)
        if signed.viewer.kind is Kind.AUDITOR:
            found = model.every(connection, day)
        else:
            found = model.folded(journal.among(connection, signed.viewer.organisation or "", *model.TYPES), day)
        whole = [_whole(connection, signed, one, day) for one in found]
        return [one for one in reversed(whole) if one is not None]


def agreement(signed: SignedIn, id: str) -> Whole:
    """One of them. What is another's and what does not exist look the same."""
    ask(signed, Question.MATTERS)
    with fresh(signed.site).views.connect() as connection:
        day = today(connection)
        found = model.one(connection, id, day)
        whole = _whole(connection, signed, found, day) if found else None
    if whole is None:
        raise Problem("not-found")
    return whole


def challenge(signed: SignedIn, id: str) -> Challenged:
    """One challenge, with its words."""
    ask(signed, Question.MATTERS)
    with fresh(signed.site).views.connect() as connection:
        entries = journal.of(connection, id)
        found = challenge_model.folded(entries, today(connection))
        if not found or not may_read(connection, signed, entries):
            raise Problem("not-found")
    return Challenged(found[0], _words(signed, entries))


def _whole(connection: Connection, signed: SignedIn, found: model.Agreement, day: str) -> Whole | None:
    entries = journal.of(connection, found.agreement)
    if not may_read(connection, signed, entries):
        return None
    readable = []
    for one in challenge_model.of_agreement(connection, found.agreement, day):
        said = journal.of(connection, one.matter)
        if may_read(connection, signed, said):
            readable.append(one)
            entries += said
    return Whole(found, tuple(readable), _words(signed, entries))


def _words(signed: SignedIn, entries: list[journal.Entry]) -> dict[int, dict[str, str]]:
    if signed.viewer.kind is Kind.AUDITOR:
        return {}
    found = {e.index: words(signed.site, e.digest) for e in entries}
    return {index: said for index, said in found.items() if said}


@router.get("/agreements")
def read_agreements(signed: Viewing) -> list[Whole]:
    """The agreements that the viewer's organisation is a party to: drafts, what is in force, what is challenged."""
    return agreements(signed)


@router.get("/agreements/{agreement_id}")
def read_agreement(agreement_id: Uuid, signed: Viewing) -> Whole:
    """One agreement."""
    return agreement(signed, agreement_id)


@router.get("/challenges/{challenge_id}")
def read_challenge(challenge_id: Uuid, signed: Viewing) -> Challenged:
    """One question or objection about a requirement: what was answered, when, and what came of it."""
    return challenge(signed, challenge_id)
