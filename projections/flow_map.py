"""What flows where, as it stood on a day: the schedule lines in force then, and what had been sent under each."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from ledger.vocabulary import HELD_BASES
from projections import days, schedules, succession
from projections.schedules import Line
from projections.tables import act, organisation, transfer
from projections.withheld import NOTHING, Withheld


@dataclass(frozen=True, slots=True)
class Sent:
    """What one sender had sent to one unit under one line, or under none: how often, last when, and how often it broke
    the agreement."""

    organisation: str
    to_unit: str
    agreement: str | None
    line: int | None
    to_organisation: str
    times: int
    last: str
    outside: int


@dataclass(frozen=True, slots=True)
class FlowMap:
    """``onward``: what others sent on of it, which is under agreements of theirs."""

    day: str
    lines: tuple[Line, ...]
    sent: tuple[Sent, ...]
    onward: tuple[Sent, ...]


def flow_map(
    connection: Connection, day: str, *, organisations: Collection[str] | None = None, unit: str | None = None,
    family: bool = False, kept: Withheld = NOTHING, onward: Collection[int] = (),
) -> FlowMap:  # fmt: skip
    """``organisations``: only lines that one of them is a party to and what it sent or got, or all; ``unit``: only what
    goes to this one. ``family``: without what is held from the family side (LAW "Safety"), and without what is ``kept``
    from who asks. ``onward``: the indexes of the transfers by others that are shown too."""
    acts, places = {index for *_, index in kept.acts}, {holding for *_, holding, _ in kept.places}
    sensitive = set(connection.scalars(select(organisation.c.id).where(organisation.c.safety_sensitive == 1)))
    lines = []
    for line in schedules.in_force(connection, day):
        mine = organisations is None or not set(line.parties).isdisjoint(organisations)
        held = line.basis in HELD_BASES or not sensitive.isdisjoint(line.parties)
        if mine and unit in (None, line.to_unit) and not (family and held):
            lines.append(line)
    followed = succession.followers(connection)
    ours, theirs = (dict[tuple[str, str, str | None, int | None], Sent]() for _ in range(2))
    rows = connection.execute(
        select(transfer, act.c.agreement, act.c.schedule_line, act.c.flags, act.c.basis, act.c.safety_sensitive)
        .join(act, act.c.idx == transfer.c.idx)
        .where(act.c.retracted.is_(None))
        .order_by(transfer.c.time, transfer.c.idx)
    )
    for row in rows:
        to_unit = succession.now(followed, row.to_unit)
        mine = organisations is None or not {row.organisation, row.to_organisation}.isdisjoint(organisations)
        held = row.basis in HELD_BASES or bool(row.safety_sensitive) or row.idx in acts or row.holding in places
        if not (mine or row.idx in onward) or unit not in (None, to_unit) or (family and held):
            continue
        if days.day(row.time).isoformat() > day:
            continue
        found = ours if mine else theirs
        key = (row.organisation, to_unit, row.agreement, row.schedule_line)
        before = found.get(key)
        broke = int(not {"outside-schedule", "no-agreement", "agreement-not-in-force"}.isdisjoint(row.flags.split()))
        found[key] = Sent(
            *key,
            row.to_organisation,
            (before.times if before else 0) + 1,
            row.time,
            (before.outside if before else 0) + broke,
        )
    return FlowMap(day, tuple(lines), tuple(ours.values()), tuple(theirs.values()))
