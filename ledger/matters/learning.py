"""A learning that one organisation gives to another, which owes an answer."""

from ledger.matters.matter import Matter, Step, World
from ledger.matters.programme import Programme
from ledger.problems import Problem

GIVEN, READ, CLOSED = "learning.given.v1", "learning.read.v1", "learning.closed.v1"


class Learning(Matter):
    NOUN, ID, TYPES = "learning", "learning", (GIVEN, READ, CLOSED)

    def __init__(self) -> None:
        super().__init__()
        self.giver, self.to = "", ""

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == GIVEN:
            if self.giver:
                raise Problem("already-exists", "statement.payload.data.learning")
            if world.kind_of(data["to"]) is None:
                raise Problem("unknown-organisation", "statement.payload.data.to")
            programme = data.get("programme")
            if programme and step.who not in world.matter(Programme, programme).parties:
                raise Problem("not-a-party", "statement.payload.data.programme")
        elif not self.giver:
            raise Problem("unknown-matter", "statement.payload.data.learning")
        elif step.type == CLOSED and step.who != self.to:
            raise Problem("not-a-party", "statement.header.kid")

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == GIVEN:
            self.giver, self.to = step.who, step.data["to"]
