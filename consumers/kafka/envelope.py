"""Private parts travel sealed to the ledger's own key: compact JWE (RFC 7516), ECDH-ES over P-256 with A256GCM.

The keys are a JWK set in a file beside the ledger's others, the newest first; what was sealed to an older one is still
opened. Dead letters are sealed to the newest as well: a bad message may hold anything.
"""

import json
import os
from pathlib import Path
from typing import Any

from joserfc import jwe
from joserfc.jwk import ECKey

from consumers.kafka.compact_jwe import open_compact, private_key
from ledger.disclosures import MAX_PRIVATE
from ledger.problems import Problem

FILE = "intake.jwks"
ALGORITHMS = ["ECDH-ES", "A256GCM"]


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
    def open_file(cls, folder: Path, *, fresh: bool = False) -> "Envelopes":
        """The keys in a ledger's key folder; the first is made where there is none, one more where ``fresh``."""
        path = folder / FILE
        held = json.loads(path.read_text())["keys"] if path.exists() else []
        if fresh or not held:
            key = ECKey.generate_key("P-256", private=True)
            made = {"kid": key.thumbprint(), "use": "enc", "alg": ALGORITHMS[0]} | key.as_dict(private=True)
            held = [made, *held]
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            new = path.with_suffix(".new")
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                json.dump({"keys": held}, file)
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
        return cls(held)

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


def seal(content: bytes, key: dict[str, Any]) -> bytes:
    """``content`` for whoever holds the secret half of this public JWK."""
    header = {"alg": ALGORITHMS[0], "enc": ALGORITHMS[1], "kid": key["kid"]}
    return jwe.encrypt_compact(header, content, ECKey.import_key(key), ALGORITHMS).encode()


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
