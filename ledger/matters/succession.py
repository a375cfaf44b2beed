"""A unit that was renamed or merged: its duties and schedule lines go to its successor."""

from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem


class Succession(Matter):
    """``by``: the unit that follows; empty while there is none."""

    NOUN, ID, TYPES = "unit", "unit", ("unit.succeeded.v1",)

    def __init__(self) -> None:
        super().__init__()
        self.by = ""

    def check(self, step: Step, world: World) -> None:
        """That ``unit`` is the signer's own is rule 4 (``ledger.rules``)."""
        data = step.data
        self.check_new()
        if world.unit_of(data["by"]) != step.who:
            raise Problem("unknown-unit", "statement.payload.data.by")
        after = data["by"]
        while after:
            if after == data["unit"]:
                raise Problem("already-exists", "statement.payload.data.by")
            after = world.matter(Succession, after).by

    def apply(self, step: Step) -> None:
        super().apply(step)
        self.by = step.data["by"]
