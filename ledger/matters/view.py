"""A view on a programme: given by an organisation or a family, answered by the one it was given to, then rated."""

from typing import Any

from ledger.matters.decision import Decision
from ledger.matters.matter import Matter, Step, World
from ledger.matters.programme import Programme
from ledger.matters.speaker import check_speaker, speaker
from ledger.problems import Problem

GIVEN, ANSWERED, RATED = "view.given.v1", "view.answered.v1", "view.rated.v1"


class View(Matter):
    NOUN, ID, TYPES = "view", "view", (GIVEN, ANSWERED, RATED)

    def __init__(self) -> None:
        super().__init__()
        self.to = ""
        self.giver: tuple[Any, ...] = ()

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == GIVEN:
            if self.to:
                raise Problem("already-exists", "statement.payload.data.view")
            parties = world.matter(Programme, data["programme"]).parties
            if not parties:
                raise Problem("unknown-matter", "statement.payload.data.programme")
            if data["to"] not in parties:
                raise Problem("not-a-party", "statement.payload.data.to")
            check_speaker(step, world, parties)
            return
        if not self.to:
            raise Problem("unknown-matter", "statement.payload.data.view")
        if step.type == RATED:
            if speaker(data, step.who) != self.giver:
                raise Problem("not-a-party", "statement.header.kid")
            return
        if step.who != self.to:
            raise Problem("not-a-party", "statement.header.kid")
        decision = data.get("decision")
        if decision and not world.matter(Decision, decision).version:
            raise Problem("unknown-matter", "statement.payload.data.decision")

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == GIVEN:
            self.to, self.giver = step.data["to"], speaker(step.data, step.who)
