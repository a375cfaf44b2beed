"""Figures about people that are too small to be told (LAW "Safety"): who they are could be worked out.

Only published figures are suppressed, and with one of several that add up to a told total, a second one goes, so that
no subtraction brings it back.
"""

from collections.abc import Mapping

#: Fewer people, families or other organisations' submissions than this are not counted out loud.
THRESHOLD = 6


def shown(count: int) -> int | None:
    """The count, or None where it is small enough to tell who is meant. Nobody at all is no secret."""
    return None if 0 < count < THRESHOLD else count


def table(cells: Mapping[str, int]) -> dict[str, int | None]:
    """Cells whose sum is told elsewhere. If exactly one is suppressed, the next smallest that is not zero goes too."""
    told = {name: shown(count) for name, count in cells.items()}
    hidden = [name for name, count in told.items() if count is None]
    rest = [name for name, count in told.items() if count]
    if len(hidden) == 1 and rest:
        told[min(rest, key=lambda name: (cells[name], name))] = None
    return told
