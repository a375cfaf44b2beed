"""Who is signed in, as every route asks it: ``Viewing``. What comes from another site has been refused before."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Request

from api.identity import cookies
from api.identity.limits import Limit
from api.identity.tokens import REASONS, Refused, Unreachable
from api.site import Site, site
from ledger.problems import Problem
from projections import representations, succession
from projections.policy import UNITS, Kind, Viewer

#: Where each kind of person's work begins.
HOME = {
    "person": "/my", "representative": "/for",
    "provider": "/submissions", "board": "/submissions", "unit": "/owe", "advisor": "/news",
    "contracting": "/owe", "privacy": "/people", "auditor": "/log", "operator": "/coverage",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The viewer as the policy sees them, and the story's own words about them. ``said``: where in the log is what they
    have said by this request, for their organisation."""

    viewer: Viewer
    identity: dict[str, Any]
    site: Site
    said: list[int] = field(default_factory=list, compare=False, repr=False)


def identity_of(request: Request) -> dict[str, Any] | None:
    """Who is signed in, or None; looked up once a request. A bearer token goes before a cookie.

    Raises Problem ``bad-token``.
    """
    if not hasattr(request.state, "identity"):
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        request.state.identity = None  # for the page that says what was wrong
        if scheme.lower() == "bearer":
            request.state.identity = _bearer(request, token.strip())
        else:
            request.state.identity = site(request).sessions.find(cookies.read(request))
    found: dict[str, Any] | None = request.state.identity
    return found


def signed_in(request: Request) -> SignedIn:
    """Raises Problem ``sign-in`` where nobody is."""
    opened, identity = site(request), identity_of(request)
    if identity is None:
        raise Problem("sign-in")
    opened.limits.hit(Limit.READ, str(identity["id"]))
    kind = Kind(identity["kind"])
    if kind is Kind.PERSON:
        identity = identity | {"reader": chosen_reader(request) or identity.get("reader")}
    person = _person(opened, identity) if kind is Kind.PERSON else None
    if kind is Kind.REPRESENTATIVE:
        person = _represented(opened, identity)
    reason = _reason(opened, request, identity) if kind is Kind.PRIVACY else None
    unit = identity.get("unit")
    follows = _follows(opened, unit) if kind in UNITS and unit else frozenset[str]()
    viewer = Viewer(kind, identity.get("organisation"), unit, person, reason, follows)
    request.state.said = said = list[int]()
    request.state.signed = signed = SignedIn(viewer, identity, opened, said)
    return signed


def chosen_reader(request: Request) -> str:
    """ "adult" or "child" where the person chose one, on this page or on one before; "" where they did not."""
    for said in (request.query_params.get("as", ""), cookies.read(request, cookies.READER)):
        if said in ("adult", "child"):
            return said
    return ""


def _bearer(request: Request, token: str) -> dict[str, Any]:
    opened = site(request)
    try:
        identity = opened.providers.bearer(token)
    except Refused as refused:
        opened.counters.count("bearer", refused.reason)
        opened.limits.address(Limit.SIGN_IN, request)
        code = "busy" if isinstance(refused, Unreachable) else "bad-token"
        raise Problem(code, "header.authorization", [("token", REASONS[refused.reason])]) from None
    opened.counters.count("bearer", "accepted")
    return identity


def _follows(opened: Site, unit: str) -> frozenset[str]:
    """Units that were renamed or merged into this one: what they did and owe is its own."""
    with opened.views.connect() as connection:
        return frozenset(succession.all_of(connection, unit)) - {unit}


def _person(opened: Site, identity: dict[str, Any]) -> str | None:
    with opened.ledger.recorder.reader() as cursor:
        person = opened.ledger.vault.person(cursor, identity["organisation"], identity["ref"])
    return person.hex() if person else None


def _represented(opened: Site, identity: dict[str, Any]) -> str | None:
    """Whom a representative may look for now, as the log has it at this moment; None as soon as it is over."""
    opened.follower.wait(opened.ledger.size())
    with opened.views.connect() as connection:
        found = representations.in_force(connection, str(identity["representation"]))
    if found is None or found.organisation != identity["organisation"]:
        return None
    with opened.ledger.recorder.reader() as cursor:
        person = opened.ledger.vault.person_at(cursor, found.holding, found.line)
    return person.hex() if person else None


def _reason(opened: Site, request: Request, identity: dict[str, Any]) -> str | None:
    path = request.path_params
    line = f"{path['sent']}/{path['row']}" if "sent" in path else None
    about = path.get("person") or line or request.query_params.get("of")  # an address adds no other case
    return opened.cases.reason(str(identity["id"]), about, request.query_params.get("reason"))


Viewing = Annotated[SignedIn, Depends(signed_in)]
