"""OpenID Connect, the relying party's side: authorization code with PKCE, state and nonce; and bearer tokens.

Specifications: OpenID Connect Core 1.0 §3.1, Discovery 1.0 §4, RFC 7636 (PKCE), RFC 9207 (``iss`` in the answer).
"""

import hmac
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode

import httpx2

from api.identity.issuers import Issuer, Issuers, protected
from api.identity.pending import Begun
from api.identity.tokens import Keys, Refused, Unreachable, fetch, peek, verified
from ledger.encoding import b64

#: How long an issuer's own description is believed.
FRESH = 3_600.0
TIMEOUT = 5.0
#: What the ``typ`` of an access token may be (RFC 9068 §2.1), in small letters; many issuers just say JWT.
ACCESS_TOKENS = frozenset({"jwt", "at+jwt", "application/at+jwt"})


class Provider:
    """One issuer, and what it says of itself."""

    def __init__(self, issuer: Issuer, secret: str | None, http: httpx2.Client, now: Callable[[], int]) -> None:
        self.issuer, self._secret, self._http, self._now = issuer, secret, http, now
        self._lock = Lock()
        self._about: dict[str, Any] = {}
        self._asked = 0.0
        self._keys = Keys(lambda: self._address("jwks_uri"), http)

    def authorization(self, begun: Begun, redirect: str) -> str:
        """Where the browser goes."""
        challenge = b64(sha256(begun.verifier.encode()).digest())
        query = {
            "response_type": "code", "client_id": self.issuer.client_id, "redirect_uri": redirect,
            "scope": self.issuer.scope, "state": begun.state, "nonce": begun.nonce,
            "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        address = self._address("authorization_endpoint")
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"

    def claims(self, answer: Mapping[str, str], begun: Begun, redirect: str) -> dict[str, Any]:
        """The ID token's claims for the query that the browser came back with. Raises Refused."""
        if not hmac.compare_digest(answer.get("state", "").encode(), begun.state.encode()):
            raise Refused("state")
        if answer.get("iss", self.issuer.issuer) != self.issuer.issuer:
            raise Refused("issuer")
        if "error" in answer or not answer.get("code"):
            raise Refused("denied")
        token = self._exchange(answer["code"], begun.verifier, redirect)
        claims = verified(token, self._keys, self.issuer.issuer, self.issuer.client_id, self._now)
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), begun.nonce.encode()):
            raise Refused("nonce")
        audience = claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != self.issuer.client_id:
            raise Refused("audience")
        return claims

    def bearer(self, token: str) -> dict[str, Any]:
        """The claims of an access token for our API (RFC 9068, or a plain JWT). Raises Refused."""
        if self.issuer.audience is None:
            raise Refused("audience")
        if str(peek(token)[0].get("typ", "JWT")).lower() not in ACCESS_TOKENS:
            raise Refused("kind")
        return verified(token, self._keys, self.issuer.issuer, self.issuer.audience, self._now)

    def _exchange(self, code: str, verifier: str, redirect: str) -> str:
        """The ID token for a code. Raises Refused ``code`` where the issuer does not take it."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect, "code_verifier": verifier}
        headers = {"accept": "application/json"}
        if self._secret is None:
            form["client_id"] = self.issuer.client_id
        else:
            pair = f"{quote(self.issuer.client_id, '')}:{quote(self._secret, '')}"  # RFC 6749 §2.3.1
            headers["authorization"] = "Basic " + b64encode(pair.encode()).decode()
        try:
            answer = self._http.post(self._address("token_endpoint"), data=form, headers=headers)
            found = answer.json()
        except (httpx2.HTTPError, ValueError):
            raise Unreachable from None
        token = found.get("id_token") if isinstance(found, dict) and answer.status_code == 200 else None
        if answer.status_code >= 500:
            raise Unreachable
        if not isinstance(token, str):
            raise Refused("code")
        return token

    def _address(self, name: str) -> str:
        """An endpoint from the issuer's description. Raises Unreachable, also where that is not the issuer's own."""
        with self._lock:
            if not self._about or time.monotonic() - self._asked > FRESH:
                address = self.issuer.issuer.rstrip("/") + "/.well-known/openid-configuration"
                about = fetch(self._http, address)
                if about.get("issuer") != self.issuer.issuer:
                    raise Unreachable
                self._about, self._asked = about, time.monotonic()
            found = self._about.get(name)
        if not isinstance(found, str) or not protected(found):
            raise Unreachable
        return found


class Providers:
    """Every issuer we believe."""

    def __init__(self, issuers: Issuers, now: Callable[[], int] = lambda: int(time.time())) -> None:
        self._http = httpx2.Client(timeout=TIMEOUT, follow_redirects=False)
        self.issuers = issuers
        self._all = {
            one.slug: Provider(one, issuers.secrets.get(one.slug), self._http, now) for one in issuers.all
        }  # fmt: skip

    def get(self, slug: str) -> Provider | None:
        return self._all.get(slug)

    def bearer(self, token: str) -> dict[str, Any]:
        """Who a bearer token is of. Raises Refused."""
        issuer = self.issuers.by_name(peek(token)[1].get("iss"))
        if issuer is None:
            raise Refused("issuer")
        identity = issuer.identity(self._all[issuer.slug].bearer(token))
        if identity is None:
            raise Refused("no-role")
        return identity

    def close(self) -> None:
        self._http.close()
