"""What is in force only once every party has signed the same content: a plan, a decision."""

from collections.abc import Iterable

from ledger.problems import Problem


class Mutual:
    """``revision``: the newest version; ``content``: the digest of its proposal; ``signed``: who has signed that;
    ``agreed``: the newest version that all have signed, 0 before there is one. It stands until the next is agreed."""

    def __init__(self) -> None:
        self.revision, self.content, self.agreed = 0, "", 0
        self.parties: list[str] = []
        self.signed: set[str] = set()

    def check_proposal(self, version: int, who: str, parties: Iterable[str]) -> None:
        """Raises Problem unless a party proposes the next version."""
        if who not in parties or (self.parties and who not in self.parties):
            raise Problem("not-a-party", "statement.header.kid")
        if version != self.revision + 1:
            raise Problem("already-exists", "statement.payload.data.version")

    def check_signature(self, version: int, content: str, who: str) -> None:
        """Raises Problem unless a party signs the newest content."""
        if who not in self.parties:
            raise Problem("not-a-party", "statement.header.kid")
        if version != self.revision or content != self.content:
            raise Problem("digest-differs", "statement.payload.data.content")

    def propose(self, version: int, content: str, parties: Iterable[str]) -> None:
        self.revision, self.content, self.parties, self.signed = version, content, list(parties), set()

    def sign(self, who: str) -> None:
        self.signed.add(who)
        if self.signed >= set(self.parties):
            self.agreed = self.revision
