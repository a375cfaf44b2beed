"""Sign-ins that have begun and not ended: state, nonce and verifier, bound to the browser that began them.

Kept like sessions: the cookie's secret opens its row. Each is taken once, and is worth nothing after ten minutes.
"""

import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from api.identity.sealing import hashed, opened, sealed
from api.identity.sessions import now
from api.identity.store import Store

LIFE = timedelta(minutes=10)
PURPOSE = "sign-in"


class Begun(NamedTuple):
    """``verifier`` of PKCE (RFC 7636), ``nonce`` of OpenID Connect, ``state`` of OAuth 2.0."""

    issuer: str
    state: str
    nonce: str
    verifier: str


class Pending:
    def __init__(self, store: Store, clock: Callable[[], datetime] = now) -> None:
        self._store, self._clock = store, clock

    def begin(self, issuer: str) -> tuple[str, Begun]:
        """(what the browser's cookie carries, what goes to the issuer)."""
        begun = Begun(issuer, secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))
        cookie, at = secrets.token_urlsafe(32), self._clock().timestamp()
        with self._store.transaction() as db:
            db.execute("DELETE FROM pending WHERE made <= ?", (at - LIFE.total_seconds(),))
            row = (hashed(PURPOSE, cookie), at, sealed(PURPOSE, cookie, json.dumps(begun).encode()))
            db.execute("INSERT INTO pending VALUES (?, ?, ?)", row)
        return cookie, begun

    def take(self, cookie: str) -> Begun | None:
        """What this browser began, the first time it is asked for."""
        with self._store.transaction() as db:
            found = db.execute(
                "DELETE FROM pending WHERE hash=? AND made > ? RETURNING sealed",
                (hashed(PURPOSE, cookie), self._clock().timestamp() - LIFE.total_seconds()),
            ).fetchone()
        return Begun(*json.loads(opened(PURPOSE, cookie, found[0]))) if found else None
