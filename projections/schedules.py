"""The schedule lines in force on a day: what may go from whom to which unit, how, how often, why, under which rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from projections import agreements, succession
from projections.agreements import Agreement
from projections.tables import unit as unit_table

#: Days after a period's end by which a submission is due, where its line does not say (rules version 1).
DUE_DAYS = 20


@dataclass(frozen=True, slots=True)
class Line:
    """``senders``: the parties that the unit does not belong to; ``to_unit``: as it is today; ``starts`` and ``ends``:
    the days between which this version holds."""

    agreement: str
    version: int
    line: int
    parties: tuple[str, ...]
    senders: tuple[str, ...]
    to_unit: str
    parts: tuple[str, ...]
    purpose: str
    basis: str
    method: str | None
    every_months: int | None
    due_days: int
    not_for: tuple[str, ...]
    starts: str
    ends: str


def in_force(connection: Connection, day: str, known: Iterable[Agreement] | None = None) -> list[Line]:
    """Every line of every agreement in force on a day, or of those that are given; the caller scopes them."""
    owners = {row.id: row.organisation for row in connection.execute(unit_table.select())}
    followed = succession.followers(connection)
    found = agreements.every(connection, day) if known is None else known
    return [line for one in found for line in _lines(one, day, owners, followed)]


def _lines(found: Agreement, day: str, owners: Mapping[str, str], followed: Mapping[str, str]) -> list[Line]:
    version = found.on(day)
    if version is None:
        return []
    ends = min(version.ends, found.ends_on or version.ends)
    return [
        Line(
            found.agreement, version.version, d["line"], found.parties,
            tuple(party for party in found.parties if party != owners.get(d["to_unit"])),
            succession.now(followed, d["to_unit"]), tuple(d["parts"]), d["purpose"], d["basis"], d.get("method"),
            d.get("every_months"), DUE_DAYS if d.get("due_days") is None else d["due_days"],
            tuple(d.get("not_for", ())), version.starts, ends,
        )
        for requirement in version.requirements
        if (d := requirement.line) is not None
    ]  # fmt: skip
