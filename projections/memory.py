"""What the projector keeps in memory while it reads the log: parties, keys, agreements, holdings. From its rows."""

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ledger.matters.ending import Ending
from ledger.matters.mutual import Mutual
from projections import succession, tables
from projections.flags import Schedule
from projections.rows import Rows


@dataclass(slots=True)
class HeldBy:
    """Whose a holding is, what kind, how many lines it has so far, and who first named it."""

    organisation: str
    kind: str
    lines: int
    maker: str
    unit: str


class Memory:
    """``written``: the rows of the transaction which is now being made."""

    def __init__(self, written: Rows) -> None:
        self._written, connection = written, written.connection
        rows = connection.execute
        self.safety = {r.id: bool(r.safety_sensitive) for r in rows(select(tables.organisation))}
        self.units = {r.id: r.organisation for r in rows(select(tables.unit))}
        self.keys = {r.kid: dict(r._mapping) for r in rows(select(tables.key))}
        self.feeds = set(connection.scalars(select(tables.feed.c.source)))
        #: The last tick: the statement now read was recorded in that minute or after it.
        self.recorded = connection.scalar(select(tables.tick.c.at).order_by(tables.tick.c.idx.desc()).limit(1)) or ""
        self.agreements = {(r.id, r.version): dict(r._mapping) for r in rows(select(tables.agreement))}
        #: Agreement → its versions, and who has signed the newest.
        self.texts: dict[str, Mutual] = {}
        signed = rows(select(tables.signature)).all()
        for (id, version), row in sorted(self.agreements.items()):
            self.texts.setdefault(id, Mutual()).propose(version, row["content"], json.loads(row["parties"]))
            for r in signed:
                if (r.agreement, r.version) == (id, version):
                    self.texts[id].sign(row["content"], r.organisation)
        self.followed = succession.followers(connection)
        self.endings: dict[str, Ending] = defaultdict(Ending)
        for r in rows(select(tables.ending).order_by(tables.ending.c.idx)):
            self.endings[r.agreement].say(r.organisation, r.kind, r.offer, r.ends_on, self._bound(r.agreement, r.idx))
        self.load_schedule()
        self._holdings: dict[str, HeldBy | None] = {}

    def load_schedule(self) -> None:
        rows = self._written.connection.execute(select(tables.schedule))
        self._schedule = {(r.agreement, r.version, r.line): r for r in rows}

    def holding(self, id: str) -> HeldBy | None:
        if id not in self._holdings:
            row = self._written.connection.execute(select(tables.holding).where(tables.holding.c.id == id)).first()
            self._holdings[id] = HeldBy(row.organisation, row.kind, row.lines, row.maker, row.unit) if row else None
        return self._holdings[id]

    def keep_holding(self, id: str, held: HeldBy) -> None:
        self._holdings[id] = held

    def now(self, unit: str) -> str:
        """The unit that a unit is today."""
        return succession.now(self.followed, unit)

    def schedule_line(self, ref: dict[str, Any], day: str) -> Schedule | None:
        """The schedule line that a statement names, as it holds on a day by what is known now; None where there is no
        such line. A version holds until a newer one that every party has signed starts."""
        key = (ref["agreement"], ref["version"])
        agreement = self.agreements.get(key)
        line = self._schedule.get((*key, ref["line"]))
        if agreement is None or line is None:
            return None
        in_force = agreement["in_force_from"] is not None and not self._replaced(*key, day)
        ends = min(agreement["ends"], self.endings[ref["agreement"]].ends_on or agreement["ends"])
        parts = frozenset(json.loads(line.parts))
        return Schedule(self.now(line.to_unit), parts, line.purpose, agreement["starts"], ends, in_force)

    def _bound(self, agreement: str, index: int) -> list[str]:
        """Whom the version binds that all had signed before an index."""
        found: list[str] = []
        version = 1
        while (row := self.agreements.get((agreement, version))) is not None:  # versions have no gaps
            if row["in_force_from"] is not None and row["in_force_from"] < index:
                found = json.loads(row["parties"])
            version += 1
        return found

    def _replaced(self, agreement: str, version: int, day: str) -> bool:
        version += 1
        while (newer := self.agreements.get((agreement, version))) is not None:  # versions have no gaps
            if newer["in_force_from"] is not None and newer["starts"] <= day:
                return True
            version += 1
        return False
