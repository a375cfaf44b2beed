"""What a person wished for on their own pages, in no log and on no device: one sealed row for each wish.

A row is found by a MAC of whose it is. Its content is sealed twice: by its writer under the person's own key
(``api.wishes``), and here, with whose it is, under a secret of the ledger. The file alone tells nothing.
"""

import hmac
import json
import os
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.identity.codes import Whose
from api.identity.store import Store


class Wishes:
    def __init__(self, store: Store, secret: bytes) -> None:
        self._store, self._secret = store, sha256(b"lightwell wish v1" + secret).digest()
        self._key = AESGCM(sha256(b"lightwell wish v1 key" + secret).digest())

    def keep(self, whose: Whose, name: str, content: bytes) -> None:
        """In place of what was wished for before."""
        subject = self._subject(whose)
        text = json.dumps([*whose, b64encode(content).decode()]).encode()
        row = (subject, name, self._sealed(text, subject + name.encode()))
        with self._store.transaction() as db:
            db.execute("INSERT OR REPLACE INTO wish VALUES (?, ?, ?)", row)

    def find(self, whose: Whose, name: str) -> bytes | None:
        return next((content for _, content in self._read("subject=? AND name=?", (self._subject(whose), name))), None)

    def every(self, name: str) -> list[tuple[Whose, bytes]]:
        """Everybody's wish of this name, for what sends by itself."""
        return list(self._read("name=?", (name,)))

    def drop(self, whose: Whose, name: str) -> None:
        self._drop(self._subject(whose), name)

    def forget(self, whose: Whose) -> None:
        """Leaves nothing of this person's wishes."""
        with self._store.transaction() as db:
            db.execute("DELETE FROM wish WHERE subject=?", (self._subject(whose),))

    def ticket(self, whose: Whose, name: str) -> str:
        """With it, whoever has it can end this one wish and do nothing else; it tells nothing, and no two are alike."""
        return urlsafe_b64encode(self._sealed(self._subject(whose), b"end " + name.encode())).decode().rstrip("=")

    def end(self, ticket: str, name: str) -> bool:
        """False for what is no ticket; also where there is nothing left to end, it is one."""
        try:
            sealed = urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4))
            subject = self._key.decrypt(sealed[:12], sealed[12:], b"end " + name.encode())
        except (ValueError, InvalidTag):
            return False
        self._drop(subject, name)
        return True

    def _drop(self, subject: bytes, name: str) -> None:
        with self._store.transaction() as db:
            db.execute("DELETE FROM wish WHERE subject=? AND name=?", (subject, name))

    def _read(self, where: str, values: tuple[object, ...]) -> Iterator[tuple[Whose, bytes]]:
        with self._store.reading() as db:
            rows = db.execute(f"SELECT subject, name, sealed FROM wish WHERE {where}", values).fetchall()
        for subject, name, sealed in rows:
            try:
                text = self._key.decrypt(sealed[:12], sealed[12:], subject + name.encode())
            except InvalidTag:  # of another ledger, or damaged: as if nothing had been wished
                continue
            organisation, ref, content = json.loads(text)
            yield Whose(organisation, ref), b64decode(content)

    def _sealed(self, text: bytes, label: bytes) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._key.encrypt(nonce, text, label)

    def _subject(self, whose: Whose) -> bytes:
        return hmac.digest(self._secret, whose.subject.encode(), "sha256")
