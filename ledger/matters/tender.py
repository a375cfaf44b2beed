"""A tender, the items that may be told in it, and what went: nothing goes without a decision to release it."""

from ledger.matters.matter import Matter, Step, World
from ledger.matters.story import Story
from ledger.problems import Problem

OPENED, AWARDED = "tender.opened.v1", "tender.awarded.v1"
PROPOSED, DECIDED = "item.proposed.v1", "item.decided.v1"
MADE, RECALLED, REMOVED = "release.made.v1", "release.recalled.v1", "release.removed.v1"


class Tender(Matter):
    NOUN, ID, TYPES = "tender", "tender", (OPENED, AWARDED)

    def __init__(self) -> None:
        super().__init__()
        self.agency = ""
        self.providers: list[str] = []
        self.awarded: list[str] = []

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == OPENED:
            self.check_new()
            if world.kind_of(step.who) != "agency":
                raise Problem("wrong-issuer", "statement.header.kid")
            if any(world.kind_of(one) != "provider" for one in data["providers"]):
                raise Problem("unknown-organisation", "statement.payload.data.providers")
            return
        self.check_begun()
        if step.who != self.agency:
            raise Problem("not-a-party", "statement.header.kid")
        if self.awarded:
            raise Problem("already-exists", "statement.payload.data.tender")
        if not set(data["providers"]) <= set(self.providers):
            raise Problem("not-a-party", "statement.payload.data.providers")

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == OPENED:
            self.agency, self.providers = step.who, list(step.data["providers"])
        else:
            self.awarded = list(step.data["providers"])


class Item(Matter):
    """``decision``: the newest; ``story``: the one that it is."""

    NOUN, ID, TYPES = "item", "item", (PROPOSED, DECIDED)

    def __init__(self) -> None:
        super().__init__()
        self.provider, self.tender, self.decision, self.story = "", "", "", ""

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == PROPOSED:
            self.check_new()
            if step.who not in world.matter(Tender, data["tender"]).providers:
                raise Problem("not-a-party", "statement.payload.data.tender")
            if "story" in data and not world.matter(Story, data["story"]).version:
                raise Problem("unknown-matter", "statement.payload.data.story")
            return
        self.check_begun()
        if step.who != self.provider:
            raise Problem("not-a-party", "statement.header.kid")
        if data["decision"] == "release" and self.story:
            world.matter(Story, self.story).check_release(step.who)

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == PROPOSED:
            self.provider, self.tender, self.story = step.who, step.data["tender"], step.data.get("story", "")
        else:
            self.decision = step.data["decision"]


class Release(Matter):
    """``items``: what went; ``recalled``: what was asked back."""

    NOUN, ID, TYPES = "release", "release", (MADE, RECALLED, REMOVED)

    def __init__(self) -> None:
        super().__init__()
        self.provider, self.to_unit = "", ""
        self.items: set[str] = set()
        self.recalled: set[str] = set()

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == MADE:
            self._check_made(step, world)
            return
        self.check_begun()
        if step.who != (self.provider if step.type == RECALLED else world.unit_of(self.to_unit)):
            raise Problem("not-a-party", "statement.header.kid")
        if not set(data["items"]) <= (self.items if step.type == RECALLED else self.recalled):
            raise Problem("unknown-matter", "statement.payload.data.items")

    def _check_made(self, step: Step, world: World) -> None:
        data, tender = step.data, world.matter(Tender, step.data["tender"])
        self.check_new()
        if step.who not in tender.providers:
            raise Problem("not-a-party", "statement.payload.data.tender")
        if world.unit_of(data["to_unit"]) != tender.agency:
            raise Problem("not-a-party", "statement.payload.data.to_unit")
        for id in data["items"]:
            item = world.matter(Item, id)
            if item.provider != step.who or item.tender != data["tender"] or item.decision != "release":
                raise Problem("not-decided", "statement.payload.data.items")
            if item.story:
                world.matter(Story, item.story).check_release(step.who)

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type == MADE:
            self.provider, self.items = step.who, set(step.data["items"])
            self.to_unit = step.data["to_unit"]
        elif step.type == RECALLED:
            self.recalled |= set(step.data["items"])
