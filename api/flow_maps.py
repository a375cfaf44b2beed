"""What flows where: as agreed and as sent, on any day; before sending, and before using."""

import json
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel, Field
from sqlalchemy import Connection, select

from api import speaking
from api.matters import may_read, roots, words
from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from ledger.problems import Problem
from ledger.statements.terms import Date, Uuid
from ledger.vocabulary import Part, Purpose
from projections import (
    days,
    flow_map,
    journal,
    matching,
    may_use,
    quarterly,
    schedules,
    streams,
    studies,
    succession,
    withheld,
)
from projections.asking import today
from projections.family import as_of_signs
from projections.onward import sent_on
from projections.policy import UNITS, Kind, Question, Viewer
from projections.tables import act, derivation, holding, transfer

router = APIRouter(prefix="/api", tags=["flows"])


class File(BaseModel):
    """A file that is about to be sent: its column names and how many rows it has, and nothing else of it."""

    agreement: Uuid
    line: Annotated[int, Field(ge=1, le=1_000)]
    columns: Annotated[list[Annotated[str, Field(max_length=100)]], Field(min_length=1, max_length=200)]
    rows: Annotated[int, Field(ge=0, le=10_000_000)]


class Again(BaseModel):
    """The next submission under a line, made like the last one: of the ``same`` people, or of ``all`` on the register.

    ``columns`` and ``rows``, where there is a file: it is checked first, and what it does not have is not said to be
    sent. The first submission under a line is of all.
    """

    agreement: Uuid
    line: Annotated[int, Field(ge=1, le=1_000)]
    people: Literal["same", "all"] = "same"
    columns: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=200)] = []
    rows: Annotated[int, Field(ge=0, le=10_000_000)] | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """``words``: index of a version → its prose."""

    study: studies.Study
    words: dict[int, dict[str, str]]


def flows(signed: SignedIn, day: str | None = None) -> flow_map.FlowMap:
    """What flowed where on a day, as far as it is the viewer's; today where no day is given."""
    ask(signed, Question.FLOWS)
    viewer = signed.viewer
    with fresh(signed.site).views.connect() as connection:
        if viewer.kind is Kind.PERSON:
            return _to_person(connection, signed, day)
        day = day or today(connection)
        if viewer.kind is Kind.AUDITOR:
            return flow_map.flow_map(connection, day)
        organisation = _organisation(signed)
        unit = viewer.unit if viewer.kind in UNITS else None
        further = sent_on(connection, organisation, viewer)
        return flow_map.flow_map(connection, day, organisations={organisation}, unit=unit, onward=further)


def _to_person(connection: Connection, signed: SignedIn, day: str | None) -> flow_map.FlowMap:
    """A person's. Without a day it is that of the latest sign of life or sending shown, not of the last tick:
    what is kept back may have caused that (decision 0006)."""
    organisation, kept = _organisation(signed), withheld.from_people(connection, roots(signed))
    further = sent_on(connection, organisation, signed.viewer, kept)

    def on(day: str) -> flow_map.FlowMap:
        return flow_map.flow_map(
            connection, day, organisations={organisation}, family=True, kept=kept, onward=further
        )  # fmt: skip

    if day is None:
        every = on("9999-12-31")
        times = [as_of_signs(connection), *(sent.last for sent in (*every.sent, *every.onward))]
        day = max((days.day(time).isoformat() for time in times if time), default="")
    return on(day)


def matches(signed: SignedIn) -> matching.Matches:
    """The viewer's organisation's transfers, or those to its unit, against the agreements."""
    viewer = _staff(signed)
    with fresh(signed.site).views.connect() as connection:
        if viewer.kind is Kind.AUDITOR:
            return matching.matches(connection)
        if viewer.kind in UNITS:
            return matching.matches(connection, units=succession.all_of(connection, viewer.unit or ""))
        return matching.matches(connection, sender=viewer.organisation)


def matched(signed: SignedIn, transfer_id: str) -> matching.Match | None:
    """One transfer against the agreements, for whoever was shown it; None where it was taken back."""
    with signed.site.views.connect() as connection:
        found = matching.matches(connection, transfer_id=transfer_id).matches
    return found[0] if found else None


def received_as(signed: SignedIn, transfer_id: str) -> str:
    """The digest of the statement by which its recipient signed for a transfer, for whoever was shown it; "" before."""
    query = (
        select(act.c.digest).join(transfer, transfer.c.received_idx == act.c.idx).where(transfer.c.id == transfer_id)
    )
    with signed.site.views.connect() as connection:
        return connection.scalar(query) or ""


def promised(signed: SignedIn) -> list[quarterly.Promised]:
    """Each period's submission: sent, confirmed, late, missing, coming."""
    viewer = _staff(signed)
    with fresh(signed.site).views.connect() as connection:
        found = quarterly.promised(connection, today(connection))
        if viewer.kind is Kind.AUDITOR:
            return found
        if viewer.kind in UNITS:
            return [one for one in found if one.to_unit == viewer.unit]
        mine = {
            line.agreement
            for day in {one.period_from for one in found}
            for line in schedules.in_force(connection, day)
            if viewer.organisation in line.parties
        }
    return [one for one in found if one.agreement in mine]


