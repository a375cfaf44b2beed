"""A representation: recorded with the person's views by whoever holds their line, until a day or an earlier end."""

from ledger.matters.line import check_speaker, line_of
from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem

RECORDED, ENDED = "representation.recorded.v1", "representation.ended.v1"


class Representation(Matter):
    NOUN, ID, TYPES = "representation", "representation", (RECORDED, ENDED)

    def __init__(self) -> None:
        super().__init__()
        self.line, self.ended = ("", 0), False

    def check(self, step: Step, world: World) -> None:
        check_speaker(step, world)
        if step.type == RECORDED:
            self.check_new()
            if step.data["views"] == "objects":
                raise Problem("person-objects", "statement.payload.data.views")
            if step.data["until"] < step.time[:10]:
                raise Problem("review-first", "statement.payload.data.until")
            return
        if not self.version or line_of(step) != self.line:
            raise Problem("unknown-matter", "statement.payload.data.representation")
        if self.ended:
            raise Problem("no-longer-open", "statement.payload.data.representation")

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == RECORDED:
            self.line = line_of(step)
        else:
            self.ended = True
