"""Requests for access and correction, from the first word to the decision."""

from consumers.story.entry import Entry
from consumers.story.stage import Stage


def scenes(stage: Stage) -> list[Entry]:
    return []
