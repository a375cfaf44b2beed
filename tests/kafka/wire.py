"""A place whose statements come by Kafka: topics of its own on the broker, and the consumers run here to the end.

wire = Wire(broker, place)
wire.send(shelter.heartbeat(), …)
wire.take_in()                      # until nothing more is there
wire.letters(), wire.ledger …
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import databases
from broker import Broker
from building import Line, Place
from kafka import TopicPartition
from sqlalchemy import Engine
from standin import Standin

from consumers.kafka import letters
from consumers.kafka.envelope import Envelopes
from consumers.kafka.figures import Figures
from consumers.kafka.intake import Taking, make_topics, taking
from consumers.kafka.project import Projecting, projecting
from consumers.kafka.publish import Topics, publishing
from consumers.kafka.running import Work, run
from consumers.kafka.settings import KafkaSettings
from ledger.intake import Intake
from ledger.strictjson import write
from projections.audience import Audience
from projections.project import open_views


def packed(*lines: Line) -> bytes:
    """As ``POST /statements`` takes them."""
    return b"\n".join(write({"statement": t.decode(), "private": [leaf.decode() for leaf in p]}) for t, p in lines)


@dataclass
class Wire:
    broker: Broker | Standin
    place: Place
    partitions: int = 1
    settings: KafkaSettings = field(init=False)

    def __post_init__(self) -> None:
        self.settings = KafkaSettings(
            bootstrap=self.broker.bootstrap, prefix=self.broker.name("wire"), partitions=self.partitions,
            delivery_seconds=5, wait_seconds=1, session_seconds=6,
        )  # fmt: skip
        self.data: Path = self.place.ledger.data
        self.figures = Figures(self.data / "figures.json", "test")
        make_topics(self.settings)

    @property
    def envelopes(self) -> Envelopes:
        return Envelopes.open_file(self.data / "keys")

    def sealed(self, *lines: Line) -> bytes:
        return self.envelopes.seal(packed(*lines))

    def environment(self) -> dict[str, str]:
        """For a process of its own."""
        said = self.settings.model_dump(include={"bootstrap", "prefix", "partitions", "delivery_seconds",
                                                 "wait_seconds", "session_seconds", "key_hours"})  # fmt: skip
        return {f"LIGHTWELL_KAFKA_{name.upper()}": str(value) for name, value in said.items()}

    def send(self, *messages: Line | bytes | None) -> None:
        """Statements with a private part are sealed; bytes go as they are."""
        producer = self.broker.producer(linger_ms=20, max_request_size=32_000_000)
        for n, message in enumerate(messages):
            if isinstance(message, tuple):
                message = self.sealed(message) if message.private else message.token
            key = None if message is not None else b"empty"
            producer.send(self.settings.intake, message, key=key, partition=n % self.partitions)
        producer.flush()
        producer.close()

    @contextmanager
    def taking(self, instance: str = "1") -> Iterator[Taking]:
        intake = Intake(self.place.ledger, 1)
        try:
            with taking(self.settings, intake, self.envelopes, self.figures, instance, {}) as work:
                yield work
                work.finish()
        finally:
            intake.close()

    def take_in(self) -> None:
        run(self.taking, Event(), self.figures, 1.0, once=True)

    def publish(self, *audiences: str, batch: int = 500) -> None:
        """Until each audience has all that is sealed."""
        views = self.views()
        with publishing(
            self.settings, self.place.ledger, views, [Audience(name) for name in audiences], self.figures
        ) as work:
            while any(one.step() for one in work.all):
                pass
        views.dispose()

    def published(self, audience: str = "audit") -> list[Any]:
        return self.read(Topics.of(self.settings, Audience(audience)).statements)

    def views(self, name: str = "publishers.db") -> Engine:
        return open_views(databases.views(self.data / name))

    @contextmanager
    def projecting(self, views: Engine) -> Iterator[Projecting]:
        with projecting(self.settings, views, self.figures) as work:
            yield work

    def project(self, views: Engine) -> None:
        run(partial(self.projecting, views), Event(), self.figures, 1.0, once=True)

    def letters(self) -> list[letters.Letter]:
        return letters.every(self.settings)

    def why(self) -> list[tuple[str, ...]]:
        return [letter.codes for letter in self.letters()]

    def read(self, topic: str) -> list[Any]:
        """Everything that was committed in a topic, partition after partition."""
        found = []
        consumer = self.broker.consumer(isolation_level="read_committed")
        for n in sorted(consumer.partitions_for_topic(topic) or ()):
            place = TopicPartition(topic, n)
            consumer.assign([place])
            consumer.seek_to_beginning(place)
            end = consumer.end_offsets([place])[place]
            while consumer.position(place) < end:
                found += consumer.poll(1_000).get(place, [])
        consumer.close()
        return found


def until_idle(work: Work) -> None:
    while work.step():
        pass
