"""A question about what happened: asked by anybody who takes part, answered by the one who was asked."""

from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem

ASKED, ANSWERED = "question.asked.v1", "question.answered.v1"


class Question(Matter):
    NOUN, ID, TYPES = "question", "question", (ASKED, ANSWERED)

    def __init__(self) -> None:
        super().__init__()
        self.to = ""

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == ANSWERED:
            self.check_begun()
            if step.who != self.to:
                raise Problem("not-a-party", "statement.header.kid")
            return
        self.check_new()
        if world.kind_of(data["to"]) is None:
            raise Problem("unknown-organisation", "statement.payload.data.to")
        if data.get("to_unit") and world.unit_of(data["to_unit"]) != data["to"]:
            raise Problem("unknown-unit", "statement.payload.data.to_unit")

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == ASKED:
            self.to = step.data["to"]
