"""What was found, with every reply to it; and findings on their way into contracting decisions."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from fastapi import APIRouter
from sqlalchemy import Connection

from api.matters import may_read, roots, words
from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from projections import evidence as evidence_model
from projections import findings as model
from projections import journal
from projections.family import as_of_signs
from projections.policy import Kind, Question
from projections.sides import FAMILY
from projections.trail import owners
from projections.trail import trail as trail_model

router = APIRouter(prefix="/api", tags=["findings"])


@dataclass(frozen=True, slots=True)
class Told:
    """A finding and its private overlay. ``said``: (reply's digest, its words), in the order of the replies; the words
    never come without them. To a person the digests are empty (decision 0006). ``against``: of each dissent beside it,
    what is said to be success, and why somebody does not agree."""

    finding: model.Finding
    title: str
    words: str
    said: tuple[tuple[str, str], ...]
    against: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class EvidenceTold:
    """A piece of evidence with the finding it brings; ``said``: (objection's digest, its words)."""

    evidence: evidence_model.Evidence
    finding: Told
    said: tuple[tuple[str, str], ...]


def findings(signed: SignedIn) -> list[Told]:
    """Those that the viewer takes part in; to a person, those released that rest on their information."""
    ask(signed, Question.MATTERS)
    with fresh(signed.site).views.connect() as connection:
        if signed.viewer.kind in (Kind.PERSON, Kind.AUDITOR):
            matters = model.of_viewer(connection, journal.every(connection, *model.TYPES))
        else:
            matters = model.of_viewer(connection, journal.among(connection, signed.viewer.organisation or ""))
        return [told for matter in matters if (told := _finding(connection, signed, matter)) is not None]


def finding(signed: SignedIn, matter: str) -> Told:
    """One of them. What is another's and what does not exist look the same."""
    ask(signed, Question.MATTERS)
    with fresh(signed.site).views.connect() as connection:
        found = _finding(connection, signed, matter)
    if found is None:
        raise Problem("not-found")
    return found


def evidence(signed: SignedIn, matter: str) -> EvidenceTold:
    """What is to be, or was, put before those who decide: with the finding, and everything said about either."""
    ask(signed, Question.MATTERS)
    with fresh(signed.site).views.connect() as connection:
        found = _evidence(connection, signed, matter)
    if found is None:
        raise Problem("not-found")
    return found


def pieces(signed: SignedIn) -> list[EvidenceTold]:
    """The evidence that the viewer takes part in, newest first."""
    ask(signed, Question.MATTERS)
    with fresh(signed.site).views.connect() as connection:
        everything = signed.viewer.kind is Kind.AUDITOR
        entries = (
            journal.every(connection, *evidence_model.TYPES)
            if everything
            else journal.among(connection, signed.viewer.organisation or "")
        )
        matters = evidence_model.of_viewer(connection, entries)
        return [told for matter in matters if (told := _evidence(connection, signed, matter)) is not None]


def _finding(connection: Connection, signed: SignedIn, matter: str) -> Told | None:
    entries = journal.of(connection, matter)
    found = model.finding(connection, matter, _mine(signed))
    if found is None:
        return None
    if signed.viewer.kind is Kind.PERSON:
        readable = found.released is not None and bool(set(found.uses) & _uses_of(connection, signed))
    else:
        readable = may_read(connection, signed, entries)
    return _told(connection, signed, found, entries) if readable else None


def _evidence(connection: Connection, signed: SignedIn, matter: str) -> EvidenceTold | None:
    found = evidence_model.evidence(connection, matter)
    if found is None or not may_read(connection, signed, journal.of(connection, matter)):
        return None
    rests = model.finding(connection, found.finding, _mine(signed))
    if rests is None:
        return None
    told = _told(connection, signed, rests, journal.of(connection, found.finding))
    say = _words(signed)
    return EvidenceTold(found, told, tuple((o.digest, say(o.digest).get("text", "")) for o in found.objections))


def _told(connection: Connection, signed: SignedIn, found: model.Finding, entries: list[journal.Entry]) -> Told:
    say = _words(signed)
    drafts = [e for e in journal.standing(entries) if e.type in ("finding.drafted", "finding.released")]
    own = {name: text for e in drafts for name, text in say(e.digest).items()}
    replies = tuple((reply.digest, say(reply.digest).get("text", "")) for reply in found.replies)
    beside = tuple(_beside(connection, signed, one) for one in found.dissents)
    if signed.viewer.kind is Kind.PERSON:
        found, replies = _to_person(connection, found), tuple(("", text) for _, text in replies)
    return Told(found, own.get("title", ""), own.get("text", ""), replies, beside)


def _to_person(connection: Connection, found: model.Finding) -> model.Finding:
    """Without what counts the log or names a leaf of it (decision 0006); ``index`` counts what is shown."""
    as_of = max(as_of_signs(connection), found.released or "")
    return replace(
        found, index=1, header=replace(found.header, size=None, query=None, as_of=as_of),
        replies=tuple(replace(one, index=n, digest="") for n, one in enumerate(found.replies, 1)),
        dissents=tuple(replace(one, measure="", digest="") for one in found.dissents),
    )  # fmt: skip


def _beside(connection: Connection, signed: SignedIn, one: model.Beside) -> tuple[str, str]:
    """What is said to be success, and why somebody does not agree. An organisation's words go with the finding; a
    family's are read by those who read the measure itself, and by no other family."""
    say, person = _words(signed), signed.viewer.kind is Kind.PERSON
    all_of_it = not person and may_read(connection, signed, journal.of(connection, one.success))

    def words_of(side: str, digest: str, name: str) -> str:
        return say(digest).get(name, "") if all_of_it or side != FAMILY else ""

    return words_of(one.measured_by[0], one.measure, "meaning"), words_of(one.side, one.digest, "reason")


def _words(signed: SignedIn) -> Callable[[str], dict[str, str]]:
    return (lambda digest: {}) if signed.viewer.kind is Kind.AUDITOR else (lambda digest: words(signed.site, digest))


def _mine(signed: SignedIn) -> set[str] | None:
    """Whose submissions the viewer may see singly: its own; an agency those that were sent to it."""
    if signed.viewer.kind in (Kind.PROVIDER, Kind.PERSON):
        return {signed.viewer.organisation} if signed.viewer.organisation else set()
    return None


def _uses_of(connection: Connection, signed: SignedIn) -> set[str]:
    """The uses that a person's own trail shows."""
    lines = roots(signed)
    found = trail_model(connection, signed.viewer, lines, owners(connection, lines))
    return {entry.use for entry in found.entries if entry.use}


@router.get("/findings")
def read_findings(signed: Viewing) -> list[Told]:
    """What was found: drafts to those who may reply, released ones to everybody they rest on."""
    return findings(signed)


@router.get("/findings/{finding_id}")
def read_finding(finding_id: Uuid, signed: Viewing) -> Told:
    """One finding: versions, replies, quality, contributors, the submissions behind it."""
    return finding(signed, finding_id)


@router.get("/evidence")
def read_pieces(signed: Viewing) -> list[EvidenceTold]:
    """Findings on their way into contracting decisions."""
    return pieces(signed)


@router.get("/evidence/{evidence_id}")
def read_evidence(evidence_id: Uuid, signed: Viewing) -> EvidenceTold:
    """One of them, with everything that must go along."""
    return evidence(signed, evidence_id)
