"""The agreement aggregate: a pure projection of its statements, and the rule for each next one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ledger.problems import Problem
from ledger.statements.types import PREFIX

PROPOSED, SIGNED = PREFIX + "agreement.proposed.v1", PREFIX + "agreement.signed.v1"
TOPICS = (PROPOSED, SIGNED)


@dataclass
class Agreement:
    """``version`` counts its statements; ``revision`` is the version of the text; in force once all have signed it."""

    version: int = 0
    revision: int = 0
    content: str = ""
    parties: list[str] = field(default_factory=list)
    signed: set[str] = field(default_factory=set)

    def check(self, event: dict[str, Any], who: str) -> None:
        """Raises Problem unless ``who`` may say this next."""
        data = event["data"]
        if event["type"] == PROPOSED:
            if who not in data["parties"] or (self.parties and who not in self.parties):
                raise Problem("not-a-party", "statement.payload.data.parties")
            if data["version"] != self.revision + 1:
                raise Problem("already-exists", "statement.payload.data.version")
            return
        if not self.revision:
            raise Problem("unknown-agreement", "statement.payload.data.agreement")
        if who not in self.parties:
            raise Problem("not-a-party", "statement.header.kid")
        if data["version"] != self.revision or data["content"] != self.content:
            raise Problem("digest-differs", "statement.payload.data.content")

    def apply(self, event: dict[str, Any], who: str, digest: bytes) -> None:
        self.version += 1
        data = event["data"]
        if event["type"] == PROPOSED:
            self.revision, self.content = data["version"], digest.hex()
            self.parties, self.signed = list(data["parties"]), set()
        else:
            self.signed.add(who)

    @property
    def in_force(self) -> bool:
        return bool(self.parties) and self.signed >= set(self.parties)


def project(said: Iterable[tuple[dict[str, Any], str, bytes]]) -> Agreement:
    """The agreement as its (event, signer's organisation, digest) statements leave it."""
    agreement = Agreement()
    for event, who, digest in said:
        agreement.apply(event, who, digest)
    return agreement
