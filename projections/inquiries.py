"""Who was asked to be named, why, who approved it, and whether the name was shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, and_, or_, select

from ledger.matters.inquiry import DAYS, enough
from projections import days, journal, reach
from projections.asking import today
from projections.due import Due
from projections.journal import Entry
from projections.tables import act, member, touch

OPENED, DECIDED, ANSWERED = "inquiry.opened", "inquiry.decided", "inquiry.answered"
TYPES = (OPENED, DECIDED, ANSWERED)
#: Days in which others decide (rules version 1).
DECIDE_DAYS = 5
State = Literal["waiting", "approved", "refused", "shown", "over"]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """``organisation`` asks for the worker of ``to`` who said or did ``statement``; ``approved``: (organisation, when)
    of each who approved; ``shown``: when the name was; ``until``: the last day on which it may be. ``by`` tells the
    asker from others, as the log says it."""

    inquiry: str
    index: int
    time: str
    organisation: str
    unit: str
    to: str
    holding: str
    line: int
    statement: str
    ground: str
    approved: tuple[tuple[str, str], ...]
    refused: str | None
    shown: str | None
    until: str
    state: State
    by: str


def folded(entries: Iterable[Entry], today: str) -> list[Inquiry]:
    """In the order in which they began. An approval that was taken back is none; a refusal stays one."""
    said: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda e: e.index):
        if entry.noun == "inquiry":
            said.setdefault(entry.matter, []).append(entry)
    return [_one(of, today) for of in said.values() if of[0].type == OPENED]


def one(connection: Connection, inquiry: str) -> Inquiry | None:
    """Whoever calls this must ask the policy."""
    return next(iter(folded(journal.of(connection, inquiry), today(connection))), None)


def every(connection: Connection, organisation: str | None = None) -> list[Inquiry]:
    """Those that a house asked, or was asked; or all."""
    entries = journal.among(connection, organisation, *TYPES) if organisation else journal.every(connection, *TYPES)
    return folded(entries, today(connection))


def about(connection: Connection, roots: Sequence[tuple[str, int]]) -> list[Inquiry]:
    """Those about any of these lines (holding, line)."""
    matters = dict.fromkeys(e.matter for e in journal.about(connection, roots, OPENED))
    return folded([e for matter in matters for e in journal.of(connection, matter)], today(connection))


def doer(connection: Connection, statement: str, holding: str, line: int) -> str | None:
    """The house whose worker did to a person what a statement tells; None where it did not touch them. The person is on
    that line of a register, or of what was sent on."""
    person = or_(
        and_(member.c.root_holding == holding, member.c.root_line == line),
        and_(member.c.holding == holding, member.c.line == line),
    )
    query = (
        select(act.c.organisation)
        .join(touch, touch.c.act == act.c.idx)
        .join(member, reach.TOUCHED)
        .where(act.c.digest == statement, act.c.type != "trail.read", person)
    )
    return connection.scalar(query.limit(1))


def duties(connection: Connection, today: str) -> list[Due]:
    """What others still have to decide, house by house; and a name that was approved and not asked for yet."""
    found = []
    for one in folded(journal.every(connection, *TYPES), today):
        if one.state == "waiting":
            approved = {organisation for organisation, _ in one.approved}
            for owner in sorted({one.organisation, one.to} - approved):
                due = days.due(one.time, DECIDE_DAYS)
                found.append(_due("inquiry-decide", owner, one, due, today))
        elif one.state == "approved":
            found.append(_due("inquiry-name", one.organisation, one, one.until, today))
    return found


def _due(kind: str, owner: str, one: Inquiry, due: str, today: str) -> Due:
    to = () if owner == one.organisation else (one.organisation,)
    return Due(kind, owner, None, "inquiry", one.inquiry, one.index, one.time, due, due < today, one.ground, 1, to)


def _one(said: list[Entry], today: str) -> Inquiry:
    first, d = said[0], said[0].data
    decided = [e for e in said[1:] if e.type == DECIDED]
    approved = [e for e in journal.standing(decided) if e.data["decision"] == "approve"]
    refused = next((e.time for e in decided if e.data["decision"] == "refuse"), None)
    shown = next((e.time for e in said if e.type == ANSWERED), None)
    until = days.due(first.time, DAYS)
    return Inquiry(
        first.matter, first.index, first.time, first.organisation, d["unit"], d["to"], d["holding"],
        d["lines"][0][0], d["statement"], d["ground"], tuple((e.organisation, e.time) for e in approved), refused,
        shown, until, _state(first, [e.organisation for e in approved], refused, shown, until < today), d["by"],
    )  # fmt: skip


def _state(first: Entry, approved: list[str], refused: str | None, shown: str | None, late: bool) -> State:
    if shown:
        return "shown"
    if refused:
        return "refused"
    if first.retracted or late:
        return "over"
    return "approved" if enough(first.data["to"], approved) else "waiting"
