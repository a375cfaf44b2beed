"""A telling: what people were told beyond the notice, by the holder of their lines."""

from ledger.matters.line import check_speaker
from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem


class Telling(Matter):
    NOUN, ID, TYPES = "telling", "telling", ("telling.given.v1",)

    def check(self, step: Step, world: World) -> None:
        if self.version:
            raise Problem("already-exists", "statement.payload.data.telling")
        check_speaker(step, world)
