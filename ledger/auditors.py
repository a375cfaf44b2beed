"""Who may read the statements themselves: a secret token for each auditor, of which only the digest is kept."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from ledger.store.writer import Cursor

#: What a token starts with, so that a secret scanner finds one that was pasted somewhere.
PREFIX = "lightwell-auditor-"


class Auditor(NamedTuple):
    """``added`` and ``revoked`` are RFC 3339 UTC text; ``revoked`` is None while the token is good."""

    name: str
    added: str
    revoked: str | None


def add(cursor: Cursor, name: str, now: datetime) -> str:
    """A new token for the auditor of this name; it is shown once and cannot be read again. Raises ValueError."""
    cursor.execute("SELECT COUNT(*) FROM auditor WHERE name=? AND revoked IS NULL", (name,))
    if cursor.fetchone()[0]:
        raise ValueError("an auditor of this name has a token already: revoke it first")
    token = PREFIX + secrets.token_urlsafe(32)
    cursor.execute("INSERT INTO auditor (token, name, added) VALUES (?, ?, ?)", (_digest(token), name, _text(now)))
    return token


def revoke(cursor: Cursor, name: str, now: datetime) -> bool:
    """Ends the token of the auditor of this name, at once and for good; False where there is none."""
    cursor.execute("SELECT COUNT(*) FROM auditor WHERE name=? AND revoked IS NULL", (name,))
    held = bool(cursor.fetchone()[0])
    cursor.execute("UPDATE auditor SET revoked=? WHERE name=? AND revoked IS NULL", (_text(now), name))
    return held


def known(cursor: Cursor) -> list[Auditor]:
    """Everybody who ever had a token, oldest first."""
    cursor.execute("SELECT name, added, revoked FROM auditor ORDER BY added, name")
    return [Auditor(*row) for row in map(tuple, cursor.fetchall())]


def admits(cursor: Cursor, token: str) -> bool:
    """Whether this is the token of an auditor, not revoked. The look-up is by digest, so its time tells nothing."""
    cursor.execute("SELECT COUNT(*) FROM auditor WHERE token=? AND revoked IS NULL", (_digest(token),))
    return bool(cursor.fetchone()[0])


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _text(now: datetime) -> str:
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")
