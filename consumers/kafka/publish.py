"""Sealed statements → one topic per audience, each once, in log order (decision 0029).

The value is the exact JWS. Headers repeat what is in it, as CloudEvents' Kafka binding names it (``ce_…``), and tell
the log's ``index``; they are advice, and the signature is not over them. Statements and the position reached are one
transaction; whoever comes next under the same name has what was left open undone first, and then reads the position.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from time import perf_counter, sleep

import orjson
from kafka import KafkaProducer, TopicPartition
from sqlalchemy import Engine

from consumers.kafka.connecting import consuming, make_topic, producing
from consumers.kafka.figures import Figures
from consumers.kafka.settings import KafkaSettings
from ledger.application import Ledger
from projections.audience import AUDIT, Audience, Sieve
from projections.project import Projector
from projections.statement import Statement, read

BATCH = 500
#: Seconds between two looks at a log that has nothing new.
LOOK = 0.2
_FOREVER = {"retention.ms": "-1", "max.message.bytes": "1048588"}
_COMPACTED = {"cleanup.policy": "compact", "segment.ms": "3600000", "min.cleanable.dirty.ratio": "0.1"}


class Ahead(Exception):
    """A topic has statements that this log has not: the ledger was put back to an older state, or is another one."""


@dataclass(frozen=True, slots=True)
class Topics:
    """An audience's topic, and the one beside it in which its publisher alone keeps how far it has come."""

    statements: str
    progress: str

    @classmethod
    def of(cls, settings: KafkaSettings, audience: Audience) -> "Topics":
        name = f"{settings.prefix}.published.{audience.name.replace(':', '.')}"
        return cls(name, f"{name}.progress")

    def make(self, settings: KafkaSettings) -> None:
        """One partition each: a reader gets the log's order."""
        make_topic(settings, self.statements, 1, _FOREVER)
        make_topic(settings, self.progress, 1, _COMPACTED)


@dataclass
class Publishing:
    """One audience, while its producer lives. ``next``: the index that comes next."""

    ledger: Ledger
    views: Engine
    audience: Audience
    topics: Topics
    producer: KafkaProducer
    figures: Figures
    next: int

    def step(self) -> bool:
        batch = self.ledger.tokens(self.next, BATCH)
        self._tell()
        self.figures.well("polled")
        if not batch:
            return False
        chosen = self._chosen([read(index, token) for index, token in batch])
        reached, began = batch[-1][0] + 1, perf_counter()
        self.producer.begin_transaction()
        for statement in chosen:
            key = statement.event["source"].encode()
            self.producer.send(self.topics.statements, statement.token, key=key, headers=headers(statement))
        mark = {"next": reached, "digest": sha256(batch[-1][1]).hexdigest()}
        self.producer.send(self.topics.progress, orjson.dumps(mark), key=b"next")
        self.producer.commit_transaction()
        self.next = reached
        self.figures.counts["published"] += len(chosen)
        self._tell()
        self.figures.commit_ms = (perf_counter() - began) * 1000
        self.figures.well("committed")
        return True

    def _tell(self) -> None:
        """How many statements this audience still waits for, and since when the oldest of them is there."""
        left = self.figures.lag[self.audience.name] = max(0, self.ledger.size() - self.next)
        recorded = self.ledger.recorded(self.next) if left else None
        self.figures.since.pop(self.audience.name, None)
        if recorded is not None:
            self.figures.since[self.audience.name] = recorded.timestamp()

    def _chosen(self, batch: Sequence[Statement]) -> list[Statement]:
        """Those that are this audience's, by the policy, from read models that know them all."""
        if self.audience.name == AUDIT:
            return list(batch)
        Projector(self.ledger, self.views).run(batch[-1].index + 1)
        with self.views.connect() as connection:
            return Sieve(connection, self.audience.viewer(connection)).of(batch)


@dataclass
class Several:
    """Audiences that one process publishes for, turn by turn."""

    all: Sequence[Publishing]

    def step(self) -> bool:
        moved = [one.step() for one in self.all]
        if not any(moved):
            sleep(LOOK)
        return any(moved)


@contextmanager
def publishing(
    settings: KafkaSettings, ledger: Ledger, views: Engine, audiences: Sequence[Audience], figures: Figures
) -> Iterator[Several]:
    """Fresh producers, and the positions that are true. Raises Ahead."""
    with ExitStack() as stack:
        all = []
        for audience in audiences:
            topics = Topics.of(settings, audience)
            topics.make(settings)
            producer = stack.enter_context(producing(settings, topics.statements))
            start = position(settings, topics, ledger)  # after what was left open is undone
            all.append(Publishing(ledger, views, audience, topics, producer, figures, start))
        yield Several(all)


def position(settings: KafkaSettings, topics: Topics, ledger: Ledger) -> int:
    """How far a topic has come, as it was last committed. Raises Ahead."""
    place, last = TopicPartition(topics.progress, 0), None
    with consuming(settings, None) as consumer:
        consumer.assign([place])
        consumer.seek_to_beginning(place)
        end = consumer.end_offsets([place])[place]
        while consumer.position(place) < end:
            for record in consumer.poll(1_000).get(place, []):
                last = orjson.loads(record.value)
    if last is None:
        return 0
    token = ledger.statement(last["next"] - 1)
    if token is None or sha256(token).hexdigest() != last["digest"]:
        raise Ahead(
            f"{topics.statements} has statements that this ledger has not: it was put back to an older state"
            " (deploy/RESTORE.md), or is another one. Nothing was published"
        )
    return int(last["next"])


def headers(s: Statement) -> list[tuple[str, bytes]]:
    """Advice for those who sort before they check: CloudEvents' attributes, and the index in the log."""
    event = s.event
    said = {
        "ce_specversion": "1.0", "ce_id": event["id"], "ce_source": event["source"], "ce_type": event["type"],
        "ce_time": event["time"], "content-type": "application/jose", "index": str(s.index),
    }  # fmt: skip
    return [(name, value.encode()) for name, value in said.items()]
