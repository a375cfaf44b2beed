"""What flows where about the people on a register, and who has been told so.

Only what the family side may know counts here: what is held from it is nothing that a family can be told.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Text, cast, func, or_, select

from ledger.vocabulary import HELD_BASES
from projections import days, journal, notices, rare, small_cells, withheld
from projections.due import Due
from projections.notices import Giving, Told, Version
from projections.registers import registers
from projections.tables import act, holding, member, transfer

T = TypeVar("T")
#: Of lines; None: all of them.
Ranges = tuple[tuple[int, int], ...] | None
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
    """How far people have been told. ``told``: ``told``, ``again`` (an older state), or ``never``; ``untold``: the
    flows, with the parts, that nobody told them of; ``last``: when they were last told anything."""

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


def states(connection: Connection, register: str, lines: Iterable[int] | None = None) -> dict[int, State]:
    """Line → what flows, and whether they know: of everybody on a register, or of these lines, in order. Whoever was
    sent and told the same is in the same state."""
    holder = connection.scalar(select(holding.c.organisation).where(holding.c.id == register)) or ""
    wanted = None if lines is None else sorted(set(lines))
    sent = _sent(connection, register, wanted)
    known, given = notices.of_register(connection, register, holder, wanted)
    told: list[tuple[Ranges, Giving | journal.Entry]] = [(one.lines, one) for one in given]
    told += [(_ranges(e), e) for e in _tellings(connection, register, wanted)]
    nothing: dict[Told, _Sent] = {}
    alike: dict[tuple[int, ...], State] = {}
    found = {}
    for line, mine in heard(_lines(connection, register, wanted), told):
        flows = sent.get(line, nothing)
        kind = (id(flows), *map(id, mine))
        found[line] = alike.get(kind) or alike.setdefault(kind, _state(flows, known, mine))
    return found


def count(connection: Connection, organisation: str) -> Count:
    """Over all registers of an organisation."""
    return counted(one for of in registers(connection, organisation) for one in states(connection, of.id).values())


def counted(found: Iterable[State]) -> Count:
    """Over these people."""
    each = [one.told for one in found]
    told = each.count("told")
    parts = small_cells.partition({"told": told, "not_told": len(each) - told}).parts
    return Count(parts["told"], parts["not_told"], small_cells.tenths(told, len(each)))


def duties(connection: Connection, today: str, holder: str | None = None) -> list[Due]:
    """People who must be told what flows about them, or told again: one duty for each register, or for each of one
    organisation's."""
    found = []
    for register in registers(connection, holder):
        untold = [one for one in states(connection, register.id).values() if one.untold]
        if untold:
            since = min(flow.since for one in {id(one): one for one in untold}.values() for flow in one.untold)
            due = days.due(since, TELL_DAYS)
            found.append(
                Due(
                    "tell-again", register.organisation, None, "telling", register.id, register.idx, since, due,
                    due < today, "tell-what-flows", len(untold),
                )
            )  # fmt: skip
    return found


def _lines(connection: Connection, register: str, wanted: Sequence[int] | None) -> list[int]:
    """Those of the register who are known openly, and whose line was not destroyed."""
    own = (member.c.root_holding == register, member.c.holding == register, member.c.line == member.c.root_line)
    query = select(member.c.line).where(*own, member.c.held == 0).order_by(member.c.line)
    found = connection.scalars(query if wanted is None else query.where(member.c.root_line.in_(wanted))).all()
    destroyed = rare.destroyed(connection, register, found)
    return [line for line in found if line not in destroyed]


def _sent(connection: Connection, register: str, wanted: Sequence[int] | None) -> dict[int, dict[Told, _Sent]]:
    """Line → what was sent of it, on any way that is open to the family side. Lines that are in the same holdings are
    read together, and share one answer."""
    kept = (
        withheld.from_everybody(connection)
        if wanted is None
        else withheld.from_people(connection, [(register, line) for line in wanted])
    )
    query = (
        select(member.c.root_line, func.aggregate_strings(member.c.holding, " ").label("holdings"))
        .where(member.c.root_holding == register, member.c.held == 0, *kept.open_places())
        .group_by(member.c.root_line)
    )
    if wanted is not None:
        query = query.where(member.c.root_line.in_(wanted))
    alike = query.subquery()
    lines = func.aggregate_strings(cast(alike.c.root_line, Text), " ")
    rows = connection.execute(select(alike.c.holdings, lines).group_by(alike.c.holdings)).all()
    together = [(holdings.split(), map(int, lines.split())) for holdings, lines in rows]
    transfers = _transfers(connection, {id for holdings, _ in together for id in holdings})
    left_out = defaultdict(set)
    for root, line, index in kept.acts:
        if root == register:
            left_out[line].add(index)
    shared: dict[tuple[int, ...], dict[Told, _Sent]] = {}
    found = {}
    for holdings, of in together:
        every = tuple(sorted({index for id in holdings for index in transfers.of(id)}))
        for line in of:
            kind = every if line not in left_out else tuple(n for n in every if n not in left_out[line])
            if kind not in shared:
                shared[kind] = _together([transfers.by_index[index] for index in kind])
            found[line] = shared[kind]
    return found


