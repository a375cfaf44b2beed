"""A sealed statement as the projector sees it."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ledger import jws, strictjson
from ledger.statements.types import PREFIX


@dataclass(slots=True)
class Statement:
    """``type`` is short (``information.accessed``), without prefix and version; ``organisation`` is the signer's."""

    index: int
    token: bytes
    kid: str
    event: dict[str, Any]
    type: str
    data: dict[str, Any]
    organisation: str = ""

    @property
    def digest(self) -> str:
        return sha256(self.token).hexdigest()


def read(index: int, token: bytes) -> Statement:
    """A statement from the log, which was checked when it was sealed."""
    kid, payload = jws.sealed(token)
    event = strictjson.read(payload)
    short = event["type"].removeprefix(PREFIX).rpartition(".v")[0]
    return Statement(index, token, kid, event, short, event["data"])
