"""A decision on collection or use that is taken together: nothing is decided until every decider has signed it."""

from ledger.matters.matter import Matter, Step, World
from ledger.matters.mutual import Mutual
from ledger.matters.programme import Programme
from ledger.problems import Problem

PROPOSED, SIGNED = "decision.proposed.v1", "decision.signed.v1"


class Decision(Matter):
    NOUN, ID, TYPES = "decision", "decision", (PROPOSED, SIGNED)

    def __init__(self) -> None:
        super().__init__()
        self.content = Mutual()

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == SIGNED:
            self.check_begun()
            self.content.check_signature(data["version"], data["content"], step.who)
            return
        programme = world.matter(Programme, data["programme"])
        if not programme.agency:
            raise Problem("unknown-matter", "statement.payload.data.programme")
        partners = set(data["parties"])
        # The agency alone, or providers alone, is not together.
        if not partners <= set(programme.parties) or programme.agency not in partners or len(partners) < 2:
            raise Problem("not-a-party", "statement.payload.data.parties")
        self.content.check_proposal(data["version"], step.who, data["parties"])

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == PROPOSED:
            self.content.propose(step.data["version"], step.digest, step.data["parties"])
        else:
            self.content.sign(step.data["content"], step.who)
