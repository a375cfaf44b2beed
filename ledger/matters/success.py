"""What counts as success: anybody who takes part may propose it, change it in a new version, or dissent."""

from ledger.matters.matter import Matter, Step, World
from ledger.matters.programme import Programme
from ledger.matters.speaker import check_speaker
from ledger.problems import Problem

PROPOSED, DISSENTED = "success.proposed.v1", "success.dissented.v1"


class Success(Matter):
    NOUN, ID, TYPES = "success", "success", (PROPOSED, DISSENTED)

    def __init__(self) -> None:
        super().__init__()
        self.revision, self.programme = 0, ""

    def check(self, step: Step, world: World) -> None:
        data, programme = step.data, world.matter(Programme, step.data["programme"])
        if step.type == PROPOSED:
            if self.programme not in ("", data["programme"]) or data["version"] != self.revision + 1:
                raise Problem("already-exists", "statement.payload.data.success")
        elif not 1 <= data["version"] <= self.revision or data["programme"] != self.programme:
            raise Problem("unknown-matter", "statement.payload.data.success")
        if not programme.agency:
            raise Problem("unknown-matter", "statement.payload.data.programme")
        if step.type == PROPOSED and not {programme.agency} <= set(data["organisations"]) <= set(programme.parties):
            raise Problem("not-a-party", "statement.payload.data.organisations")
        check_speaker(step, world, programme.parties)

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == PROPOSED:
            self.revision, self.programme = step.data["version"], step.data["programme"]
