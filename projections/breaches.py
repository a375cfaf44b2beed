"""Privacy breaches: whose people each touched, from recorded transfers; who has been told; what is still to be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, select

from ledger.statements.request_terms import Harm, Notified
from ledger.statutory import STATUTE
from projections import fan_out, journal
from projections.due import Due
from projections.fan_out import Person, Recipient
from projections.journal import Entry
from projections.tables import holding


@dataclass(frozen=True, slots=True)
class Affected:
    """People of one organisation's register: on which lines, and how many. ``told``: the index at which the
    organisation was told, if it was; ``people_told``: the lines of those who were."""

    organisation: str
    holding: str
    lines: tuple[int, ...]
    people: int
    told: int | None
    people_told: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Breach:
    """As it was recorded last. ``digest``: of that statement; ``notifiable``: serious harm is likely; ``due``: an ISO
    day; ``commissioner``: the index of the notice; ``passed_on``: who had received it from that holding before it was
    found."""

    breach: str
    index: int
    digest: str
    time: str
    organisation: str
    unit: str
    kind: str
    holding: str
    parts: tuple[str, ...]
    happened: str
    found: str
    harm: str
    notifiable: bool
    due: str
    commissioner: int | None
    affected: tuple[Affected, ...]
    passed_on: tuple[Recipient, ...]


def every(connection: Connection) -> list[Breach]:
    """All of them, newest first; whoever calls this must scope it."""
    entries = journal.standing(journal.every(connection, "breach.recorded", "breach.notified"))
    ordered = sorted(entries, key=lambda e: (e.matter, e.index))
    found = [_breach(connection, list(said)) for _, said in groupby(ordered, key=lambda e: e.matter)]
    return sorted((one for one in found if one), key=lambda one: -one.index)


def duties(connection: Connection, today: str) -> list[Due]:
    """What is still to be done about notifiable breaches."""
    return [due for breach in every(connection) if breach.notifiable for due in _open(breach, today)]


def _open(b: Breach, today: str) -> Iterator[Due]:
    _, commissioner, people = STATUTE.breach

    def due(kind: str, owner: str, unit: str | None, rule: str, count: int = 0, to: tuple[str, ...] = ()) -> Due:
        return Due(kind, owner, unit, "breach", b.breach, b.index, b.time, b.due, b.due < today, rule, count, to)

    if b.commissioner is None:
        yield due("breach-commissioner", b.organisation, b.unit, commissioner)
    for a in b.affected:
        left = len(set(a.lines) - set(a.people_told))
        if a.organisation != b.organisation and a.told is None:
            yield due("breach-tell", b.organisation, b.unit, people, len(a.lines), (a.organisation,))
        elif left:
            to = (b.organisation,) if a.organisation != b.organisation else ()
            yield due("breach-people", a.organisation, b.unit if not to else None, people, left, to)


def _breach(connection: Connection, said: list[Entry]) -> Breach | None:
    recorded = [e for e in said if e.type == "breach.recorded"]
    if not recorded:
        return None
    e, d = recorded[-1], recorded[-1].data
    people = fan_out.persons(connection, d["holding"], d["lines"])
    notified = [n for n in said if n.type == "breach.notified"]
    known: dict[tuple[str, str | None], int] = {}
    for one in recorded:
        known |= fan_out.told(connection, one.digest)
    received = fan_out.passed_on(connection, d["holding"], d["lines"], d["parts"], before=e.index)
    commissioner = next((n.index for n in notified if n.data["whom"] == Notified.COMMISSIONER), None)
    return Breach(
        e.matter, e.index, e.digest, e.time, e.organisation, d["unit"], d["kind"], d["holding"], tuple(d["parts"]),
        d["happened"], d["found"], d["harm"], d["harm"] == Harm.LIKELY, STATUTE.breach_due(d["found"]).isoformat(),
        commissioner, tuple(_affected(connection, people, known, notified)), tuple(p.recipient for p in received),
    )  # fmt: skip


def _affected(
    connection: Connection, people: frozenset[Person], known: dict[tuple[str, str | None], int], notified: list[Entry]
) -> Iterator[Affected]:
    for register, of in groupby(sorted(people), key=lambda person: person[0]):
        owner = connection.scalar(select(holding.c.organisation).where(holding.c.id == register)) or ""
        lines = tuple(line for _, line in of)
        reached: set[int] = set()
        for n in notified:
            if n.data["whom"] == Notified.PEOPLE and n.data.get("holding") == register:
                said = n.data["lines"]
                reached |= {line for line in lines if said == "all" or any(a <= line <= b for a, b in said)}
        told = next((index for (to, _), index in sorted(known.items(), key=lambda k: k[1]) if to == owner), None)
        yield Affected(owner, register, lines, len(lines), told, tuple(sorted(reached)))
