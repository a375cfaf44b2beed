"""Identifiers and salts that follow from content, so that the same file read twice says the same bytes.

They are keyed with a secret that stays with the organisation: a bare hash of a spreadsheet's row would let a reader
of the log guess at names until one fits (DESIGN §2).
"""

import hmac
import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

from ledger import disclosures, ids


class Repeatable:
    """Draws from ``secret`` (32 bytes) and the words of what something is made from."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @classmethod
    def open(cls, path: Path) -> "Repeatable":
        """From its file (hexadecimal, for its owner only), which is made when there is none."""
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(os.urandom(32).hex() + "\n")
        return cls(bytes.fromhex(path.read_text(encoding="ascii").strip()))

    def statement_id(self, at: datetime, *content: str) -> str:
        """A UUIDv7 of the instant ``at``."""
        return ids.uuid7(at, self._draw("statement", content)[:10])

    def thing_id(self, *content: str) -> str:
        """A UUIDv8 for a holding or a transfer."""
        value = int.from_bytes(self._draw("thing", content)[:16], "big")
        value = value & ~(0xF << 76) | 8 << 76
        return str(UUID(int=value & ~(0b11 << 62) | 0b10 << 62))

    def disclosure(self, id: str, line: int, name: str, value: str) -> bytes:
        """A disclosure of statement ``id`` whose salt only the holder of the secret can know."""
        return disclosures.make(line, name, value, self._draw("salt", (id, str(line), name, value))[:16])

    def _draw(self, what: str, content: tuple[str, ...]) -> bytes:
        text = "".join(f"{len(part)}:{part}" for part in (what, *content))
        return hmac.digest(self._secret, text.encode(), "sha256")
