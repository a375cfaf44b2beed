"""A story of a family: it is told only after it was assessed and settled, and once withheld it never is."""

from ledger.matters.line import check_speaker
from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem

ASSESSED, DISCUSSED, SETTLED = "story.assessed.v1", "story.discussed.v1", "story.settled.v1"
WITHDRAWN = "story.withdrawn.v1"


class Story(Matter):
    """``withheld``: for good; ``settled``: what was decided since it was last assessed; ``refused``: whoever's story it
    is said no in a session."""

    NOUN, ID, TYPES = "story", "story", (ASSESSED, DISCUSSED, SETTLED, WITHDRAWN)

    def __init__(self) -> None:
        super().__init__()
        self.teller, self.holding = "", ""
        self.lines: list[list[int]] = []
        self.identifiability, self.settled = "", ""
        self.heard = self.refused = self.withheld = False

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == ASSESSED:
            if self.teller and step.who != self.teller:
                raise Problem("already-exists", "statement.payload.data.story")
            if "holding" in data and world.holder(data["holding"]) != step.who:
                raise Problem("wrong-issuer", "statement.payload.data.holding")
        elif not self.teller:
            raise Problem("unknown-matter", "statement.payload.data.story")
        elif step.type == WITHDRAWN:
            check_speaker(step, world)
            if data["holding"] != self.holding or not _within(data["lines"], self.lines):
                raise Problem("not-a-party", "statement.payload.data.lines")
            return
        elif step.who != self.teller:
            raise Problem("not-a-party", "statement.header.kid")
        if self.withheld:
            raise Problem("story-withheld", "statement.payload.data.story")
        if step.type == SETTLED:
            if not self.heard:
                raise Problem("story-not-ready", "statement.payload.data.story")
            if self.refused and data["decision"] != "withhold":
                raise Problem("story-withheld", "statement.payload.data.decision")

    def check_release(self, who: str) -> None:
        """Raises Problem unless ``who`` may tell it to others."""
        if self.withheld:
            raise Problem("story-withheld", "statement.payload.data.items")
        if self.teller != who or self.settled != "share" or self.identifiability != "none":
            raise Problem("story-not-ready", "statement.payload.data.items")

    def apply(self, step: Step) -> None:
        super().apply(step)
        data = step.data
        if step.type == ASSESSED:
            self.teller, self.identifiability, self.settled = step.who, data["identifiability"], ""
            self.holding, self.lines = data.get("holding", self.holding), data.get("lines", self.lines)
        elif step.type == DISCUSSED:
            self.heard = True
            self.refused = self.refused or any(v["says"] == "withhold" and v.get("own") for v in data["views"])
        elif step.type == SETTLED:
            self.settled = data["decision"]
            self.withheld = self.settled == "withhold"
        else:
            self.withheld = True


def _within(lines: list[list[int]], whose: list[list[int]]) -> bool:
    return all(any(a <= first and last <= b for a, b in whose) for first, last in lines)
