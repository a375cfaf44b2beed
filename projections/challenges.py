"""What was challenged in an agreement before it was signed: what it means, what was answered and when, what came of it.

Whether an open challenge keeps a party from signing is the aggregate's rule (``ledger.matters.agreement``); here it is
told to those who may read challenges at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection

from projections import journal
from projections.due import Due
from projections.journal import Entry

RAISED, REPLIED, SETTLED = "challenge.raised", "challenge.replied", "challenge.settled"
TYPES = (RAISED, REPLIED, SETTLED)


@dataclass(frozen=True, slots=True)
class Reply:
    """``force``: whether it is mandatory or negotiable; ``basis``: the provision, where one makes it mandatory."""

    index: int
    time: str
    force: str
    basis: str | None


@dataclass(frozen=True, slots=True)
class Challenge:
    """One requirement (a schedule ``line`` or a ``clause`` of a ``version``) that a party asks about or objects to.

    ``outcome``: removed, changed, kept_by_law or under_objection; ``settled``: (index, time) of its statement.
    ``open``: whether it keeps anybody from signing; ``matter`` holds the words.
    """

    matter: str
    agreement: str
    version: int
    line: int | None
    clause: int | None
    index: int
    time: str
    kind: str
    about: str
    organisation: str
    unit: str
    to: str
    reply_by: str
    overdue: bool
    open: bool
    replies: tuple[Reply, ...]
    outcome: str | None
    outcome_version: int | None
    provision: str | None
    settled: tuple[int, str] | None


def of_agreement(connection: Connection, agreement: str, today: str) -> list[Challenge]:
    """The challenges of an agreement, oldest first; whoever calls this must ask the policy for each."""
    raised = journal.mentioning(connection, agreement, RAISED)
    return [c for e in raised for c in folded(journal.of(connection, e.matter), today)]


def folded(entries: Iterable[Entry], today: str) -> list[Challenge]:
    """The challenges among these statements, oldest first."""
    ordered = sorted((e for e in entries if e.noun == "challenge"), key=lambda e: (e.matter, e.index))
    found = [_challenge(list(said), today) for _, said in groupby(ordered, key=lambda e: e.matter)]
    return sorted(found, key=lambda challenge: challenge.index)


def duties(connection: Connection, today: str) -> list[Due]:
    """Answers that are awaited, and outcomes that whoever objected has not been told."""
    found = []
    for c in folded(journal.every(connection, *TYPES), today):
        if not c.replies and c.settled is None:
            found.append(
                Due("challenge", c.to, None, "challenge", c.matter, c.index, c.time, c.reply_by, c.overdue,
                    "reply-by", to=(c.organisation,))
            )  # fmt: skip
        elif c.kind == "objection" and c.settled is None:
            due = max(c.reply_by, c.replies[-1].time[:10])
            found.append(
                Due("challenge-outcome", c.to, None, "challenge", c.matter, c.replies[-1].index, c.replies[-1].time,
                    due, due < today, "reply-by", to=(c.organisation,))
            )  # fmt: skip
    return found


def _challenge(said: list[Entry], today: str) -> Challenge:
    """A statement that was taken back still counts: the log's rule has counted it."""
    raised, d = said[0], said[0].data
    replies = tuple(
        Reply(e.index, e.time, e.data["force"], e.data.get("basis")) for e in said if e.type == REPLIED
    )  # fmt: skip
    settled = next((e for e in said if e.type == SETTLED), None)
    outcome = settled.data if settled else {}
    waits = settled is None and not replies
    return Challenge(
        raised.matter, d["agreement"], d["version"], d.get("line"), d.get("clause"), raised.index, raised.time,
        d["kind"], d["about"], raised.organisation, d["unit"], d["to"], d["reply_by"], waits and d["reply_by"] < today,
        settled is None and (not replies or d["kind"] == "objection"), replies, outcome.get("outcome"),
        outcome.get("version"), outcome.get("basis"), (settled.index, settled.time) if settled else None,
    )  # fmt: skip
