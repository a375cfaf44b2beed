"""What is in force only once every party has signed the same content: an agreement, a plan, a decision, a protocol, a
notice.

The rule stands here alone. Matters ask it, and so do read models, which fold the same statements through it.
"""

from collections.abc import Iterable

from ledger.problems import Problem

_SIGNER = "statement.header.kid"


class Mutual:
    """``revision``: the newest version; ``content``: the digest of its proposal; ``signed``: who has signed that;
    ``agreed``: the newest version that all have signed, 0 before there is one, and ``bound`` who they are. It stands
    until the next is agreed."""

    def __init__(self) -> None:
        self.revision, self.content, self.agreed = 0, "", 0
        self.parties: list[str] = []
        self.bound: list[str] = []
        self.signed: set[str] = set()

    @property
    def in_force(self) -> bool:
        """Whether the newest version is signed by all."""
        return bool(self.revision) and self.agreed == self.revision

    def check_proposal(self, version: int, who: str, parties: Iterable[str], *, place: str = _SIGNER) -> None:
        """Raises Problem unless a party proposes the next version; ``place``: what else names the wrong party."""
        if who not in parties or (self.parties and who not in self.parties):
            raise Problem("not-a-party", place)
        if version != self.revision + 1:
            raise Problem("already-exists", "statement.payload.data.version")

    def check_signature(self, version: int, content: str, who: str) -> None:
        """Raises Problem unless a party signs the newest content."""
        if who not in self.parties:
            raise Problem("not-a-party", _SIGNER)
        if version != self.revision or content != self.content:
            raise Problem("digest-differs", "statement.payload.data.content")

    def propose(self, version: int, content: str, parties: Iterable[str]) -> None:
        self.revision, self.content, self.parties, self.signed = version, content, list(parties), set()

    def sign(self, content: str, who: str) -> None:
        """A signature of anything but the newest content counts for nothing."""
        if content != self.content:
            return
        self.signed.add(who)
        if self.signed >= set(self.parties):
            self.agreed, self.bound = self.revision, self.parties
