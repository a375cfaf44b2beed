"""A person's own requests: asking, what happens next and by when, reading and marking the copy, did it help?"""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from api.expiry import sweep
from api.matters import roots, words
from api.my import MOST, own
from api.session import SignedIn, Viewing
from api.speaking import own_line, say
from ledger.problems import Problem
from ledger.statements.request_terms import Helped, RequestKind
from ledger.statements.terms import Uuid
from ledger.vocabulary import NoticeReader, Part
from projections import family, journal, protocols, withheld
from projections import requests as model
from projections.held import parts_held
from projections.journal import Entry
from projections.request_steps import Stage
from projections.requests import Standing

router = APIRouter(prefix="/api/my/requests", tags=["requests"])


class Mark(StrEnum):
    """What the person says of one part of a copy."""

    RIGHT = "right"
    WRONG = "wrong"
    NOT_SURE = "not_sure"


@dataclass(frozen=True, slots=True)
class MyClock:
    """What one organisation owes: a decision by ``due``, a New Zealand day; ``late``: it counts as a refusal until it
    comes. ``reason``: why, in their words; ``more_time``: the day to which they have asked to be given time."""

    organisation: str
    due: str
    rule: str
    more_time: str | None
    decision: str | None
    grounds: tuple[str, ...]
    decided: str | None
    late: bool
    reason: str


@dataclass(frozen=True, slots=True)
class MyStep:
    """``due``: where more time was taken, the day to which that moved it; ``late``: done after it, or not yet."""

    step: str
    owner: str
    due: str
    rule: str
    on: str | None
    late: bool


@dataclass(frozen=True, slots=True)
class MyCopy:
    """``handling``: the giver's own copy, or fetched for the person, who has it sealed or read it together with them.
    ``values``: part → what is written there, empty once it has expired; ``marks``: part → what the person said."""

    number: int
    time: str
    organisation: str
    of: str
    parts: tuple[str, ...]
    form: str
    handling: str
    explained: bool
    expires: str | None
    expired: bool
    values: dict[str, str]
    marks: dict[str, str]


@dataclass(frozen=True, slots=True)
class MyStatement:
    time: str
    parts: tuple[str, ...]
    text: str
    attached: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MyRequest:
    """One request as the person sees it: without results of checks, and without anything that numbers the log."""

    request: str
    time: str
    kind: str
    voice: str
    by: str
    parts: tuple[str, ...]
    text: str
    to: str
    organisations: tuple[str, ...]
    state: str
    ended: str | None
    clocks: tuple[MyClock, ...]
    steps: tuple[MyStep, ...]
    next: MyStep | None
    copies: tuple[MyCopy, ...]
    statements: tuple[MyStatement, ...]
    helped: str | None


class NewRequest(BaseModel):
    """``organisations``: whose information is asked about; the person's provider where none is named."""

    kind: RequestKind
    organisations: Annotated[list[Uuid], Field(max_length=10)] = []
    parts: Annotated[list[Part], Field(max_length=30)] = []
    text: Annotated[str, Field(max_length=MOST)] = ""


class Marks(BaseModel):
    """One mark for each part; what is wrong opens a request to put it right, with ``text`` as its words."""

    marks: Annotated[dict[Part, Mark], Field(min_length=1, max_length=30)]
    text: Annotated[str, Field(max_length=MOST)] = ""


class NewStatement(BaseModel):
    """What the person says is right."""

    parts: Annotated[list[Part], Field(min_length=1, max_length=30)]
    text: Annotated[str, Field(min_length=1, max_length=MOST)]


class Feedback(BaseModel):
    helped: Helped
    text: Annotated[str, Field(max_length=MOST)] = ""


@router.get("")
def requests(signed: Viewing) -> list[MyRequest]:
    """The person's requests, newest first."""
    with own(signed) as connection:
        sweep(signed.site, connection)
        made = [e for e in family.said_about(connection, roots(signed), "request.made") if e.retracted is None]
        return [_shown(connection, signed, e.matter) for e in reversed(made)]


@router.get("/held")
def held(signed: Viewing) -> dict[str, tuple[str, ...]]:
    """Organisation → the parts that it is known to hold about the person: a place to begin asking."""
    with own(signed) as connection:
        mine = family.open_roots(connection, roots(signed))
        return parts_held(connection, mine, open_only=True)


@router.get("/{request}")
def one(request: Uuid, signed: Viewing) -> MyRequest:
    """One of them. What is another's and what does not exist look the same."""
    with own(signed) as connection:
        sweep(signed.site, connection)
        _mine(connection, signed, request)
        return _shown(connection, signed, request)


@router.post("", status_code=201)
def ask(signed: Viewing, asked: Annotated[NewRequest, Body()]) -> dict[str, str]:
    """Asks to see what is held, or to have it put right."""
    with own(signed) as connection:
        line = own_line(signed)
        to = signed.site.ledger.holder(line.holding) or ""
        protocol = protocols.in_force(connection, to)
    request = str(uuid4())
    ref = {"protocol": {"protocol": protocol.protocol, "version": protocol.version}} if protocol else {}
    data = {
        "request": request, "kind": asked.kind, "by": "self", "to": to, "channel": "electronic",
        "child": signed.identity.get("reader") == NoticeReader.CHILD, "organisations": asked.organisations or [to],
        "parts": asked.parts,
    }  # fmt: skip
    say(signed, "request.made.v1", data | ref, text=asked.text)
    return {"request": request}


