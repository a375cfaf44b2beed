"""A person's own statements of correction, always shown with the information (IPP 7)."""

from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy import Connection

from api import reading
from api.matters import words
from api.reading import fresh
from api.session import SignedIn, Viewing
from ledger.problems import Problem
from projections import family, journal
from projections.policy import Kind

router = APIRouter(prefix="/api", tags=["requests"])


@dataclass(frozen=True, slots=True)
class Stated:
    """``text``: in the person's own words; ``attached``: the organisations that show it with what they hold."""

    time: str
    parts: tuple[str, ...]
    text: str
    attached: tuple[str, ...]


def statements(signed: SignedIn, person: str | None = None) -> tuple[Stated, ...]:
    """Those of the person who is signed in; or, for staff who may read that person's trail, theirs. Whoever calls this
    for staff has sealed the reading (``reading.trail``)."""
    person = person or signed.viewer.person
    if person is None:
        raise Problem("not-found")
    ledger = signed.site.ledger
    with ledger.recorder.reader() as cursor:
        roots = ledger.vault.lines_of(cursor, bytes.fromhex(person))
    with fresh(signed.site).views.connect() as connection:
        if signed.viewer.kind is Kind.PERSON:
            said = family.said_about(connection, roots, "correction.stated")
        else:
            said = journal.about(connection, roots, "correction.stated")
        return tuple(_stated(signed, connection, e) for e in journal.standing(said))


def _stated(signed: SignedIn, connection: Connection, e: journal.Entry) -> Stated:
    attached = journal.standing(journal.mentioning(connection, e.digest, "correction.attached"))
    who = tuple(dict.fromkeys(a.organisation for a in attached))
    return Stated(e.time, tuple(e.data["parts"]), words(signed.site, e.digest).get("text", ""), who)


@router.get("/people/{person}/statements")
def read_statements(person: str, signed: Viewing) -> tuple[Stated, ...]:
    """What a person says is right where putting it right was refused; the reading is sealed."""
    reading.trail(signed, person)
    return statements(signed, person)
