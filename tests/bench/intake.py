"""Recording by Kafka beside recording in bulk by HTTP, on PostgreSQL, turn by turn: python -m bench.intake

The same statements with their private parts, sealed to the ledger's key on their way by Kafka: one a message, and many
in one sealed message, as from a sender that has them at hand.
"""

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, perf_counter, sleep

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


def taken_per_s(settings: KafkaSettings, ledger: Ledger, messages: Sequence[bytes], count: int) -> float:
    """Statements a second, from the first that is sent until the last is sealed."""
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap, linger_ms=20, batch_size=256 * 1024,
                             max_request_size=16_000_000)  # fmt: skip
    before, began, until = ledger.size(), perf_counter(), monotonic() + 300
    for n, message in enumerate(messages):
        producer.send(settings.intake, message, partition=n % settings.partitions)
    producer.flush()
    while ledger.size() < before + count:  # and the ticks
        assert monotonic() < until, "not all were taken"
        sleep(0.01)
    seconds = perf_counter() - began
    producer.close()
    return count / seconds


def measure(folder: Path, database: Database, broker: kafka_broker.Broker) -> dict[str, float]:
    """The best of each way, as the other figures are."""
    rng, data = random.Random(2026), folder / "ledger"
    sender = load.prepare(data, rng, database)
    settings = KafkaSettings(bootstrap=broker.bootstrap, prefix=broker.name("bench"), partitions=4)
    make_topics(settings)
    envelopes = Envelopes.open_file(data / "keys")
    lines = load.collections(sender, (3 * ROUNDS + 1) * ONCE, PEOPLE, rng)
    ledger = open_again(data, database)
    bulk, single, several = [], [], []
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
            bulk.append(recording.bulk_per_s(port, [b"\n".join(one) + b"\n"], ONCE)[0])
            single.append(taken_per_s(settings, ledger, sealed, ONCE))
            several.append(taken_per_s(settings, ledger, together, ONCE))
    ledger.close()
    print(f"HTTP bulk {max(bulk):,.0f}/s; Kafka intake, one a message {max(single):,.0f}/s, {TOGETHER} a message"
          f" {max(several):,.0f}/s")  # fmt: skip
    print(f"intake ÷ bulk = {max(single) / max(bulk):.2f}, {max(several) / max(bulk):.2f} (wanted: at least 0.7)")
    return {"bulk_per_s": round(max(bulk)), "intake_per_s": round(max(single)), "together_per_s": round(max(several))}


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


if __name__ == "__main__":
    print(f"machine: {recording.machine()}")
    run()
