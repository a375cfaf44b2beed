"""What the family side may see: nothing in it counts, dates or numbers what is left out (LAW "Safety").

Decision 0006. A statement that is held changes the log's size, every later index, its feed's count and last word, and
perhaps the ledger's last tick. None of these leaves towards a family: entries and outcomes are numbered as shown, and
the as-of time is the latest that any feed's heartbeat or an entry shown proves.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, func, select

from projections import coverage, journal, shown, withheld
from projections.answers import Entry, Outcome, Trail
from projections.policy import UNTOLD, said_in_confidence
from projections.tables import member, organisation, tick

_FIRST = select(func.min(tick.c.at))


def as_shown(connection: Connection, trail: Trail, organisations: Collection[str]) -> Trail:
    """The same trail without what would tell; ``trail.entries`` are only those that the viewer may see."""
    known = coverage.known(connection)
    as_of = as_of_signs(connection, trail.entries, known)
    places = {entry.index: n for n, entry in enumerate(trail.entries, 1)}
    outcomes = sorted({o.index for entry in trail.entries for o in entry.outcomes})
    numbers = {index: n for n, index in enumerate(outcomes, 1)}

    def shown(found: Iterable[Outcome]) -> tuple[Outcome, ...]:
        return tuple(replace(outcome, index=numbers[outcome.index]) for outcome in found)

    for entry in trail.entries:  # made for this answer alone, so they may be changed
        entry.index, entry.digest = places[entry.index], None
        entry.replaced_by = places.get(entry.replaced_by or -1)
        if entry.outcomes:
            entry.outcomes = shown(entry.outcomes)
    return replace(
        trail, header=replace(trail.header, as_of=as_of),
        about_you=shown(trail.about_you), about_groups=shown(trail.about_groups),
        feeds=coverage.by_heartbeat(known, as_of, organisations),
    )  # fmt: skip


def as_of_signs(
    connection: Connection, entries: Iterable[Entry] = (), known: Iterable[coverage.Known] | None = None
) -> str:
    """The latest heartbeat of any feed, or the recording of an entry shown; before either, the log's first tick.

    ``known``: the feeds, where they have been read already.
    """
    feeds = coverage.known(connection) if known is None else known
    recorded = max((entry.recorded for entry in entries), default="")
    first = recorded or connection.scalar(_FIRST) or ""  # nothing is recorded before it
    return max((first, recorded, *(row.last_heartbeat or "" for row, _ in feeds)))


def open_roots(connection: Connection, roots: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Those of a person's lines that are known openly: a register that is held as a whole is no place to speak of."""
    found: set[tuple[str, int]] = set()
    for register in {register for register, _ in roots}:
        lines = sorted({line for at, line in roots if at == register})
        known = select(member.c.line).where(
            member.c.root_holding == register, member.c.root_line.in_(lines),
            member.c.holding == register, member.c.line == member.c.root_line, member.c.held == 0,
        )  # fmt: skip
        found |= {(register, line) for line in connection.scalars(known)}
    if len(found) < len(set(roots)):  # what put them there may be shown by a decision
        found |= {(h, n) for h, n, at, line in shown.from_people(connection, roots).places if (h, n) == (at, line)}
    return sorted(found)


def said_about(connection: Connection, roots: Sequence[tuple[str, int]], *types: str) -> list[journal.Entry]:
    """What was said in matters about a person's lines, in log order, as the family side may know it: not under a law
    that holds it back, nor by or to an organisation that is safety-sensitive."""
    entries = journal.about(connection, open_roots(connection, roots), *types)
    return without_held(connection, entries, roots)


def without_held(
    connection: Connection, entries: Iterable[journal.Entry], roots: Sequence[tuple[str, int]]
) -> list[journal.Entry]:  # fmt: skip
    """Those that are not held from the family side by what they say, or by who says it, or to whom; nor withheld by a
    decision from whoever is on these lines. That there is such a decision is told to no family."""
    found = list(entries)
    kept, opened = withheld.from_people(connection, roots).digests(), shown.from_people(connection, roots).said
    sensitive = set(connection.scalars(select(organisation.c.id).where(organisation.c.safety_sensitive == 1)))
    return [
        e for e in found
        if e.noun not in UNTOLD and e.digest not in kept
        and (
            e.digest in opened
            or (not said_in_confidence(e.data)
                and sensitive.isdisjoint((e.organisation, *journal.each(e.data.get("to")))))
        )
    ]  # fmt: skip
