"""Who is signed in: a server-side session behind a cookie that scripts and other sites cannot use."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from api.site import Site, site
from ledger.problems import Problem
from projections.policy import Kind, Viewer

COOKIE = "lightwell_session"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The viewer as the policy sees them, and the story's own words about them."""

    viewer: Viewer
    identity: dict[str, Any]
    site: Site


def signed_in(request: Request) -> SignedIn:
    """Raises Problem ``sign-in`` where nobody is."""
    opened = site(request)
    identity = opened.sessions.get(request.cookies.get(COOKIE, ""))
    if identity is None:
        raise Problem("sign-in")
    kind = Kind(identity["kind"])
    person = _person(opened, identity) if kind is Kind.PERSON else None
    reason = "case" if kind is Kind.PRIVACY else None
    viewer = Viewer(kind, identity.get("organisation"), identity.get("unit"), person, reason)
    return SignedIn(viewer, identity, opened)


def _person(opened: Site, identity: dict[str, Any]) -> str | None:
    with opened.ledger.recorder.reader() as cursor:
        person = opened.ledger.vault.person(cursor, identity["organisation"], identity["ref"])
    return person.hex() if person else None


Viewing = Annotated[SignedIn, Depends(signed_in)]
