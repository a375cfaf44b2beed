"""A preservation: nothing about some people may be destroyed by their holder, until its ground is gone."""

from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem

ORDERED, ENDED = "preservation.ordered.v1", "preservation.ended.v1"


class Preservation(Matter):
    NOUN, ID, TYPES = "preservation", "preservation", (ORDERED, ENDED)

    def __init__(self) -> None:
        super().__init__()
        self.by, self.ended = "", False

    def check(self, step: Step, world: World) -> None:
        if step.type == ORDERED:
            self.check_new()
            holder = world.holder(step.data["holding"])
            if holder is None:
                raise Problem("unknown-holding", "statement.payload.data.holding")
            if holder != step.who:
                raise Problem("wrong-issuer", "statement.payload.data.holding")
            return
        self.check_begun()
        if step.who != self.by:
            raise Problem("not-a-party", "statement.header.kid")
        if self.ended:
            raise Problem("no-longer-open", "statement.payload.data.preservation")

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == ORDERED:
            self.by = step.who
        else:
            self.ended = True
