"""What flows where about the people on a register, and who has been told so.

Only what the family side may know counts here: what is held from it is nothing that a family can be told.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from ledger.vocabulary import HELD_BASES
from projections import days, destroyed, journal, notices, small_cells, withheld
from projections.due import Due
from projections.notices import Giving, Told, Version
from projections.tables import act, holding, member, transfer

#: Days after a new flow in which people are told of it (rules version 1).
TELL_DAYS = 20


@dataclass(frozen=True, slots=True)
class Flow:
    """What an organisation sent to a unit for a purpose: ``since`` the first, ``last`` the newest time, ``times`` how
    often. ``organisation`` is the register's holder, or who passed it on."""

    organisation: str
    to_organisation: str
    to_unit: str
    purpose: str | None
    parts: tuple[str, ...]
    since: str
    last: str
    times: int


@dataclass(frozen=True, slots=True)
class State:
    """How far a person has been told. ``told``: ``told``, ``again`` (an older state), or ``never``; ``untold``: the
    flows, with the parts, that nobody told them of; ``last``: when they were last told anything."""

    line: int
    told: str
    flows: tuple[Flow, ...]
    untold: tuple[Flow, ...]
    last: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """People of a provider's registers who have been told what flows, and who have not, or not all of it.

    None where so few are one or the other that the number would tell who (``small_cells``). ``tenths``: how many
    tenths of them have been told, which is all that a Board reads: a number that it reads on two days tells of each one
    in between."""

    told: int | None
    not_told: int | None
    tenths: int | None


@dataclass(slots=True)
class _Sent:
    """Transfers of one kind: by whom, to whom, the index of the first, its time, the newest time, how many."""

    organisation: str
    to_organisation: str
    index: int
    since: str
    last: str
    times: int


def states(connection: Connection, register: str, lines: Iterable[int] | None = None) -> list[State]:
    """Of everybody on a register, or of these lines: what flows, and whether they know."""
    holder = connection.scalar(select(holding.c.organisation).where(holding.c.id == register)) or ""
    wanted = None if lines is None else set(lines)
    sent = _sent(connection, register, wanted)
    known, given = notices.of_register(connection, register, holder)
    tellings = _tellings(connection, register)
    return [_state(n, sent.get(n, {}), known, given, tellings) for n in _lines(connection, register, wanted)]


def count(connection: Connection, organisation: str) -> Count:
    """Over all registers of an organisation."""
    registers = select(holding.c.id).where(holding.c.organisation == organisation, holding.c.kind == "register")
    found = [one.told for id in connection.scalars(registers).all() for one in states(connection, id)]
    told = found.count("told")
    parts = small_cells.partition({"told": told, "not_told": len(found) - told}).parts
    return Count(parts["told"], parts["not_told"], small_cells.tenths(told, len(found)))


def duties(connection: Connection, today: str) -> list[Due]:
    """People who must be told what flows about them, or told again: one duty for each register."""
    found = []
    for register in connection.execute(select(holding).where(holding.c.kind == "register")).all():
        untold = [one for one in states(connection, register.id) if one.untold]
        if untold:
            since = min(flow.since for one in untold for flow in one.untold)
            due = days.due(since, TELL_DAYS)
            found.append(
                Due(
                    "tell-again", register.organisation, None, "telling", register.id, register.idx, since, due,
                    due < today, "tell-what-flows", len(untold),
                )
            )  # fmt: skip
    return found


def _lines(connection: Connection, register: str, wanted: set[int] | None) -> list[int]:
    """Those of the register who are known openly, and whose line was not destroyed."""
    own = (member.c.root_holding == register, member.c.holding == register, member.c.line == member.c.root_line)
    gone = destroyed.lines(connection, register)
    found = connection.scalars(select(member.c.line).where(*own, member.c.held == 0).order_by(member.c.line))
    return [n for n in found if n not in gone and (wanted is None or n in wanted)]


def _sent(connection: Connection, register: str, wanted: set[int] | None) -> dict[int, dict[Told, _Sent]]:
    """Line → what was sent of it, on any way that is open to the family side."""
    kind = (
        member.c.root_line, transfer.c.organisation, transfer.c.to_organisation, transfer.c.to_unit,
        transfer.c.purpose, transfer.c.parts,
    )  # fmt: skip
    query = (
        select(
            *kind, func.min(transfer.c.idx), func.min(transfer.c.time), func.max(transfer.c.time), func.count(),
        )
        .join(act, act.c.idx == transfer.c.idx)
        .join(member, member.c.holding == transfer.c.holding)
        .where(member.c.root_holding == register, member.c.held == 0, act.c.retracted.is_(None))
        .where(act.c.safety_sensitive == 0, or_(act.c.basis.is_(None), act.c.basis.not_in(sorted(HELD_BASES))))
        .where(*withheld.from_everybody(connection).open_only())
        .group_by(*kind)
    )  # fmt: skip
    if wanted is not None:
        query = query.where(member.c.root_line.in_(sorted(wanted)))
    found: dict[int, dict[Told, _Sent]] = defaultdict(dict)
    for line, by, to, unit, purpose, parts, index, since, last, times in connection.execute(query):
        for part in json.loads(parts):
            known = found[line].get((unit, purpose, part))
            if known is None:
                found[line][unit, purpose, part] = _Sent(by, to, index, since, last, times)
            else:
                known.index, known.times = min(known.index, index), known.times + times
                known.since, known.last = min(known.since, since), max(known.last, last)
    return found


def _tellings(connection: Connection, register: str) -> list[journal.Entry]:
    """What the holder told people of the register about flows, beyond a notice."""
    every = journal.standing(journal.every(connection, "telling.given"))
    return [e for e in every if e.data["holding"] == register and e.data["about"] == "flows"]


def _state(
    line: int, sent: dict[Told, _Sent], known: dict[tuple[str, int], Version], given: list[Giving],
    tellings: list[journal.Entry],
) -> State:  # fmt: skip
    mine = [one for one in given if one.covers(line)]
    spoken = [e for e in tellings if e.data["lines"] == "all" or any(a <= line <= b for a, b in e.data["lines"])]
    tells = frozenset().union(*(v.tells for one in mine if (v := known.get((one.notice, one.version)))))
    upto = max((e.index for e in spoken), default=-1)
    untold = {told: s for told, s in sent.items() if told not in tells and s.index > upto}
    last = max([*(one.time for one in mine), *(e.time for e in spoken)], default=None)
    told = "never" if last is None else "again" if untold else "told"
    return State(line, told, _flows(sent), _flows(untold), last)


def _flows(sent: dict[Told, _Sent]) -> tuple[Flow, ...]:
    """One flow for each unit and purpose, the newest first."""
    together: dict[tuple[str, str | None], dict[str, _Sent]] = defaultdict(dict)
    for (unit, purpose, part), s in sent.items():
        together[unit, purpose][part] = s
    found = [
        Flow(
            first.organisation, first.to_organisation, unit, purpose, tuple(sorted(of)),
            min(s.since for s in of.values()), max(s.last for s in of.values()), max(s.times for s in of.values()),
        )
        for (unit, purpose), of in together.items()
        for first in [min(of.values(), key=lambda s: s.index)]
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda flow: (flow.last, flow.to_unit), reverse=True))
