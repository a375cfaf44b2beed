"""What the projector keeps in memory while it reads the log: parties, keys, agreements, holdings. From its rows."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from projections import tables
from projections.flags import Schedule


@dataclass(slots=True)
class HeldBy:
    """Whose a holding is, what kind, how many lines it has so far, and who first named it."""

    organisation: str
    kind: str
    lines: int
    maker: str


class Memory:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        rows = connection.execute
        self.safety = {r.id: bool(r.safety_sensitive) for r in rows(select(tables.organisation))}
        self.units = {r.id: r.organisation for r in rows(select(tables.unit))}
        self.keys = {r.kid: dict(r._mapping) for r in rows(select(tables.key))}
        self.feeds = set(connection.scalars(select(tables.feed.c.source)))
        #: The last tick: the statement now read was recorded in that minute or after it.
        self.recorded = connection.scalar(select(tables.tick.c.at).order_by(tables.tick.c.idx.desc()).limit(1)) or ""
        self.agreements = {(r.id, r.version): dict(r._mapping) for r in rows(select(tables.agreement))}
        self.signatures: dict[tuple[str, int], set[str]] = {}
        for r in rows(select(tables.signature)):
            self.signatures.setdefault((r.agreement, r.version), set()).add(r.organisation)
        self.load_schedule()
        self._holdings: dict[str, HeldBy | None] = {}

    def load_schedule(self) -> None:
        rows = self._connection.execute(select(tables.schedule))
        self._schedule = {(r.agreement, r.version, r.line): r for r in rows}

    def holding(self, id: str) -> HeldBy | None:
        if id not in self._holdings:
            row = self._connection.execute(select(tables.holding).where(tables.holding.c.id == id)).first()
            self._holdings[id] = HeldBy(row.organisation, row.kind, row.lines, row.maker) if row else None
        return self._holdings[id]

    def keep_holding(self, id: str, held: HeldBy) -> None:
        self._holdings[id] = held

    def schedule_line(self, ref: dict[str, Any]) -> Schedule | None:
        """The schedule line that a statement names, as it stands now; None where there is no such line."""
        key = (ref["agreement"], ref["version"])
        agreement = self.agreements.get(key)
        line = self._schedule.get((*key, ref["line"]))
        if agreement is None or line is None:
            return None
        in_force = agreement["in_force_from"] is not None
        parts = frozenset(json.loads(line.parts))
        return Schedule(line.to_unit, parts, line.purpose, agreement["starts"], agreement["ends"], in_force)