def stream(signed: SignedIn) -> streams.Stream:
    """The viewer's own unit's stream; another's is nobody's to ask for."""
    ask(signed, Question.FLOWS)
    if signed.viewer.unit is None or signed.viewer.kind not in UNITS:
        raise Problem("not-found")
    with fresh(signed.site).views.connect() as connection:
        return streams.stream(connection, signed.viewer.unit)


def crossings(signed: SignedIn) -> list[streams.Crossing]:
    """Tries to take from another unit's stream, refused or not, as far as they concern the viewer."""
    _staff(signed)
    with fresh(signed.site).views.connect() as connection:
        return streams.crossings(connection, signed.viewer)


def lines(signed: SignedIn) -> list[schedules.Line]:
    """The lines in force today under which the viewer's organisation sends something."""
    viewer = _staff(signed)
    with fresh(signed.site).views.connect() as connection:
        found = schedules.in_force(connection, today(connection))
    return [line for line in found if viewer.organisation in line.senders]


def check(signed: SignedIn, file: File) -> matching.Checked:
    """Column names against a schedule line. Nothing is kept and nothing is logged. Raises Problem."""
    line = next((x for x in lines(signed) if (x.agreement, x.line) == (file.agreement, file.line)), None)
    if line is None:
        raise Problem("not-found")
    return matching.check(line, file.columns, file.rows)


def send_again(signed: SignedIn, again: Again) -> str:
    """States the next submission, made like the last; returns its transfer. Raises Problem."""
    line = next((x for x in lines(signed) if (x.agreement, x.line) == (again.agreement, again.line)), None)
    if line is None:
        raise Problem("not-found")
    found = matching.check(line, again.columns, again.rows or 0)
    if again.columns and not found.ready:
        raise Problem("bad-request", "body.columns", [("columns", "take out what is not in the agreement first")])
    with fresh(signed.site).views.connect() as connection:
        organisation = signed.viewer.organisation or ""
        day = today(connection)
        asked = (again.agreement, again.line, organisation, None)
        waiting = [
            one
            for one in quarterly.promised(connection, day)
            if one.period_to < day and (one.agreement, one.line, one.sender, one.transfer) == asked
        ]
        data = _like_last(connection, line, organisation, again.people)
    if not waiting:
        raise Problem("bad-request", "body.line", [("line", "nothing is due under this line now")])
    following = waiting[0]
    if again.rows is not None and again.rows != data["lines"]:
        raise Problem(
            "bad-request", "body.rows", [("rows", f"is not the {data['lines']} people that you say are in it")]
        )
    if again.columns:
        data["parts"] = [part for part in line.parts if part not in found.missing]
    data |= {"period_from": following.period_from, "period_to": following.period_to, "due": following.due}
    speaking.say(signed, "information.transferred.v1", data | {"unit": signed.viewer.unit})
    return str(data["transfer"])


def may_i(
    signed: SignedIn, holding_id: str, purpose: str, parts: list[str], unit: str | None = None
) -> may_use.MayUse:  # fmt: skip
    """May the viewer's unit use this for that? A provider or an auditor may ask it of any unit of the holder's."""
    viewer = _staff(signed)
    with fresh(signed.site).views.connect() as connection:
        held = connection.execute(holding.select().where(holding.c.id == holding_id)).first()
        asker = viewer.unit if viewer.kind in UNITS else unit or (held.unit if held else None)
        found = may_use.may_use(
            connection, holding=holding_id, unit=asker or "", purpose=purpose, parts=parts, today=today(connection)
        )  # fmt: skip
        concerned = held is not None and viewer.organisation in (held.organisation, *found.ask)
    if held is None or not (concerned or viewer.kind is Kind.AUDITOR):
        raise Problem("not-found")
    return found


def all_studies(signed: SignedIn) -> list[Study]:
    """The studies that the viewer works on, or whose people's information is in them."""
    ask(signed, Question.MATTERS)
    viewer = signed.viewer
    if viewer.kind is Kind.PERSON:
        raise Problem("not-found")
    with fresh(signed.site).views.connect() as connection:
        if viewer.kind is Kind.AUDITOR:
            found = studies.folded(connection, journal.every(connection, "study.planned"))
        else:
            found = studies.folded(connection, journal.among(connection, viewer.organisation or "", "study.planned"))
        told = []
        for one in found:
            entries = journal.of(connection, one.matter)
            if may_read(connection, signed, entries):
                silent = viewer.kind is Kind.AUDITOR
                stand = () if silent else journal.standing(entries)
                said = {e.index: words(signed.site, e.digest) for e in stand}
                told.append(Study(one, said))
        return told


