"""What was said in a matter, what is new for the viewer, and what is owed: the same for every kind of matter."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import Connection

from api.openings import ON_OPENING, note
from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from api.site import Site
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from projections import duties as open_duties
from projections import family, journal, small_cells
from projections.audience import reads_matter
from projections.due import Due
from projections.journal import Entry
from projections.policy import FAMILIES_OWN, STAFF_ONLY, UNITS, Kind, Question, reads

router = APIRouter(prefix="/api", tags=["matters"])

#: The names of disclosures that hold words for the reader of a matter; all others stay in the vault.
WORDS = ("title", "text", "text_child", "meaning", "reply", "reason", "note")


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of a matter as its readers get it. ``words`` is the private overlay: prose by the name of its
    disclosure; empty for auditors, and for what was erased. ``of``: the type of what this statement took back.

    To a person ``index`` counts what is shown, from 1, and no digest is told (decision 0006).
    """

    index: int
    digest: str | None
    type: str
    time: str
    recorded: str
    organisation: str
    matter: str
    data: dict[str, Any]
    retracted: str | None
    words: dict[str, str]
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Duties:
    """``ours``: what the viewer's organisation or unit has to do; ``to_us``: what others owe it; by due date."""

    ours: tuple[Due, ...]
    to_us: tuple[Due, ...]


def thread(signed: SignedIn, matter: str) -> list[Said]:
    """Everything said in a matter, in log order. What is not the viewer's and what does not exist look the same."""
    ask(signed, Question.MATTERS)
    with fresh(signed.site).views.connect() as connection:
        entries = journal.of(connection, matter)
        if not entries or not may_read(connection, signed, entries):
            raise Problem("not-found")
        note(connection, signed, entries)
        if signed.viewer.kind is Kind.PERSON:
            entries = as_person(connection, signed, entries)
    return told(signed, entries)


def news(signed: SignedIn, before: int | None = None, most: int = 50) -> list[Said]:
    """What others said in the viewer's matters, and took back there, newest first; ``before``: an index to go on from.
    Of what is recorded when it is opened, only the title."""
    ask(signed, Question.MATTERS)
    with fresh(signed.site).views.connect() as connection:
        if signed.viewer.kind is Kind.PERSON:
            said = _to_person(connection, signed)
            return [one for one in reversed(told(signed, said)) if before is None or one.index < before][:most]
        if signed.viewer.kind is Kind.AUDITOR:
            entries = journal.every(connection)
        else:
            ours = signed.viewer.organisation or ""
            entries = [e for e in journal.among(connection, ours) if by(e.organisation, e.type, e.data) != ours]
        entries = _with_what_was_taken_back(connection, entries)
        entries = [e for e in entries if before is None or e.index < before]
        found = []
        for entry in reversed(entries):
            if may_read(connection, signed, journal.of(connection, entry.matter)):
                found.append(entry)
            if len(found) == most:
                break
    pairs = zip(found, told(signed, found), strict=True)
    return [brief(said) if entry.noun in ON_OPENING else said for entry, said in pairs]


def by(organisation: str, type: str, data: dict[str, Any]) -> str:
    """Who did what a statement says: of an opening, which the ledger records itself, whoever opened it."""
    return str(data["organisation"]) if type == "learning.read" else organisation


def duties(signed: SignedIn, found: list[Due] | None = None) -> Duties:
    """What is open, on both sides; of ``found`` where all of it has been read already. Contracting and benefit roles
    get no duty of a matter that they may not read, and a Board none of a family's asking, and no number of people that
    would tell who."""
    ask(signed, Question.DUTIES)
    viewer = signed.viewer
    if found is None:
        with fresh(signed.site).views.connect() as connection:
            found = open_duties.open_duties(connection, viewer.organisation)
    if viewer.kind is Kind.AUDITOR:
        return Duties(tuple(found), ())
    ours = open_duties.owed_by(found, viewer.organisation or "", viewer.unit if viewer.kind in UNITS else None)
    to_us = open_duties.owed_to(found, viewer.organisation or "")
    mine = frozenset({viewer.organisation or ""})

    def readable(found: Iterable[Due]) -> tuple[Due, ...]:
        if viewer.kind is Kind.BOARD:
            return tuple(
                replace(due, people=small_cells.shown(due.people) or 0) for due in found if due.noun not in FAMILIES_OWN
            )
        return tuple(due for due in found if reads(viewer, due.noun, **whose(due)))

    def whose(due: Due) -> dict[str, Any]:
        """A duty of a unit's own is that unit's to read, and one that others owe us is the whole house's."""
        return {"parties": mine, "units": [due.unit] if due.unit and due.owner == viewer.organisation else []}

    return Duties(readable(ours), readable(to_us))


