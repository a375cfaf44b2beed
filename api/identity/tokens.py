"""A provider's signed tokens: signature, algorithm, issuer, audience, times (RFC 7519, RFC 8725)."""

from collections import deque
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any

import httpx2
from joserfc import jwk, jwt
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError, MissingClaimError

from ledger import strictjson
from ledger.encoding import unb64
from ledger.problems import Problem

#: No ``none``, and nothing symmetric: a public key must never do as a shared one (RFC 8725 §3.1).
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
KEY_TYPES = ("RSA", "EC", "OKP")
LEEWAY = 60
MAX_TOKEN = 16_384
MAX_KEYS = 200_000  # bytes
#: At most so many fetches of keys in so many seconds, however many tokens name unknown ones.
FETCHES, WINDOW, FRESH = 3, 60.0, 3_600.0


class Refused(Exception):
    """A token or a sign-in is not accepted; ``reason`` is one of ``REASONS`` and says nothing of its content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


REASONS = {
    "malformed": "is not a signed token (JWS) of at most 16 KB",
    "algorithm": f"must be signed with one of {', '.join(ALGORITHMS)}",
    "kind": "is not an access token",
    "unknown-key": "is signed with a key that its issuer does not publish",
    "signature": "has a signature that does not match",
    "issuer": "is from an issuer that is not known here",
    "audience": "is meant for somebody else",
    "expired": "has expired",
    "not-yet": "is not valid yet",
    "claims": "lacks a claim that it must have",
    "nonce": "does not belong to this sign-in",
    "state": "does not belong to a sign-in that this browser began, or one that is over",
    "code": "was not accepted by the issuer: a code works once, and for a short time",
    "denied": "was ended at the issuer",
    "no-role": "is of somebody who has no role here",
    "unreachable": "could not be checked: its issuer does not answer",
}


class Unreachable(Refused):
    """The issuer does not answer, or with nonsense. Trying again may help."""

    def __init__(self) -> None:
        super().__init__("unreachable")


class Keys:
    """An issuer's published keys, fetched when one is unknown, and each hour; never often."""

    def __init__(self, address: Callable[[], str], http: httpx2.Client, clock: Callable[[], float] = monotonic) -> None:
        self._address, self._http, self._clock = address, http, clock
        self._lock = Lock()
        self._keys: dict[str, Any] = {}
        self._fetched: deque[float] = deque(maxlen=FETCHES)

    def find(self, kid: str | None, *, again: bool = False) -> Any:
        """The key of that name; without a name the only one there is (OpenID Connect Core §10.1).

        ``again`` asks the issuer first. Raises Refused ``unknown-key`` or Unreachable.
        """
        with self._lock:
            old = not self._fetched or self._clock() - self._fetched[-1] > FRESH
            if (old or again or self._known(kid) is None) and self._may_fetch():
                self._fetched.append(self._clock())
                self._keys = _public(fetch(self._http, self._address()))
            key = self._known(kid)
        if key is None:
            raise Refused("unknown-key")
        return key

    def _known(self, kid: str | None) -> Any:
        if kid is None:
            return next(iter(self._keys.values())) if len(self._keys) == 1 else None
        return self._keys.get(kid)

    def _may_fetch(self) -> bool:
        return len(self._fetched) < FETCHES or self._clock() - self._fetched[0] >= WINDOW


def verified(token: str, keys: Keys, issuer: str, audience: str, now: Callable[[], int]) -> dict[str, Any]:
    """The claims of a token that is the issuer's, for this audience, now. Raises Refused."""
    header = peek(token)[0]
    if header.get("alg") not in ALGORITHMS:
        raise Refused("algorithm")
    kid = header.get("kid")
    if not isinstance(kid, str | None):
        raise Refused("malformed")
    try:
        claims = _opened(token, keys.find(kid))
    except Refused as refused:
        if kid is not None or refused.reason != "signature":
            raise
        claims = _opened(token, keys.find(None, again=True))  # it may have changed its only key
    registry = jwt.JWTClaimsRegistry(
        now, LEEWAY, iss={"essential": True, "value": issuer}, aud={"essential": True, "value": audience},
        exp={"essential": True}, iat={"essential": True}, sub={"essential": True},
    )  # fmt: skip
    try:
        registry.validate(claims)
    except ExpiredTokenError:
        raise Refused("expired") from None
    except MissingClaimError:
        raise Refused("claims") from None
    except ClaimError as error:
        reason = {"iss": "issuer", "aud": "audience", "nbf": "not-yet", "iat": "not-yet"}.get(error.claim, "claims")
        raise Refused(reason) from None
    return claims


def _opened(token: str, key: Any) -> dict[str, Any]:
    try:
        return jwt.decode(token, key, algorithms=ALGORITHMS).claims
    except JoseError:
        raise Refused("signature") from None


def peek(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token that nobody has checked yet. Raises Refused ``malformed``."""
    if len(token) > MAX_TOKEN or token.count(".") != 2:
        raise Refused("malformed")
    try:
        header, claims = (strictjson.read(unb64(part)) for part in token.split(".")[:2])
    except (Problem, ValueError):
        raise Refused("malformed") from None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise Refused("malformed")
    return header, claims


def fetch(http: httpx2.Client, url: str) -> dict[str, Any]:
    """A JSON object from an issuer. Raises Unreachable."""
    try:
        answer = http.get(url)
        found = answer.json() if answer.status_code == 200 and len(answer.content) <= MAX_KEYS else None
    except (httpx2.HTTPError, ValueError):
        raise Unreachable from None
    if not isinstance(found, dict):
        raise Unreachable
    return found


def _public(found: dict[str, Any]) -> dict[str, Any]:
    """kid → key, of those that may sign; what cannot be read is left out."""
    keys = {}
    for one in found.get("keys") or ():
        if isinstance(one, dict) and one.get("kty") in KEY_TYPES and one.get("use", "sig") == "sig":
            try:
                keys[str(one["kid"])] = jwk.import_key(one)
            except (JoseError, KeyError, ValueError):
                continue
    return keys
