"""The tender, its stories, and the talk about the agreement before it was signed."""

from consumers.story.entry import Entry
from consumers.story.stage import Stage


def scenes(stage: Stage) -> list[Entry]:
    return []
