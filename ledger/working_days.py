"""Working days as the Privacy Act 2020 counts them (section 7), from the data in ``statutory.toml``. Without I/O.

Nothing here reads a clock or the machine's zone: whoever calls gives a day, or a time with its zone.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Pacific/Auckland")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingDays:
    """``shutdown``: its first and last (month, day), over the turn of the year. ``provinces``: whose anniversaries are
    not working days, as ISO 3166-2:NZ codes. ``added`` are not working days, ``removed`` are, whatever else is said."""

    shutdown: tuple[tuple[int, int], tuple[int, int]]
    provinces: tuple[str, ...] = ()
    added: frozenset[date] = frozenset()
    removed: frozenset[date] = frozenset()
    closes: time | None = None
    _years: dict[int, frozenset[date]] = field(default_factory=dict, repr=False, compare=False)

    def __contains__(self, day: date) -> bool:
        if day.weekday() >= 5 or day in self.added:
            return False
        first, last = self.shutdown
        if (day.month, day.day) >= first or (day.month, day.day) <= last:
            return False
        return day in self.removed or day not in self._holidays(day.year)

    def after(self, day: date, count: int) -> date:
        """The working day that is ``count`` (≥ 1) working days after a day, itself not counted."""
        while count:
            day += DAY
            count -= day in self
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days come after ``first``, up to and with ``last``; 0 where it is not later."""
        return sum(first + DAY * n in self for n in range(1, (last - first).days + 1))

    def received(self, at: datetime, *, electronic: bool = True) -> date:
        """The day in New Zealand on which something counts as received. ``at`` has a zone.

        What comes electronically after the close of a working day counts as received on the next one.
        """
        here = at.astimezone(HERE)
        day = here.date()
        late = electronic and self.closes is not None and here.time() > self.closes
        return self.after(day, 1) if late and day in self else day

    def _holidays(self, year: int) -> frozenset[date]:
        if year not in self._years:
            self._years[year] = public_holidays(year, self.provinces)
        return self._years[year]


@lru_cache
def public_holidays(year: int, provinces: Collection[str] = ()) -> frozenset[date]:
    """National public holidays, and the Mondays to which they move; with the anniversary days of ``provinces``."""
    from holidays import country_holidays  # every calendar of the world: few commands ask for one

    found: set[date] = set()
    for province in (None, *provinces):
        found.update(country_holidays("NZ", subdiv=province, years=year))
    return frozenset(found)
