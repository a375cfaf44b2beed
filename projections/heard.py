"""How far each feed has been heard: how many statements, until when, and which sequence numbers never came."""

from typing import Any

from sqlalchemy import CursorResult, Executable, delete, insert, select, text

from projections.memory import Memory
from projections.rows import Rows
from projections.statement import Statement
from projections.tables import feed_gap, feed_span

_HEARD = text(
    "UPDATE feed SET statements = statements + :count,"
    " last_heard = CASE WHEN last_heard > :last THEN last_heard ELSE :last END,"
    " last_heartbeat = CASE WHEN :beat = '' OR last_heartbeat > :beat THEN last_heartbeat ELSE :beat END"
    " WHERE source = :source"
)
_SPAN = text(
    "INSERT INTO feed_span (source, first, last) VALUES (:source, :first, :last)"
    " ON CONFLICT (source) DO UPDATE SET first = excluded.first, last = excluded.last"
)


class Heard:
    """Counts; ``write`` leaves what a batch added to the rows. A feed counts from its own registration on."""

    def __init__(self, rows: Rows, memory: Memory) -> None:
        self._rows, self._memory = rows, memory
        self._batch: dict[str, tuple[int, str, str]] = {}
        self._spans: dict[str, tuple[int, int]] = {
            source: (first, last) for source, first, last in rows.connection.execute(select(feed_span))
        }
        self._wider: set[str] = set()

    def take(self, s: Statement) -> None:
        source, time = s.event["source"], s.event["time"]
        if "sequence" in s.event:
            self.number(source, int(s.event["sequence"]))
        if source in self._memory.feeds:
            count, last, beat = self._batch.get(source, (0, "", ""))
            beat = max(beat, time) if s.type == "feed.heartbeat" else beat
            self._batch[source] = (count + 1, max(last, time), beat)

    def write(self) -> None:
        for source, (count, last, beat) in self._batch.items():
            self._rows.change(_HEARD, source=source, count=count, last=last, beat=beat)
        for source in sorted(self._wider):
            first, last_number = self._spans[source]
            self._rows.change(_SPAN, source=source, first=first, last=last_number)
        self._batch.clear()
        self._wider.clear()

    def number(self, source: str, n: int) -> None:
        """A feed has said something at sequence number ``n``."""
        span = self._spans.get(source)
        if span is None:
            self._spans[source] = (n, n)
            self._wider.add(source)
            return
        first, last = span
        if first <= n <= last:
            self._fill(source, n)
            return
        missing = (last + 1, n - 1) if n > last else (n + 1, first - 1)
        if missing[0] <= missing[1]:
            self._run(insert(feed_gap).values(source=source, first=missing[0], last=missing[1]))
        self._spans[source] = min(first, n), max(last, n)
        self._wider.add(source)

    def _fill(self, source: str, n: int) -> None:
        here = (feed_gap.c.source == source, feed_gap.c.first <= n, feed_gap.c.last >= n)
        gap = self._run(select(feed_gap).where(*here)).first()
        if gap is None:
            return
        self._run(delete(feed_gap).where(*here))
        for first, last in ((gap.first, n - 1), (n + 1, gap.last)):
            if first <= last:
                self._run(insert(feed_gap).values(source=source, first=first, last=last))

    def _run(self, statement: Executable) -> CursorResult[Any]:
        return self._rows.connection.execute(statement)
