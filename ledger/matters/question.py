"""A question about what happened: asked by anybody who takes part, answered by the one who was asked."""

from ledger.matters.asked import Asked
from ledger.matters.matter import Step, World
from ledger.problems import Problem


class Question(Asked):
    NOUN, ID, TYPES = "question", "question", ("question.asked.v1", "question.answered.v1")

    def check_asked(self, step: Step, world: World) -> None:
        unit = step.data.get("to_unit")
        if unit and world.unit_of(unit) != step.data["to"]:
            raise Problem("unknown-unit", "statement.payload.data.to_unit")
