"""Read models in another database, fed from the auditors' topic: rows and offset in one transaction.

The topic holds every statement in log order, so its read models are those of the ledger itself.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from kafka import KafkaConsumer, TopicPartition
from sqlalchemy import Connection, Engine, delete, insert, select

from consumers.kafka.connecting import consuming
from consumers.kafka.figures import Figures
from consumers.kafka.publish import Topics
from consumers.kafka.settings import KafkaSettings
from projections.audience import AUDIT, Audience
from projections.project import Projector, position
from projections.tables import topic_read


class Gap(Exception):
    """A statement is missing in the topic: read models without it would not be true."""


class Projecting:
    """A log (``projections.project.Log``) that is what has arrived by the topic."""

    def __init__(self, topic: str, views: Engine, consumer: KafkaConsumer, figures: Figures) -> None:
        self._place, self._views, self._consumer, self._figures = TopicPartition(topic, 0), views, consumer, figures
        self._arrived: deque[tuple[int, bytes, int]] = deque()  # index, statement, offset
        self._offsets: dict[int, int] = {}
        self._projector = Projector(self, views, beside=self._keep)
        with views.connect() as connection:
            self._next = position(connection)
            offset = connection.scalar(select(topic_read.c.offset).where(topic_read.c.topic == topic))
        consumer.assign([self._place])
        if offset is not None and self._next:
            consumer.seek(self._place, offset)
        else:
            consumer.seek_to_beginning(self._place)

    def step(self) -> bool:
        """Raises Gap."""
        records = self._consumer.poll(timeout_ms=500).get(self._place, [])
        self._figures.well("polled")
        for record in records:
            index = int(dict(record.headers)["index"])
            if index > self._next + len(self._arrived):
                raise Gap(f"record {self._next + len(self._arrived)} is not in {self._place.topic}")
            if index == self._next + len(self._arrived):
                self._arrived.append((index, record.value, record.offset))
        if self._arrived:
            self._taken_to(self._projector.run())
            self._figures.counts["projected"] += len(records)
            self._figures.well("committed")
        end = self._consumer.highwater(self._place)
        left = None if end is None else max(0, end - self._consumer.position(self._place))
        self._figures.lag = {} if left is None else {"0": left}
        return bool(records) or left != 0

    def tokens(self, first: int, limit: int) -> Sequence[tuple[int, bytes]]:
        """What the projector takes next; nothing where another process is ahead of what has arrived here."""
        self._taken_to(first)
        found = [self._arrived[n] for n in range(min(limit, len(self._arrived)))]
        if found and found[0][0] != first:
            return ()
        self._offsets = {index + 1: offset + 1 for index, _, offset in found}
        return [(index, token) for index, token, _ in found]

    def _taken_to(self, size: int) -> None:
        while self._arrived and self._arrived[0][0] < size:
            self._arrived.popleft()
        self._next = max(self._next, size)

    def _keep(self, connection: Connection, reached: int) -> None:
        """The offset that comes next, beside the rows."""
        mine = topic_read.c.topic == self._place.topic
        connection.execute(delete(topic_read).where(mine))
        connection.execute(insert(topic_read).values(topic=self._place.topic, offset=self._offsets[reached]))


@contextmanager
def projecting(settings: KafkaSettings, views: Engine, figures: Figures) -> Iterator[Projecting]:
    """A fresh consumer that goes on where the rows are."""
    topics = Topics.of(settings, Audience(AUDIT))
    topics.make(settings)
    with consuming(settings, None) as consumer:
        yield Projecting(topics.statements, views, consumer, figures)
