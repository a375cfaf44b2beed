"""Questions about submissions, findings, and what they decided."""

from consumers.story.entry import Entry
from consumers.story.stage import Stage


def scenes(stage: Stage) -> list[Entry]:
    return []
