"""Stories of families: how personal they still are, what families say may be told, what was decided (J10, J11)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from ledger.statements.terms import Data, Digest, Private, Ranges, Uuid
from ledger.vocabulary import Role, Voice


class Identifiability(StrEnum):
    """How far something tells who people are."""

    NONE = "none"
    BY_THOSE_WHO_KNOW_THEM = "by_those_who_know_them"
    CODED = "coded"  # whoever holds the code can tell
    NAMED = "named"


class Sensitivity(StrEnum):
    """What stays personal in a story in which nobody is named."""

    CHILD = "child"
    HEALTH = "health"
    VIOLENCE = "violence"
    MONEY = "money"
    CULTURE = "culture"
    RARE_EVENT = "rare_event"
    SMALL_PLACE = "small_place"
    OTHERS = "others"  # people who were not asked


class Say(StrEnum):
    """What is to become of a story."""

    SHARE = "share"
    ALTER = "alter"
    WITHHOLD = "withhold"


class StoryAssessed(Data):
    """Somebody in this role looked at a story: whom it tells of, and what stays personal in it.

    ``holding`` and ``lines``: whose story it is, where that is known; they can withdraw it.
    """

    rules_read: ClassVar = ("holding", "lines")

    story: Uuid
    unit: Uuid
    role: Role
    identifiability: Identifiability
    sensitivity: Annotated[list[Sensitivity], Field(max_length=10)]
    holding: Uuid | None = None
    lines: Ranges | None = None
    private: Private | None = None

    @model_validator(mode="after")
    def _whose(self) -> Self:
        if (self.holding is None) != (self.lines is None):
            raise ValueError("holding and lines belong together")
        return self


class StoryView(Data):
    """What one service user said. ``seat``: their number in that session and nothing else; ``own``: it is theirs."""

    seat: Annotated[int, Field(ge=1, le=500)]
    says: Say
    own: bool = False


class StoryDiscussed(Data):
    """Service users talked about what is reasonable to share. ``meeting``: the session; ``material``: the digest of
    what they were shown; ``text`` is private."""

    story: Uuid
    unit: Uuid
    meeting: Uuid
    material: Digest | None = None
    views: Annotated[list[StoryView], Field(min_length=1, max_length=500)]
    private: Private | None = None


class StorySettled(Data):
    """The provider decides, after a session. An altered story is assessed again before it can be shared."""

    story: Uuid
    unit: Uuid
    decision: Say
    private: Private | None = None


class StoryWithdrawn(Data):
    """The person whose story it is takes it back, for good: on our pages, or through their provider."""

    story: Uuid
    voice: Voice
    holding: Uuid
    lines: Ranges
    private: Private | None = None


TYPES: dict[str, type[Data]] = {
    "story.assessed.v1": StoryAssessed,
    "story.discussed.v1": StoryDiscussed,
    "story.settled.v1": StorySettled,
    "story.withdrawn.v1": StoryWithdrawn,
}
