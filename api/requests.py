"""Requests for access and correction, for those who deal with them: each with its clocks and its next step."""

from typing import Any

from fastapi import APIRouter

from api.expiry import sweep
from api.matters import may_read, words
from api.reading import ask, fresh, known_as
from api.session import SignedIn, Viewing
from api.speaking import OwnLine
from ledger.problems import Problem
from ledger.statements.terms import Date, Uuid
from projections import journal
from projections import protocols as model_protocols
from projections import requests as model
from projections.asking import today
from projections.held import parts_held
from projections.policy import Kind, Question, reads
from projections.process import Process, process
from projections.protocols import Version
from projections.requests import Standing

router = APIRouter(prefix="/api/requests", tags=["requests"])
PROTOCOL = ("protocol.proposed", "protocol.signed")


def listed(signed: SignedIn) -> list[Standing]:
    """The requests that the viewer deals with, newest first. A person's own are at ``/api/my/requests``."""
    _ask(signed)
    with fresh(signed.site).views.connect() as connection:
        sweep(signed.site, connection)
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
        sweep(signed.site, connection)
        entries = journal.of(connection, request)
        found = model.folded(connection, entries, today(connection))
        if not found or not may_read(connection, signed, entries):
            raise Problem("not-found")
    return found[0]


def words_of(signed: SignedIn, r: Standing) -> str:
    """What the person said when they asked."""
    with signed.site.views.connect() as connection:
        made = journal.of(connection, r.request)[0]
    return words(signed.site, made.digest).get("text", "")


def parts_of(signed: SignedIn, r: Standing) -> tuple[str, ...]:
    """The parts that a copy may have: those asked about, or all that the organisations asked hold."""
    if r.parts:
        return r.parts
    with signed.site.views.connect() as connection:
        held = parts_held(connection, [(r.holding, r.line)], open_only=False)
    found = {part for organisation in (r.to, *r.organisations) for part in held.get(organisation, ())}
    return tuple(sorted(found))


def line_of(signed: SignedIn, person: str) -> OwnLine | None:
    """The line of a person in a register of the viewer's own organisation, as staff choose them; None for nobody."""
    ask(signed, Question.PEOPLE)
    if not known_as(signed, person):
        return None
    ledger = signed.site.ledger
    with ledger.recorder.reader() as cursor:
        lines = ledger.vault.lines_of(cursor, bytes.fromhex(person))
    own = [(holding, line) for holding, line in lines if ledger.holder(holding) == signed.viewer.organisation]
    return line_at(signed, *own[0]) if own else None


def line_at(signed: SignedIn, holding: str, line: int) -> OwnLine | None:
    """The same from its place; None where it is another organisation's, or its person is erased."""
    ledger = signed.site.ledger
    if ledger.holder(holding) != signed.viewer.organisation:
        return None
    with ledger.recorder.reader() as cursor:
        ref = ledger.vault.ref_at(cursor, holding, line)
    return OwnLine(holding, line, ref) if ref else None


def protocol_of(signed: SignedIn) -> dict[str, Any]:
    """The protocol in force, as a request names it; nothing where there is none."""
    with signed.site.views.connect() as connection:
        found = model_protocols.in_force(connection, signed.viewer.organisation or "")
    return {"protocol": {"protocol": found.protocol, "version": found.version}} if found else {}


def agencies(signed: SignedIn) -> list[str]:
    """The agencies that take part, in the order of their registration."""
    return [id for id, kind in signed.site.ledger.state.organisations.items() if kind == "agency"]


def figures(signed: SignedIn, first: str | None = None, last: str | None = None) -> Process:
    """For the viewer's own organisation; an auditor names none, and reads the log itself."""
    ask(signed, Question.PROCESS)
    if signed.viewer.organisation is None:
        raise Problem("not-found")
    with fresh(signed.site).views.connect() as connection:
        day = today(connection)
        last = last or day
        first = first or f"{int(last[:4]) - 1}{last[4:8]}{min(int(last[8:]), 28):02}"
        return process(connection, signed.viewer.organisation, first, last, day)


def protocols(signed: SignedIn) -> list[Version]:
    """The protocols that the viewer's organisation takes part in, every version, newest first."""
    ask(signed, Question.MATTERS)
    viewer = signed.viewer
    if viewer.kind is Kind.PERSON:
        raise Problem("not-found")
    with fresh(signed.site).views.connect() as connection:
        if viewer.kind is Kind.AUDITOR:
            return model_protocols.versions(journal.every(connection, *PROTOCOL))
        ours = viewer.organisation or ""
        found = model_protocols.versions(journal.among(connection, ours, *PROTOCOL))
    return [v for v in found if reads(viewer, "protocol", parties=v.parties)]


def _ask(signed: SignedIn) -> None:
    ask(signed, Question.MATTERS)
    if signed.viewer.kind is Kind.PERSON:
        raise Problem("not-found")


@router.get("")
def read_requests(signed: Viewing) -> list[Standing]:
    """The requests that the viewer deals with, newest first."""
    return listed(signed)


@router.get("/protocols")
def read_protocols(signed: Viewing) -> list[Version]:
    """The protocols for requests, every version, with who has signed it."""
    return protocols(signed)


@router.get("/figures")
def read_figures(signed: Viewing, first: Date | None = None, last: Date | None = None) -> Process:
    """How requests went that were made in a period: the last twelve months where none is given."""
    return figures(signed, first, last)


@router.get("/{request}")
def read_request(request: Uuid, signed: Viewing) -> Standing:
    """One request: its steps in order, whose turn it is, by when, by which rule, and what was done otherwise."""
    return one(signed, request)
