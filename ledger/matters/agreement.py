"""The agreement: proposed in versions, and in force once every party has signed the same content."""

from ledger.matters.matter import Matter, Step, World
from ledger.matters.programme import check_answered
from ledger.problems import Problem

PROPOSED, SIGNED = "agreement.proposed.v1", "agreement.signed.v1"


class Agreement(Matter):
    """``revision`` is the version of the text; ``content`` the digest of its proposal."""

    NOUN, ID, TYPES = "agreement", "agreement", (PROPOSED, SIGNED)

    def __init__(self) -> None:
        super().__init__()
        self.revision, self.content, self.programme = 0, "", ""
        self.parties: list[str] = []
        self.signed: set[str] = set()

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == PROPOSED:
            if step.who not in data["parties"] or (self.parties and step.who not in self.parties):
                raise Problem("not-a-party", "statement.payload.data.parties")
            if data["version"] != self.revision + 1:
                raise Problem("already-exists", "statement.payload.data.version")
            return
        if not self.revision:
            raise Problem("unknown-agreement", "statement.payload.data.agreement")
        if step.who not in self.parties:
            raise Problem("not-a-party", "statement.header.kid")
        if data["version"] != self.revision or data["content"] != self.content:
            raise Problem("digest-differs", "statement.payload.data.content")
        if self.programme:
            check_answered(world, self.programme)

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == PROPOSED:
            self.revision, self.content = step.data["version"], step.digest
            self.parties, self.signed = list(step.data["parties"]), set()
            self.programme = step.data.get("programme", "")
        else:
            self.signed.add(step.who)

    @property
    def in_force(self) -> bool:
        return bool(self.parties) and self.signed >= set(self.parties)
