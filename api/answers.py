"""The answers as JSON. The pages show the same, with names and in words."""

from typing import Annotated, Literal

from fastapi import APIRouter, Body
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api import reading
from api.session import Viewing
from api.statements import Receipt
from ledger.erasure import Asked
from ledger.statements.erasing import CopyFirst, Disposal
from ledger.statements.terms import Uuid
from projections.answers import Downstream, Feed, Flagged, LogLine, Owed, Submission, Trace, Trail

router = APIRouter(prefix="/api", tags=["answers"])


@router.get("/trail")
def my_trail(signed: Viewing) -> Trail:
    """The signed-in person's own trail."""
    return reading.trail(signed)


@router.get("/people")
def people(signed: Viewing) -> list[dict[str, str]]:
    """Those whom the viewer's organisation has named."""
    return reading.people(signed)


@router.get("/people/{person}/trail")
def trail(person: str, signed: Viewing) -> Trail:
    """Somebody's trail, for staff of the provider they come from. The reading is sealed and becomes part of it."""
    return reading.trail(signed, person)


class Copy(BaseModel):
    """Whose trail: for staff a person's id, as ``/api/people`` gives it; left out for one's own."""

    person: Annotated[str, Field(pattern="^[0-9a-f]{32}$")] | None = None


class TrailFile(BaseModel):
    """The public body of a copy, byte for byte what the log replays to."""

    question: Literal["trail"]
    answer: Trail


@router.post("/trail/copies", response_class=Response, responses={200: {"model": TrailFile}})
def trail_copy(signed: Viewing, asked: Annotated[Copy | None, Body()] = None) -> Response:
    """A trail as a file. The digest of its bytes is sealed before it leaves, and the log replays to the same."""
    body = reading.trail_copy(signed, asked.person if asked else None)
    headers = {"Content-Disposition": 'attachment; filename="trail.json"'}
    return Response(body, media_type="application/json", headers=headers)


@router.get("/submissions")
def submissions(signed: Viewing) -> Downstream:
    """Where the viewer's organisation's information went."""
    return reading.downstream(signed)


@router.get("/submissions/{transfer}")
def submission(transfer: Uuid, signed: Viewing) -> Submission:
    """What became of one submission, part by part."""
    return reading.submission(signed, transfer)


@router.get("/outcomes/{outcome}/trace")
def trace(outcome: Uuid, signed: Viewing) -> Trace:
    """Back from a decision to the submissions behind it."""
    return reading.trace(signed, outcome)


@router.get("/flagged")
def flagged(signed: Viewing) -> Flagged:
    """What broke a rule about the viewer's organisation's people, and the lines of those who must be told."""
    found, _ = reading.flagged(signed)
    return found


@router.get("/owed")
def owed(signed: Viewing) -> Owed:
    """What the viewer's unit owes."""
    return reading.owed(signed)


@router.get("/coverage")
def coverage(signed: Viewing) -> tuple[Feed, ...]:
    """Which systems report, since when, and what is missing."""
    return reading.coverage(signed)


@router.get("/log")
def log(
    signed: Viewing, after: Annotated[int, Field(ge=-1, le=2**53)] = -1, type: str | None = None
) -> tuple[LogLine, ...]:
    """The next statements after an index, for auditors."""
    return reading.log(signed, after, type)


class Erasure(BaseModel):
    """Whom to erase: the organisation's own name for the person; who asked for it, and whether a copy was offered."""

    organisation: Uuid
    ref: Annotated[str, Field(min_length=1, max_length=200)]
    asked: Literal["person", "representative", "order", "worker"]
    copy_first: CopyFirst
    disposal: Disposal | None = None


class Erased(Receipt):
    """The receipt of an erasure, with the signed statement that it is for: both name lines, and nobody."""

    statement: str


people_router = APIRouter(tags=["answers"])


@people_router.post("/people/erasures", status_code=201)
def erase(asked: Annotated[Erasure, Body()], signed: Viewing) -> Erased:
    """Destroys the key and the disclosures of a person; the sealed receipt says which lines are nobody's now.

    Refused while something stands in the way: an open request or concern, a hold, an order to preserve; and for a
    worker, always.
    """
    how = Asked(asked.asked, asked.copy_first, asked.disposal)
    return Erased(**reading.erase(signed, asked.organisation, asked.ref, how))
