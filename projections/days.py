"""Days as they are counted in Aotearoa New Zealand: a due date ends at midnight there, not in Greenwich."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Pacific/Auckland")


def day(time: str) -> date:
    """The New Zealand day of an RFC 3339 UTC time."""
    return datetime.fromisoformat(time).astimezone(UTC).astimezone(HERE).date()


def due(since: str, days: int) -> str:
    """The date that is so many days after a time."""
    return (day(since) + timedelta(days=days)).isoformat()


def later(day: str, days: int) -> str:
    """The ISO day that is so many days after an ISO day."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def days_late(time: str, due: str | None) -> int:
    """Whole days from a due date to a time after it."""
    return max(0, (day(time) - date.fromisoformat(due)).days) if due else 0
