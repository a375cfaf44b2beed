"""A meeting: its host invites, those invited answer, and one of them says that it was held."""

from ledger.matters.agreement import Agreement
from ledger.matters.matter import Matter, Step, World
from ledger.matters.programme import Programme
from ledger.matters.speaker import check_speaker
from ledger.problems import Problem

INVITED, ANSWERED, HELD = "meeting.invited.v1", "meeting.answered.v1", "meeting.held.v1"


class Meeting(Matter):
    """``organisations``: the host and those invited; ``people``: (holding, first line, last line) of those invited."""

    NOUN, ID, TYPES = "meeting", "meeting", (INVITED, ANSWERED, HELD)

    def __init__(self) -> None:
        super().__init__()
        self.host, self.kind, self.on = "", "", ""
        self.organisations: list[str] = []
        self.people: list[tuple[str, int, int]] = []

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == INVITED:
            self._check_invitation(step, world)
            return
        if not self.host:
            raise Problem("unknown-matter", "statement.payload.data.meeting")
        check_speaker(step, world, self.organisations)
        if step.type == HELD and data.get("holding") and world.holder(data["holding"]) != step.who:
            raise Problem("wrong-issuer", "statement.payload.data.holding")
        if step.type == ANSWERED and data.get("voice") == "person" and not self._invited(data):
            raise Problem("not-a-party", "statement.payload.data.lines")

    def _check_invitation(self, step: Step, world: World) -> None:
        data = step.data
        if self.host and step.who not in self.organisations:
            raise Problem("not-a-party", "statement.header.kid")
        # Only the host changes what the meeting is and when.
        moved = self.host and (data["kind"], data["on"]) != (self.kind, self.on)
        if moved and (step.who != self.host or data["kind"] != self.kind):
            raise Problem("already-exists", "statement.payload.data.meeting")
        programme, agreement = data.get("programme"), data.get("agreement")
        if programme and step.who not in world.matter(Programme, programme).parties:
            raise Problem("not-a-party", "statement.payload.data.programme")
        if agreement and step.who not in world.matter(Agreement, agreement).text.parties:
            raise Problem("not-a-party", "statement.payload.data.agreement")
        if any(world.kind_of(one) is None for one in data["organisations"]):
            raise Problem("unknown-organisation", "statement.payload.data.organisations")
        if data.get("holding") and world.holder(data["holding"]) != step.who:
            raise Problem("wrong-issuer", "statement.payload.data.holding")

    def _invited(self, data: dict[str, object]) -> bool:
        spans = data["lines"]
        assert isinstance(spans, list)
        return all(
            any(h == data["holding"] and a <= first and last <= b for h, a, b in self.people) for first, last in spans
        )

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type != INVITED:
            return
        data = step.data
        self.host = self.host or step.who
        self.kind, self.on = data["kind"], data["on"]
        self.organisations = list(dict.fromkeys([*self.organisations, self.host, *data["organisations"]]))
        self.people += [(data["holding"], a, b) for a, b in data.get("lines") or ()]
