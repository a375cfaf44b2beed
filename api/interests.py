"""Māori interests, by what they are in: a programme, an agreement or a use."""

from fastapi import APIRouter

from api.matters import may_read, overlay
from api.programmes import Told, asking
from api.session import SignedIn, Viewing
from ledger.statements.terms import Uuid
from projections import interests, journal
from projections.asking import today
from projections.interests import Interest
from projections.policy import Kind

router = APIRouter(prefix="/api/interests", tags=["programmes"])


def about(signed: SignedIn, ref: str) -> list[Told[Interest]]:
    """Those that the viewer may read; a person reads of none here."""
    with asking(signed) as connection:
        found: list[Told[Interest]] = []
        for one in interests.about(connection, ref, today(connection)):
            entries = journal.of(connection, one.interest)
            if signed.viewer.kind is not Kind.PERSON and may_read(connection, signed, entries):
                found.append(Told(answer=one, words=overlay(signed, [entry.digest for entry in entries])))
        return found


@router.get("")
def read_about(ref: Uuid, signed: Viewing) -> list[Told[Interest]]:
    """The interests in a programme, an agreement or a use (``ref``)."""
    return about(signed, ref)
