"""How complete the record is: which feeds report what, since when, who has fallen silent, what is missing."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from itertools import chain, groupby, islice
from typing import Any

from sqlalchemy import Connection, Row, select

from projections.answers import Feed
from projections.tables import feed, feed_gap

#: A row of ``feed``, and its missing sequence numbers.
Known = tuple[Row[Any], tuple[str, ...]]


def feeds(connection: Connection, as_of: str, organisations: Collection[str] | None = None) -> tuple[Feed, ...]:
    """Feeds of these organisations (default: all), in the order they were registered, as they stood at ``as_of``."""
    return tuple(
        Feed(
            row.source, row.organisation, row.unit, row.system, tuple(json.loads(row.reports)), row.since,
            row.statements, row.last_heard, silent_since(row.last_heard, row.since, row.heartbeat_hours, as_of),
            missing, row.idx,
        )
        for row, missing in known(connection)
        if organisations is None or row.organisation in organisations
    )  # fmt: skip


def by_heartbeat(found: Iterable[Known], as_of: str, organisations: Collection[str] | None = None) -> tuple[Feed, ...]:
    """The same for the family side, of the feeds ``found``: only heartbeats, which speak of nobody, count as hearing
    from a feed. One that promises no reports, such as the desk at which a house says things by hand, is left out: it is
    registered with the first that was said there, which may be that something is withheld."""
    return tuple(
        Feed(
            row.source, row.organisation, row.unit, row.system, tuple(json.loads(row.reports)), row.since, None,
            row.last_heartbeat, silent_since(row.last_heartbeat, row.since, row.heartbeat_hours, as_of), missing, None,
        )
        for row, missing in found
        if json.loads(row.reports) and (organisations is None or row.organisation in organisations)
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


#: A feed, once for each of its gaps.
_FEEDS = (
    select(feed, feed_gap.c.first, feed_gap.c.last)
    .outerjoin(feed_gap, feed_gap.c.source == feed.c.source)
    .order_by(feed.c.idx, feed_gap.c.first)
)


def known(connection: Connection) -> list[Known]:
    """Every feed, and the sequence numbers (the first thousand) between its lowest and highest that never came."""
    found: list[Known] = []
    for _, group in groupby(connection.execute(_FEEDS), key=lambda row: row.source):
        rows = list(group)
        gaps = (range(r.first, min(r.last, r.first + 999) + 1) for r in rows if r.first is not None)
        found.append((rows[0], tuple(f"{n:012d}" for n in islice(chain.from_iterable(gaps), 1000))))
    return found
