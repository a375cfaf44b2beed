"""What a Board is told of single acts: units and figures, and no more of how many people one was than its report tells
(decision 0058), so that no list brings back what the report keeps.
"""

from dataclasses import replace

from projections.answers import Breach, Opening, PartUse, Submission, Trace
from projections.small_cells import at_least


def breach(one: Breach) -> Breach:
    """Without the lines of those who must be told: that is for its staff."""
    return replace(one, people=at_least(one.people or 0), tell=())


def submission(one: Submission) -> Submission:
    return replace(one, parts=tuple(_part(part) for part in one.parts))


def trace(one: Trace) -> Trace:
    return replace(one, uses=tuple(_opening(use) for use in one.uses))


def _part(one: PartUse) -> PartUse:
    openings, uses = (tuple(_opening(opening) for opening in some) for some in (one.openings, one.uses))
    return replace(one, openings=openings, uses=uses)


def _opening(one: Opening) -> Opening:
    return replace(one, people=at_least(one.people or 0))
