"""Dates as people in New Zealand say them: Pacific/Auckland, "3 March 2026"."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from api.wording.language import tr

ZONE = ZoneInfo("Pacific/Auckland")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def local(when: str) -> date:
    """The day in New Zealand of an RFC 3339 instant (UTC), or the day itself."""
    if len(when) == 10:
        return date.fromisoformat(when)
    return datetime.fromisoformat(when.replace("Z", "+00:00")).astimezone(ZONE).date()


def said_day(when: str) -> str:
    """ "3 March 2026"."""
    day = local(when)
    return tr("{day} {month} {year}", day=day.day, month=tr(MONTHS[day.month - 1]), year=day.year)


def said_short(when: str) -> str:
    """ "3 March", where the year is plain from the heading above."""
    day = local(when)
    return tr("{day} {month}", day=day.day, month=tr(MONTHS[day.month - 1]))


def said_month(when: str) -> str:
    """ "March 2026"."""
    day = local(when)
    return tr("{month} {year}", month=tr(MONTHS[day.month - 1]), year=day.year)


def said_moment(when: str) -> str:
    """ "3 March 2026, 4.05 pm"; "before the first tick" of the ledger's clock."""
    if not when:
        return tr("before the first tick")
    at = datetime.fromisoformat(when.replace("Z", "+00:00")).astimezone(ZONE)
    half = tr("am") if at.hour < 12 else tr("pm")
    return f"{said_day(when)}, {at.hour % 12 or 12}.{at.minute:02} {half}"


def said_period(first: str | None, last: str | None) -> str:
    """ "January to March 2026" for whole months; both days where it is not; "" for none."""
    if first is None or last is None:
        return ""
    a, b = date.fromisoformat(first), date.fromisoformat(last)
    whole = a.day == 1 and date.fromordinal(b.toordinal() + 1).day == 1
    if not whole:
        return tr("{first} to {last}", first=said_day(first), last=said_day(last))
    if (a.year, a.month) == (b.year, b.month):
        return said_month(first)
    start = tr(MONTHS[a.month - 1]) if a.year == b.year else said_month(first)
    return tr("{first} to {last}", first=start, last=said_month(last))
