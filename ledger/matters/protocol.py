"""How a provider and an agency deal with requests together: in force once every party has signed the same content."""

from ledger.matters.matter import Matter, Step, World
from ledger.matters.mutual import Mutual
from ledger.problems import Problem

PROPOSED, SIGNED = "protocol.proposed.v1", "protocol.signed.v1"


class Protocol(Matter):
    """``text``: its versions and who signed them; an older one stays in force until every party has signed a newer."""

    NOUN, ID, TYPES = "protocol", "protocol", (PROPOSED, SIGNED)

    def __init__(self) -> None:
        super().__init__()
        self.text = Mutual()

    @property
    def in_force(self) -> int:
        """The version that every party signed last, 0 for none."""
        return self.text.agreed

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == PROPOSED:
            self._check_proposal(step, world)
            return
        self.check_begun()
        self.text.check_signature(data["version"], data["content"], step.who)

    def _check_proposal(self, step: Step, world: World) -> None:
        parties, place = step.data["parties"], "statement.payload.data.parties"
        self.text.check_proposal(step.data["version"], step.who, parties, place=place)
        if self.version and set(parties) != {*self.text.parties}:
            raise Problem("not-a-party", place)
        if any(world.kind_of(party) is None for party in parties):
            raise Problem("unknown-organisation", place)
        if any(agreed["by"] not in parties for agreed in step.data["steps"]):
            raise Problem("not-a-party", "statement.payload.data.steps")

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == PROPOSED:
            self.text.propose(step.data["version"], step.digest, step.data["parties"])
        else:
            self.text.sign(step.data["content"], step.who)
