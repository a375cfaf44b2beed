"""How far each feed has been heard: how many statements, until when, and which sequence numbers never came."""

from sqlalchemy import Connection, delete, insert, select, text, update

from projections.memory import Memory
from projections.statement import Statement
from projections.tables import feed_gap, feed_span

_HEARD = text(
    "UPDATE feed SET statements = statements + :count,"
    " last_heard = CASE WHEN last_heard > :last THEN last_heard ELSE :last END,"
    " last_heartbeat = CASE WHEN :beat = '' OR last_heartbeat > :beat THEN last_heartbeat ELSE :beat END"
    " WHERE source = :source"
)


class Heard:
    """Counts one batch; ``write`` adds it to the rows. A feed counts from its own registration on."""

    def __init__(self, connection: Connection, memory: Memory) -> None:
        self._connection, self._memory = connection, memory
        self._batch: dict[str, tuple[int, str, str]] = {}
        self._spans: dict[str, tuple[int, int]] = {
            source: (first, last) for source, first, last in connection.execute(select(feed_span))
        }

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
            self._connection.execute(_HEARD, {"source": source, "count": count, "last": last, "beat": beat})

    def number(self, source: str, n: int) -> None:
        """A feed has said something at sequence number ``n``."""
        run, span = self._connection.execute, self._spans.get(source)
        if span is None:
            self._spans[source] = (n, n)
            run(insert(feed_span).values(source=source, first=n, last=n))
            return
        first, last = span
        if first <= n <= last:
            self._fill(source, n)
            return
        missing = (last + 1, n - 1) if n > last else (n + 1, first - 1)
        if missing[0] <= missing[1]:
            run(insert(feed_gap).values(source=source, first=missing[0], last=missing[1]))
        self._spans[source] = first, last = min(first, n), max(last, n)
        run(update(feed_span).where(feed_span.c.source == source).values(first=first, last=last))

    def _fill(self, source: str, n: int) -> None:
        here = (feed_gap.c.source == source, feed_gap.c.first <= n, feed_gap.c.last >= n)
        gap = self._connection.execute(select(feed_gap).where(*here)).first()
        if gap is None:
            return
        self._connection.execute(delete(feed_gap).where(*here))
        for first, last in ((gap.first, n - 1), (n + 1, gap.last)):
            if first <= last:
                self._connection.execute(insert(feed_gap).values(source=source, first=first, last=last))
