"""Recording by Kafka beside recording in bulk by HTTP, on PostgreSQL, turn by turn: ``make bench ONLY=intake``

The same statements with their private parts, sealed to the ledger's key on their way by Kafka: one a message, and many
in one sealed message. Both are there, sealed and sent, when the clock begins, as the body of a request is. Each turn
begins when the read models have taken in what the turns before it recorded, so that none pays for another.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, perf_counter, process_time, sleep
from typing import NamedTuple

import broker as kafka_broker
import postgresql
from kafka import KafkaProducer, TopicPartition

from bench import load, recording
from bench.reading import open_again
from bench.spending import spent
from consumers.kafka import connecting as clients
from consumers.kafka.envelope import Envelopes
from consumers.kafka.intake import make_topics
from consumers.kafka.settings import KafkaSettings
from ledger.application import Ledger
from ledger.store import Database

ONCE, TOGETHER, ROUNDS, PEOPLE = 10_000, 50, 3, 2_000
#: How many statements a message; in bulk there are no messages.
WAYS = {"bulk": 0, "single": 1, "several": TOGETHER, "beside": 1}
Spent = Callable[[], float]


class Turn(NamedTuple):
    """Statements a second until they are sealed, and the seconds of CPU that all but the sender used for them until
    the read models had them: when those are read differs from turn to turn."""

    per_s: float
    cpu_s: float


@contextmanager
def consuming(data: Path, database: Database, settings: KafkaSettings) -> Iterator[None]:
    """The real consumer on ``data``."""
    said = {"LIGHTWELL_DATABASE": database.url, "LIGHTWELL_KAFKA_BOOTSTRAP": settings.bootstrap,
            "LIGHTWELL_KAFKA_PREFIX": settings.prefix, "LIGHTWELL_ORIGIN": load.ORIGIN}  # fmt: skip
    command = [sys.executable, "-m", "ledger", "consume", "intake", "--data", str(data)]
    process = subprocess.Popen(command, env=os.environ | said, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def caught_up(port: int, ledger: Ledger) -> None:
    """Waits until the server's read models have all that is sealed."""
    asking = HTTPConnection("127.0.0.1", port)
    while json.loads(recording.post(asking, b"", "GET", "/healthz"))["read_models"] < ledger.size():
        sleep(0.05)


def taken(
    settings: KafkaSettings, port: int, ledger: Ledger, used: Spent, messages: Sequence[bytes], count: int,
    *, at_once: bool = True,
) -> Turn:  # fmt: skip
    """``at_once``: all are in the topic, and seen together, when the clock begins; else it begins with the first that
    is sent, and the sender's work, which by HTTP is next to none, is done beside."""
    producer = _producer(settings, "bench-sender" if at_once else None)
    before, until = ledger.size(), monotonic() + 300
    if at_once:
        producer.init_transactions()
        producer.begin_transaction()
        _send(producer, settings, settings.intake, messages)
    cpu, began = used(), perf_counter()
    if at_once:
        producer.commit_transaction()
    else:
        _send(producer, settings, settings.intake, messages)
    while ledger.size() < before + count:  # and the ticks
        assert monotonic() < until, "not all were taken"
        sleep(0.02)
    seconds = perf_counter() - began
    producer.close()
    caught_up(port, ledger)
    return Turn(count / seconds, used() - cpu)


def poured(port: int, ledger: Ledger, used: Spent, lines: Sequence[bytes]) -> Turn:
    """The same in bulk by HTTP."""
    cpu = used()
    per_s, _ = recording.bulk_per_s(port, [b"\n".join(lines) + b"\n"], len(lines))
    caught_up(port, ledger)
    return Turn(per_s, used() - cpu)


def bare(settings: KafkaSettings, topic: str, count: int) -> Turn:
    """So many messages from the brokers' client alone, set as the intake's, with nothing done to them."""
    with clients.consuming(settings, None) as consumer:
        places = [TopicPartition(topic, n) for n in range(settings.partitions)]
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        left, cpu, began = count, process_time(), perf_counter()
        while left:
            left -= sum(len(some) for some in consumer.poll(timeout_ms=500).values())
        return Turn(count / (perf_counter() - began), process_time() - cpu)


def opened(envelopes: Envelopes, messages: Sequence[bytes]) -> Turn:
    """So many messages unsealed, with nothing else done to them."""
    cpu, began = process_time(), perf_counter()
    for message in messages:
        envelopes.open(message)
    return Turn(len(messages) / (perf_counter() - began), process_time() - cpu)


def _producer(settings: KafkaSettings, transactional_id: str | None = None) -> KafkaProducer:
    return KafkaProducer(
        bootstrap_servers=settings.bootstrap, linger_ms=20, batch_size=256 * 1024, max_request_size=16_000_000,
        retry_backoff_ms=20, transactional_id=transactional_id,
    )  # fmt: skip


