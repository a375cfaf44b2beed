"""A privacy breach: recorded by whoever it happened to, notified by it and by those whose people it touched."""

from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem

RECORDED, NOTIFIED = "breach.recorded.v1", "breach.notified.v1"


class Breach(Matter):
    NOUN, ID, TYPES = "breach", "breach", (RECORDED, NOTIFIED)

    def __init__(self) -> None:
        super().__init__()
        self.who = ""

    def check(self, step: Step, world: World) -> None:
        if step.type == RECORDED:
            if self.who not in ("", step.who):
                raise Problem("not-a-party", "statement.header.kid")
            if world.holder(step.data["holding"]) is None:
                raise Problem("unknown-holding", "statement.payload.data.holding")
            return
        self.check_begun()
        holding = step.data.get("holding")
        # A person is told by those whose register they are in, and on that line.
        if holding is not None and world.holder(holding) != step.who:
            raise Problem("not-a-party", "statement.payload.data.holding")

    def apply(self, step: Step) -> None:
        super().apply(step)
        self.who = self.who or step.who
