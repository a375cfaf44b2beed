"""Requests for access and correction: where each one stands, whose turn it is, by when, and by which rule.

A request's clock runs for each organisation that was asked. A decision that is not there by its date counts as a
refusal; nothing has to be sent for that, it follows from the dates.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, select

from ledger.matters.matter import Step, project
from ledger.matters.request import Request
from ledger.statutory import here
from projections import journal, protocols
from projections.due import Due
from projections.journal import Entry
from projections.protocols import Deviation
from projections.request_steps import Clock, Stage, clock, stages
from projections.tables import act, holding, touch


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was given: ``of`` whose information; ``expired``: nothing of it is shown any more; ``marks``: the
    digest of the person's marks, the newest."""

    digest: str
    index: int
    time: str
    organisation: str
    of: str
    parts: tuple[str, ...]
    form: str
    handling: str
    explained: bool
    expires: str | None
    expired: bool
    marks: str | None


@dataclass(frozen=True, slots=True)
class Fetch:
    """An opening for this request. ``elsewhere``: of what another organisation holds; ``in_order``: the checks and the
    authority came first."""

    index: int
    time: str
    organisation: str
    of: str
    elsewhere: bool
    in_order: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of correction: its digest, the parts it is about, and who has attached it."""

    digest: str
    time: str
    parts: tuple[str, ...]
    attached: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request stands. ``state``: open, closed or withdrawn; ``ended``: when; ``next``: the first step that is
    not done; ``minutes``: of staff time, where it was recorded."""

    request: str
    index: int
    time: str
    kind: str
    voice: str
    by: str
    child: bool
    to: str
    organisations: tuple[str, ...]
    holding: str
    line: int
    parts: tuple[str, ...]
    channel: str
    protocol: tuple[str, int] | None
    state: str
    ended: str | None
    clocks: tuple[Clock, ...]
    stages: tuple[Stage, ...]
    next: Stage | None
    deviations: tuple[Deviation, ...]
    copies: tuple[Copy, ...]
    fetched: tuple[Fetch, ...]
    statements: tuple[Statement, ...]
    corrected: tuple[str, ...]
    helped: str | None
    minutes: int


def folded(connection: Connection, entries: Iterable[Entry], today: str) -> list[Standing]:
    """The requests among these statements as they stand on a day (ISO), newest first."""
    ordered = sorted((e for e in entries if e.noun == "request"), key=lambda e: (e.matter, e.index))
    found = []
    for _, said in groupby(ordered, key=lambda e: e.matter):
        standing = journal.standing(said)
        if standing and standing[0].type == "request.made":
            found.append(_standing(connection, standing, today))
    return sorted(found, key=lambda one: -one.index)


def one(connection: Connection, request: str, today: str) -> Standing | None:
    """One request, or None where there is none."""
    found = folded(connection, journal.of(connection, request), today)
    return found[0] if found else None


def every(connection: Connection, today: str) -> list[Standing]:
    """All of them; whoever calls this must scope it."""
    entries = journal.every(connection, "request.made")
    return [found for e in entries if (found := one(connection, e.matter, today)) is not None]


def duties(connection: Connection, today: str) -> list[Due]:
    """The next step of every open request, and every decision that is not there yet, whoever's turn it is."""
    return [due for r in every(connection, today) if r.state == "open" for due in _open(r, today)]


def _open(r: Standing, today: str) -> Iterator[Due]:
    for c in r.clocks:
        if c.decision is None:
            yield _due(r, "request-late" if c.late else "request-decide", c.organisation, c.limit, c.rule, today)
    for stage in _turn(r.stages):
        yield _due(r, f"request-{stage.step}", stage.owner, stage.due, stage.rule, today)


def _turn(steps: Iterable[Stage]) -> Iterator[Stage]:
    """Whose turn it is besides those who must decide: the next step, and every statement that is to be attached."""
    waiting = [stage for stage in steps if stage.done is None]
    for n, stage in enumerate(waiting):
        if stage.step != "decide" and (n == 0 or stage.step == "attach"):
            yield stage


