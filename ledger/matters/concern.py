"""A concern: raised by a person, or by the organisation that holds their line; answered by whom it was raised to."""

from ledger.matters.line import check_speaker
from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem

RAISED, ANSWERED = "concern.raised.v1", "concern.answered.v1"


class Concern(Matter):
    """``to``: who owes the reply."""

    NOUN, ID, TYPES = "concern", "concern", (RAISED, ANSWERED)

    def __init__(self) -> None:
        super().__init__()
        self.to = ""

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == RAISED:
            self.check_new()
            check_speaker(step, world)
            if world.kind_of(data["to"]) is None:
                raise Problem("unknown-organisation", "statement.payload.data.to")
            unit = data.get("to_unit")
            if unit is not None and world.unit_of(unit) != data["to"]:
                raise Problem("unknown-unit", "statement.payload.data.to_unit")
            return
        self.check_begun()
        if step.who != self.to:
            raise Problem("not-a-party", "statement.header.kid")

    def apply(self, step: Step) -> None:
        super().apply(step)
        self.to = step.data.get("to", self.to)
