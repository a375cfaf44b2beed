"""What is kept back by decision: who proposed it, whether a second person decided, when it is looked at again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from projections import days, journal
from projections.due import Due
from projections.journal import Entry

PROPOSED, DECIDED = "withholding.proposed", "withholding.decided"
TYPES = (PROPOSED, DECIDED)
#: Days in which a second person decides, and before a review in which it is listed (rules version 1).
DECIDE_DAYS, SOON_DAYS = 5, 30


@dataclass(frozen=True, slots=True)
class Withholding:
    """``lines`` as in the statement. ``decided``: when a second person last said to keep it; ``review``: an ISO day;
    ``ended``: when, or None while it is in force. ``by``: who proposed, and who decided, as the log says it."""

    withholding: str
    index: int
    time: str
    organisation: str
    unit: str
    holding: str
    lines: Any
    statement: str
    viewers: str
    ground: str
    review: str
    decided: str | None
    decided_index: int | None
    ended: str | None
    by: tuple[str, ...]


def folded(entries: Iterable[Entry]) -> list[Withholding]:
    """In the order in which they began. One that was proposed stays until a decision ends it: taking the proposal back
    would be one person's way around the second, so it changes nothing. A decision that was taken back is none."""
    said: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda e: e.index):
        if entry.type == PROPOSED or (entry.type == DECIDED and entry.retracted is None):
            said.setdefault(entry.matter, []).append(entry)
    return [_one(of[0], of[1:]) for of in said.values() if of[0].type == PROPOSED]


def every(connection: Connection, organisation: str | None = None) -> list[Withholding]:
    """Of one house, or all; whoever calls this must scope it."""
    found = folded(journal.every(connection, *TYPES))
    return [one for one in found if organisation in (None, one.organisation)]


def duties(connection: Connection, today: str) -> list[Due]:
    """A second person's decisions that are outstanding, and reviews, from a month before their day."""
    found = []
    for one in every(connection):
        if one.ended is not None:
            continue
        if one.decided is None:
            kind, since, due = "withholding-decide", one.time, days.due(one.time, DECIDE_DAYS)
        elif days.later(today, SOON_DAYS) >= one.review:
            kind, since, due = "withholding-review", one.decided, one.review
        else:
            continue
        found.append(
            Due(
                kind, one.organisation, None, "withholding", one.withholding, one.decided_index or one.index, since,
                due, due < today, one.ground,
            )
        )  # fmt: skip
    return found


def late(one: Withholding, today: str) -> bool:
    """Whether it waits too long for a second person's decision, or for its review."""
    return one.ended is None and (one.review if one.decided else days.due(one.time, DECIDE_DAYS)) < today


def _one(first: Entry, decisions: list[Entry]) -> Withholding:
    d = first.data
    kept = [e for e in decisions if e.data["decision"] == "keep"]
    ended = next((e.time for e in decisions if e.data["decision"] == "end"), None)
    last = kept[-1] if kept else None
    return Withholding(
        first.matter, first.index, first.time, first.organisation, d["unit"], d["holding"], d["lines"],
        d["statement"], d["viewers"], d["ground"], last.data["review"] if last else d["review"],
        last.time if last else None, last.index if last else None, ended,
        (d["by"], *(e.data["by"] for e in decisions)),
    )  # fmt: skip