def _send(producer: KafkaProducer, settings: KafkaSettings, topic: str, messages: Sequence[bytes]) -> None:
    for n, message in enumerate(messages):
        producer.send(topic, message, partition=n % settings.partitions)
    producer.flush()


def measure(folder: Path, server: postgresql.Server, broker: kafka_broker.Broker) -> dict[str, float]:
    """The best of each way, as the other figures are."""
    rng, data, database = random.Random(2026), folder / "ledger", Database(server.database())
    sender = load.prepare(data, rng, database)
    settings = KafkaSettings(bootstrap=broker.bootstrap, prefix=broker.name("bench"), partitions=4)
    make_topics(settings)
    topic = f"{settings.prefix}.bare"
    clients.make_topic(settings, topic, settings.partitions, {})
    envelopes = Envelopes.open_file(data / "keys")
    lines = load.collections(sender, (len(WAYS) * ROUNDS + 1) * ONCE, PEOPLE, rng)
    ledger, used = open_again(data, database), partial(spent, server)
    turns: dict[str, list[Turn]] = {way: [] for way in (*WAYS, "bare", "opened")}
    with recording.serving(data, database) as port, consuming(data, database, settings):
        for line in load.founding(sender, rng):
            recording.bulk_per_s(port, [line + b"\n"], 1)
        warm, rest = lines[:ONCE], lines[ONCE:]
        poured(port, ledger, used, warm[: ONCE // 2])
        taken(
            settings, port, ledger, used, [envelopes.seal(line) for line in warm[ONCE // 2 :]], ONCE // 2, at_once=False
        )
        for turn in range(ROUNDS):
            for way, together in WAYS.items():
                mine, rest = rest[:ONCE], rest[ONCE:]
                if not together:
                    turns[way].append(poured(port, ledger, used, mine))
                    continue
                groups = [b"\n".join(mine[at : at + together]) for at in range(0, ONCE, together)]
                sealed = [envelopes.seal(group) for group in groups]
                if way == "single" and turn == 0:
                    _send(_producer(settings), settings, topic, sealed)
                turns[way].append(taken(settings, port, ledger, used, sealed, ONCE, at_once=way != "beside"))
                if way == "single":
                    turns["bare"].append(bare(settings, topic, ONCE))
                    turns["opened"].append(opened(envelopes, sealed))
    ledger.close()
    return told({way: Turn(max(some).per_s, min(one.cpu_s for one in some)) for way, some in turns.items()})


def told(best: dict[str, Turn]) -> dict[str, float]:
    """Prints the figures; gives those that are written down."""
    bulk, single, several = best["bulk"], best["single"], best["several"]
    print(f"HTTP bulk {bulk.per_s:,.0f}/s")
    print(f"Kafka intake, one a message {single.per_s:,.0f}/s, {TOGETHER} a message {several.per_s:,.0f}/s")
    beside = best["beside"].per_s
    print(f"  (one a message while its sender works on the same cores {beside:,.0f}/s: {beside / bulk.per_s:.2f})")
    print(f"intake ÷ bulk = {single.per_s / bulk.per_s:.2f}, {several.per_s / bulk.per_s:.2f} (wanted: at least 0.7);"
          f" by CPU time {bulk.cpu_s / single.cpu_s:.2f}, {bulk.cpu_s / several.cpu_s:.2f}")  # fmt: skip
    each = {way: turn.cpu_s / ONCE * 1e6 for way, turn in best.items()}
    print(f"  (CPU a statement, all processes but the sender: bulk {each['bulk']:.0f} µs, one a message"
          f" {each['single']:.0f} µs, of which the brokers' client alone {each['bare']:.0f} µs and the opening"
          f" {each['opened']:.0f} µs; the client alone hands over {best['bare'].per_s:,.0f}/s)")  # fmt: skip
    return {
        "bulk_per_s": round(bulk.per_s), "intake_per_s": round(single.per_s), "together_per_s": round(several.per_s),
        "beside_per_s": round(beside), "client_per_s": round(best["bare"].per_s),
        "bulk_cpu_us": round(each["bulk"]), "intake_cpu_us": round(each["single"]),
    }  # fmt: skip


def run() -> dict[str, float]:
    """Nothing where the machine lacks one of the two, which is said."""
    found = postgresql.binaries()
    try:
        jars = kafka_broker.jars()
    except kafka_broker.NotHere as why:
        print(f"left out: Apache Kafka: {why}")
        return {}
    if found is None:
        print("left out: Kafka's figures, which are measured on PostgreSQL, of which this machine has none")
        return {}
    with (
        tempfile.TemporaryDirectory(prefix="lightwell-bench-") as folder,
        postgresql.running(found, durable=True) as server,
        kafka_broker.running(jars) as broker,
    ):
        return measure(Path(folder), server, broker)