@dataclass(frozen=True, slots=True)
class _Transfers:
    """Transfers that the family side knows of, by log index; and by the holding that they made."""

    by_index: dict[int, Row[Any]]
    by_holding: dict[str, list[int]]

    def of(self, holding: str) -> Sequence[int]:
        return self.by_holding.get(holding, ())


def _transfers(connection: Connection, holdings: Collection[str]) -> _Transfers:
    """Those that made one of these holdings."""
    query = (
        select(transfer)
        .join(act, act.c.idx == transfer.c.idx)
        .where(act.c.retracted.is_(None), act.c.safety_sensitive == 0)
        .where(or_(act.c.basis.is_(None), act.c.basis.not_in(sorted(HELD_BASES))))
    )
    lots = rare.lots(sorted(holdings))
    rows = [row for some in lots for row in connection.execute(query.where(transfer.c.holding.in_(some)))]
    made = defaultdict(list)
    for row in rows:
        made[row.holding].append(row.idx)
    return _Transfers({row.idx: row for row in rows}, made)


def _together(transfers: Iterable[Row[Any]]) -> dict[Told, _Sent]:
    """By unit, purpose and part."""
    found: dict[Told, _Sent] = {}
    for row in transfers:
        for part in json.loads(row.parts):
            known = found.get((row.to_unit, row.purpose, part))
            if known is None:
                found[row.to_unit, row.purpose, part] = _Sent(
                    row.organisation, row.to_organisation, row.idx, row.time, row.time, 1
                )
            else:
                known.index, known.times = min(known.index, row.idx), known.times + 1
                known.since, known.last = min(known.since, row.time), max(known.last, row.time)
    return found


def _tellings(connection: Connection, register: str, wanted: Sequence[int] | None) -> list[journal.Entry]:
    """What the holder told people of the register about flows, beyond a notice."""
    every = journal.standing(notices.said_on(connection, register, wanted, "telling.given"))
    return [e for e in every if e.data["holding"] == register and e.data["about"] == "flows"]


def _ranges(said: journal.Entry) -> Ranges:
    """The lines that it is about; None: all of them."""
    return None if said.data["lines"] == "all" else tuple((first, last) for first, last in said.data["lines"])


def heard(lines: Sequence[int], told: Iterable[tuple[Ranges, T]]) -> Iterator[tuple[int, tuple[T, ...]]]:
    """Each of these lines, in order, with what was told to whoever is on it."""
    changes: list[tuple[int, bool, int]] = []
    said = list(told)
    standing = {n: one for n, (ranges, one) in enumerate(said) if ranges is None}
    for n, (ranges, _) in enumerate(said):
        for first, last in ranges or ():
            changes += [(first, True, n), (last + 1, False, n)]
    changes.sort(reverse=True)
    now = tuple(standing.values())
    for line in lines:
        at = len(changes)
        while changes and changes[-1][0] <= line:
            _, begins, n = changes.pop()
            if begins:
                standing[n] = said[n][1]
            else:
                standing.pop(n, None)
        if len(changes) < at:
            now = tuple(standing.values())
        yield line, now


def _state(
    sent: dict[Told, _Sent], known: dict[tuple[str, int], Version],
    heard: Sequence[Giving | journal.Entry],
) -> State:  # fmt: skip
    given = [one for one in heard if isinstance(one, Giving)]
    tells = frozenset().union(*(v.tells for one in given if (v := known.get((one.notice, one.version)))))
    upto = max((one.index for one in heard if not isinstance(one, Giving)), default=-1)
    untold = {told: s for told, s in sent.items() if told not in tells and s.index > upto}
    last = max((one.time for one in heard), default=None)
    told = "never" if last is None else "again" if untold else "told"
    return State(told, _flows(sent), _flows(untold), last)


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
