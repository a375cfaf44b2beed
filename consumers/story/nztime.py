"""The story's calendar: people act in New Zealand time; statements carry UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AUCKLAND = ZoneInfo("Pacific/Auckland")


def nz(day: date, at: str) -> str:
    """``day`` at ``HH:MM`` or ``HH:MM:SS`` by the clock on the wall in Auckland, as RFC 3339 UTC text."""
    wall = datetime.combine(day, time.fromisoformat(at), AUCKLAND)
    return wall.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def later(at: str, seconds: int) -> str:
    """The UTC text of a moment some seconds after the UTC text ``at``."""
    moment = datetime.fromisoformat(at) + timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def weekday(day: date) -> date:
    """``day``, or the Monday after it when it falls on a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def after(day: date, days: int) -> date:
    """The weekday that is, or follows, ``days`` days after ``day``."""
    return weekday(day + timedelta(days=days))
