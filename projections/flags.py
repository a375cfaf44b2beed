"""What an act breaks: rules of the thing it is about. What happened is recorded all the same; here it is flagged.

Pure: everything a rule needs is passed in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from ledger.matters.grant import Grant
from ledger.matters.programme import Programme
from ledger.vocabulary import Role

#: Of all that decides what an answer says, flags or not: who changes that gives it the next number (decision 0057).
#: 2: a Board is told in steps of how many people the largest unexplained act was, and not exactly from six on.
#: 3: who may be on any line reads the parts of all that was touched, where all lines were and some with more.
VERSION = 3

#: Purposes that every part of an organisation may have.
NO_STREAM = frozenset(("dpv:RightsFulfilment", "safety", "dpv:EnforceSecurity"))

#: Recorded this many days or more after it happened.
LATE_DAYS = 30

FLAGS = (
    "purpose-not-given", "basis-not-given", "no-agreement", "agreement-not-in-force", "outside-schedule",
    "holding-unknown", "holding-taken", "other-organisations-holding", "asked-without-check", "recorded-late",
    "received-count-differs", "key-compromised", "recovery-key", "plan-not-agreed", "grant-not-in-force",
    "outside-grant", "other-stream",
)  # fmt: skip
#: Those that are about the record and not about what was done.
ABOUT_THE_RECORD = frozenset({"recorded-late", "holding-unknown", "received-count-differs", "recovery-key"})


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule line as it stood when the act was sealed, with its agreement's days."""

    to_unit: str
    parts: frozenset[str]
    purpose: str
    starts: str
    ends: str
    in_force: bool


def of_reason(type: str, why: dict[str, Any] | None) -> list[str]:
    """Purpose and rule must be given for everything but refusals."""
    if why is None or type == "access.refused":
        return []
    return [f"{name}-not-given" for name in ("purpose", "basis") if not why.get(name)]


def of_agreement(
    unit: str, parts: Iterable[str], purpose: str | None, day: str, schedule: Schedule | None, *, named: bool, own: bool
) -> list[str]:
    """``unit``: who gets or opens it; ``named``: the statement names a schedule line; ``own``: the organisation's own
    collection, opened for a purpose that is named, which needs no agreement."""
    if not named:
        return [] if own else ["no-agreement"]
    if schedule is None or not schedule.in_force or not schedule.starts <= day <= schedule.ends:
        return ["agreement-not-in-force"]
    # A purpose that was not given has a flag of its own.
    fits = unit == schedule.to_unit and set(parts) <= schedule.parts and purpose in (None, schedule.purpose)
    return [] if fits else ["outside-schedule"]


def of_plan(programme: Programme | None) -> list[str]:
    """``programme``: the one that information is collected for, as it stands when that is sealed; None for none."""
    return [] if programme is None or programme.plan.agreed else ["plan-not-agreed"]


def of_grant(
    grant: Grant | None, role: str, unit: str, holding: str, parts: Iterable[str], purpose: str | None, day: str
) -> list[str]:
    """``grant``: the one that an opening names, as it stands; whoever opens as a trainee must name one."""
    if grant is None:
        return ["grant-not-in-force"] if role == Role.TRAINEE else []
    if not grant.in_force(day):
        return ["grant-not-in-force"]
    return [] if grant.covers(unit, holding, list(parts), purpose) else ["outside-grant"]


def of_stream(unit: str, streams: Iterable[str], purpose: str | None) -> list[str]:
    """An opening or use that no agreement covers, of what was sent to another unit of the same organisation
    (``streams``). Who answers requests, or keeps somebody or something safe, belongs to no stream."""
    crossed = any(stream != unit for stream in streams) and purpose not in NO_STREAM
    return ["other-stream"] if crossed else []


def of_time(happened: str, recorded: str) -> list[str]:
    """Both RFC 3339 text; ``recorded`` is empty before the ledger's first tick."""
    if not recorded:
        return []
    return ["recorded-late"] if _days(happened[:10], recorded[:10]) >= LATE_DAYS else []


@lru_cache(maxsize=1_024)
def _days(first: str, last: str) -> int:
    """From one day to another: few pairs of them are asked for again and again."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
