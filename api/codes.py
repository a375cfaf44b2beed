"""Codes as JSON: for a provider's own systems that print slips or send a code to the person's own telephone."""

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api import slips
from api.identity import cookies
from api.identity.codes import State
from api.session import Viewing

router = APIRouter(prefix="/api/people/{person}/codes", tags=["sign-in"])


class Code(BaseModel):
    """A code that was given out."""

    id: str
    made: datetime
    expires: datetime
    state: State


class NewCode(Code):
    """Shown this once. ``young``: under 18, or of no known age; give it to that person, never through a parent."""

    code: str = Field(description="12 characters in groups of four")
    link: str
    young: bool


@router.post("", status_code=201)
def issue(person: str, signed: Viewing, request: Request) -> NewCode:
    """A one-time code for one of the provider's own people, in place of one not yet used. Sealed as a read."""
    slip = slips.make(signed, person)
    link = f"{cookies.address(request)}/c/{slip.code}"
    return NewCode(**slip.issued._asdict(), code=slip.code, link=link, young=slip.person.young)


@router.get("")
def issued(person: str, signed: Viewing) -> list[Code]:
    """Their codes, the latest first; never the codes themselves, nor when they were used."""
    return [Code(**one._asdict()) for one in slips.issued(signed, person)]


@router.delete("/{code}", status_code=204)
def cancel(person: str, code: str, signed: Viewing) -> Response:
    """Ends a code that was not used yet, and in any case every session of its person."""
    slips.cancel(signed, person, code)
    return Response(status_code=204)
