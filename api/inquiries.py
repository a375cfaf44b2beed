"""Who did it: a worker's name, for an inquiry into misuse that two others approved; shown once, to who asked."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Body
from pydantic import BaseModel
from sqlalchemy import Connection

from api import approvers, reading, speaking
from api.reading import fresh
from api.reads import say
from api.session import SignedIn, Viewing
from ledger.problems import Problem
from ledger.statements.inquiries import InquiryDecision, MisuseGround
from ledger.statements.terms import Digest, Line, Uuid
from projections import inquiries, journal
from projections.inquiries import Inquiry
from projections.policy import Kind, Question, reads

router = APIRouter(prefix="/api/inquiries", tags=["inquiries"])


class NewInquiry(BaseModel):
    """Who did what ``statement`` tells, to whoever is on this line of a register, or of what was sent on?"""

    statement: Digest
    holding: Uuid
    line: Line
    ground: MisuseGround


class Deciding(BaseModel):
    decision: InquiryDecision


@dataclass(frozen=True, slots=True)
class Named:
    """``names``: of the workers, as their own house wrote them; none where its system told none. ``index``: the record
    that they were shown."""

    inquiry: str
    names: tuple[str, ...]
    index: int


def ours(signed: SignedIn) -> list[Inquiry]:
    """Those that the viewer's house asked or is asked, newest first; for an auditor all."""
    reading.ask(signed, Question.INQUIRIES)
    with fresh(signed.site).views.connect() as connection:
        everybody = signed.viewer.kind is Kind.AUDITOR
        found = inquiries.every(connection, None if everybody else signed.viewer.organisation or "")
        return [one for one in reversed(found) if _may_read(connection, signed, one)]


def one(signed: SignedIn, inquiry: str) -> Inquiry:
    """What is not the viewer's and what does not exist look the same. Raises Problem."""
    reading.ask(signed, Question.INQUIRIES)
    with fresh(signed.site).views.connect() as connection:
        found = inquiries.one(connection, inquiry)
        if found is None or not _may_read(connection, signed, found):
            raise Problem("not-found")
        return found


def data_of(signed: SignedIn, inquiry: str, statement: str, holding: str, line: int, ground: str) -> dict[str, Any]:
    """What is said to ask. Raises Problem ``not-found`` where nobody of that line was touched by that statement."""
    reading.ask(signed, Question.INQUIRIES)
    with fresh(signed.site).views.connect() as connection:
        to = inquiries.doer(connection, statement, holding, line)
    if to is None or signed.viewer.organisation not in (to, signed.site.ledger.holder(holding)):
        raise Problem("not-found")
    return {
        "inquiry": inquiry, "holding": holding, "lines": [[line, line]], "statement": statement, "to": to,
        "ground": ground, "unit": signed.viewer.unit, "by": approvers.by(signed, inquiry),
    }  # fmt: skip


def decision_of(signed: SignedIn, inquiry: str, decision: str) -> dict[str, Any]:
    by = approvers.by(signed, inquiry)
    return {"inquiry": inquiry, "decision": decision, "unit": signed.viewer.unit, "by": by}


def is_asker(signed: SignedIn, found: Inquiry) -> bool:
    """Whether the viewer is who asked, so that the name is for them and the decision is not."""
    own = found.organisation == signed.viewer.organisation
    return own and signed.viewer.kind is Kind.PRIVACY and approvers.by(signed, found.inquiry) == found.by


def may_decide(signed: SignedIn, found: Inquiry) -> bool:
    """Whether it waits for the viewer, or for somebody else of the two houses."""
    houses, viewer = (found.organisation, found.to), signed.viewer
    return (
        found.state == "waiting" and viewer.kind is Kind.PRIVACY and viewer.organisation in houses
        and not is_asker(signed, found)
    )  # fmt: skip


def name(signed: SignedIn, inquiry: str) -> Named:
    """The name, sealed as shown before it leaves. Raises Problem; the log itself refuses a second time, and what two
    did not approve or has run out, however many ask at once."""
    found = one(signed, inquiry)
    if not is_asker(signed, found):
        raise Problem("not-allowed")
    if found.state == "waiting":  # also where an approval was taken back, of which the log's own rule knows nothing
        raise Problem("approvers-needed")
    if found.state in ("refused", "over"):
        raise Problem("no-longer-open")
    site = signed.site
    with fresh(site).views.connect() as connection:
        if inquiries.doer(connection, found.statement, found.holding, found.line) != found.to:
            raise Problem("not-found")
    with site.ledger.recorder.reader() as cursor:
        held = site.ledger.vault.open(cursor, bytes.fromhex(found.statement))
    names = tuple(dict.fromkeys(d.value for _, d in held if d.name == "worker"))
    data = {
        "inquiry": inquiry, "organisation": found.organisation, "unit": signed.viewer.unit, "by": found.by,
        "names": len(names),
    }  # fmt: skip
    sealed = say(site.ledger, "inquiry.answered.v1", data)
    reading.notify(site)
    return Named(inquiry, names, sealed.index)


def _may_read(connection: Connection, signed: SignedIn, found: Inquiry) -> bool:
    return reads(signed.viewer, "inquiry", parties=journal.parties(connection, found.inquiry))


@router.get("")
def read_inquiries(signed: Viewing) -> list[Inquiry]:
    """Which workers' names were asked for, why, and what became of it; never a name. Privacy officers and auditors."""
    return ours(signed)


@router.get("/{inquiry}")
def read_inquiry(inquiry: Uuid, signed: Viewing) -> Inquiry:
    return one(signed, inquiry)


@router.post("", status_code=201)
def ask(asked: Annotated[NewInquiry, Body()], signed: Viewing) -> Inquiry:
    """Asks who did it. Two others approve before the name is shown, one of them of the house whose worker it is."""
    id = str(uuid4())
    data = data_of(signed, id, asked.statement, asked.holding, asked.line, asked.ground)
    speaking.say(signed, "inquiry.opened.v1", data)
    return one(signed, id)


@router.post("/{inquiry}/decisions", status_code=201)
def decide(inquiry: Uuid, decided: Annotated[Deciding, Body()], signed: Viewing) -> Inquiry:
    """Approves, or refuses for good. Not by who asked, and not twice by the same person."""
    one(signed, inquiry)
    speaking.say(signed, "inquiry.decided.v1", decision_of(signed, inquiry, decided.decision))
    return one(signed, inquiry)


@router.post("/{inquiry}/name")
def read_name(inquiry: Uuid, signed: Viewing) -> Named:
    """The name, once, to the officer who asked. Without two who approve: 409 ``approvers-needed``."""
    return name(signed, inquiry)
