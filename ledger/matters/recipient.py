"""One telling: an organisation that had received something was told what has become of it."""

from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem

TOLD = "recipient.told.v1"


class Recipient(Matter):
    NOUN, ID, TYPES = "recipient", "recipient", (TOLD,)

    def check(self, step: Step, world: World) -> None:
        self.check_new()
        if world.issuer(step.data["about"]) is None:
            raise Problem("unknown-statement", "statement.payload.data.about")
        holding = step.data.get("holding")
        if holding is not None and world.holder(holding) != step.who:
            raise Problem("not-a-party", "statement.payload.data.holding")
        if world.kind_of(step.data["to"]) is None:
            raise Problem("unknown-organisation", "statement.payload.data.to")
        if step.data.get("to_unit") and world.unit_of(step.data["to_unit"]) != step.data["to"]:
            raise Problem("unknown-unit", "statement.payload.data.to_unit")
