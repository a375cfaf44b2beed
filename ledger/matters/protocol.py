"""How a provider and an agency deal with requests together: in force once every party has signed the same content."""

from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem

PROPOSED, SIGNED = "protocol.proposed.v1", "protocol.signed.v1"


class Protocol(Matter):
    """``revision`` is the newest version, ``content`` the digest of its proposal; ``in_force`` the version that every
    party signed last, 0 for none: an older one stays in force until the newer one is."""

    NOUN, ID, TYPES = "protocol", "protocol", (PROPOSED, SIGNED)

    def __init__(self) -> None:
        super().__init__()
        self.revision, self.content, self.in_force = 0, "", 0
        self.parties: list[str] = []
        self.signed: set[str] = set()

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == PROPOSED:
            self._check_proposal(step, world)
            return
        if not self.revision:
            raise Problem("unknown-matter", "statement.payload.data.protocol")
        if step.who not in self.parties:
            raise Problem("not-a-party", "statement.header.kid")
        if data["version"] != self.revision or data["content"] != self.content:
            raise Problem("digest-differs", "statement.payload.data.content")

    def _check_proposal(self, step: Step, world: World) -> None:
        parties = step.data["parties"]
        if step.who not in parties or (
            self.parties and (step.who not in self.parties or set(parties) != {*self.parties})
        ):
            raise Problem("not-a-party", "statement.payload.data.parties")
        if any(world.kind_of(party) is None for party in parties):
            raise Problem("unknown-organisation", "statement.payload.data.parties")
        if any(agreed["by"] not in parties for agreed in step.data["steps"]):
            raise Problem("not-a-party", "statement.payload.data.steps")
        if step.data["version"] != self.revision + 1:
            raise Problem("already-exists", "statement.payload.data.version")

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == PROPOSED:
            self.revision, self.content = step.data["version"], step.digest
            self.parties, self.signed = list(step.data["parties"]), set()
            return
        self.signed.add(step.who)
        if self.signed >= set(self.parties):
            self.in_force = self.revision
