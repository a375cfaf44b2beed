"""Who, and which parts, are held from the next transfer, and what was sent all the same."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection, select

from ledger.vocabulary import HELD_BASES
from projections import journal, withheld
from projections.choices import Choice
from projections.journal import Entry
from projections.tables import act, holding, member, transfer

TYPES = ("hold.placed", "hold.lifted")


@dataclass(frozen=True, slots=True)
class Against:
    """A transfer that went against a hold or a choice: the parts that should have stayed back. ``held``: the family
    side does not know of the transfer."""

    transfer: str
    index: int
    time: str
    to_organisation: str
    to_unit: str
    parts: tuple[str, ...]
    held: bool


@dataclass(frozen=True, slots=True)
class Hold:
    """``parts`` empty: everything; ``to_unit`` None: from every transfer; ``lifted`` is when it ended."""

    hold: str
    index: int
    time: str
    organisation: str
    holding: str
    line: int
    parts: tuple[str, ...]
    to_unit: str | None
    reason: str
    review: str | None
    lifted: str | None
    against: tuple[Against, ...]


def of_placed(connection: Connection, placed: Iterable[Entry]) -> list[Hold]:
    """The whole of the holds that these statements began, newest first; those taken back are left out."""
    said = [entry for one in placed for entry in journal.of(connection, one.matter)]
    ordered = sorted(journal.standing(said), key=lambda e: (e.matter, e.index))
    found = [_hold(connection, list(of)) for _, of in groupby(ordered, key=lambda e: e.matter)]
    return sorted(filter(None, found), key=lambda one: -one.index)


def of_organisation(connection: Connection, organisation: str) -> list[Hold]:
    """Those that an organisation placed."""
    placed = journal.among(connection, organisation, "hold.placed")
    return of_placed(connection, [e for e in placed if e.organisation == organisation])


def against_choice(connection: Connection, choice: Choice) -> tuple[Against, ...]:
    """What was sent against the person's last word, until somebody said that it was not possible to heed it."""
    last = choice.minds[-1]
    if last.answer not in ("some", "no") or choice.result == "not_possible":
        return ()
    about = Wanted(choice.holding, choice.line, frozenset(last.parts), choice.to_unit, choice.purpose)
    return _against(connection, about, last.index, None)


class Wanted(NamedTuple):
    """What stays back: a line, these parts of it (none: all), from this unit, for this purpose (None: any)."""

    holding: str
    line: int
    parts: frozenset[str]
    to_unit: str | None
    purpose: str | None


def _hold(connection: Connection, said: list[Entry]) -> Hold | None:
    placed, d = said[0], said[0].data
    if placed.type != "hold.placed":
        return None
    lifted = next((e for e in said if e.type == "hold.lifted"), None)
    line, parts = d["lines"][0][0], tuple(d.get("parts", ()))
    about = Wanted(d["holding"], line, frozenset(parts), d.get("to_unit"), None)
    against = _against(connection, about, placed.index, lifted.index if lifted else None)
    return Hold(
        placed.matter, placed.index, placed.time, placed.organisation, d["holding"], line, parts, d.get("to_unit"),
        d["reason"], d.get("review"), lifted.time if lifted else None, against,
    )  # fmt: skip


def _against(connection: Connection, wanted: Wanted, after: int, before: int | None) -> tuple[Against, ...]:
    """What the register's holder sent of a person between two places in the log."""
    query = (
        select(transfer, act.c.basis, act.c.safety_sensitive, member.c.held, member.c.line)
        .join(act, act.c.idx == transfer.c.idx)
        .join(member, member.c.holding == transfer.c.holding)
        .join(holding, holding.c.id == member.c.root_holding)
        .where(member.c.root_holding == wanted.holding, member.c.root_line == wanted.line)
        .where(transfer.c.organisation == holding.c.organisation, transfer.c.idx > after, act.c.retracted.is_(None))
        .order_by(transfer.c.idx)
    )
    if before is not None:
        query = query.where(transfer.c.idx < before)
    if wanted.to_unit is not None:
        query = query.where(transfer.c.to_unit == wanted.to_unit)
    if wanted.purpose is not None:
        query = query.where(transfer.c.purpose == wanted.purpose)
    kept = withheld.from_people(connection, [(wanted.holding, wanted.line)])
    found: dict[str, Against] = {}
    for row in connection.execute(query):
        sent = tuple(part for part in json.loads(row.parts) if not wanted.parts or part in wanted.parts)
        if sent:
            held = bool(row.held or row.safety_sensitive or row.basis in HELD_BASES)
            held = held or kept.has((wanted.holding, wanted.line), row.idx, (row.holding, row.line))
            found[row.id] = Against(row.id, row.idx, row.time, row.to_organisation, row.to_unit, sent, held)
    return tuple(found.values())
