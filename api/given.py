"""Answers that leave the house on paper or as a file: sealed before they go, and found again by a short code.

A code is the first 80 bits of the digest of its ``answer.given`` statement, in Crockford's base 32: 16 characters that
can be read aloud. It tells nothing of whom the answer is about, and no number that counts the log (decision 0006).
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from api.identity.codes import ALPHABET, plain
from api.reads import say
from api.site import Site
from ledger import jws, strictjson
from ledger.statements.types import PREFIX

LENGTH, BITS = 16, 5


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that left the house: its kind (``AnswerKind``), when, the digests of the statement and of the body."""

    kind: str
    time: str
    digest: str
    body: str

    @property
    def code(self) -> str:
        return code_of(bytes.fromhex(self.digest))


def seal(site: Site, kind: str, size: int, as_of: str | None, rules: int, query: str, body: bytes) -> Given:
    """Says that an answer leaves (DESIGN §6). Raises Problem ``busy`` where it cannot be recorded."""
    given: dict[str, Any] = {
        "kind": kind, "size": size, "as_of": as_of, "rules": rules, "query": query, "body": sha256(body).hexdigest(),
    }  # fmt: skip
    sealed = say(site.ledger, "answer.given.v1", given)
    with site.intake.committer.sealed:  # the follower waits here
        site.intake.committer.sealed.notify_all()
    return _read(site.ledger.statement(sealed.index) or b"")


def code_of(digest: bytes) -> str:
    """ "8ZQ4-9T3W-0K7B-X2MN"."""
    number = int.from_bytes(digest[: LENGTH * BITS // 8])
    figures = "".join(ALPHABET[number >> BITS * place & 31] for place in reversed(range(LENGTH)))
    return "-".join(figures[at : at + 4] for at in range(0, LENGTH, 4))


def find(site: Site, typed: str) -> Given | None:
    """The answer that a code names, however it was typed; None for what is none of ours."""
    figures = plain(typed)
    if len(figures) != LENGTH or not set(figures) <= set(ALPHABET):
        return None
    number = 0
    for figure in figures:
        number = number << BITS | ALPHABET.index(figure)
    index = site.ledger.find(number.to_bytes(LENGTH * BITS // 8))
    token = site.ledger.statement(index) if index is not None else None
    if token is None or strictjson.read(jws.parse(token).payload)["type"] != f"{PREFIX}answer.given.v1":
        return None
    return _read(token)


def _read(token: bytes) -> Given:
    event = strictjson.read(jws.parse(token).payload)
    return Given(event["data"]["kind"], event["time"], sha256(token).hexdigest(), event["data"]["body"])
