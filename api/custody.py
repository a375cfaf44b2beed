"""The key with which these pages sign for an organisation: what its own key holder registers."""

from fastapi import APIRouter, Request
from pydantic import BaseModel

from api.identity.limits import Limit
from api.statements import Open
from ledger.statements.terms import Uuid

router = APIRouter(tags=["custody"])


class Jwk(BaseModel):
    """An Ed25519 public key (RFC 8037)."""

    kty: str
    crv: str
    x: str


class Kept(BaseModel):
    """The members of ``key.registered``, and the feed to say it on: it will carry what is signed here."""

    organisation: str
    key: Jwk
    possession: str
    custodial: bool
    feed: str


@router.post("/organisations/{organisation}/custody")
def create(organisation: Uuid, request: Request, site: Open) -> Kept:
    """Makes the key, if there is none. It signs nothing until the organisation has registered it, by its own key."""
    site.limits.address(Limit.OPEN, request)
    held = site.custody.create(organisation)
    return Kept(
        organisation=organisation, key=Jwk(**held.jwk), possession=held.possession, custodial=True, feed=held.feed
    )
