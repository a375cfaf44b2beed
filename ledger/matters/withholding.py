"""A withholding: proposed by one person of the house that holds the lines, decided by another, ended by a decision."""

from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem

PROPOSED, DECIDED = "withholding.proposed.v1", "withholding.decided.v1"


class Withholding(Matter):
    NOUN, ID, TYPES = "withholding", "withholding", (PROPOSED, DECIDED)

    def __init__(self) -> None:
        super().__init__()
        self.organisation, self.proposer, self.ended = "", "", False

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if data.get("review") is not None and data["review"] <= step.time[:10]:
            raise Problem("review-first", "statement.payload.data.review")
        if step.type == PROPOSED:
            self.check_new()
            holder = world.holder(data["holding"])
            if holder is None:
                raise Problem("unknown-holding", "statement.payload.data.holding")
            if step.who != holder:
                raise Problem("wrong-issuer", "statement.payload.data.holding")
            if world.issuer(data["statement"]) is None:
                raise Problem("unknown-statement", "statement.payload.data.statement")
            return
        self.check_begun()
        if step.who != self.organisation:
            raise Problem("not-a-party", "statement.header.kid")
        if self.ended:
            raise Problem("no-longer-open", "statement.payload.data.withholding")
        if data["by"] == self.proposer:
            raise Problem("second-person", "statement.payload.data.by")

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == PROPOSED:
            self.organisation, self.proposer = step.who, step.data["by"]
        else:
            self.ended = step.data["decision"] == "end"
