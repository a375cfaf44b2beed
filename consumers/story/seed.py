"""Everything that chance decides in the story, drawn from one seed by name, so that no draw disturbs another."""

from dataclasses import dataclass
from hashlib import sha256
from random import Random
from uuid import UUID, uuid5


@dataclass(frozen=True, slots=True)
class Seed:
    """For a demo only: whoever knows the seed knows every key and salt that is drawn from it."""

    value: bytes = b"best-foot-forward"

    def draw(self, name: str, size: int = 32) -> bytes:
        """Up to 32 bytes that belong to ``name``."""
        return sha256(self.value + b"\x00" + name.encode()).digest()[:size]

    def uid(self, name: str) -> str:
        """The UUID of the thing that the story calls ``name``, such as ``unit:acf-reporting``."""
        return str(uuid5(UUID(bytes=self.draw("namespace", 16)), name))

    def rng(self, name: str) -> Random:
        return Random(self.draw(f"rng {name}"))  # noqa: S311 (a story, not a secret)
