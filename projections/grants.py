"""Grants to learn by doing: what a provider's member of staff may open in an evaluation, until when, and did open."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from projections import days, journal
from projections.due import Due
from projections.journal import Entry
from projections.tables import act, act_named, touch

#: Days in which a provider accepts for its member of staff (rules version 1).
ACCEPT_DAYS = 20
TYPES = ("grant.given", "grant.accepted", "grant.ended")


class State(StrEnum):
    OFFERED = "offered"
    NOT_BEGUN = "not_begun"
    IN_FORCE = "in_force"
    RUN_OUT = "run_out"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Opening:
    """An opening that names the grant; ``flags`` as in every trail that it is in."""

    index: int
    time: str
    parts: tuple[str, ...]
    people: int
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grant:
    """``training``: the meeting at which they were trained; ``ended``: why, if it was ended before its day."""

    grant: str
    index: int
    digest: str
    time: str
    recorded: str
    organisation: str
    unit: str
    to: str
    programme: str
    training: str | None
    holdings: tuple[str, ...]
    parts: tuple[str, ...]
    purpose: str
    starts: str
    ends: str
    state: State
    ended: str | None
    openings: tuple[Opening, ...]


def folded(connection: Connection, entries: Iterable[Entry], today: str) -> list[Grant]:
    """The grants among these statements, oldest first, with what was opened under them."""
    found = [said for said in journal.by_matter(entries) if said[0].type == "grant.given"]
    return [_grant(connection, said, today) for said in found]


def about(connection: Connection, programme: str, today: str) -> list[Grant]:
    """The grants for a programme."""
    matters = dict.fromkeys(e.matter for e in journal.mentioning(connection, programme, "grant.given"))
    entries = [entry for matter in matters for entry in journal.of(connection, matter)]
    return folded(connection, entries, today)


def duties(connection: Connection, today: str) -> list[Due]:
    """Grants that the provider has not accepted."""
    found = []
    for one in folded(connection, journal.every(connection, *TYPES), today):
        if one.state is State.OFFERED:
            due = days.due(one.time, ACCEPT_DAYS)
            found.append(
                Due(
                    "grant", one.to, None, "grant", one.grant, one.index, one.time, due, due < today,
                    "dpup:working-together", to=(one.organisation,),
                )
            )  # fmt: skip
    return found


def _grant(connection: Connection, said: list[Entry], today: str) -> Grant:
    given, d = said[0], said[0].data
    ended = next((e.data["reason"] for e in said if e.type == "grant.ended"), None)
    if ended:
        state = State.ENDED
    elif not any(e.type == "grant.accepted" for e in said):
        state = State.OFFERED
    elif today < d["starts"]:
        state = State.NOT_BEGUN
    else:
        state = State.IN_FORCE if today <= d["ends"] else State.RUN_OUT
    return Grant(
        given.matter, given.index, given.digest, given.time, given.recorded, given.organisation, d["unit"], d["to"],
        d["programme"], d.get("training"), tuple(d["holdings"]), tuple(d["parts"]), d["purpose"], d["starts"],
        d["ends"], state, ended, _openings(connection, given.matter),
    )  # fmt: skip


def _openings(connection: Connection, grant: str) -> tuple[Opening, ...]:
    rows = connection.execute(
        select(act)
        .join(act_named, act_named.c.idx == act.c.idx)
        .where(act_named.c.ref == grant, act.c.retracted.is_(None))
        .order_by(act.c.idx)
    ).all()
    found = []
    for row in rows:
        parts = connection.scalars(select(touch.c.parts).where(touch.c.act == row.idx))
        named = tuple(dict.fromkeys(part for text in parts for part in json.loads(text)))
        found.append(Opening(row.idx, row.time, named, row.people, tuple(row.flags.split())))
    return tuple(found)
