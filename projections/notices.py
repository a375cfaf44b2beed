"""The notices that families were given: whose words they are, what they tell of, and to whom they were given."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection, select

from ledger.matters.notice import together
from projections import journal, tables
from projections.journal import Entry
from projections.signing import signings

#: A unit, a purpose and a part: the smallest thing that people can be told of.
Told = tuple[str, str | None, str]


@dataclass(frozen=True)
class Version:
    """One version of a notice. ``authors`` is its publisher alone where nobody else was to sign; ``kind`` is None for
    the first form of notices; ``digest`` is the statement with the texts; ``in_force``: the index at which the last
    author signed."""

    notice: str
    version: int
    kind: str | None
    index: int
    digest: str
    time: str
    publisher: str
    authors: tuple[str, ...]
    signed: tuple[tuple[str, int], ...]  # who, and the index at which they did
    in_force: int | None
    agreement: str | None
    tells: frozenset[Told]

    @cached_property
    def joint(self) -> bool:
        """Whether it may be called from all of its authors."""
        return self.in_force is not None

    def signed_before(self, index: int) -> tuple[str, ...]:
        """Whose word it was before an index: of those who had signed, or else of its publisher."""
        return tuple(who for who, at in self.signed if at < index) or (self.publisher,)


@dataclass(frozen=True, slots=True)
class Giving:
    """A version given to people. ``joint``: every author had signed before; None for a version nobody published."""

    index: int
    digest: str
    time: str
    organisation: str
    notice: str
    version: int
    reader: str
    understood: bool
    holding: str
    lines: tuple[tuple[int, int], ...] | None  # None: all of them
    joint: bool | None


def versions(connection: Connection, entries: Iterable[Entry]) -> dict[tuple[str, int], Version]:
    """(notice, version) → what it is, of those published in these statements."""
    said = journal.standing(entries)
    by_notice: dict[str, list[Entry]] = {}
    for entry in said:
        by_notice.setdefault(entry.matter, []).append(entry)
    signed = {
        digest: one
        for notice in by_notice.values()
        for digest, one in signings(notice, "notice.published", "notice.signed", _authors).items()
    }
    found = {}
    for e in said:
        if e.type != "notice.published":
            continue
        authors, signing = _authors(e), signed[e.digest]
        agreed = signing.agreed if together(authors) else None
        agreement = e.data.get("agreement")
        tells = {(f["to_unit"], f["purpose"], part) for f in e.data.get("flows", ()) for part in f["parts"]}
        found[e.matter, e.data["version"]] = Version(
            e.matter, e.data["version"], e.data.get("kind"), e.index, e.digest, e.time, e.organisation, authors,
            tuple(sorted((s.organisation, s.index) for s in signing.signed)), agreed.index if agreed else None,
            agreement,
            frozenset(tells | _scheduled(connection, agreement, e.index)),
        )  # fmt: skip
    return found


def givings(entries: Iterable[Entry], known: dict[tuple[str, int], Version]) -> list[Giving]:
    """The notices given in these statements, in log order."""
    found = []
    for e in journal.standing(entries):
        if e.type != "notice.given":
            continue
        version = known.get((e.matter, e.data["version"]))
        joint = None if version is None else version.in_force is not None and version.in_force < e.index
        lines = None if e.data["lines"] == "all" else tuple((a, b) for a, b in e.data["lines"])
        found.append(
            Giving(
                e.index, e.digest, e.time, e.organisation, e.matter, e.data["version"], e.data["reader"],
                e.data["understood"], e.data["holding"], lines, joint,
            )
        )  # fmt: skip
    return found


def by_holders(connection: Connection, said: Sequence[Entry]) -> list[Entry]:
    """Those givings that are of whoever holds the people's lines."""
    where = tables.holding.c
    query = select(where.id, where.organisation).where(where.id.in_({e.data["holding"] for e in said}))
    holders = {row.id: row.organisation for row in connection.execute(query)}
    return [e for e in said if e.organisation == holders.get(e.data["holding"])]


def of_register(
    connection: Connection, register: str, holder: str, lines: Sequence[int] | None = None
) -> tuple[dict[tuple[str, int], Version], list[Giving]]:
    """All versions of notices, and those that a register's holder gave to people on it, or to whoever is on these
    lines of it."""
    known = versions(connection, journal.every(connection, "notice.published", "notice.signed"))
    given = givings(said_on(connection, register, lines, "notice.given"), known)
    return known, [one for one in given if one.holding == register and one.organisation == holder]


def said_on(connection: Connection, register: str, lines: Sequence[int] | None, *types: str) -> list[Entry]:
    """What was said of these types on the lines of a register, or on any of them (``lines`` None) and elsewhere."""
    if lines is None:
        return journal.every(connection, *types)
    return journal.about(connection, [(register, line) for line in lines], *types)


def of_organisation(connection: Connection, organisation: str) -> list[Version]:
    """The notices in which an organisation takes part, newest first."""
    found = versions(connection, journal.among(connection, organisation, "notice.published", "notice.signed"))
    mine = (one for one in found.values() if organisation in (one.publisher, *one.authors))
    return sorted(mine, key=lambda one: -one.index)


def _authors(published: Entry) -> tuple[str, ...]:
    return tuple(published.data.get("authors", (published.organisation,)))


def _scheduled(connection: Connection, agreement: str | None, before: int) -> set[Told]:
    """What the schedule of an agreement tells of, in the newest version proposed before an index."""
    if agreement is None:
        return set()
    proposed, line = tables.agreement, tables.schedule
    newest = (
        select(proposed.c.version)
        .where(proposed.c.id == agreement, proposed.c.idx < before)
        .order_by(proposed.c.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(select(line).where(line.c.agreement == agreement, line.c.version == newest))
    return {(row.to_unit, row.purpose, part) for row in rows for part in json.loads(row.parts)}
