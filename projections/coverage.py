"""How complete the record is: which feeds report what, since when, who has fallen silent, what is missing."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from projections.answers import Feed
from projections.tables import feed, feed_said


def feeds(connection: Connection, as_of: str, organisations: Collection[str] | None = None) -> tuple[Feed, ...]:
    """Feeds of these organisations (default: all), in the order they were registered, as they stood at ``as_of``."""
    query = select(feed).order_by(feed.c.idx)
    if organisations is not None:
        query = query.where(feed.c.organisation.in_(sorted(organisations)))
    rows = connection.execute(query).all()
    gaps = _missing(connection)
    return tuple(
        Feed(
            row.source, row.organisation, row.unit, row.system, tuple(json.loads(row.reports)), row.since,
            row.statements, row.last_heard, silent_since(row.last_heard, row.since, row.heartbeat_hours, as_of),
            gaps.get(row.source, ()),
        )
        for row in rows
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


def _missing(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Source → sequence numbers that were promised and never came, below the highest that did."""
    said: dict[str, list[int]] = {}
    for source, sequence in connection.execute(select(feed_said).order_by(feed_said.c.source, feed_said.c.sequence)):
        said.setdefault(source, []).append(sequence)
    return {
        source: tuple(f"{n:012d}" for n in sorted(set(range(min(numbers), max(numbers))) - set(numbers))[:1000])
        for source, numbers in said.items()
    }
