"""A hold: a person, or parts, kept out of the next transfers by their holder until it is lifted."""

from ledger.matters.line import check_speaker
from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem

PLACED, LIFTED = "hold.placed.v1", "hold.lifted.v1"


class Hold(Matter):
    NOUN, ID, TYPES = "hold", "hold", (PLACED, LIFTED)

    def __init__(self) -> None:
        super().__init__()
        self.by, self.lifted = "", False

    def check(self, step: Step, world: World) -> None:
        if step.type == PLACED:
            self.check_new()
            check_speaker(step, world)
            return
        self.check_begun()
        if step.who != self.by:
            raise Problem("not-a-party", "statement.header.kid")
        if self.lifted:
            raise Problem("no-longer-open", "statement.payload.data.hold")

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == PLACED:
            self.by = step.who
        else:
            self.lifted = True
