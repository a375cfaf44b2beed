"""A study in its versions, and a use that is asked for before it is made."""

from ledger.matters.asked import Asked
from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem

PLANNED = "study.planned.v1"


class Study(Matter):
    """``revision``: the newest version."""

    NOUN, ID, TYPES = "study", "study", (PLANNED,)

    def __init__(self) -> None:
        super().__init__()
        self.revision, self.author = 0, ""

    def check(self, step: Step, world: World) -> None:
        if self.author and step.who != self.author:
            raise Problem("not-a-party", "statement.header.kid")
        if step.data["version"] != self.revision + 1:
            raise Problem("already-exists", "statement.payload.data.version")
        if any(world.kind_of(one) != "provider" for one in step.data["providers"]):
            raise Problem("unknown-organisation", "statement.payload.data.providers")

    def apply(self, step: Step) -> None:
        super().apply(step)
        self.revision, self.author = step.data["version"], step.who


class AskedUse(Asked):
    NOUN, ID, TYPES = "use", "use", ("use.proposed.v1", "use.answered.v1")

    def check_asked(self, step: Step, world: World) -> None:
        data = step.data
        if world.holder(data["holding"]) != step.who:
            raise Problem("wrong-issuer", "statement.payload.data.holding")
        if data["reply_by"] <= step.time[:10]:
            raise Problem("no-time-to-reply", "statement.payload.data.reply_by")
