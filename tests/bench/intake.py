"""Recording by Kafka beside recording in bulk by HTTP, on PostgreSQL, turn by turn: ``make bench ONLY=intake``

The same statements with their private parts, sealed to the ledger's key on their way by Kafka: one a message, and many
in one sealed message, as from a sender that has them at hand. Each turn begins when the read models have taken in what
the turns before it recorded, so that none pays for another.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, perf_counter, process_time, sleep

import broker as kafka_broker
import postgresql
from kafka import KafkaProducer

from bench import load, recording
from bench.reading import open_again
from consumers.kafka.envelope import Envelopes
from consumers.kafka.intake import make_topics
from consumers.kafka.settings import KafkaSettings
from ledger.application import Ledger
from ledger.store import Database

ONCE, TOGETHER, ROUNDS, PEOPLE = 10_000, 50, 3, 2_000


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


def taken_per_s(settings: KafkaSettings, ledger: Ledger, messages: Sequence[bytes], count: int) -> tuple[float, float]:
    """(statements a second, from the first that is sent until the last is sealed; the sender's own CPU seconds)."""
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap, linger_ms=20, batch_size=256 * 1024,
                             max_request_size=16_000_000)  # fmt: skip
    before, cpu, began, until = ledger.size(), process_time(), perf_counter(), monotonic() + 300
    for n, message in enumerate(messages):
        producer.send(settings.intake, message, partition=n % settings.partitions)
    producer.flush()
    cpu = process_time() - cpu
    while ledger.size() < before + count:  # and the ticks
        assert monotonic() < until, "not all were taken"
        sleep(0.02)
    seconds = perf_counter() - began
    producer.close()
    return count / seconds, cpu


def measure(folder: Path, database: Database, broker: kafka_broker.Broker) -> dict[str, float]:
    """The best of each way, as the other figures are."""
    rng, data = random.Random(2026), folder / "ledger"
    sender = load.prepare(data, rng, database)
    settings = KafkaSettings(bootstrap=broker.bootstrap, prefix=broker.name("bench"), partitions=4)
    make_topics(settings)
    envelopes = Envelopes.open_file(data / "keys")
    lines = load.collections(sender, (3 * ROUNDS + 1) * ONCE, PEOPLE, rng)
    ledger = open_again(data, database)
    bulk: list[tuple[float, float]] = []
    single, several = bulk.copy(), bulk.copy()
    with recording.serving(data, database) as port, consuming(data, database, settings):
        for line in load.founding(sender, rng):
            recording.bulk_per_s(port, [line + b"\n"], 1)
        warm, rest = lines[:ONCE], lines[ONCE:]
        recording.bulk_per_s(port, [b"\n".join(warm[: ONCE // 2]) + b"\n"], ONCE // 2)
        taken_per_s(settings, ledger, [envelopes.seal(line) for line in warm[ONCE // 2 :]], ONCE // 2)
        for _ in range(ROUNDS):
            one, two, three, rest = rest[:ONCE], rest[ONCE : 2 * ONCE], rest[2 * ONCE : 3 * ONCE], rest[3 * ONCE :]
            sealed = [envelopes.seal(line) for line in two]
            groups = [b"\n".join(three[at : at + TOGETHER]) for at in range(0, ONCE, TOGETHER)]
            together = [envelopes.seal(group) for group in groups]
            caught_up(port, ledger)
            bulk.append(recording.bulk_per_s(port, [b"\n".join(one) + b"\n"], ONCE))
            caught_up(port, ledger)
            single.append(taken_per_s(settings, ledger, sealed, ONCE))
            caught_up(port, ledger)
            several.append(taken_per_s(settings, ledger, together, ONCE))
    ledger.close()
    (poured, _), (singly, sent_singly), (grouped, sent_grouped) = max(bulk), max(single), max(several)
    print(f"HTTP bulk {poured:,.0f}/s")
    print(f"Kafka intake, one a message {singly:,.0f}/s, {TOGETHER} a message {grouped:,.0f}/s")
    print(f"  (the senders by Kafka used {sent_singly:.2f} and {sent_grouped:.2f} s of CPU beside them)")
    print(f"intake ÷ bulk = {singly / poured:.2f}, {grouped / poured:.2f} (wanted: at least 0.7)")
    return {"bulk_per_s": round(poured), "intake_per_s": round(singly), "together_per_s": round(grouped)}


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
        return measure(Path(folder), Database(server.database()), broker)