def _organisation(signed: SignedIn) -> str:
    """A person's is their provider's."""
    return signed.viewer.organisation or str(signed.identity.get("organisation") or "")


def _staff(signed: SignedIn) -> Viewer:
    ask(signed, Question.FLOWS)
    if signed.viewer.kind is Kind.PERSON:
        raise Problem("not-found")
    return signed.viewer


def _like_last(connection: Connection, line: schedules.Line, sender: str, people: str) -> dict[str, Any]:
    """The data of a transfer made like the newest one under a line. Raises Problem where there is none."""
    last = connection.execute(
        select(transfer, act.c.basis)
        .join(act, act.c.idx == transfer.c.idx)
        .where(
            transfer.c.organisation == sender, act.c.agreement == line.agreement, act.c.schedule_line == line.line,
            act.c.retracted.is_(None), transfer.c.holding.is_not(None),
        )
        .order_by(transfer.c.idx.desc())
    ).first()  # fmt: skip
    if last is None and people == "same":
        raise Problem("bad-request", "body.line", [("line", "nothing was sent under it yet: the first one is of all")])
    if last is None:
        registers = select(holding.c.id.label("source")).where(
            holding.c.organisation == sender, holding.c.kind == "register"
        )
        derived, count = _derived(connection, connection.execute(registers.order_by(holding.c.idx)).all(), 0, people)
        return _transfer(line, derived, count)
    made_of = connection.execute(
        select(derivation).where(derivation.c.holding == last.holding).order_by(derivation.c.n)
    ).all()
    return _transfer(line, *_derived(connection, made_of, last.lines, people))


def _transfer(line: schedules.Line, derived: list[dict[str, Any]], count: int) -> dict[str, Any]:
    if not count:
        raise Problem("bad-request", "body.people", [("people", "nobody is on your list yet")])
    ref = {"agreement": line.agreement, "version": line.version, "line": line.line}
    return {
        "transfer": str(uuid4()), "to_unit": line.to_unit, "holding": str(uuid4()), "derived": derived, "lines": count,
        "parts": list(line.parts), "why": {"purpose": line.purpose, "basis": line.basis, "agreement": ref},
    }  # fmt: skip


def _derived(
    connection: Connection, made_of: Any, lines_before: int, people: str
) -> tuple[list[dict[str, Any]], int]:  # fmt: skip
    if people == "same":
        return [{"source": row.source, "mapping": json.loads(row.mapping)} for row in made_of], lines_before
    derived, count = [], 0
    for source in dict.fromkeys(row.source for row in made_of):
        known = connection.execute(holding.select().where(holding.c.id == source)).first()
        if known is not None and known.lines:
            derived.append({"source": source, "mapping": [[1, known.lines, count + 1]]})
            count += known.lines
    return derived, count


@router.get("/flows")
def read_flows(signed: Viewing, day: Annotated[Date | None, Query()] = None) -> flow_map.FlowMap:
    """The flow map as it stood on a day: what was agreed then, and what had been sent."""
    return flows(signed, day)


@router.get("/flows/matches")
def read_matches(signed: Viewing) -> matching.Matches:
    """Which schedule line and purpose each transfer matched, and how many did not."""
    return matches(signed)


@router.get("/flows/promised")
def read_promised(signed: Viewing) -> list[quarterly.Promised]:
    """What agreements promise for each period, and what became of it."""
    return promised(signed)


@router.get("/flows/stream")
def read_stream(signed: Viewing) -> streams.Stream:
    """What came to the viewer's own unit, and what it did with it."""
    return stream(signed)


@router.get("/flows/crossings")
def read_crossings(signed: Viewing) -> list[streams.Crossing]:
    """Tries to take from another unit's stream: refused by which system, or done all the same."""
    return crossings(signed)


@router.post("/flows/check")
def check_file(signed: Viewing, file: Annotated[File, Body()]) -> matching.Checked:
    """What must come out of a file before it is sent. Send column names and a number of rows, never the file."""
    return check(signed, file)


@router.post("/flows/same-again", status_code=201)
def send_same_again(signed: Viewing, again: Annotated[Again, Body()]) -> dict[str, str]:
    """States that the next period's submission was sent, like the last one."""
    return {"transfer": send_again(signed, again)}


@router.get("/flows/may-use")
def read_may_use(
    signed: Viewing, holding: Annotated[Uuid, Query()], purpose: Annotated[Purpose, Query()],
    part: Annotated[list[Part], Query(min_length=1, max_length=30)], unit: Annotated[Uuid | None, Query()] = None,
) -> may_use.MayUse:  # fmt: skip
    """May this be used for that? Yes, no or ask, with the schedule line, before anybody does."""
    return may_i(signed, holding, purpose, list(part), unit)


@router.get("/studies")
def read_studies(signed: Viewing) -> list[Study]:
    """Studies: data sets, methods, versions, and who has opened what."""
    return all_studies(signed)
