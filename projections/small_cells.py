"""Figures about people that are too small to be told (LAW "Safety"): who they are could be worked out.

Only published figures are suppressed. A whole and its parts are decided together, so that no subtraction brings a part
back; what is hidden says no band, for a second part may be hidden only to cover the first. Decision 0035.
"""

from collections.abc import Mapping
from dataclasses import dataclass

#: Fewer people, families or other organisations' submissions than this are not counted out loud.
THRESHOLD = 6


@dataclass(frozen=True, slots=True)
class Parts:
    """A whole, told or not, and its parts; None for what is not told."""

    whole: int | None
    parts: Mapping[str, int | None]


def shown(count: int) -> int | None:
    """The count, or None where it is small enough to tell who is meant. Nobody at all is no secret."""
    return None if 0 < count < THRESHOLD else count


def at_least(count: int) -> int | None:
    """How many people there are at least, in steps that double: a figure of its own, which no table covers. None
    stands for any number from one to twice the threshold, so that it does not say that they are few."""
    if not count:
        return 0
    step = None
    while count >= (step or THRESHOLD) * 2:
        step = (step or THRESHOLD) * 2
    return step


def partition(cells: Mapping[str, int]) -> Parts:
    """Parts that add up to their whole, both published. What is hidden could be anything from 1 to ``THRESHOLD`` or
    more, as far as the rest tells; where that cannot be had, nothing but zeros of an empty whole is told."""
    whole = sum(cells.values())
    if shown(whole) is None:
        return Parts(None, dict.fromkeys(cells))
    small = [name for name, count in cells.items() if shown(count) is None]
    rest = sorted((name for name in cells if cells[name] >= THRESHOLD), key=lambda name: (cells[name], name))
    hidden = list(small)
    while small and not _covered([cells[name] for name in hidden]):
        if not rest:
            return Parts(None, dict.fromkeys(cells))
        hidden.append(rest.pop(0))
    return Parts(whole, {name: None if name in hidden else count for name, count in cells.items()})


def partitions(*tables: Mapping[str, int]) -> tuple[Parts, ...]:
    """The same whole, parted in several ways: where one of them may not tell it, none does."""
    made = tuple(partition(cells) for cells in tables)
    if any(parts.whole is None for parts in made):
        return tuple(Parts(None, dict.fromkeys(parts.parts)) for parts in made)
    return made


def _covered(hidden: list[int]) -> bool:
    """Each is at least 1, and their sum is known: one alone could be anything up to the sum less one for each other."""
    return len(hidden) > 1 and sum(hidden) - (len(hidden) - 1) >= THRESHOLD


def tenths(part: int, whole: int) -> int | None:
    """A share in tenths: 0 and 10 are none and all; None where a tenth is fewer people than may be told."""
    if whole < 10 * THRESHOLD:
        return None
    nearest = (20 * part + whole) // (2 * whole)  # halves go up: rounding them to even makes every other tenth smaller
    return part and min(9, max(1, nearest)) if part < whole else 10
