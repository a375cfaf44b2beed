"""Who may look for the person who is signed in, and how they end it by themselves."""

from dataclasses import dataclass

from fastapi import APIRouter

from api import my, representatives, speaking
from api.matters import roots, words
from api.session import SignedIn, Viewing
from api.speaking import OwnLine
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from projections import family, representations
from projections.representations import Representation

router = APIRouter(prefix="/api/my/representations", tags=["my"])


@dataclass(frozen=True, slots=True)
class Speaker:
    """``organisation`` wrote it down; ``until``: its last day; ``note``: what they showed, in that house's words."""

    representation: str
    organisation: str
    kind: str
    until: str
    note: str


def speakers(signed: SignedIn) -> list[Speaker]:
    """Those who may look for the person now, the newest first."""
    return [speaker for speaker, _ in reversed(_in_force(signed))]


def end(signed: SignedIn, representation: str) -> None:
    """Ends it at once: whoever looked is signed out, and their next look is refused. Raises Problem ``not-found``."""
    found = next((one for _, one in _in_force(signed) if one.representation == representation), None)
    if found is None:
        raise Problem("not-found")
    line = OwnLine(found.holding, found.line, str(signed.identity["ref"]))
    data = {"representation": representation, "reason": "withdrawn"}
    speaking.say(signed, "representation.ended.v1", data, about=line)
    representatives.sign_out(signed.site, found)


def _in_force(signed: SignedIn) -> list[tuple[Speaker, Representation]]:
    found = []
    with my.own(signed) as connection:
        for said in family.said_about(connection, roots(signed), representations.TYPES[0]):
            one = representations.in_force(connection, said.matter)
            if one is not None:
                note = words(signed.site, said.digest).get("note", "")
                speaker = Speaker(one.representation, one.organisation, one.kind, one.until, note)
                found.append((speaker, one))
    return found


@router.get("")
def read_speakers(signed: Viewing) -> list[Speaker]:
    """Who may look at the person's page for them, on what authority, and until when."""
    return speakers(signed)


@router.post("/{representation}/end", status_code=201)
def end_speaker(representation: Uuid, signed: Viewing) -> dict[str, str]:
    """The person does not want it any more. It ends at once."""
    end(signed, representation)
    return {"representation": representation}
