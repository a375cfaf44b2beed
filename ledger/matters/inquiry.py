"""An inquiry into who did something: asked by one, approved by two others, answered once before it runs out."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem

OPENED, DECIDED, ANSWERED = "inquiry.opened.v1", "inquiry.decided.v1", "inquiry.answered.v1"
#: How many must approve; and for how many days after it was asked for the name may be shown.
APPROVERS, DAYS = 2, 30


class Inquiry(Matter):
    """``house``: whose worker it is. Nobody's information leaves a house without somebody of that house."""

    NOUN, ID, TYPES = "inquiry", "inquiry", (OPENED, DECIDED, ANSWERED)

    def __init__(self) -> None:
        super().__init__()
        self.organisation, self.house, self.asker, self.opened = "", "", "", ""
        self.approved: dict[str, str] = {}  # by → their organisation
        self.refused = self.answered = False

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == OPENED:
            self._may_open(step, world)
            return
        self.check_begun()
        if self.answered:
            raise Problem("given-once", "statement.payload.data.inquiry")
        if self.refused:
            raise Problem("no-longer-open", "statement.payload.data.inquiry")
        if step.type == ANSWERED:
            if data["by"] != self.asker or data["organisation"] != self.organisation:
                raise Problem("not-a-party", "statement.payload.data.by")
            if not self.may_answer:
                raise Problem("approvers-needed", "statement.payload.data.inquiry")
            if self._over(step):
                raise Problem("no-longer-open", "statement.payload.data.inquiry")
            return
        if step.who not in (self.organisation, self.house):
            raise Problem("not-a-party", "statement.header.kid")
        if data["by"] == self.asker:
            raise Problem("second-person", "statement.payload.data.by")
        if data["decision"] == "approve":
            if data["by"] in self.approved:
                raise Problem("approved-before", "statement.payload.data.by")
            if self._over(step):
                raise Problem("no-longer-open", "statement.payload.data.inquiry")

    @property
    def may_answer(self) -> bool:
        return enough(self.house, self.approved.values())

    def apply(self, step: Step) -> None:
        super().apply(step)
        data = step.data
        if step.type == OPENED:
            self.organisation, self.house, self.asker, self.opened = step.who, data["to"], data["by"], step.time
        elif step.type == ANSWERED:
            self.answered = True
        elif data["decision"] == "approve":
            self.approved[data["by"]] = step.who
        else:
            self.refused = True

    def _may_open(self, step: Step, world: World) -> None:
        self.check_new()
        holder, issuer = world.holder(step.data["holding"]), world.issuer(step.data["statement"])
        if holder is None:
            raise Problem("unknown-holding", "statement.payload.data.holding")
        if issuer is None:
            raise Problem("unknown-statement", "statement.payload.data.statement")
        if step.data["to"] != issuer:
            raise Problem("wrong-issuer", "statement.payload.data.to")
        if step.who not in (holder, issuer):
            raise Problem("wrong-issuer", "statement.payload.data.holding")

    def _over(self, step: Step) -> bool:
        return datetime.fromisoformat(step.time) > datetime.fromisoformat(self.opened) + timedelta(days=DAYS)


def enough(house: str, approvers: Iterable[str]) -> bool:
    """Whether the name may be shown: ``approvers`` are the organisations of different people who approved."""
    found = list(approvers)
    return len(found) >= APPROVERS and house in found
