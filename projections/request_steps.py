"""The clock of each organisation that was asked, and the steps of a request in their order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ledger.matters.request import YES, Request
from ledger.statements.request_terms import AskedBy, Channel, Decision, RequestKind
from ledger.statutory import STATUTE, Limit, here, is_late
from projections.journal import Entry

#: Step → (organisation, working days after the request came), as a protocol in force has it.
Agreed = dict[str, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Clock:
    """How long one organisation has. Dates are ISO days in New Zealand. ``until``: a day to which it was extended,
    ``extends``: whether that notice counts. ``late``: there is no decision and the day has passed (a deemed refusal),
    or it came after it. ``days``: working days taken, so far where nothing is decided."""

    organisation: str
    received: str
    due: str
    rule: str
    until: str | None
    extends: bool | None
    decision: str | None
    grounds: tuple[str, ...]
    decided: str | None
    decided_at: int | None
    late: bool
    days: int

    @property
    def limit(self) -> str:
        """The day that counts: the first limit, or the day to which a good notice moved it."""
        return self.until if self.until and self.extends else self.due


@dataclass(frozen=True, slots=True)
class Stage:
    """One step. ``owner`` does it; ``done``: the statement's index; ``on``: the day; ``result``: of a check, for
    staff; ``late``: done after its day, or still to be done and its day is over."""

    step: str
    owner: str
    due: str
    rule: str
    done: int | None = None
    on: str | None = None
    by: str | None = None
    result: str | None = None
    late: bool = False


def clock(said: list[Entry], organisation: str, today: str) -> Clock:
    """``said``: the statements of the request that stand; ``today``: an ISO day."""
    kind, received = said[0].data["kind"], _received(said, organisation)
    due = STATUTE.due(kind, received)
    extension = _last(said, "request.extended", organisation)
    until, extends = None, None
    if extension is not None:
        e = extension.data
        until = e["until"]
        day = date.fromisoformat(until)
        extends = STATUTE.extends(kind, received, extension.time, day, e["ground"], told=e["told"])
    decision = _last(said, "request.decided", organisation)
    limit = date.fromisoformat(until) if until and extends else due
    on = here(decision.time) if decision else date.fromisoformat(today)
    return Clock(
        organisation, received.isoformat(), due.isoformat(), STATUTE.rule(kind), until, extends,
        decision.data["decision"] if decision else None, tuple(decision.data.get("grounds", ())) if decision else (),
        on.isoformat() if decision else None, decision.index if decision else None, is_late(limit, on),
        STATUTE.working_days.between(received, on),
    )  # fmt: skip


def _received(said: list[Entry], organisation: str) -> date:
    """The day on which it came to an organisation: when it was made, or when it was passed on to it."""
    made = said[0]
    came = next((e for e in said if e.type == "request.transferred" and e.data["to"] == organisation), made)
    electronic = came is not made or made.data["channel"] == Channel.ELECTRONIC
    return STATUTE.received(came.time, electronic=electronic)


def stages(
    said: list[Entry],
    request: Request,
    clocks: tuple[Clock, ...],
    agreed: Agreed,
    corrected: dict[str, tuple[int, str]],
) -> Iterator[Stage]:
    """The steps in order. ``corrected``: organisation → (index, time) of what it put right for this request."""
    to, first = request.to, clocks[0]
    received = _received(said[:1], to)

    def stage(step: str, owner: str, due: str, rule: str, entry: Entry | None, result: str | None = None) -> Stage:
        if step in agreed:
            owner, days = agreed[step]
            due = (STATUTE.working_days.after(received, days) if days else received).isoformat()
            rule = "protocol"
        if entry is None:
            return Stage(step, owner, due, rule)
        return Stage(step, owner, due, rule, entry.index, here(entry.time).isoformat(), entry.organisation, result)

    for check in request.needed():
        entry = next((e for e in reversed(said) if e.type == "request.checked" and e.data["check"] == check), None)
        yield stage(check, to, first.limit, first.rule, entry, entry.data["result"] if entry else None)
    others = [clock for clock in clocks if clock.organisation != to]
    copies = {e.data["of"]: e for e in said if e.type == "request.supplied"}
    fetching = request.kind == RequestKind.ACCESS and bool(others)
    if fetching or request.by != AskedBy.SELF:
        yield stage("authority", to, first.limit, "nz-pa2020:s57", _last(said, "authority.recorded"))
    for moved in (e for e in said if e.type == "request.transferred"):  # whoever was late with it stays so
        due = STATUTE.due(Limit.TRANSFER, _received(said[: said.index(moved)], moved.organisation)).isoformat()
        yield stage("transfer", moved.organisation, due, STATUTE.rule(Limit.TRANSFER), moved)
    for c in clocks:
        entry = _last(said, "request.decided", c.organisation)
        found = stage("decide", c.organisation, c.limit, c.rule, entry)
        # Whatever a protocol says of who decides, each decides about what it holds itself.
        yield Stage("decide", c.organisation, min(found.due, c.limit), found.rule, found.done, found.on, found.by)
    for c in clocks:
        if request.kind == RequestKind.ACCESS and c.decision in YES:
            yield stage("supply", to, c.limit, "nz-pa2020:IPP6", copies.get(c.organisation))
        if request.kind == RequestKind.CORRECTION and c.decision in YES:
            done = corrected.get(c.organisation)
            put_right = Stage("correct", c.organisation, c.limit, "nz-pa2020:IPP7")
            if done is not None:
                put_right = Stage(
                    "correct", c.organisation, c.limit, "nz-pa2020:IPP7", done[0], here(done[1]).isoformat(),
                    c.organisation,
                )  # fmt: skip
            yield put_right
        if c.decision not in (None, Decision.GRANTED):
            yield from _attachments(said, c)
    closed = next((e for e in said if e.type == "request.closed"), None)
    yield stage("close", to, max(c.limit for c in clocks), "nz-pa2020:IPP6", closed)


def _attachments(said: list[Entry], c: Clock) -> Iterator[Stage]:
    for stated in (e for e in said if e.type == "correction.stated"):
        due = STATUTE.due(Limit.ATTACH, here(stated.time)).isoformat()
        rule = STATUTE.rule(Limit.ATTACH)
        entry = next(
            (
                e for e in said
                if e.type == "correction.attached" and e.organisation == c.organisation
                and e.data["statement"] == stated.digest
            ),
            None,
        )  # fmt: skip
        if entry is None:
            yield Stage("attach", c.organisation, due, rule)
        else:
            day = here(entry.time).isoformat()
            yield Stage("attach", c.organisation, due, rule, entry.index, day, entry.organisation)


def _last(said: list[Entry], type: str, organisation: str | None = None) -> Entry | None:
    found = (e for e in reversed(said) if e.type == type and organisation in (None, e.organisation))
    return next(found, None)
