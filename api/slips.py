"""Sign-in slips: a provider's staff choose a person of theirs, and give that person a code of their own."""

from datetime import date
from typing import Any, NamedTuple

from api import families, reading, representatives
from api.identity.codes import Issued, Whose
from api.session import SignedIn
from api.site import Site
from ledger.problems import Problem
from projections.policy import Question

ADULT_AT, CHILD_TEXT_BELOW = 18, 13


class Person(NamedTuple):
    """Whom a slip is for. ``age`` in whole years, None where it is not known."""

    whose: Whose
    name: str
    age: int | None

    @property
    def young(self) -> bool:
        """Somebody whose code must go past their parents; so is everybody whose age is not known."""
        return self.age is None or self.age < ADULT_AT


class Slip(NamedTuple):
    person: Person
    code: str
    issued: Issued


def person(signed: SignedIn, id: str) -> Person:
    """One of the viewer's own people. Raises Problem ``not-found`` or ``not-allowed``."""
    reading.ask(signed, Question.CODES)
    organisation = signed.viewer.organisation or ""
    with signed.site.ledger.recorder.reader() as cursor:
        called = signed.site.ledger.vault.called(cursor, organisation, _bytes(id))
    if "ref" not in called:
        raise Problem("not-found")
    name = called.get("given_name", "")
    return Person(Whose(organisation, called["ref"]), name, _age(called.get("birth_date"), signed.site))


def identity(site: Site, whose: Whose) -> dict[str, Any] | None:
    """Who signs in with a code; None where nothing is known of them any more."""
    if whose.ref.startswith(representatives.FOR):
        return representatives.identity(site, whose)
    with site.ledger.recorder.reader() as cursor:
        id = site.ledger.vault.person(cursor, whose.organisation, whose.ref)
        called = site.ledger.vault.called(cursor, whose.organisation, id) if id else {}
    if not called:
        return None
    age = _age(called.get("birth_date"), site)
    return {
        "id": whose.subject, "name": called.get("given_name") or "signed in", "kind": "person",
        "organisation": whose.organisation, "unit": None, "ref": whose.ref, "about": "",
        "reader": "child" if age is not None and age < CHILD_TEXT_BELOW else "adult",
    }  # fmt: skip


def make(signed: SignedIn, id: str) -> Slip:
    """A new code, in place of one not yet used. Whoever can make it could read the trail, so it is sealed as a read."""
    found = person(signed, id)
    reading.trail(signed, id)
    if found.young:
        representatives.end_parents(signed, *families.root_of(signed, id))
    code, issued = signed.site.codes.issue(found.whose)
    signed.site.counters.count("code", "issued")
    return Slip(found, code, issued)


def issued(signed: SignedIn, id: str) -> list[Issued]:
    return signed.site.codes.issued(person(signed, id).whose)


def cancel(signed: SignedIn, id: str, code: str) -> None:
    """Ends a code, if it still waits, and every session of its person. Raises Problem ``not-found``."""
    whose = person(signed, id).whose
    if not any(one.id == code for one in signed.site.codes.issued(whose)):
        raise Problem("not-found")
    signed.site.codes.cancel(whose, code)
    signed.site.sessions.revoke_subject(whose.subject)
    signed.site.counters.count("code", "cancelled")


def _age(born: str | None, site: Site) -> int | None:
    try:
        birth = date.fromisoformat(born or "")
    except ValueError:
        return None
    today = site.ledger.clock.now().date()
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def _bytes(id: str) -> bytes:
    try:
        return bytes.fromhex(id)
    except ValueError:
        raise Problem("not-found") from None
