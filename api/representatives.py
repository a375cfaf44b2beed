"""How somebody who looks for a person signs in: with a code of their own, for that authority alone."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api import reading, speaking
from api.identity import cookies
from api.identity.codes import Whose
from api.reading import fresh
from api.session import SignedIn, Viewing
from api.site import Site
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from projections import representations
from projections.policy import Question
from projections.representations import Representation

router = APIRouter(prefix="/api/representations", tags=["sign-in"])
#: Before the representation's id, in the place of a ref; no organisation can type it.
FOR = "\x1ffor "


class Slip(BaseModel):
    """Shown this once; for whoever looks for the person, never for the person."""

    code: str = Field(description="12 characters in groups of four")
    link: str


@router.post("/{representation}/codes", status_code=201)
def issue(representation: Uuid, signed: Viewing, request: Request) -> Slip:
    """A one-time code for an authority that the viewer's own provider has recorded and that is in force."""
    reading.ask(signed, Question.CODES)
    with fresh(signed.site).views.connect() as connection:
        found = representations.in_force(connection, representation)
    if found is None or found.organisation != signed.viewer.organisation:
        raise Problem("not-found")
    code, _ = signed.site.codes.issue(Whose(found.organisation, FOR + representation))
    return Slip(code=code, link=f"{cookies.address(request)}/c/{code}")


def identity(site: Site, whose: Whose) -> dict[str, Any] | None:
    """Who signs in with such a code; None where the authority is over."""
    id = whose.ref.removeprefix(FOR)
    with fresh(site).views.connect() as connection:
        if representations.in_force(connection, id) is None:
            return None
    return {
        "id": whose.subject, "name": "signed in for somebody", "kind": "representative", "ref": None, "about": "",
        "organisation": whose.organisation, "unit": None, "representation": id, "reader": "adult",
    }  # fmt: skip


def end_parents(signed: SignedIn, holding: str, line: int) -> None:
    """A young person who gets a way in of their own is no longer looked for by a parent. Raises Problem."""
    with fresh(signed.site).views.connect() as connection:
        found = [one for one in representations.of_line(connection, holding, line) if one.kind == "parent"]
    for one in found:
        end(signed, one, "own_code")


def end(signed: SignedIn, one: Representation, reason: str) -> None:
    data = {"representation": one.representation, "holding": one.holding, "lines": [[one.line, one.line]]}
    speaking.say(signed, "representation.ended.v1", data | {"voice": "relayed", "reason": reason})
    signed.site.sessions.revoke_subject(Whose(one.organisation, FOR + one.representation).subject)
