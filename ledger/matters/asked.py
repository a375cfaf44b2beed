"""What one organisation asks another, which answers: a question, or a use that is asked for before it is made."""

from abc import ABC, abstractmethod

from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem


class Asked(Matter, ABC):
    """``TYPES``: what asks, and what answers. ``to``: the organisation that answers."""

    def __init__(self) -> None:
        super().__init__()
        self.to = ""

    def check(self, step: Step, world: World) -> None:
        if step.type != self.TYPES[0]:
            self.check_begun()
            if step.who != self.to:
                raise Problem("not-a-party", "statement.header.kid")
            return
        self.check_new()
        if world.kind_of(step.data["to"]) is None:
            raise Problem("unknown-organisation", "statement.payload.data.to")
        self.check_asked(step, world)

    @abstractmethod
    def check_asked(self, step: Step, world: World) -> None:
        """Raises Problem unless it may be asked in this way."""

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == self.TYPES[0]:
            self.to = step.data["to"]
