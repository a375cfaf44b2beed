"""A grant: for a time, a provider's member of staff may work with some of what an agency's unit holds."""

from collections.abc import Collection

from ledger.matters.matter import Matter, Step, World
from ledger.matters.programme import Programme
from ledger.problems import Problem

GIVEN, ACCEPTED, ENDED = "grant.given.v1", "grant.accepted.v1", "grant.ended.v1"


class Grant(Matter):
    NOUN, ID, TYPES = "grant", "grant", (GIVEN, ACCEPTED, ENDED)

    def __init__(self) -> None:
        super().__init__()
        self.giver, self.unit, self.to, self.content, self.purpose = "", "", "", "", ""
        self.starts, self.ends = "", ""
        self.holdings: frozenset[str] = frozenset()
        self.parts: frozenset[str] = frozenset()
        self.accepted = self.ended = False

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == GIVEN:
            self._check_gift(step, world)
            return
        if not self.giver:
            raise Problem("unknown-matter", "statement.payload.data.grant")
        if step.type == ACCEPTED:
            if step.who != self.to:
                raise Problem("not-a-party", "statement.header.kid")
            if data["content"] != self.content:
                raise Problem("digest-differs", "statement.payload.data.content")
        elif step.who not in (self.giver, self.to):
            raise Problem("not-a-party", "statement.header.kid")

    def _check_gift(self, step: Step, world: World) -> None:
        data = step.data
        if self.giver:
            raise Problem("already-exists", "statement.payload.data.grant")
        programme = world.matter(Programme, data["programme"])
        if step.who != programme.agency or data["to"] not in programme.providers:
            raise Problem("not-a-party", "statement.payload.data.programme")
        if any(world.holder(holding) != step.who for holding in data["holdings"]):
            raise Problem("wrong-issuer", "statement.payload.data.holdings")

    def apply(self, step: Step) -> None:
        super().apply(step)
        data = step.data
        if step.type == GIVEN:
            self.giver, self.unit, self.to, self.content = step.who, data["unit"], data["to"], step.digest
            self.holdings, self.parts = frozenset(data["holdings"]), frozenset(data["parts"])
            self.purpose, self.starts, self.ends = data["purpose"], data["starts"], data["ends"]
        elif step.type == ACCEPTED:
            self.accepted = True
        else:
            self.ended = True

    def in_force(self, day: str) -> bool:
        """On an ISO day: accepted, begun, and neither run out nor ended."""
        return self.accepted and not self.ended and self.starts <= day <= self.ends

    def covers(self, unit: str, holding: str, parts: Collection[str], purpose: str | None) -> bool:
        """Whether an access is within what was granted; a purpose that was not given is another rule's matter."""
        known = unit == self.unit and holding in self.holdings and self.parts >= set(parts)
        return known and purpose in (None, self.purpose)