def _due(r: Standing, kind: str, owner: str, due: str, rule: str, today: str) -> Due:
    to = (r.to,) if r.to != owner else ()
    kind = kind.replace("_", "-")
    return Due(kind, owner, None, "request", r.request, r.index, r.time, due, due < today, rule, people=1, to=to)


def _standing(connection: Connection, said: list[Entry], today: str) -> Standing:
    made, d = said[0], said[0].data
    matter = project(Request, (Step(f"{e.type}.v1", e.data, e.organisation, e.digest, e.time) for e in said))
    clocks = tuple(clock(said, organisation, today) for organisation in matter.asked)
    acts = _acts(connection, made.matter)
    corrected = {row.organisation: (row.idx, row.time) for row in acts if row.type == "information.corrected"}
    ref = d.get("protocol")
    agreed = protocols.agreed(connection, ref["protocol"], ref["version"]) if ref else []
    state = "withdrawn" if matter.withdrawn else "closed" if matter.closed else "open"
    now = today if state == "open" else ""
    steps = tuple(
        replace(stage, late=(stage.on or now) > stage.due)
        for stage in stages(said, matter, clocks, {step: (by, days) for step, by, days in agreed}, corrected)
    )
    ended = next((e.time for e in said if e.type in ("request.closed", "request.withdrawn")), None)
    helped = [e.data["helped"] for e in said if e.type == "feedback.given"]
    return Standing(
        made.matter, made.index, made.time, d["kind"], d["voice"], d["by"], d["child"], d["to"], tuple(matter.asked),
        d["holding"], d["lines"][0][0], tuple(d.get("parts", ())), d["channel"],
        (ref["protocol"], ref["version"]) if ref else None, state, ended, clocks, steps,
        next((stage for stage in steps if stage.done is None), None) if state == "open" else None,
        tuple(protocols.deviations(said, steps, agreed, closed=state == "closed")), tuple(_copies(said, today)),
        tuple(_fetch(row) for row in acts if row.type == "information.accessed"), tuple(_statements(said)),
        tuple(corrected), helped[-1] if helped else None, sum(e.data.get("minutes") or 0 for e in said),
    )  # fmt: skip


def _acts(connection: Connection, request: str) -> list[Row[Any]]:
    """What was opened and put right for a request, each with the holder of what it touched (``of``)."""
    query = (
        select(act.c.idx, act.c.type, act.c.time, act.c.organisation, act.c.flags, holding.c.organisation.label("of"))
        .join(touch, touch.c.act == act.c.idx)
        .join(holding, holding.c.id == touch.c.holding)
        .where(act.c.request == request, act.c.retracted.is_(None))
        .distinct()
        .order_by(act.c.idx)
    )
    return list(connection.execute(query))


def _fetch(row: Row[Any]) -> Fetch:
    elsewhere = row.of != row.organisation
    return Fetch(row.idx, row.time, row.organisation, row.of, elsewhere, "asked-without-check" not in row.flags.split())


def _copies(said: list[Entry], today: str) -> Iterator[Copy]:
    marks = {e.data["supplied"]: e.digest for e in said if e.type == "request.marked"}
    for e in said:
        if e.type == "request.supplied":
            d = e.data
            expires = d.get("expires")
            yield Copy(
                e.digest, e.index, e.time, e.organisation, d["of"], tuple(d["parts"]), d["form"], d["handling"],
                d["explained"], expires, expires is not None and expires < today, marks.get(e.digest),
            )  # fmt: skip


def _statements(said: list[Entry]) -> Iterator[Statement]:
    for e in said:
        if e.type == "correction.stated":
            attached = (a for a in said if a.type == "correction.attached" and a.data["statement"] == e.digest)
            yield Statement(e.digest, e.time, tuple(e.data["parts"]), tuple(a.organisation for a in attached))


def today(as_of: str) -> str:
    """The ISO day in New Zealand of an answer's as-of time; the first day there is where nothing was recorded."""
    return here(as_of).isoformat() if as_of else "0001-01-01"
