"""The programme: its plan in versions, the need for it, and what it learns from those before it.

What was planned together counts only once the agency and every provider have signed the same plan.
"""

from ledger.matters.matter import Matter, Step, World
from ledger.matters.mutual import Mutual
from ledger.problems import Problem

REGISTERED, PLANNED, SIGNED = "programme.registered.v1", "plan.proposed.v1", "plan.signed.v1"
SHOWN, CONTESTED = "need.shown.v1", "need.contested.v1"
LINKED, MARKED, ADDRESSED = "lesson.linked.v1", "lesson.marked.v1", "lesson.addressed.v1"


class Programme(Matter):
    """``lessons``: those linked to it; ``unanswered``: lesson → who marked it as the same mistake and has no answer."""

    NOUN, ID = "programme", "programme"
    TYPES = (REGISTERED, PLANNED, SIGNED, SHOWN, CONTESTED, LINKED, MARKED, ADDRESSED)

    def __init__(self) -> None:
        super().__init__()
        self.agency = ""
        self.providers: list[str] = []
        self.plan = Mutual()
        self.needs: set[str] = set()
        self.lessons: set[str] = set()
        self.unanswered: dict[str, list[str]] = {}

    @property
    def parties(self) -> list[str]:
        """The agency and every provider."""
        return [self.agency, *self.providers] if self.agency else []

    def check(self, step: Step, world: World) -> None:
        if step.type == REGISTERED:
            self._check_registration(step, world)
            return
        if not self.agency:
            raise Problem("unknown-matter", "statement.payload.data.programme")
        if step.who not in {MARKED: self.providers, ADDRESSED: [self.agency]}.get(step.type, self.parties):
            raise Problem("not-a-party", "statement.header.kid")
        data = step.data
        if step.type == PLANNED:
            self.plan.check_proposal(data["version"], step.who, self.parties)
        elif step.type == SIGNED:
            self.plan.check_signature(data["version"], data["content"], step.who)
        elif step.type == SHOWN and data["need"] in self.needs:
            raise Problem("already-exists", "statement.payload.data.need")
        elif step.type == CONTESTED and data["need"] not in self.needs:
            raise Problem("unknown-matter", "statement.payload.data.need")
        elif step.type == LINKED and data["lesson"] in self.lessons:
            raise Problem("already-exists", "statement.payload.data.lesson")

    def _check_registration(self, step: Step, world: World) -> None:
        data = step.data
        if self.agency:
            raise Problem("already-exists", "statement.payload.data.programme")
        if data["agency"] != step.who or world.kind_of(step.who) != "agency":
            raise Problem("wrong-issuer", "statement.payload.data.agency")
        if any(world.kind_of(one) != "provider" for one in data["providers"]):
            raise Problem("unknown-organisation", "statement.payload.data.providers")

    def apply(self, step: Step) -> None:
        super().apply(step)
        data = step.data
        if step.type == REGISTERED:
            self.agency, self.providers = data["agency"], list(data["providers"])
        elif step.type == PLANNED:
            self.plan.propose(data["version"], step.digest, self.parties)
        elif step.type == SIGNED:
            self.plan.sign(data["content"], step.who)
        elif step.type == SHOWN:
            self.needs.add(data["need"])
        elif step.type == LINKED:
            self.lessons.add(data["lesson"])
        elif step.type == MARKED:
            self.unanswered.setdefault(data["lesson"], []).append(step.who)
        elif step.type == ADDRESSED:
            self.unanswered.pop(data["lesson"], None)


def check_answered(world: World, programme: str) -> None:
    """Raises Problem ``same-mistake-open`` while a provider's "same mistake" has no answer: nobody signs until then."""
    if world.matter(Programme, programme).unanswered:
        raise Problem("same-mistake-open", "statement.payload.data.agreement")
