"""What families were told, chose, worried about and got copies of."""

from consumers.story.entry import Entry
from consumers.story.stage import Stage


def scenes(stage: Stage) -> list[Entry]:
    return []
