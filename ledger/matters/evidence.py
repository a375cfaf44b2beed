"""A finding on its way into a contracting decision: the providers are told first, and what they say goes along."""

from datetime import date, timedelta

from ledger.matters.finding import Finding
from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem

PROPOSED, OBJECTED, ENTERED = "evidence.proposed.v1", "evidence.objected.v1", "evidence.entered.v1"
#: Days that providers have to say something before a finding goes before those who decide (rules version 1).
NOTICE_DAYS = 10


class Evidence(Matter):
    NOUN, ID, TYPES = "evidence", "evidence", (PROPOSED, OBJECTED, ENTERED)

    def __init__(self) -> None:
        super().__init__()
        self.finding, self.to_unit, self.not_before = "", "", ""
        self.providers: list[str] = []
        self.contexts: list[str] = []

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == PROPOSED:
            self._check_proposal(step, world)
            return
        self.check_begun()
        if step.type == OBJECTED:
            if step.who not in self.providers:
                raise Problem("not-a-party", "statement.header.kid")
            return
        if data["unit"] != self.to_unit:
            raise Problem("not-a-party", "statement.payload.data.unit")
        if step.time[:10] < self.not_before:
            raise Problem("reply-awaited", "statement.payload.data.evidence")
        if set(data["contexts"]) != {*self.contexts, *world.matter(Finding, self.finding).contexts}:
            raise Problem("context-missing", "statement.payload.data.contexts")

    def _check_proposal(self, step: Step, world: World) -> None:
        data, finding = step.data, world.matter(Finding, step.data["finding"])
        self.check_new()
        if not finding.released:
            raise Problem("unknown-matter", "statement.payload.data.finding")
        if world.unit_of(data["to_unit"]) is None:
            raise Problem("unknown-unit", "statement.payload.data.to_unit")
        if set(data["providers"]) != set(finding.providers):
            raise Problem("not-a-party", "statement.payload.data.providers")
        earliest = date.fromisoformat(step.time[:10]) + timedelta(days=NOTICE_DAYS)
        if data["not_before"] < earliest.isoformat():
            raise Problem("no-time-to-reply", "statement.payload.data.not_before")

    def apply(self, step: Step) -> None:
        super().apply(step)
        data = step.data
        if step.type == PROPOSED:
            self.finding, self.to_unit, self.not_before = data["finding"], data["to_unit"], data["not_before"]
            self.providers = list(data["providers"])
        elif step.type == OBJECTED:
            self.contexts.append(step.digest)
