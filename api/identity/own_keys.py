"""What an organisation's own system asks is signed with its own key (RFC 7519; in the manner of RFC 7523).

A JWT signed with Ed25519 (RFC 9864): ``kid`` names a key that is registered and neither ended nor compromised, ``iss``
and ``sub`` are the organisation, ``aud`` is the ledger, and it holds for ``LONGEST`` seconds at most.
"""

from time import time

from joserfc import jwk, jwt
from joserfc.errors import JoseError

from api.identity.tokens import LEEWAY, Refused, peek
from ledger.encoding import b64
from ledger.problems import Problem
from ledger.rules import State

LONGEST = 300


def check(token: str, organisation: str, state: State) -> None:
    """Raises Problem ``bad-token`` unless the organisation itself signed this for this ledger, just now."""
    try:
        kid = peek(token)[0].get("kid")
        key = state.keys.get(kid) if isinstance(kid, str) else None
        if key is None or key.organisation != organisation or key.custodial:
            raise _bad("is not signed with this organisation's own key")
        if key.revoked is not None or key.compromised_from is not None:
            raise _bad("is signed with a key that was ended")
        public = jwk.OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": b64(key.public)})
        claims = jwt.decode(token, public, algorithms=["Ed25519"]).claims
        now = time()
        registry = jwt.JWTClaimsRegistry(
            lambda: int(now), LEEWAY, iss={"essential": True, "value": organisation},
            sub={"essential": True, "value": organisation}, aud={"essential": True, "value": state.ledger},
            exp={"essential": True}, iat={"essential": True},
        )  # fmt: skip
        registry.validate(claims)
        if claims["exp"] - claims["iat"] > LONGEST:
            raise _bad(f"must not hold for longer than {LONGEST} seconds")
    except (Refused, JoseError, ValueError):
        raise _bad("must be a JWT that the organisation's own key signed for this ledger, just now") from None


def _bad(rule: str) -> Problem:
    return Problem("bad-token", "header.authorization", [("token", rule)])
