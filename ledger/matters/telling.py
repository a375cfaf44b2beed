"""A telling: what people were told beyond the notice, by the holder of their lines."""

from ledger.matters.line import check_speaker
from ledger.matters.matter import Matter, Step, World


class Telling(Matter):
    NOUN, ID, TYPES = "telling", "telling", ("telling.given.v1",)

    def check(self, step: Step, world: World) -> None:
        self.check_new()
        check_speaker(step, world)