@router.post("/{request}/copies/{number}/marks", status_code=201)
def mark(request: Uuid, number: int, signed: Viewing, said: Annotated[Marks, Body()]) -> dict[str, str]:
    """Marks each part of a copy; ``correction`` is the request that what is wrong has opened."""
    with own(signed) as connection:
        _mine(connection, signed, request)
        standing = _standing(connection, signed, request)
        if not 1 <= number <= len(standing.copies):
            raise Problem("not-found")
        copy = standing.copies[number - 1]
        text = json.dumps({part.value: mark.value for part, mark in said.marks.items()})
    say(signed, "request.marked.v1", {"request": request, "supplied": copy.digest}, value=text)
    wrong = [part for part, mark in said.marks.items() if mark is Mark.WRONG]
    if not wrong:
        return {}
    asked = NewRequest(kind=RequestKind.CORRECTION, organisations=[copy.of], parts=wrong, text=said.text)
    return {"correction": ask(signed, asked)["request"]}


@router.post("/{request}/statements", status_code=201)
def state(request: Uuid, signed: Viewing, said: Annotated[NewStatement, Body()]) -> dict[str, str]:
    """A statement of correction: it is attached to the information and always shown with it."""
    with own(signed) as connection:
        _mine(connection, signed, request)
    say(signed, "correction.stated.v1", {"request": request, "parts": said.parts}, text=said.text)
    return {"request": request}


@router.post("/{request}/feedback", status_code=201)
def feedback(request: Uuid, signed: Viewing, said: Annotated[Feedback, Body()]) -> dict[str, str]:
    """Did it help?"""
    with own(signed) as connection:
        _mine(connection, signed, request)
    say(signed, "feedback.given.v1", {"request": request, "helped": said.helped}, note=said.text)
    return {"request": request}


@router.post("/{request}/withdrawals", status_code=201)
def withdraw(request: Uuid, signed: Viewing) -> dict[str, str]:
    """The person does not ask any more."""
    with own(signed) as connection:
        _mine(connection, signed, request)
    say(signed, "request.withdrawn.v1", {"request": request})
    return {"request": request}


def _mine(connection: Connection, signed: SignedIn, request: str) -> None:
    made = family.said_about(connection, roots(signed), "request.made")
    if request not in {e.matter for e in made if e.retracted is None}:
        raise Problem("not-found")


def _said(connection: Connection, signed: SignedIn, request: str) -> list[Entry]:
    """All of it but what is kept from this person by decision; who answers them, they asked themselves."""
    kept = withheld.from_people(connection, roots(signed)).digests()
    return [entry for entry in journal.of(connection, request) if entry.digest not in kept]


def _standing(connection: Connection, signed: SignedIn, request: str) -> Standing:
    entries = _said(connection, signed, request)
    # Nothing that is left out may move this day: the latest sign of life, or what was said in the request itself.
    as_of = max(family.as_of_signs(connection), *(e.recorded for e in entries))
    found = model.folded(connection, entries, model.today(as_of))
    if not found:
        raise Problem("not-found")
    return found[0]


def _step(r: Standing, s: Stage) -> MyStep:
    """Whatever a protocol says, a good notice of more time moves the day of a decision: a person is told one day."""
    moved = next(
        (c for c in r.clocks if c.extends and (s.step, s.owner, s.on) == ("decide", c.organisation, None)), None
    )
    if moved is None:
        return MyStep(s.step, s.owner, s.due, s.rule, s.on, s.late)
    return MyStep(s.step, s.owner, moved.limit, moved.rule, None, moved.late)


def _shown(connection: Connection, signed: SignedIn, request: str) -> MyRequest:
    r, entries = _standing(connection, signed, request), _said(connection, signed, request)
    said = {e.index: e for e in journal.standing(entries)}
    made = said[r.index]
    steps = tuple(_step(r, s) for s in r.stages)
    following = next((step for step in steps if step.on is None), None) if r.next else None
    return MyRequest(
        r.request, r.time, r.kind, r.voice, r.by, r.parts, words(signed.site, made.digest).get("text", ""), r.to,
        r.organisations, r.state, r.ended,
        tuple(
            MyClock(
                c.organisation, c.limit, c.rule, c.until if c.extends else None, c.decision, c.grounds, c.decided,
                c.late, _reason(signed, said.get(c.decided_at) if c.decided_at is not None else None),
            )
            for c in r.clocks
        ),
        steps, following, tuple(_copy(signed, n, copy) for n, copy in enumerate(r.copies, 1)),
        tuple(
            MyStatement(s.time, s.parts, words(signed.site, s.digest).get("text", ""), s.attached)
            for s in r.statements
        ),
        r.helped,
    )  # fmt: skip


def _reason(signed: SignedIn, decided: Entry | None) -> str:
    return words(signed.site, decided.digest).get("reason", "") if decided else ""


def _copy(signed: SignedIn, number: int, copy: model.Copy) -> MyCopy:
    marks = sealed(signed, copy.marks) if copy.marks else {}
    values = {} if copy.expired else sealed(signed, copy.digest)
    return MyCopy(
        number, copy.time, copy.organisation, copy.of, copy.parts, copy.form, copy.handling, copy.explained,
        copy.expires, copy.expired, values, marks,
    )  # fmt: skip


def sealed(signed: SignedIn, digest: str) -> dict[str, str]:
    """Part → text of what a statement seals to the person who is signed in; to nobody else."""
    line = own_line(signed)
    with signed.site.ledger.recorder.reader() as cursor:
        found = signed.site.ledger.vault.open(cursor, bytes.fromhex(digest))
    texts = (d.value for _, d in found if d.line == line.line and d.name == "value")
    return {part: text for value in texts for part, text in _read(value).items()}


def _read(value: str) -> dict[str, str]:
    """A JSON object of parts and texts; what somebody wrote otherwise is shown as one document."""
    try:
        found = json.loads(value)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        return {Part.DOCUMENT.value: value}
    return {str(part): str(text) for part, text in found.items()}
