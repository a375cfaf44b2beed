"""How somebody who looks for a person signs in: with a code of their own, for that authority alone."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api import reading, speaking
from api.identity import cookies
from api.identity.codes import Issued, Whose
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
    """A one-time code for an authority that the viewer's own provider has recorded and that is in force. Sealed as a
    read."""
    _, code, _ = make(signed, representation)
    return Slip(code=code, link=f"{cookies.address(request)}/c/{code}")


def make(signed: SignedIn, representation: str) -> tuple[Representation, str, Issued]:
    """Whoever can make it could read the trail, so it is sealed as a read of it (decision 0017). Raises Problem."""
    reading.ask(signed, Question.CODES)
    with fresh(signed.site).views.connect() as connection:
        found = representations.in_force(connection, representation)
    if found is None or found.organisation != signed.viewer.organisation:
        raise Problem("not-found")
    with signed.site.ledger.recorder.reader() as cursor:
        person = signed.site.ledger.vault.person_at(cursor, found.holding, found.line)
    if person is None:
        raise Problem("not-found")
    reading.trail(signed, person.hex())
    code, issued = signed.site.codes.issue(_whose(found))
    signed.site.counters.count("code", "issued")
    return found, code, issued


def of_person(signed: SignedIn, person: str) -> list[Representation]:
    """Who may look for one of the viewer's own people now; the reading is sealed. Raises Problem."""
    reading.ask(signed, Question.PEOPLE)
    reading.trail(signed, person)
    with signed.site.ledger.recorder.reader() as cursor:
        named = signed.site.ledger.vault.lines_of(cursor, reading.id_of(person))
    with fresh(signed.site).views.connect() as connection:
        found = [one for holding, line in named for one in representations.of_line(connection, holding, line)]
    return [one for one in found if one.organisation == signed.viewer.organisation]


def sign_out(site: Site, one: Representation) -> None:
    """Ends every sign-in, and every code not yet used, of whoever looks by this authority."""
    site.codes.forget(_whose(one))
    site.sessions.revoke_subject(_whose(one).subject)


def _whose(one: Representation) -> Whose:
    return Whose(one.organisation, FOR + one.representation)


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
    sign_out(signed.site, one)
