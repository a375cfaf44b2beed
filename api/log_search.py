"""The log as an auditor looks through it: from a number on, by type, feed, signer or flag, up to where it ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from eventsourcing.persistence import Notification
from sqlalchemy import func, select

from api.site import Site
from ledger import jws, strictjson
from ledger.publication import root_at
from ledger.statements.types import DATA, PREFIX
from projections import days, tables
from projections.answers import LogLine

PAGE = 100
#: Statements that one page looks through for those of one feed or signer.
LOOKED_THROUGH = 20_000


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for; "" and False for anything. ``type``: short; ``feed``: a URI; ``signer``: an organisation."""

    type: str = ""
    feed: str = ""
    signer: str = ""
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """``lines``: up to ``PAGE`` that fit; ``looked``: the last index that was looked at; ``more``: whether the log goes
    on after it."""

    lines: tuple[LogLine, ...]
    looked: int
    more: bool


@dataclass(frozen=True, slots=True)
class Stood:
    """The log as it was: how many statements, their root (hex), and the ledger's last tick in them."""

    size: int
    root: str
    as_of: str


def after(site: Site, index: int, type: str | None, limit: int = PAGE, stop: int | None = None) -> list[Notification]:
    """The next statements after an index, of a short type or of any; before ``stop``, an index."""
    versions = [PREFIX + name for name in DATA if name.rpartition(".v")[0] == type]
    topics = versions or ([PREFIX + type] if type else [])
    return list(site.ledger.recorder.select_notifications(index + 2, limit, stop, topics=topics))


def find(site: Site, index: int, by: Filter, stop: int) -> Found:
    """The next that fit after an index and before ``stop``."""
    rows: list[Notification] = []
    looked = index
    for row in _candidates(site, index, by, stop):
        looked = row.id - 1
        if _fits(site, row, by):
            rows.append(row)
        if len(rows) == PAGE or looked - index >= LOOKED_THROUGH:
            break
    else:
        looked = stop - 1
    return Found(lines(site, rows), looked, looked + 1 < stop)


def _candidates(site: Site, index: int, by: Filter, stop: int) -> Iterator[Notification]:
    if by.flagged:
        act = tables.act
        with site.views.connect() as connection:
            query = select(act.c.idx).where(act.c.flags != "", act.c.idx > index, act.c.idx < stop).order_by(act.c.idx)
            found = list(connection.scalars(query.limit(LOOKED_THROUGH)))
        for at in found:
            yield from after(site, at - 1, None, 1)
        return
    while index + 1 < stop:
        chunk = after(site, index, by.type or None, 500, stop)
        yield from chunk
        if not chunk:
            return
        index = chunk[-1].id - 1


def _fits(site: Site, row: Notification, by: Filter) -> bool:
    if not (by.feed or by.signer or by.flagged):
        return True
    parsed = jws.parse(row.state)
    event = strictjson.read(parsed.payload)
    key = site.ledger.state.keys.get(parsed.kid)
    return (
        (not by.feed or event["source"] == by.feed)
        and (not by.signer or (key is not None and key.organisation == by.signer))
        and (not by.type or event["type"].removeprefix(PREFIX).rpartition(".v")[0] == by.type)
    )


def lines(site: Site, rows: Sequence[Notification]) -> tuple[LogLine, ...]:
    """As an auditor lists them."""
    if not rows:
        return ()
    with site.views.connect() as connection:
        act, tick = tables.act, tables.tick
        indexes = [n.id - 1 for n in rows]
        flags = {
            r.idx: tuple(r.flags.split())
            for r in connection.execute(select(act.c.idx, act.c.flags).where(act.c.idx.in_(indexes)))
        }
        keys = {r.kid: r for r in connection.execute(select(tables.key))}
        first = select(func.max(tick.c.idx)).where(tick.c.idx <= indexes[0]).scalar_subquery()
        within = tick.c.idx >= func.coalesce(first, 0), tick.c.idx <= indexes[-1]
        ticks = connection.execute(select(tick).where(*within).order_by(tick.c.idx)).all()
    found = []
    for row in rows:
        parsed = jws.parse(row.state)
        event = strictjson.read(parsed.payload)
        key, index = keys.get(parsed.kid), row.id - 1
        recorded = next((t.at for t in reversed(ticks) if t.idx <= index), "")
        found.append(
            LogLine(
                index, sha256(row.state).hexdigest(), event["type"].removeprefix(PREFIX).rpartition(".v")[0],
                event["time"], recorded, key.organisation if key else "", parsed.kid,
                bool(key.custodial) if key else False, flags.get(index, ()),
            )
        )  # fmt: skip
    return tuple(found)


def stood(site: Site, size: int) -> Stood:
    """As the log was when it had so many statements; ``size`` is at most what it has now."""
    with site.ledger.recorder.reader() as cursor:
        root = root_at(cursor, size).hex()
    with site.views.connect() as connection:
        at = connection.scalar(select(func.max(tables.tick.c.at)).where(tables.tick.c.idx < size))
    return Stood(size, root, at or "")


def size_on(site: Site, day: str) -> int:
    """How many statements the log had at the end of an ISO day in New Zealand, by the ledger's own ticks."""
    with site.views.connect() as connection:
        first = connection.scalar(select(func.min(tables.tick.c.at)))
        rows = connection.execute(select(tables.tick.c.idx, tables.tick.c.at).where(tables.tick.c.at >= _before(day)))
        later = [row.idx for row in rows if days.day(row.at).isoformat() > day]
    if first is None or days.day(first).isoformat() > day:  # what came before the first tick came with it
        return 0
    return min(later, default=site.ledger.size())


def _before(day: str) -> str:
    """A UTC time before any moment of that day in New Zealand."""
    return days.later(day, -1)


def with_id(site: Site, id: bytes) -> int | None:
    """The index of the statement with this id; the first, where two feeds gave the same one."""
    with site.ledger.recorder.reader() as cursor:
        cursor.execute("SELECT MIN(idx) FROM said WHERE id = ?", (id,))
        row = cursor.fetchone()
    return int(row[0]) if row and row[0] is not None else None
