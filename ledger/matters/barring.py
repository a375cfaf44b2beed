"""A barring: a person names workers who must not open their record. The log holds that they did, and no name."""

from ledger.matters.line import check_speaker, line_of
from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem

PLACED, LIFTED = "barring.placed.v1", "barring.lifted.v1"


class Barring(Matter):
    NOUN, ID, TYPES = "barring", "barring", (PLACED, LIFTED)

    def __init__(self) -> None:
        super().__init__()
        self.line, self.lifted = ("", 0), False

    def check(self, step: Step, world: World) -> None:
        check_speaker(step, world)
        if step.type == PLACED:
            self.check_new()
            return
        if not self.version or line_of(step) != self.line:
            raise Problem("unknown-matter", "statement.payload.data.barring")
        if self.lifted:
            raise Problem("no-longer-open", "statement.payload.data.barring")

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == PLACED:
            self.line = line_of(step)
        else:
            self.lifted = True
