"""A copy of what was written about people: given to them, or kept back by a ground of the Privacy Act."""

from ledger.matters.line import check_speaker
from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem


class Copy(Matter):
    NOUN, ID, TYPES = "copy", "copied", ("copy.given.v1", "copy.withheld.v1")

    def check(self, step: Step, world: World) -> None:
        self.check_new()
        check_speaker(step, world)
        if world.issuer(step.data["statement"]) is None:
            raise Problem("unknown-statement", "statement.payload.data.statement")
