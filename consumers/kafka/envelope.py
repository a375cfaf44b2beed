"""Private parts travel sealed to the ledger's own key: compact JWE (RFC 7516), ECDH-ES (X25519 or P-256), A256GCM.

The keys are a JWK set in a file beside the ledger's others, the newest first; what was sealed to an older one is still
opened. Dead letters are sealed to the newest as well: a bad message may hold anything.
"""

import json
from pathlib import Path
from time import time
from typing import Any

from joserfc import jwe
from joserfc.jwk import import_key

from consumers.kafka import key_file
from consumers.kafka.compact_jwe import open_compact, private_key
from consumers.kafka.key_file import Curve
from ledger.disclosures import MAX_PRIVATE
from ledger.encoding import unb64
from ledger.problems import Problem

ALGORITHMS = [key_file.ALGORITHM, "A256GCM"]


class Envelopes:
    """Opens and seals with the keys of one file."""

    def __init__(self, keys: list[dict[str, Any]]) -> None:
        self.keys = keys  # as plain JSON: they cross to other processes
        self._keys = {key["kid"]: private_key(key) for key in keys}

    def __reduce__(self) -> tuple[Any, ...]:
        return Envelopes, (self.keys,)

    def __repr__(self) -> str:
        return f"Envelopes({len(self.keys)} keys)"

    @classmethod
    def open_file(cls, folder: Path, *, fresh: bool = False, curve: Curve | None = None) -> "Envelopes":
        """The keys in a ledger's key folder; the first is made where there is none, one more where ``fresh``.

        ``curve``: of a key that is made.
        """
        held = key_file.read(folder)
        if fresh or not held["keys"]:
            with key_file.alone(folder, wait=True):  # whoever forgets meanwhile writes back what they have read
                held = key_file.read(folder)
                if fresh or not held["keys"]:
                    held = key_file.renewed(held, time(), curve) | {"made": time()}
                    key_file.write(folder, held)
        return cls(held["keys"])

    def public(self) -> dict[str, Any]:
        """The key that senders seal to, as a public JWK."""
        return {name: value for name, value in self.keys[0].items() if name != "d"}

    def seal(self, content: bytes) -> bytes:
        return seal(content, self.public())

    def open(self, sealed: bytes) -> bytes:
        """Raises Problem ``cannot-open``."""
        try:
            return open_compact(sealed, self._keys)
        except Exception:  # whatever a stranger's bytes do to a parser, and without its words
            raise Problem("cannot-open", "message") from None

    def seal_anew(self, message: bytes) -> bytes:
        """A message sealed to the newest key where it was sealed to another of these."""
        try:
            return self.seal(self.open(message)) if kid_of(message) in self._keys else message
        except Problem:
            return message


def seal(content: bytes, key: dict[str, Any]) -> bytes:
    """``content`` for whoever holds the secret half of this public JWK."""
    header = {"alg": ALGORITHMS[0], "enc": ALGORITHMS[1], "kid": key["kid"]}
    return jwe.encrypt_compact(header, content, import_key(key), ALGORITHMS).encode()


def kid_of(message: bytes | None) -> str:
    """The key that a message says it is sealed to; nothing where it is not sealed."""
    try:
        return str(json.loads(unb64((message or b"").partition(b".")[0]))["kid"])
    except (ValueError, KeyError, TypeError):
        return ""


def lines(message: bytes | None, envelopes: Envelopes) -> list[bytes]:
    """What a message holds: a bare JWS, or, sealed, what ``POST /statements`` takes: one line or several.

    Raises Problem ``in-the-clear`` where it is a private part that somebody forgot to seal.
    """
    if not message or len(message) > 2 * MAX_PRIVATE:
        raise Problem("too-large" if message else "not-jws", "message")
    if message.lstrip()[:1] == b"{":
        raise Problem("in-the-clear", "message")
    if message.count(b".") != 4:
        return [message]
    found = [line for line in envelopes.open(message).split(b"\n") if line and not line.isspace()]
    if not found:
        raise Problem("not-jws", "message")
    return found
