"""When a request or a breach must be answered: the Privacy Act's limits as pure functions (LAW "Privacy Act 2020").

The facts are data (``statutory.toml``), read once. Times are RFC 3339 text or timezone-aware; due dates are days in New
Zealand and end at midnight there.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from ledger.working_days import HERE, WorkingDays


class Limit(StrEnum):
    """What has a limit in working days."""

    ACCESS = "access"
    CORRECTION = "correction"
    TRANSFER = "transfer"
    ATTACH = "attach"  # a statement of correction
    TELL = "tell"  # those who received what was put right


@dataclass(frozen=True)
class Statute:
    """``limits``: working days and provision; ``grounds``: on which a limit is extended;
    ``breach``: hours, and the provisions for the Commissioner and for the people."""

    read: date
    working_days: WorkingDays
    limits: dict[str, tuple[int, str]]
    grounds: dict[str, frozenset[str]]
    breach: tuple[int, str, str]

    def rule(self, limit: str) -> str:
        """The provision that sets a limit, such as ``nz-pa2020:s44``."""
        return self.limits[limit][1]

    def received(self, at: str, *, electronic: bool = True) -> date:
        """The day on which something counts as received."""
        return self.working_days.received(datetime.fromisoformat(at), electronic=electronic)

    def due(self, limit: str, received: date) -> date:
        """The last day for a decision (access, correction) or for a transfer."""
        return self.working_days.after(received, self.limits[limit][0])

    def extends(self, limit: str, received: date, notice: str, until: date, ground: str, *, told: bool) -> bool:
        """Whether a notice moves a limit: given within it, to a later day, on a ground of the Act, and ``told`` (with
        the period, the reasons and the right to complain)."""
        due = self.due(limit, received)
        return told and here(notice) <= due < until and ground in self.grounds[limit]

    def breach_due(self, found: str) -> date:
        """The day by which the Commissioner expects to hear of a notifiable breach that was found at that time."""
        return (datetime.fromisoformat(found) + timedelta(hours=self.breach[0])).astimezone(HERE).date()


def here(at: str) -> date:
    """The day in New Zealand of an RFC 3339 time."""
    return datetime.fromisoformat(at).astimezone(HERE).date()


def is_late(due: date, today: date) -> bool:
    """Whether a decision that is not there yet counts as a refusal (deemed, Privacy Act 2020 s 69)."""
    return today > due


def read(data: dict[str, Any]) -> Statute:
    """A statute from data of the form of ``statutory.toml``."""
    days, extension, breach = data["working_days"], data["extension"], data["breach"]
    first, last = ((int(day[:2]), int(day[3:])) for day in days["shutdown"])
    return Statute(
        data["read"],
        WorkingDays(
            (first, last), tuple(days["provinces"]), frozenset(days["added"]), frozenset(days["removed"]),
            data["electronic"].get("closes"),
        ),
        {name: (limit["days"], limit["source"]) for name, limit in data["limit"].items()},
        {name: frozenset(one["grounds"]) for name, one in extension.items()},
        (breach["hours"], breach["commissioner"], breach["people"]),
    )  # fmt: skip


STATUTE = read(tomllib.loads(Path(__file__).with_name("statutory.toml").read_text()))
