"""Sessions: server-side, so that they can be ended; kept so that a copy of the file opens none of them.

The cookie carries 256 random bits. The store keeps their SHA-256, and who is signed in encrypted under a key that only
those bits give. A session ends when it is idle too long, when it is old, when somebody leaves, or when it is revoked.
"""

import hmac
import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from api.identity.sealing import hashed, opened, sealed
from api.identity.store import Store
from ledger.keyring import Keyring
from ledger.settings import Settings

#: ``seen`` is written at most this often: a page is no write.
STEP = timedelta(minutes=1)
PURPOSE = "session"


class Limits(NamedTuple):
    """How long a session lives untouched, and at all."""

    idle: timedelta
    absolute: timedelta


class Standing(NamedTuple):
    """What an operator may know of a session: not whose it is. ``way``: how they signed in; ``kind``: of viewer."""

    id: str
    way: str
    kind: str
    started: datetime
    seen: datetime


def now() -> datetime:
    """The machine's own time, in a demonstration too: a story's clock would end every session as it loads."""
    return datetime.now(UTC)


class Sessions:
    """``secret`` keys the pseudonyms by which all sessions of one subject can be ended."""

    def __init__(self, store: Store, secret: bytes, limits: Limits, clock: Callable[[], datetime] = now) -> None:
        self._store, self._limits, self._clock = store, limits, clock
        self._mac = sha256(b"lightwell session subject v1" + secret).digest()

    def open(self, identity: dict[str, Any], way: str, subject: str) -> str:
        """A new session; returns what the cookie carries. ``subject`` names the person across their sessions."""
        cookie, at = secrets.token_urlsafe(32), self._clock().timestamp()
        content = sealed(PURPOSE, cookie, json.dumps(identity).encode())
        row = (hashed(PURPOSE, cookie), self._subject(subject), way, identity["kind"], at, at, content)
        with self._store.transaction() as db:
            oldest, idle = at - self._limits.absolute.total_seconds(), at - self._limits.idle.total_seconds()
            db.execute("DELETE FROM session WHERE started <= ? OR seen <= ?", (oldest, idle))
            db.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return cookie

    def find(self, cookie: str) -> dict[str, Any] | None:
        """Who is signed in with this cookie, if its session still stands; being asked keeps it awake."""
        if not cookie:
            return None
        key, at = hashed(PURPOSE, cookie), self._clock().timestamp()
        with self._store.reading() as db:
            row = db.execute("SELECT started, seen, sealed FROM session WHERE hash=?", (key,)).fetchone()
        if row is None:
            return None
        started, seen, content = row
        if at - started >= self._limits.absolute.total_seconds() or at - seen >= self._limits.idle.total_seconds():
            self.end(cookie)
            return None
        if at - seen >= STEP.total_seconds():
            with self._store.transaction() as db:
                db.execute("UPDATE session SET seen=? WHERE hash=?", (at, key))
        identity: dict[str, Any] = json.loads(opened(PURPOSE, cookie, content))
        return identity

    def end(self, cookie: str) -> None:
        with self._store.transaction() as db:
            db.execute("DELETE FROM session WHERE hash=?", (hashed(PURPOSE, cookie),))

    def own(self, cookie: str) -> list[Standing]:
        """Every session of whoever this cookie's is, the latest first."""
        return self._listed("WHERE subject = (SELECT subject FROM session WHERE hash=?)", (hashed(PURPOSE, cookie),))

    def end_own(self, cookie: str) -> int:
        """Ends all of those; returns how many there were."""
        with self._store.transaction() as db:
            of = "(SELECT subject FROM session WHERE hash=?)"
            return db.execute(f"DELETE FROM session WHERE subject = {of}", (hashed(PURPOSE, cookie),)).rowcount

    def standing(self) -> list[Standing]:
        """Every session, the latest first."""
        return self._listed("", ())

    def _listed(self, where: str, values: tuple[bytes, ...]) -> list[Standing]:
        sql = f"SELECT hash, way, kind, started, seen FROM session {where} ORDER BY started DESC"
        with self._store.reading() as db:
            rows = db.execute(sql, values).fetchall()
        return [Standing(h[:8].hex(), w, k, time_of(started), time_of(seen)) for h, w, k, started, seen in rows]

    def revoke(self, id: str) -> bool:
        """Ends the session that ``standing`` calls so; False where there is none."""
        with self._store.transaction() as db:
            return db.execute("DELETE FROM session WHERE lower(hex(substr(hash, 1, 8)))=?", (id,)).rowcount > 0

    def revoke_subject(self, subject: str) -> int:
        """Ends every session of one subject; returns how many there were."""
        with self._store.transaction() as db:
            return db.execute("DELETE FROM session WHERE subject=?", (self._subject(subject),)).rowcount

    def revoke_all(self) -> int:
        with self._store.transaction() as db:
            return db.execute("DELETE FROM session").rowcount

    def _subject(self, subject: str) -> bytes:
        return hmac.digest(self._mac, subject.encode(), "sha256")


def open_sessions(store: Store, keyring: Keyring, settings: Settings) -> Sessions:
    limits = Limits(timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours))
    return Sessions(store, keyring.site, limits)


def time_of(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
