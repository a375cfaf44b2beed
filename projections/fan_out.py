"""Everyone who received something: of these lines and parts of a holding, up to a day or an index, from lineage."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, text

from ledger.statutory import here
from projections import journal
from projections.tables import member

#: Transfers that passed on what a holding holds, wherever it went from there, oldest first.
_PASSED_ON = text(
    "WITH RECURSIVE below(holding) AS (SELECT :holding UNION"
    " SELECT d.holding FROM derivation d JOIN below b ON d.source = b.holding)"
    " SELECT t.id, t.idx, t.time, t.to_organisation, t.to_unit, t.holding, t.parts FROM transfer t"
    " JOIN below b ON b.holding = t.holding WHERE t.holding != :holding ORDER BY t.idx"
)

#: A register's line: where a person comes from.
Person = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Recipient:
    """A transfer that brought it there. ``people``: how many of them; ``parts``: those of the parts asked about;
    ``told``: the index at which its organisation was told, of the statement asked about."""

    organisation: str
    unit: str
    transfer: str
    index: int
    time: str
    holding: str
    people: int
    parts: tuple[str, ...]
    told: int | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """The same with who they are: for those who work out what is still to be said."""

    recipient: Recipient
    persons: frozenset[Person]


def passed_on(
    connection: Connection, holding: str, lines: Any, parts: Collection[str], *, before: int | None = None,
    on: str | None = None,
) -> list[Passed]:  # fmt: skip
    """``lines``: ``all`` or ranges; no ``parts`` means any; ``before``: an index of the log; ``on``: an ISO day in New
    Zealand, itself included."""
    people = persons(connection, holding, lines)
    found = []
    for row in connection.execute(_PASSED_ON, {"holding": holding}):
        sent = json.loads(row.parts)
        matched = tuple(part for part in sent if not parts or part in parts)
        late = (before is not None and row.idx >= before) or (on is not None and here(row.time).isoformat() > on)
        there = people & persons(connection, row.holding, "all") if matched and not late else frozenset()
        if there:
            recipient = Recipient(
                row.to_organisation, row.to_unit, row.id, row.idx, row.time, row.holding, len(there), matched
            )
            found.append(Passed(recipient, there))
    return found


def persons(connection: Connection, holding: str, lines: Any) -> frozenset[Person]:
    """Who is on these lines of a holding, wherever they come from. Whoever is in it as no line of their own is on
    any of them."""
    query = select(member.c.root_holding, member.c.root_line, member.c.line).where(member.c.holding == holding)
    return frozenset(
        (root, n)
        for root, n, line in connection.execute(query)
        if lines == "all" or line == 0 or any(first <= line <= last for first, last in lines)
    )


def told(connection: Connection, digest: str) -> dict[tuple[str, str | None], int]:
    """(organisation, unit or None for all of it) → index at which it was told of a statement."""
    found = journal.standing(journal.mentioning(connection, digest, "recipient.told"))
    return {(e.data["to"], e.data.get("to_unit")): e.index for e in found if e.data["about"] == digest}


def was_told(known: dict[tuple[str, str | None], int], recipient: Recipient) -> int | None:
    """When a recipient was told, by its unit or as a whole; None where it was not."""
    at = known.get((recipient.organisation, recipient.unit))
    return at if at is not None else known.get((recipient.organisation, None))


def ranges(lines: Sequence[int]) -> list[list[int]]:
    """Ascending line numbers as ranges."""
    found: list[list[int]] = []
    for line in sorted(set(lines)):
        if found and found[-1][1] == line - 1:
            found[-1][1] = line
        else:
            found.append([line, line])
    return found
