"""Who must be told that something was put right: everyone who had received it (Privacy Act 2020, s 63; IPP 7)."""

import json
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, text

from projections.tables import RARE, act, touch, transfer

#: (person) of whom an act touched a line; a person is a register's line.
_PEOPLE = text(
    "SELECT DISTINCT m.root_holding, m.root_line FROM touch t JOIN member m ON m.holding = t.holding"
    " AND m.line BETWEEN t.line AND t.upto WHERE t.act = :act"
)
#: The holdings that a transfer made, and the people in them as lines, wherever a holding's people were sent.
_RECEIVED = text(
    "WITH RECURSIVE below(holding) AS (SELECT holding FROM touch WHERE act = :act UNION"
    " SELECT d.holding FROM derivation d JOIN below b ON d.source = b.holding)"
    " SELECT t.idx, t.parts, m.root_holding, m.root_line FROM transfer t JOIN below b ON b.holding = t.holding"
    " JOIN member m ON m.holding = t.holding WHERE t.to_unit IN :units AND t.idx < :act"
).bindparams(bindparam("units", expanding=True))

Person = tuple[str, int]


class Untold(NamedTuple):
    """A correction (its place in the log and time) that a unit has not taken over, by whom, about how many people."""

    correction: int
    time: str
    organisation: str
    people: int


def untold(connection: Connection, units: Collection[str]) -> list[Untold]:
    """Corrections of parts that these units, one and those that it follows, had received before, about people whom
    they have not put right since."""
    corrections = connection.execute(
        select(act)
        .where(text(RARE), act.c.type == "information.corrected", act.c.retracted.is_(None))
        .order_by(act.c.idx)
    ).all()
    received = bool(connection.scalar(select(transfer.c.idx).where(transfer.c.to_unit.in_(units)).limit(1)))
    if not received:
        return []
    done = [(r.idx, _people(connection, r.idx), parts_of(connection, r.idx)) for r in corrections if r.unit in units]
    found: list[Untold] = []
    owed: set[tuple[Person, str]] = set()
    for row in corrections:
        if row.unit in units:
            continue
        people, parts = _people(connection, row.idx), parts_of(connection, row.idx)
        wrong = {
            ((holding, line), part)
            for _, sent, holding, line in connection.execute(_RECEIVED, {"act": row.idx, "units": list(units)})
            if (holding, line) in people
            for part in parts & set(json.loads(sent))
        }
        for index, whom, what in done:
            if index > row.idx:
                wrong = {(person, part) for person, part in wrong if person not in whom or part not in what}
        fresh = wrong - owed  # what was passed on by somebody in between is the same news
        owed |= wrong
        if fresh:
            found.append(Untold(row.idx, row.time, row.organisation, len({person for person, _ in fresh})))
    return found


def _people(connection: Connection, index: int) -> set[Person]:
    return {(holding, line) for holding, line in connection.execute(_PEOPLE, {"act": index})}


def parts_of(connection: Connection, index: int) -> set[str]:
    """The parts that an act touched."""
    found = connection.scalars(select(touch.c.parts).where(touch.c.act == index))
    return {part for parts in found for part in json.loads(parts)}
