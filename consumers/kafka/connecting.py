"""Clients of the brokers, set so that what they say is true: idempotent, transactional, read-committed."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.errors import KafkaTimeoutError, TopicAlreadyExistsError

from consumers.kafka.reaching import reach
from consumers.kafka.settings import KafkaSettings

log = logging.getLogger(__name__)
#: Bytes of the largest message: a statement with the largest private part, sealed.
LARGEST = 32 * 1024 * 1024
#: Milliseconds after which the broker undoes a transaction that nobody ends.
UNDONE = 60_000


class Producer(KafkaProducer):  # type: ignore[misc]
    """The library's, which can be got rid of, and which waits for no answer for ever.

    After a broker was away the library may never learn what became of the offsets of a transaction, and waits on
    (measured: for good). Here it gives up when whatever was sent must long have been delivered or given up, and the
    broker undoes the transaction by itself.
    """

    def send_offsets_to_transaction(self, offsets: Any, group_metadata: Any) -> None:
        """Raises KafkaTimeoutError where no answer comes."""
        self._answered(self._transaction_manager.send_offsets_to_transaction(offsets, group_metadata))

    def commit_transaction(self) -> None:
        """Raises KafkaTimeoutError where no answer comes: it may have been made, and may not."""
        self._answered(self._transaction_manager.begin_commit())

    def _answered(self, result: Any) -> None:
        self._sender.wakeup()
        if not result.wait(self.config["delivery_timeout_ms"] + self.config["max_block_ms"]):
            raise KafkaTimeoutError("no answer from the brokers")

    def drop(self) -> None:
        """Closes it, whatever it still waits for."""
        try:
            self.close(timeout=1)
        except Exception:  # it could not flush, and has left its thread running
            with suppress(Exception):
                self._sender.force_close()


class Consumer(KafkaConsumer):  # type: ignore[misc]
    """The library's, which knows where it stands or says that it cannot tell."""

    def position(self, partition: TopicPartition, timeout_ms: float | None = None) -> int:
        """Raises KafkaTimeoutError where no answer comes while a broker is away: the library then gives None."""
        found = super().position(partition, timeout_ms)
        if found is None:
            raise KafkaTimeoutError("no answer from the brokers")
        return int(found)


@contextmanager
def consuming(settings: KafkaSettings, group: str | None, **more: Any) -> Iterator[KafkaConsumer]:
    """Sees what was committed and nothing else; what has been consumed is never said without being told to."""
    consumer = Consumer(
        **_common(settings), group_id=group, enable_auto_commit=False, isolation_level="read_committed",
        auto_offset_reset="earliest", max_poll_records=5_000, fetch_max_bytes=2 * LARGEST,
        max_partition_fetch_bytes=4 * 1024 * 1024, session_timeout_ms=int(settings.session_seconds * 1000),
        heartbeat_interval_ms=int(settings.session_seconds * 300), **more,
    )  # fmt: skip
    try:
        yield consumer
    finally:
        with suppress(Exception):  # it has said all it had to say
            consumer.close(autocommit=False, timeout_ms=2_000)


@contextmanager
def producing(settings: KafkaSettings, transactional_id: str) -> Iterator[KafkaProducer]:
    """A transactional producer, with whatever its predecessor of the same id left open undone before it is given.

    It is for as long as all goes well: after any exception it is dropped, and what is true is read back.
    """
    producer = Producer(
        **_common(settings), transactional_id=transactional_id, enable_idempotence=True, acks="all", linger_ms=5,
        batch_size=128 * 1024, compression_type="lz4", max_request_size=LARGEST, transaction_timeout_ms=UNDONE,
        delivery_timeout_ms=settings.delivery_seconds * 1000, max_block_ms=settings.delivery_seconds * 1000,
    )  # fmt: skip
    try:
        producer.init_transactions()
        yield producer
    finally:
        producer.drop()


def make_topic(settings: KafkaSettings, name: str, partitions: int, configs: Mapping[str, str]) -> None:
    """Makes a topic where there is none: brokers are told not to make any by themselves. Raises Refused."""
    with administering(settings) as admin:
        if name not in admin.list_topics():
            with suppress(TopicAlreadyExistsError):  # somebody else has been quicker
                admin.create_topics([NewTopic(name, partitions, settings.replication, topic_configs=dict(configs))])
                log.info("topic %s made", name)


@contextmanager
def administering(settings: KafkaSettings) -> Iterator[KafkaAdminClient]:
    """Raises Refused."""
    reach(settings, _common(settings))
    admin = KafkaAdminClient(**_common(settings))
    try:
        yield admin
    finally:
        with suppress(Exception):
            admin.close()


def _common(settings: KafkaSettings) -> dict[str, Any]:
    found: dict[str, Any] = {
        "bootstrap_servers": settings.bootstrap.split(","), "security_protocol": settings.protocol,
        "bootstrap_timeout_ms": 10_000, "retry_backoff_ms": 20, "reconnect_backoff_max_ms": 2_000,
        "request_timeout_ms": min(15_000, int(settings.delivery_seconds * 500)), "client_id": settings.prefix,
    }  # fmt: skip
    if settings.protocol.endswith("SSL"):
        for name, path in (("cafile", settings.ca), ("certfile", settings.certificate), ("keyfile", settings.key)):
            if path is not None:
                found[f"ssl_{name}"] = str(path)
    if settings.protocol.startswith("SASL"):
        found |= {
            "sasl_mechanism": settings.mechanism, "sasl_plain_username": settings.username,
            "sasl_plain_password": settings.password.get_secret_value(),
        }  # fmt: skip
    return found
