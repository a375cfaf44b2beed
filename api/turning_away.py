"""A refusal of somebody who is signed in is sealed once its answer has left, so that the answer cannot tell that it is.

What is not there and what is not theirs are refused and sealed alike. Of the family side only an attempt at a trail is
sealed: what else a person looks for in vain is nobody's business, like their own reads (decision 0039).
"""

import logging
from hashlib import sha256

from fastapi import Request
from starlette.background import BackgroundTask

from api.session import SignedIn
from ledger.problems import NUMBERS, Problem
from ledger.statements.answers import Thing
from projections.policy import FAMILY_SIDE

log = logging.getLogger(__name__)

_SEALED = frozenset({"not-allowed", "not-found"})
#: First part of a route's address → what is asked for there.
_THINGS = {
    Thing.PERSON: ("people", "trail", "for", "representations", "holds", "alerts"),
    Thing.SUBMISSION: ("submissions",),
    Thing.OUTCOME: ("outcomes", "findings", "evidence"),
    Thing.LOG: ("log", "statements", "tile", "proof"),
    Thing.MATTER: (
        "matters", "requests", "concerns", "questions", "agreements", "challenges", "tenders", "stories", "programmes",
        "learnings", "notices", "meetings", "interests", "fan-out", "duties",
    ),
}  # fmt: skip
THINGS = {first: thing for thing, firsts in _THINGS.items() for first in firsts}


def thing_at(route: str) -> Thing:
    """What kind of thing is asked for at a route's pattern, such as ``/api/people/{person}/trail``."""
    return THINGS.get(route.removeprefix("/api").strip("/").partition("/")[0], Thing.OTHER)


def afterwards(request: Request, problem: Problem) -> BackgroundTask | None:
    """What is still to be done once this refusal is answered; None where nobody is signed in, or it says nothing."""
    signed: SignedIn | None = getattr(request.state, "signed", None)
    if signed is None or problem.code not in _SEALED:
        return None
    thing = thing_at(getattr(request.scope.get("route"), "path", ""))
    # The address is kept for an hour, hashed, in memory: it tells the same attempt from another.
    what = sha256(f"{request.method} {request.url.path} {problem.code}".encode()).digest()
    return BackgroundTask(_seal, signed, thing, problem.code, what)


def _seal(signed: SignedIn, thing: Thing, code: str, what: bytes) -> None:
    """That it cannot be sealed is counted, and changes nothing for whoever was refused."""
    viewer, site = signed.viewer, signed.site
    if viewer.kind in FAMILY_SIDE and thing is not Thing.PERSON:
        outcome = "counted"
    elif not site.turned_away.take(str(signed.identity["id"]), what):
        outcome = "again or over quota"
    else:
        data = {
            "organisation": viewer.organisation, "unit": viewer.unit, "kind": viewer.kind.value, "thing": thing.value,
            "code": NUMBERS[code],
        }  # fmt: skip
        try:
            site.ledger.say("viewer.refused.v1", data)
            outcome = "sealed"
        except Exception as error:
            log.error("a refusal could not be sealed: %s", type(error).__name__)
            outcome = "not sealed"
        with site.intake.committer.sealed:
            site.intake.committer.sealed.notify_all()
    site.counters.count("turned away", outcome)
