"""What a person wished for on their own pages, in no log and on no device: one sealed row for each wish.

A row is found by a MAC of whose it is and sealed by its writer (``api.wishes``): the file alone tells nothing.
"""

import hmac
from hashlib import sha256

from api.identity.codes import Whose
from api.identity.store import Store


class Wishes:
    def __init__(self, store: Store, secret: bytes) -> None:
        self._store, self._secret = store, sha256(b"lightwell wish v1" + secret).digest()

    def keep(self, whose: Whose, name: str, content: bytes) -> None:
        """In place of what was wished for before."""
        with self._store.transaction() as db:
            db.execute("INSERT OR REPLACE INTO wish VALUES (?, ?, ?)", (self._subject(whose), name, content))

    def find(self, whose: Whose, name: str) -> bytes | None:
        with self._store.reading() as db:
            row = db.execute(
                "SELECT sealed FROM wish WHERE subject=? AND name=?", (self._subject(whose), name)
            ).fetchone()
        return bytes(row[0]) if row else None

    def drop(self, whose: Whose, name: str) -> None:
        with self._store.transaction() as db:
            db.execute("DELETE FROM wish WHERE subject=? AND name=?", (self._subject(whose), name))

    def forget(self, whose: Whose) -> None:
        """Leaves nothing of this person's wishes."""
        with self._store.transaction() as db:
            db.execute("DELETE FROM wish WHERE subject=?", (self._subject(whose),))

    def _subject(self, whose: Whose) -> bytes:
        return hmac.digest(self._secret, whose.subject.encode(), "sha256")
