"""The story's 18 months: six quarters, in each of which every provider runs the programme with new families."""

from dataclasses import dataclass
from datetime import date

FOUNDED = date(2025, 4, 1)
ENDS = date(2026, 9, 30)


@dataclass(frozen=True, slots=True)
class Quarter:
    """``course``: the Monday on which the eight-week course begins. ``due``: when the quarter's submission is due."""

    number: int
    first: date
    last: date
    course: date
    due: date


QUARTERS = (
    Quarter(0, date(2025, 4, 1), date(2025, 6, 30), date(2025, 5, 5), date(2025, 7, 20)),
    Quarter(1, date(2025, 7, 1), date(2025, 9, 30), date(2025, 7, 21), date(2025, 10, 20)),
    Quarter(2, date(2025, 10, 1), date(2025, 12, 31), date(2025, 10, 20), date(2026, 1, 20)),
    Quarter(3, date(2026, 1, 1), date(2026, 3, 31), date(2026, 2, 2), date(2026, 4, 20)),
    Quarter(4, date(2026, 4, 1), date(2026, 6, 30), date(2026, 4, 20), date(2026, 7, 20)),
    Quarter(5, date(2026, 7, 1), date(2026, 9, 30), date(2026, 7, 20), date(2026, 10, 20)),
)
#: Quarters whose submissions were due before the story ends; the sixth is still to come.
SUBMITTED = QUARTERS[:5]
