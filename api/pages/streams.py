"""Streams kept apart, in words: which schedule line each sending matched, what came to a unit, and who reached for
what had been sent to another."""

from dataclasses import dataclass

from api import flow_maps
from api.session import SignedIn
from api.wording.dates import said_day, said_moment
from api.wording.flags import flagged
from api.wording.lines import place
from api.wording.readers import ADULT, Naming, capital, counted, listed, said
from api.wording.terms import PARTS, PURPOSES, REFUSALS, ROLES
from projections import days
from projections.matching import Match
from projections.policy import UNITS, Kind, Question, may_ask
from projections.streams import Crossing

#: So many sendings are told singly, the newest; all are counted.
NEWEST = 20


@dataclass(frozen=True, slots=True)
class Sending:
    """What was sent once, by whom to whom, and the schedule line that it matched; ``wrong``: why it does not match."""

    address: str
    sent: str
    way: str
    line: str
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sendings:
    rows: tuple[Sending, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Reach:
    """``who`` reached for what had been sent to ``to``; ``refused``: and was turned away."""

    when: str
    who: str
    role: str
    to: str
    parts: str
    refused: bool
    happened: tuple[str, ...]


def sendings(viewer: SignedIn, day: str, called: Naming) -> Sendings | None:
    """What had been sent by then. None for a person, and for an auditor, who has all of it in the log."""
    if viewer.viewer.kind in (Kind.PERSON, Kind.AUDITOR):
        return None
    found = [one for one in flow_maps.matches(viewer).matches if _day(one.time) <= day]
    if not found:
        return None
    wrong = sum(bool(one.mismatches) for one in found)
    opens = may_ask(viewer.viewer, Question.DOWNSTREAM)
    rows = tuple(
        Sending(
            f"/submissions/{one.transfer}" if opens else "", said_day(one.time),
            f"{capital(called.organisation(one.organisation))} to {called.unit(one.to_unit)}", matched(one),
            misses(one),
        )
        for one in found[:NEWEST]
    )  # fmt: skip
    return Sendings(rows, f"{counted(len(found) - wrong, 'sending')} matched the agreement, {wrong:,} did not.")


def matched(one: Match) -> str:
    """The line and its purpose: "Line 1 of version 2: to see how the service is going"."""
    if one.line is None:
        return "No line of an agreement was named"
    purpose = f": {said(PURPOSES, one.line_purpose, ADULT)}" if one.line_purpose else ", which is not there"
    return f"Line {one.line} of version {one.version}{purpose}"


def misses(one: Match) -> tuple[str, ...]:
    """What does not match, and which parts the line does not have."""
    return tuple(filter(None, (*flagged(one.mismatches, ADULT), beyond(one))))


def beyond(one: Match) -> str:
    """The parts that were sent and the line does not have."""
    if not (one.line and one.outside):
        return ""
    return f"Not in that line: {listed([said(PARTS, part, ADULT) for part in one.outside])}."


def own(viewer: SignedIn) -> str:
    """What came to the viewer's unit up to now, and what it did with it."""
    if viewer.viewer.kind not in UNITS or viewer.viewer.unit is None:
        return ""
    s = flow_maps.stream(viewer)
    why = f" What for: {listed([said(PURPOSES, one, ADULT) for one in s.purposes])}." if s.purposes else ""
    return (
        f"{counted(s.submissions, 'sending')} came to us. We opened what we hold {counted(s.openings, 'time')} "
        f"and used it {counted(s.uses, 'time')}.{why}"
    )


def reaches(viewer: SignedIn, day: str, called: Naming) -> list[Reach] | None:
    """Every try up to a day, newest first, as far as it is the viewer's. None for a person: it is in their trail."""
    if viewer.viewer.kind is Kind.PERSON:
        return None
    return [_reach(one, called) for one in flow_maps.crossings(viewer) if _day(one.time) <= day]


def _reach(one: Crossing, called: Naming) -> Reach:
    happened: tuple[str, ...]
    if one.refused:
        by = called.system(one.system) if one.system else "A system"
        happened = (f"{by} turned them away: {said(REFUSALS, one.reason, ADULT, 'no reason was given')}.",)
    else:
        happened = ("It happened all the same.", *flagged(one.flags, ADULT))
    return Reach(
        said_moment(one.time), place(one.unit, one.organisation, called), capital(said(ROLES, one.role, ADULT)),
        capital(called.unit(one.of_unit)), capital(listed([said(PARTS, part, ADULT) for part in one.parts])),
        one.refused, happened,
    )  # fmt: skip


def _day(time: str) -> str:
    return days.day(time).isoformat()
