"""How complete the record is: which feeds report what, since when, who has fallen silent, what is missing."""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from projections.answers import Feed
from projections.tables import feed, feed_gap


def feeds(connection: Connection, as_of: str, organisations: Collection[str] | None = None) -> tuple[Feed, ...]:
    """Feeds of these organisations (default: all), in the order they were registered, as they stood at ``as_of``."""
    query = select(feed).order_by(feed.c.idx)
    if organisations is not None:
        query = query.where(feed.c.organisation.in_(sorted(organisations)))
    rows = connection.execute(query).all()
    gaps = _missing(connection, [row.source for row in rows])
    return tuple(
        Feed(
            row.source, row.organisation, row.unit, row.system, tuple(json.loads(row.reports)), row.since,
            row.statements, row.last_heard, silent_since(row.last_heard, row.since, row.heartbeat_hours, as_of),
            gaps.get(row.source, ()), row.idx,
        )
        for row in rows
    )  # fmt: skip


def by_heartbeat(connection: Connection, as_of: str, organisations: Collection[str] | None = None) -> tuple[Feed, ...]:
    """The same for the family side: only heartbeats, which speak of nobody, count as hearing from a feed."""
    beats = {row.source: (row.last_heartbeat, row.heartbeat_hours) for row in connection.execute(select(feed))}
    return tuple(
        replace(
            one, statements=None, registered=None, last_heard=beats[one.source][0],
            silent_since=silent_since(beats[one.source][0], one.since, beats[one.source][1], as_of),
        )
        for one in feeds(connection, as_of, organisations)
    )  # fmt: skip


def silent_since(last_heard: str | None, since: str, heartbeat_hours: int | None, as_of: str) -> str | None:
    """When the feed was last heard, if longer ago than it promised to speak; None while it keeps its promise."""
    if heartbeat_hours is None or not as_of:
        return None
    last = last_heard or f"{since}T00:00:00Z"
    late = _instant(as_of) - _instant(last) > timedelta(hours=heartbeat_hours)
    return last if late else None


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _missing(connection: Connection, sources: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Source → sequence numbers (the first thousand) between its lowest and highest that never came."""
    found: dict[str, list[str]] = {}
    query = select(feed_gap).where(feed_gap.c.source.in_(sources)).order_by(feed_gap.c.source, feed_gap.c.first)
    for source, first, last in connection.execute(query):
        missing = found.setdefault(source, [])
        missing += [f"{n:012d}" for n in range(first, min(last, first + 999) + 1)]
    return {source: tuple(numbers[:1000]) for source, numbers in found.items()}
