"""Cells that people typed, as terms, dates and identifiers. Every error is a rule; none repeats what was typed."""

import re
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

T = TypeVar("T", bound=StrEnum)
ZONE = ZoneInfo("Pacific/Auckland")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: (\d{1,2}):(\d{2}))?$")


def term(kind: type[T], text: str) -> T:
    """The term that ``text`` spells: its value, with or without prefix, or its name, in any case. Raises ValueError."""
    spelled = {}
    for one in kind:
        for spelling in (one.value, one.value.rpartition(":")[2], one.name):
            spelled[spelling.lower()] = one
    plain = "_".join(text.lower().replace("-", "_").split())
    found = spelled.get(plain) or spelled.get(text.strip().lower())
    if found is None:
        near = get_close_matches(plain, spelled, 2, 0.6)
        likely = " or ".join(dict.fromkeys(spelled[spelling].value for spelling in near))
        rule = f"did you mean {likely}?" if near else f"must be one of {', '.join(kind)}"
        raise ValueError(rule)
    return found


def terms(kind: type[T], text: str) -> list[T]:
    """Terms with commas or semicolons between them, each once, in the vocabulary's order. Raises ValueError."""
    given = {term(kind, one) for one in re.split(r"[,;]", text) if one.strip()}
    if not given:
        raise ValueError("must name at least one term")
    return [one for one in kind if one in given]


def day(text: str) -> date:
    """A date as day/month/year or ISO 8601. Raises ValueError."""
    return instant(text).astimezone(ZONE).date()


def instant(text: str) -> datetime:
    """When it happened, in UTC: the time given (New Zealand's, unless it says otherwise), or the day's first moment.

    Raises ValueError.
    """
    slashed = _SLASHED.match(text)
    try:
        if slashed:
            d, m, y, hour, minute = (int(part or 0) for part in slashed.groups())
            at = datetime.combine(date(y, m, d), time(hour, minute))
        else:
            at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a date, day/month/year (2/3/2026) or ISO (2026-03-02)") from None
    return (at if at.tzinfo else at.replace(tzinfo=ZONE)).astimezone(UTC)


def identifier(text: str) -> str:
    """A UUID in its usual spelling. Raises ValueError."""
    try:
        return str(UUID(text))
    except ValueError:
        raise ValueError("must be an identifier such as 0e0c6b2e-54c6-4b4a-9c53-0d6f2f4d2a11") from None


def number(text: str) -> int:
    """A whole number from 1 up. Raises ValueError."""
    if not text.isdecimal() or int(text) < 1:
        raise ValueError("must be a whole number from 1 up")
    return int(text)
