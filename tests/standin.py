"""In place of a real broker, in this process: topics, partitions, offsets, groups and transactions, and no network.

It stands where ``consumers/kafka/connecting.py`` makes its clients, on machines that cannot have Apache Kafka. It
promises what the consumers rely on, and tests/kafka/test_broker.py asks both for it: what an open or aborted
transaction wrote is not seen by who reads the committed; offsets and messages of one transaction are committed
together; who comes later under a transactional id fences off the former; no topic comes into being by itself. What is
deleted is read no more. It has no files, and cannot be killed.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Condition
from time import monotonic, time
from typing import Any
from zlib import crc32

import pytest
from kafka import OffsetAndMetadata, TopicPartition
from kafka.admin import NewTopic
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import (
    IllegalStateError,
    MessageSizeTooLargeError,
    ProducerFencedError,
    TopicAlreadyExistsError,
    UnknownMemberIdError,
    UnknownTopicOrPartitionError,
)
from kafka.structs import ConsumerGroupMetadata

from consumers.kafka import connecting

Offsets = Mapping[TopicPartition, OffsetAndMetadata]


@dataclass
class Transaction:
    """``settled``: None while it is open, then whether it was committed."""

    settled: bool | None = None
    offsets: list[tuple[str, Offsets]] = field(default_factory=list)


#: Of all that was written without one.
NONE = Transaction(settled=True)


@dataclass
class Group:
    """Who reads, by member id, and where each partition was read to. ``generation`` counts who came and went."""

    generation: int = 0
    members: dict[str, "Consumer"] = field(default_factory=dict)
    offsets: dict[TopicPartition, int] = field(default_factory=dict)

    def share(self) -> None:
        """Deals the partitions out to the members anew."""
        self.generation += 1
        members = list(self.members.values())
        for member in members:
            member.dealt = set()
        topics = {topic for member in members for topic in member.topics}
        for n, place in enumerate(sorted(p for topic in topics for p in members[0].broker.places(topic))):
            readers = [member for member in members if place.topic in member.topics]
            readers[n % len(readers)].dealt.add(place)


@dataclass
class Standin:
    """``bootstrap`` is an address where nobody is: whoever goes there by a real client is told so at once."""

    bootstrap: str = "127.0.0.1:1"
    written: Condition = field(default_factory=Condition)
    topics: dict[str, list[list[tuple[ConsumerRecord, Transaction]]]] = field(default_factory=dict)
    starts: dict[TopicPartition, int] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    writers: dict[str, "Producer"] = field(default_factory=dict)
    _names: Iterator[int] = field(default_factory=count)

    def name(self, what: str = "test") -> str:
        """A name for a topic or a group that nobody had before."""
        return f"{what}-{next(self._names)}"

    def producer(self, **config: Any) -> "Producer":
        return Producer(self, **config)

    def consumer(self, **config: Any) -> "Consumer":
        return Consumer(self, **config)

    def admin(self, **config: Any) -> "Admin":
        return Admin(self)

    def places(self, topic: str) -> list[TopicPartition]:
        return [TopicPartition(topic, n) for n in range(len(self.topics.get(topic, ())))]

    def records(self, place: TopicPartition) -> list[tuple[ConsumerRecord, Transaction]]:
        if place not in self.places(place.topic):
            raise UnknownTopicOrPartitionError(place)
        return self.topics[place.topic][place.partition]

    def end(self, place: TopicPartition, committed: bool) -> int:
        """What comes next in a partition, or the first of what is not settled yet."""
        records = self.records(place)
        still = (record.offset for record, transaction in records if transaction.settled is None)
        return next(still, len(records)) if committed else len(records)


class Consumer:
    """As ``KafkaConsumer``, as far as it is used here."""

    def __init__(self, broker: Standin, **config: Any) -> None:
        self.broker, self.config = broker, {"max_poll_records": 500, "isolation_level": "read_uncommitted"} | config
        self.topics: list[str] = []
        self.dealt: set[TopicPartition] = set()
        self._member = config.get("group_instance_id") or f"member-{id(self)}"
        self._generation = -1
        self._places: dict[TopicPartition, int] = {}
        self._heard: set[TopicPartition] = set()

    @property
    def _committed(self) -> bool:
        return bool(self.config["isolation_level"] == "read_committed")

    @property
    def _group(self) -> Group:
        return self.broker.groups.setdefault(self.config["group_id"], Group())

    def subscribe(self, topics: Sequence[str]) -> None:
        with self.broker.written:
            self.topics = list(topics)
            self._group.members[self._member] = self
            self._group.share()

    def assign(self, places: Sequence[TopicPartition]) -> None:
        self._places = {place: self._places.get(place, 0) for place in places}

    def assignment(self) -> set[TopicPartition]:
        return set(self._places)

    def seek(self, place: TopicPartition, offset: int) -> None:
        self._places[place] = offset

    def seek_to_beginning(self, *places: TopicPartition) -> None:
        self._places |= self.beginning_offsets(tuple(places or self._places))

    def position(self, place: TopicPartition) -> int:
        return self._places[place]

    def partitions_for_topic(self, topic: str) -> set[int] | None:
        return {place.partition for place in self.broker.places(topic)} or None

    def end_offsets(self, places: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        with self.broker.written:
            return {place: self.broker.end(place, self._committed) for place in places}

    def beginning_offsets(self, places: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        return {place: self.broker.starts.get(place, 0) for place in places}

    def highwater(self, place: TopicPartition) -> int | None:
        with self.broker.written:
            return self.broker.end(place, self._committed) if place in self._heard else None

    def committed(self, place: TopicPartition) -> int | None:
        return self._group.offsets.get(place)

    def commit(self, offsets: Offsets) -> None:
        with self.broker.written:
            self._group.offsets |= {place: at.offset for place, at in offsets.items()}

    def group_metadata(self) -> ConsumerGroupMetadata:
        return ConsumerGroupMetadata(self.config["group_id"], self._generation, self._member, self._member)

    def poll(
        self, timeout_ms: float = 0, max_records: int | None = None, **_: Any
    ) -> dict[TopicPartition, list[ConsumerRecord]]:
        until = monotonic() + timeout_ms / 1000
        with self.broker.written:
            while True:
                self._take_part()
                found = self._fetch(max_records or self.config["max_poll_records"])
                left = until - monotonic()
                if found or left <= 0:
                    return found
                self.broker.written.wait(left)

    def close(self, autocommit: bool = True, timeout_ms: float = 0) -> None:
        with self.broker.written:
            if self.topics and self._group.members.get(self._member) is self:
                del self._group.members[self._member]
                self._group.share()

    def _take_part(self) -> None:
        if not self.topics or self._group.generation == self._generation:
            return
        if self._group.members.get(self._member) is not self:
            raise UnknownMemberIdError
        self._generation = self._group.generation
        kept = {place: at for place, at in self._places.items() if place in self.dealt}
        self._places = {place: self._group.offsets.get(place, 0) for place in self.dealt} | kept

    def _fetch(self, most: int) -> dict[TopicPartition, list[ConsumerRecord]]:
        found: dict[TopicPartition, list[ConsumerRecord]] = {}
        for place in sorted(self._places):
            records, end = self.broker.records(place), self.broker.end(place, self._committed)
            self._heard.add(place)
            self._places[place] = max(self._places[place], self.broker.starts.get(place, 0))
            while self._places[place] < end and most > 0:
                record, transaction = records[self._places[place]]
                self._places[place] += 1
                if transaction.settled or not self._committed:
                    found.setdefault(place, []).append(record)
                    most -= 1
        return found


class _Sent:
    """What sending answers with: it is there."""

    def get(self, timeout: float | None = None) -> None:
        return None


class Producer:
    """As ``KafkaProducer``, as far as it is used here."""

    def __init__(self, broker: Standin, **config: Any) -> None:
        self._broker, self._name = broker, config.get("transactional_id")
        self._most = config.get("max_request_size", 1_048_576)
        self._open: Transaction | None = None

    def init_transactions(self) -> None:
        """Undoes what a predecessor of the same name left open, and fences it off."""
        with self._broker.written:
            assert self._name is not None
            before = self._broker.writers.get(self._name)
            if before is not None:
                before._settle(False)
            self._broker.writers[self._name] = self

    def begin_transaction(self) -> None:
        self._not_fenced()
        if self._open is not None:
            raise IllegalStateError("a transaction is open")
        self._open = Transaction()

    def send(
        self, topic: str, value: bytes | None = None, key: bytes | None = None, headers: Any = (),
        partition: int | None = None, timestamp_ms: int | None = None,
    ) -> _Sent:  # fmt: skip
        with self._broker.written:
            self._not_fenced()
            places = self._broker.places(topic)
            if not places or (partition or 0) >= len(places):
                raise UnknownTopicOrPartitionError(topic)
            if len(value or b"") + len(key or b"") > self._most:
                raise MessageSizeTooLargeError(topic)
            if self._name is not None and self._open is None:
                raise IllegalStateError("no transaction is open")
            place = places[crc32(key or b"") % len(places) if partition is None else partition]
            records, at = self._broker.records(place), timestamp_ms or int(time() * 1000)
            record = ConsumerRecord(topic, place.partition, 0, len(records), at, 0, key, value, list(headers or ()),
                                    None, len(key or b""), len(value or b""), 0)  # fmt: skip
            records.append((record, self._open or NONE))
            self._broker.written.notify_all()
            return _Sent()

    def send_offsets_to_transaction(self, offsets: Offsets, group: ConsumerGroupMetadata) -> None:
        with self._broker.written:
            self._not_fenced()
            if self._broker.groups[group.group_id].generation != group.generation_id:
                raise UnknownMemberIdError
            assert self._open is not None
            self._open.offsets.append((group.group_id, offsets))

    def commit_transaction(self) -> None:
        self._not_fenced()
        self._settle(True)

    def abort_transaction(self) -> None:
        self._not_fenced()
        self._settle(False)

    def flush(self, timeout: float | None = None) -> None:
        """Everything is there already."""

    def close(self, timeout: float | None = None) -> None:
        """What is open stays so, until somebody comes under the same name."""

    def drop(self) -> None:
        self.close()

    def _not_fenced(self) -> None:
        if self._name is not None and self._broker.writers.get(self._name) is not self:
            raise ProducerFencedError

    def _settle(self, committed: bool) -> None:
        with self._broker.written:
            if self._open is not None:
                self._open.settled = committed
                for group, offsets in self._open.offsets if committed else ():
                    self._broker.groups[group].offsets |= {place: at.offset for place, at in offsets.items()}
                self._open = None
                self._broker.written.notify_all()


class Admin:
    """As ``KafkaAdminClient``, as far as it is used here."""

    def __init__(self, broker: Standin) -> None:
        self._broker = broker

    def list_topics(self) -> list[str]:
        return list(self._broker.topics)

    def create_topics(self, topics: Sequence[NewTopic]) -> None:
        with self._broker.written:
            for topic in topics:
                if topic.name in self._broker.topics:
                    raise TopicAlreadyExistsError(topic.name)
                self._broker.topics[topic.name] = [[] for _ in range(max(1, topic.num_partitions))]

    def delete_records(self, before: Mapping[TopicPartition, int]) -> None:
        with self._broker.written:
            self._broker.starts |= before

    def close(self) -> None:
        """There is nothing to close."""


@contextmanager
def standing_in() -> Iterator[Standin]:
    """From here on the consumers' clients, in this process, are this one's."""
    broker = Standin()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connecting, "Consumer", broker.consumer)
        patch.setattr(connecting, "Producer", broker.producer)
        patch.setattr(connecting, "KafkaAdminClient", broker.admin)
        patch.setattr(connecting, "reach", lambda *_: None)
        yield broker
