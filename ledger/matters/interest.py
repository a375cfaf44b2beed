"""A Māori interest: declared by those whose it is, voiced together, and open while an objection is not accepted."""

from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem

DECLARED, MANDATED, VOICED = "interest.declared.v1", "interest.mandated.v1", "interest.voiced.v1"
ANSWERED, RETURNED = "interest.answered.v1", "interest.returned.v1"


class Interest(Matter):
    """``speaks``: the organisation that declared it, or the register of the people who did; ``voiced``: digest of what
    was voiced → its kind."""

    NOUN, ID, TYPES = "interest", "interest", (DECLARED, MANDATED, VOICED, ANSWERED, RETURNED)

    def __init__(self) -> None:
        super().__init__()
        self.speaks, self.to = "", ""
        self.voiced: dict[str, str] = {}

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == DECLARED:
            if self.speaks:
                raise Problem("already-exists", "statement.payload.data.interest")
            if world.kind_of(data["to"]) is None:
                raise Problem("unknown-organisation", "statement.payload.data.to")
            self._check_voice(step, world)
            return
        if not self.speaks:
            raise Problem("unknown-matter", "statement.payload.data.interest")
        if step.type in (MANDATED, VOICED):
            if _speaks(step) != self.speaks:
                raise Problem("not-a-party", "statement.header.kid")
            self._check_voice(step, world)
        elif step.who != self.to:
            raise Problem("not-a-party", "statement.header.kid")
        elif step.type == ANSWERED and data["statement"] not in self.voiced:
            raise Problem("unknown-matter", "statement.payload.data.statement")

    def _check_voice(self, step: Step, world: World) -> None:
        if step.data.get("voice") == "relayed" and world.holder(step.data["holding"]) != step.who:
            raise Problem("wrong-issuer", "statement.payload.data.holding")

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == DECLARED:
            self.to = step.data["to"]
            self.speaks = _speaks(step)
        elif step.type == VOICED:
            self.voiced[step.digest] = step.data["kind"]


def _speaks(step: Step) -> str:
    return step.data.get("holding") or step.who
