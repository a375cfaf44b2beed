"""The checks that need no lock: form, signature, schema, private part. They scale by process.

What may race (is the key still valid, is the id taken, has the other party signed) is checked again under the
writer's lock by ``ledger.rules``.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

from ledger import disclosures, jws, strictjson
from ledger.disclosures import Opened
from ledger.encoding import unb64
from ledger.problems import Problem
from ledger.statements import types

#: A signer's clock may run ahead of ours by this much.
CLOCK_SKEW = timedelta(minutes=5)


Packed = tuple[
    bytes, bytes, str, bytes, tuple[bytes, ...], tuple[int, ...], tuple[tuple[int, str], ...], tuple[int, ...]
]  # fmt: skip


class Checked:
    """A statement whose form, signature and schema are right. Its right to be said is not yet decided.

    ``digest`` is the SHA-256 of ``token``, the exact bytes; ``private`` its disclosures. Where it crosses between
    processes, the event is read again on the other side.
    """

    __slots__ = ("_event", "digest", "kid", "payload", "private", "token")

    def __init__(
        self,
        token: bytes,
        digest: bytes,
        kid: str,
        payload: bytes,
        private: Opened,
        event: dict[str, Any] | None = None,
    ) -> None:
        self.token, self.digest, self.kid, self.payload, self.private = token, digest, kid, payload, private
        self._event = event

    @property
    def event(self) -> dict[str, Any]:
        """The payload. It has been checked: reading it again needs no care."""
        if self._event is None:
            self._event = strictjson.reread(self.payload)
        return self._event

    def packed(self) -> Packed:
        """As it crosses between processes: only byte strings, numbers and tuples, which cost little."""
        return (self.token, self.digest, self.kid, self.payload, *self.private)

    @classmethod
    def unpacked(cls, packed: Packed) -> "Checked":
        token, digest, kid, payload, leaves, lines, refs, called = packed
        return cls(token, digest, kid, payload, Opened(leaves, lines, refs, called))


def open_line(line: bytes) -> tuple[bytes, list[bytes | str]]:
    """A bare JWS, or JSON ``{"statement": "<JWS>", "private": ["<disclosure>", …]}``, as (JWS, disclosures)."""
    line = line.strip()
    if not line.startswith(b"{"):
        return line, []
    if len(line) > disclosures.MAX_PRIVATE + jws.MAX_STATEMENT + 65_536:
        raise Problem("too-large", "private")
    match strictjson.read(line, "body"):
        case {"statement": str(token), **rest} if not set(rest) - {"private"}:
            private = rest.get("private", [])
            if isinstance(private, list) and all(isinstance(leaf, str) and leaf.isascii() for leaf in private):
                return token.encode(), private
    raise Problem("bad-json", "body", [("body", 'must be {"statement": "…", "private": ["…"]}')])


def check(token: bytes, private: list[bytes | str], keys: Mapping[str, bytes], now: datetime) -> Checked:
    """``keys``: kid → public key of every key ever registered.

    Raises Problem, with the digest and kid of what was signed well; keeps nothing of what it refuses.
    """
    parsed = jws.parse(token)
    public = keys.get(parsed.kid)
    if public is None:
        raise Problem("key-not-registered", "statement.header.kid")
    jws.verify(parsed, public)
    digest = sha256(token).digest()
    try:
        event = types.check(parsed.payload)
        if event["time"][:19] > _latest(now):
            raise Problem("future-time", "statement.payload.time")
        data = event["data"]
        opened = disclosures.parse(private, data.get("private"), line_count(data))
    except Problem as problem:
        problem.kid, problem.digest = parsed.kid, digest
        raise
    return Checked(token, digest, parsed.kid, parsed.payload, opened, event)


@lru_cache(maxsize=16)
def _latest(now: datetime) -> str:
    """The latest time that a statement may claim."""
    return (now + CLOCK_SKEW).strftime("%Y-%m-%dT%H:%M:%S")


def line_count(data: dict[str, Any]) -> int:
    """How many lines a statement may disclose: those it declares, or the highest that it touches."""
    lines = data.get("lines")
    if isinstance(lines, int):
        return lines
    if isinstance(lines, list) and lines and isinstance(lines[0][0], int):
        last = lines[-1][1]
        return int(last)
    return 1_000_000 if lines == "all" else 0


def genesis_keys(token: bytes) -> dict[str, bytes]:
    """The operator's key inside leaf 0, which signs itself. Raises Problem unless it is a well-formed genesis."""
    event = types.check(jws.parse(token).payload)
    if event["type"] != "lightwell.ledger.opened.v1":
        raise Problem("unknown-type", "statement.payload.type")
    try:
        public = unb64(event["data"]["key"]["x"])
    except ValueError:
        raise Problem("key-weak", "statement.payload.data.key") from None
    jws.check_public_key(public)
    return {jws.thumbprint(public): public}
