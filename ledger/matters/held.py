"""What is held by law: the house that said it decides, again at each review, until it is shown."""

from typing import Any

from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem

DECIDED = "held.decided.v1"


class Held(Matter):
    NOUN, ID, TYPES = "held", "held", (DECIDED,)

    def __init__(self) -> None:
        super().__init__()
        self.about: tuple[Any, ...] = ()
        self.shown = False

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if data.get("review") is not None and data["review"] <= step.time[:10]:
            raise Problem("review-first", "statement.payload.data.review")
        if world.holder(data["holding"]) is None:
            raise Problem("unknown-holding", "statement.payload.data.holding")
        issuer = world.issuer(data["statement"])
        if issuer is None:
            raise Problem("unknown-statement", "statement.payload.data.statement")
        if step.who != issuer:
            raise Problem("wrong-issuer", "statement.payload.data.statement")
        if self.version and self.about != _about(step):
            raise Problem("already-exists", "statement.payload.data.held")
        if self.shown:
            raise Problem("no-longer-open", "statement.payload.data.held")

    def apply(self, step: Step) -> None:
        super().apply(step)
        self.about = _about(step)
        self.shown = step.data["decision"] == "show"


def _about(step: Step) -> tuple[Any, ...]:
    return step.data["holding"], step.data["lines"], step.data["statement"]
