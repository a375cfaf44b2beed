"""Duties, and the way back from an outcome, as pages say them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.wording.dates import said_day
from api.wording.flags import flagged
from api.wording.lines import place
from api.wording.readers import ADULT, Naming, Reader, Voice, capital, counted, listed, said
from api.wording.terms import PARTS, PURPOSES, ROLES
from projections.answers import Duty, Opening, Owed, Trace, TracedSubmission
from projections.due import Due

KINDS = {
    "outcome": "Say what came of a use",
    "receipt": "Confirm what was sent to us",
    "promised": "Give the answer we promised",
    "correction": "Put right what we received",
}
ABOUT_SOMEONE = Voice(Reader.STAFF, "one person", "one person's", "One person is")


@dataclass(frozen=True, slots=True)
class DutyRow:
    what: str
    why: str
    to: str
    since: str
    due: str
    overdue: bool
    people: str


@dataclass(frozen=True, slots=True)
class UseRow:
    who: str
    role: str
    why: str
    people: str
    when: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentRow:
    """``address`` where the viewer may open the submission itself."""

    address: str
    who: str
    when: str
    people: str
    parts: str


def sentences(owed: Owed, others: Sequence[Due]) -> tuple[str, ...]:
    """``others``: what the unit owes beside what came of its uses."""
    every: list[Duty | Due] = [*owed.duties, *others]
    late = sum(duty.overdue for duty in every)
    if every:
        first = f"We owe {counted(len(every), 'answer')}. " + (
            f"{capital(_some(late))} overdue." if late else "None is overdue."
        )
    else:
        first = "We owe nothing that we know of."
    unopened = owed.submissions_received - owed.submissions_opened
    was = "was" if unopened == 1 else "were"
    rest = f"{unopened} {was} not opened, as far as our systems tell." if unopened else "All were opened."
    second = f"We received {counted(owed.submissions_received, 'submission')}. {rest}"
    return (first, second) if owed.submissions_received else (first,)


def _some(number: int) -> str:
    return f"{number} is" if number == 1 else f"{number} are"


def row(duty: Duty, names: Naming) -> DutyRow:
    return DutyRow(
        what=KINDS.get(duty.kind, duty.kind),
        why=capital(said(PURPOSES, duty.purpose, ADULT)),
        to=listed([names.organisation(id) for id in duty.to]) or "Those who gave the information",
        since=said_day(duty.since),
        due=said_day(duty.due),
        overdue=duty.overdue,
        people=f"{duty.people:,}",
    )


def use(found: Opening, names: Naming) -> UseRow:
    return UseRow(
        who=place(found.unit, found.organisation, names),
        role=capital(said(ROLES, found.role, ADULT)),
        why=capital(said(PURPOSES, found.purpose, ADULT, "no reason was given")),
        people="Not told" if found.people is None else f"{found.people:,}",
        when=said_day(found.time),
        flags=tuple(flagged(found.flags, ADULT)),
    )


def sent(found: TracedSubmission, identity: dict[str, Any], names: Naming) -> SentRow:
    own = identity.get("organisation") == found.organisation or identity.get("kind") == "auditor"
    return SentRow(
        address=f"/submissions/{found.transfer}" if own else "",
        who=names.organisation(found.organisation),
        when=said_day(found.time),
        people=f"{found.lines:,}",
        parts=capital(listed([said(PARTS, part, ADULT) for part in found.parts])),
    )


def behind(trace: Trace) -> tuple[str, ...]:
    if not trace.submissions:
        return ()
    return (f"You can see {counted(len(trace.submissions), 'submission')} behind it.",)


def others(trace: Trace) -> str:
    if trace.others is None:
        return "A few submissions of other providers are behind it too. So few that a number could tell whose they are."
    if trace.others == 0:
        return ""
    return f"{counted(trace.others, 'submission')} of other providers are behind it too."
