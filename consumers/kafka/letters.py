"""Dead letters: messages that could not be taken, with why, as they came, sealed to the ledger's key, for some days.

A letter's key says where the message was (topic/partition/offset), so that one message has one letter; one that was
sent again is taken out by an empty letter of the same key.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kafka import KafkaProducer, TopicPartition

from consumers.kafka.connecting import LARGEST, consuming, make_topic, producing
from consumers.kafka.envelope import Envelopes
from consumers.kafka.settings import KafkaSettings
from ledger.problems import Problem

DAY = 86_400_000


@dataclass(frozen=True, slots=True)
class Letter:
    """``codes``: the problems' codes; ``at``: when it was put aside; ``sealed``: the reasons and the message."""

    key: str
    codes: tuple[str, ...]
    at: datetime
    sealed: bytes

    def open(self, envelopes: Envelopes) -> tuple[list[dict[str, Any]], bytes]:
        """(a problem for each line that is wrong, with the line's number; the message's exact bytes)."""
        reasons, _, original = envelopes.open(self.sealed).partition(b"\n")
        return json.loads(reasons), original


def make(settings: KafkaSettings) -> None:
    """Their topic: what is in it goes away by itself."""
    kept = {
        "cleanup.policy": "compact,delete", "retention.ms": str(settings.letter_days * DAY),
        "segment.ms": str(DAY), "max.message.bytes": str(LARGEST),
    }  # fmt: skip
    make_topic(settings, settings.letters, 1, kept)


def put(
    producer: KafkaProducer, settings: KafkaSettings, envelopes: Envelopes, key: str,
    wrong: Sequence[tuple[int, Problem]], original: bytes,
) -> None:  # fmt: skip
    """Puts a message aside in the producer's open transaction. ``wrong``: (number of the line, what is wrong)."""
    reasons = json.dumps([{"line": number} | problem.as_json() for number, problem in wrong]).encode()
    codes = ",".join(sorted({problem.code for _, problem in wrong}))
    sealed = envelopes.seal(reasons + b"\n" + original)
    producer.send(settings.letters, sealed, key=key.encode(), headers=[("codes", codes.encode())])


def put_again(
    producer: KafkaProducer, settings: KafkaSettings, envelopes: Envelopes, letter: Letter,
    reasons: Sequence[dict[str, Any]], original: bytes,
) -> None:  # fmt: skip
    """The same letter, as old as it is, sealed to the newest key, in the producer's open transaction."""
    sealed = envelopes.seal(json.dumps(reasons).encode() + b"\n" + original)
    headers, at = [("codes", ",".join(letter.codes).encode())], int(letter.at.timestamp() * 1000)
    producer.send(settings.letters, sealed, key=letter.key.encode(), headers=headers, timestamp_ms=at)


def every(settings: KafkaSettings) -> list[Letter]:
    """The letters that are there, oldest first."""
    make(settings)
    found: dict[str, Letter] = {}
    with consuming(settings, None) as consumer:
        places = [TopicPartition(settings.letters, n) for n in consumer.partitions_for_topic(settings.letters) or ()]
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        ends = consumer.end_offsets(places)
        while any(consumer.position(place) < ends[place] for place in places):
            for record in (one for some in consumer.poll(1_000).values() for one in some):
                key = record.key.decode()
                found.pop(key, None)
                if record.value is not None:
                    codes = dict(record.headers)["codes"].decode().split(",")
                    at = datetime.fromtimestamp(record.timestamp / 1000, UTC)
                    found[key] = Letter(key, tuple(codes), at, record.value)
    return list(found.values())


def redrive(settings: KafkaSettings, envelopes: Envelopes, chosen: Iterable[Letter]) -> int:
    """Sends messages again, byte for byte, and takes their letters out: both or neither. How many."""
    count = 0
    with producing(settings, f"{settings.prefix}.redrive") as producer:
        producer.begin_transaction()
        for letter in chosen:
            _, original = letter.open(envelopes)
            producer.send(settings.intake, original or None, key=None if original else letter.key.encode())
            producer.send(settings.letters, None, key=letter.key.encode())
            count += 1
        producer.commit_transaction()
    return count
