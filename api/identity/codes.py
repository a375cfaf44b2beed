"""One-time codes: how a person of a provider signs in. Each is for one person, once, and for some days.

A code is 12 characters (60 random bits) that can be read aloud: no I, L, O or U (Crockford's base 32). Two keys are
made from it with scrypt (RFC 7914), whose salt is a secret of the ledger: one finds its row, the other opens whose it
is. The file alone tells nothing; with the ledger's secrets a core would still need some 100,000 years to find one of
10,000 codes. Online, at 30 tries in ten minutes from each of 1,000 addresses, one would work in some 70,000 years.
"""

import hmac
import json
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import scrypt, sha256
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.identity.sessions import now, time_of
from api.identity.store import Store

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
#: What is easily mistaken when it is read or typed.
MISTAKEN = str.maketrans("OIL", "011")
#: Some 40 ms and 16 MB a try: the bits are random, so that no dictionary helps.
COST = {"n": 2**14, "r": 8, "p": 1}
#: How long it is remembered that there was a code.
KEPT = timedelta(days=90)


class Whose(NamedTuple):
    """A person as their provider calls them."""

    organisation: str
    ref: str

    @property
    def subject(self) -> str:
        """Names them across their sessions and codes."""
        return f"person {self.organisation} {self.ref}"


class State(StrEnum):
    WAITING = "waiting"
    USED = "used"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Issued(NamedTuple):
    """A code that was given out. When it was used is nobody's business but its owner's, and so not kept."""

    id: str
    made: datetime
    expires: datetime
    state: State


class Codes:
    def __init__(self, store: Store, secret: bytes, life: timedelta, clock: Callable[[], datetime] = now) -> None:
        self._store, self._life, self._clock = store, life, clock
        self._secret = sha256(b"lightwell code v1" + secret).digest()

    def issue(self, whose: Whose) -> tuple[str, Issued]:
        """A new code, in groups of four, in place of any that this person still has."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        found, key = self._keys(code)
        at, id = self._clock().timestamp(), secrets.token_hex(8)
        expires, nonce = at + self._life.total_seconds(), secrets.token_bytes(12)
        sealed = nonce + AESGCM(key).encrypt(nonce, json.dumps(whose).encode(), id.encode())
        subject = self._subject(whose)
        with self._store.transaction() as db:
            db.execute("DELETE FROM code WHERE expires <= ?", (at - KEPT.total_seconds(),))
            db.execute("UPDATE code SET state=?, sealed=x'' WHERE subject=? AND state=?",
                       (State.CANCELLED, subject, State.WAITING))  # fmt: skip
            row = (id, found, subject, at, expires, State.WAITING, sealed)
            db.execute("INSERT INTO code VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        shown = "-".join(code[n : n + 4] for n in range(0, LENGTH, 4))
        return shown, Issued(id, time_of(at), time_of(expires), State.WAITING)

    def redeem(self, typed: str) -> Whose | None:
        """Whose code this is, once. None for anything else: what never was, is used, cancelled or too old.

        All of those take the same steps, so that neither the answer nor its time tells them apart.
        """
        found, key = self._keys(plain(typed))
        with self._store.transaction() as db:
            row = db.execute(
                "UPDATE code SET state=? WHERE hash=? AND state=? AND expires > ? RETURNING id, sealed",
                (State.USED, found, State.WAITING, self._clock().timestamp()),
            ).fetchone()
            if row is None:
                return None
            id, sealed = row
            db.execute("UPDATE code SET sealed=x'' WHERE id=?", (id,))
        whose = AESGCM(key).decrypt(sealed[:12], sealed[12:], id.encode())
        return Whose(*json.loads(whose))

    def issued(self, whose: Whose) -> list[Issued]:
        """A person's codes, the latest first."""
        with self._store.reading() as db:
            rows = db.execute(
                "SELECT id, made, expires, state FROM code WHERE subject=? ORDER BY made DESC, rowid DESC",
                (self._subject(whose),),
            ).fetchall()
        at = self._clock().timestamp()
        return [Issued(id, time_of(made), time_of(expires), _state(state, expires, at))
                for id, made, expires, state in rows]  # fmt: skip

    def cancel(self, whose: Whose, id: str) -> bool:
        """Ends a code of this person that is still waiting; False where there is none of that number."""
        with self._store.transaction() as db:
            return db.execute(
                "UPDATE code SET state=?, sealed=x'' WHERE id=? AND subject=? AND state=?",
                (State.CANCELLED, id, self._subject(whose), State.WAITING),
            ).rowcount > 0  # fmt: skip

    def forget(self, whose: Whose) -> None:
        """Leaves nothing of this person's codes."""
        with self._store.transaction() as db:
            db.execute("DELETE FROM code WHERE subject=?", (self._subject(whose),))

    def _keys(self, code: str) -> tuple[bytes, bytes]:
        """(what its row is found by, what opens the row)."""
        keys = scrypt(code.encode(), salt=self._secret, **COST, dklen=64)
        return keys[:32], keys[32:]

    def _subject(self, whose: Whose) -> bytes:
        return hmac.digest(self._secret, whose.subject.encode(), "sha256")


def plain(typed: str) -> str:
    """A code as it was typed, without what may differ: case, spaces, hyphens, and letters that are mistaken."""
    return re.sub(r"[\s\-–]", "", typed[:100]).upper().translate(MISTAKEN)


def well_formed(typed: str) -> bool:
    code = plain(typed)
    return len(code) == LENGTH and set(code) <= set(ALPHABET)


def _state(state: str, expires: float, at: float) -> State:
    return State.EXPIRED if state == State.WAITING and expires <= at else State(state)
