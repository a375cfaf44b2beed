"""A choice: made when a notice is explained, changed by the same person, and answered by whom it binds."""

from ledger.matters.line import check_speaker, line_of
from ledger.matters.matter import Matter, Step, World
from ledger.matters.notice import Notice
from ledger.problems import Problem

MADE, CHANGED, ANSWERED = "choice.made.v1", "choice.changed.v1", "choice.answered.v1"


class Choice(Matter):
    """``line``: whose it is; ``offered``: how much choice there was."""

    NOUN, ID, TYPES = "choice", "choice", (MADE, CHANGED, ANSWERED)

    def __init__(self) -> None:
        super().__init__()
        self.line, self.offered, self.notice = ("", 0), "none", ""

    def check(self, step: Step, world: World) -> None:
        if step.type == MADE:
            self.check_new()
            check_speaker(step, world)
            return
        self.check_begun()
        if step.type == ANSWERED:
            if step.who not in (world.holder(self.line[0]), *world.matter(Notice, self.notice).text.parties):
                raise Problem("not-a-party", "statement.header.kid")
            return
        check_speaker(step, world)
        if line_of(step) != self.line:
            raise Problem("unknown-matter", "statement.payload.data.lines")
        if self.offered == "none":
            raise Problem("nothing-to-choose", "statement.payload.data.choice")

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == MADE:
            self.line, self.offered, self.notice = line_of(step), step.data["offered"], step.data["notice"]