def may_read(connection: Connection, signed: SignedIn, entries: list[Entry]) -> bool:
    """The policy's word on a matter, given all its statements."""
    first = entries[0]
    about_me = signed.viewer.kind is Kind.PERSON and first.matter in {e.matter for e in _own(connection, signed)}
    return reads_matter(connection, signed.viewer, entries, about_me=about_me)


def roots(signed: SignedIn) -> list[tuple[str, int]]:
    """The lines of the person who is signed in: (holding, line)."""
    if signed.viewer.person is None:
        return []
    with signed.site.ledger.recorder.reader() as cursor:
        return signed.site.ledger.vault.lines_of(cursor, bytes.fromhex(signed.viewer.person))


def told(signed: SignedIn, entries: Iterable[Entry]) -> list[Said]:
    """Entries that the viewer may read, with the words that go with them."""
    entries, kind = list(entries), signed.viewer.kind
    own = kind is Kind.PERSON
    places = {index: n for n, index in enumerate(sorted(e.index for e in entries), 1)} if own else {}
    return [
        Said(
            places.get(e.index, e.index), None if own else e.digest, e.type, e.time, e.recorded, e.organisation,
            e.matter, _without_digests(e.data) if own else e.data, e.retracted,
            {} if kind is Kind.AUDITOR else words(signed.site, e.digest), e.of,
        )
        for e in entries
    ]  # fmt: skip


def _own(connection: Connection, signed: SignedIn) -> list[Entry]:
    """What was said about the person who is signed in."""
    return family.said_about(connection, roots(signed))


def as_person(connection: Connection, signed: SignedIn, entries: list[Entry]) -> list[Entry]:
    """Of a matter that is about them: without what is about other people's lines, or held."""
    mine = {e.index for e in _own(connection, signed)}
    shown = family.without_held(connection, entries, roots(signed))
    return [e for e in shown if e.type not in STAFF_ONLY and ("lines" not in e.data or e.index in mine)]


def _to_person(connection: Connection, signed: SignedIn) -> list[Entry]:
    """What others said about them, or in answer to them, in log order."""
    matters = dict.fromkeys(e.matter for e in _own(connection, signed))
    said = (e for matter in matters for e in as_person(connection, signed, journal.of(connection, matter)))
    return _with_what_was_taken_back(connection, [e for e in said if e.data.get("voice") != "person"])


def _with_what_was_taken_back(connection: Connection, entries: list[Entry]) -> list[Entry]:
    """In log order."""
    return sorted([*entries, *journal.taken_back(connection, entries)], key=lambda e: e.index)


def _without_digests(data: dict[str, Any]) -> dict[str, Any]:
    """A digest would lead to a place in the log."""
    return {k: v for k, v in data.items() if k != "private" and not (isinstance(v, str) and len(v) == 64)}


def brief(said: Said) -> Said:
    """Without its words but the title."""
    return replace(said, words={name: text for name, text in said.words.items() if name == "title"})


def overlay(signed: SignedIn, digests: Iterable[str]) -> dict[str, dict[str, str]]:
    """The words that go with statements which the policy lets the viewer read, by digest; none for an auditor."""
    if signed.viewer.kind is Kind.AUDITOR:
        return {}
    found = {digest: words(signed.site, digest) for digest in digests}
    return {digest: told for digest, told in found.items() if told}


def words(site: Site, digest: str) -> dict[str, str]:
    """The prose of a statement, by the name of its disclosure. Whoever calls this has asked the policy."""
    with site.ledger.recorder.reader() as cursor:
        found = site.ledger.vault.open(cursor, bytes.fromhex(digest))
    return {d.name: d.value for _, d in found if d.name in WORDS}


@router.get("/matters/{matter}")
def read_matter(matter: Uuid, signed: Viewing) -> list[Said]:
    """Everything said in one matter: an agreement, a request, a question …"""
    return thread(signed, matter)


@router.get("/news")
def read_news(signed: Viewing, before: Annotated[int | None, Field(ge=0)] = None) -> list[Said]:
    """What others have said to the viewer or about the viewer's matters, newest first, fifty at a time."""
    return news(signed, before)


@router.get("/duties")
def read_duties(signed: Viewing) -> Duties:
    """What the viewer's organisation or unit still has to answer, and what others owe it."""
    return duties(signed)
