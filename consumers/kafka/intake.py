"""Topic → the door's own checks → ledger, each message exactly once (decision 0028).

A batch is sealed first; then one Kafka transaction says how far the topic has been read and puts the bad messages
aside. Whoever dies between the two leaves a batch that comes again, of which the ledger takes nothing twice. Meanwhile
the next batch is fetched and checked (decision 0041): it is sealed after this one, or dropped and fetched again.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from time import perf_counter

from kafka import KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.structs import ConsumerGroupMetadata

from consumers.kafka import letters
from consumers.kafka.connecting import LARGEST, consuming, make_topic, producing
from consumers.kafka.envelope import Envelopes, lines
from consumers.kafka.figures import Figures
from consumers.kafka.forgetting import SEGMENT, Forgetting
from consumers.kafka.running import NotNow
from consumers.kafka.settings import KafkaSettings
from ledger.admission import Sealed
from ledger.door import Checked, Packed
from ledger.intake import CHUNK, Intake, check_elsewhere, unpack
from ledger.problems import Problem

#: Bytes of messages that are checked together.
CHUNK_BYTES = 1024 * 1024
#: So few are checked here: to tell another process would take longer.
FEW_BYTES = 64 * 1024
#: How often a statement that the ledger is too busy for is tried before it is put aside.
TRIES = 5

#: One answer for each line of a message.
Answers = list[Sealed | Problem]


def check_messages(
    messages: Sequence[bytes | None], envelopes: Envelopes, keys: dict[str, bytes], now: datetime
) -> list[list[Packed | Problem]]:
    """Each message opened, and then each of its lines checked as at the door; runs in another process.

    The two are not mixed: the tables of one curve would drive those of the other out of the processor's cache.
    """
    opened: list[list[bytes] | Problem] = []
    for message in messages:
        try:
            opened.append(lines(message, envelopes))
        except Problem as problem:
            opened.append(problem)
    held = [line for found in opened if not isinstance(found, Problem) for line in found]
    checked = iter(check_elsewhere(held, keys, now))
    return [[found] if isinstance(found, Problem) else list(islice(checked, len(found))) for found in opened]


def make_topics(settings: KafkaSettings) -> None:
    """Those of the intake, where they are not there yet."""
    configs = {"max.message.bytes": str(LARGEST), "segment.ms": str(SEGMENT)}
    make_topic(settings, settings.intake, settings.partitions, configs)
    letters.make(settings)


@dataclass
class Batch:
    """What one poll gave. ``group``: this member's place in its group at that time; of partitions that another was
    given meanwhile, nothing can be said under it. ``keys``: those that it is checked with; ``checking``: the checks."""

    polled: Mapping[TopicPartition, Sequence[ConsumerRecord]]
    group: ConsumerGroupMetadata
    keys: dict[str, bytes]
    checking: list[Future[list[list[Packed | Problem]]]] = field(default_factory=list)

    @property
    def records(self) -> list[ConsumerRecord]:
        return [record for some in self.polled.values() for record in some]


@dataclass
class Taking:
    """The intake while its clients live. ``ahead`` is being checked in other processes while what was fetched before it
    is sealed; when anything goes wrong it is dropped with the clients, and comes again."""

    ahead: Batch | None = field(init=False, default=None)
    settings: KafkaSettings
    intake: Intake
    envelopes: Envelopes
    figures: Figures
    consumer: KafkaConsumer
    producer: KafkaProducer
    tries: dict[str, int]
    forgetting: Forgetting

    def step(self) -> bool:
        batch, self.ahead = self.ahead, self._fetch(wait=self.ahead is None)
        records = batch.records if batch is not None else []
        if batch is not None:
            self._settle(batch, self._take(batch))
        left = not self._all_taken()
        if self.forgetting.due(idle=not records and not left):
            self.envelopes = self.forgetting.step()
        return bool(records) or left

    def finish(self) -> None:
        """Takes what has been fetched and fetches no more: for who stops while all goes well."""
        batch, self.ahead = self.ahead, None
        if batch is not None:
            self._settle(batch, self._take(batch))
            self._all_taken()

    def _fetch(self, *, wait: bool) -> Batch | None:
        """What has come, its checks begun; None where nothing has."""
        polled = self.consumer.poll(timeout_ms=500 if wait else 0)
        self.figures.well("polled")
        if not polled:
            return None
        self.intake.ledger.look_for_keys()
        batch = Batch(polled, self.consumer.group_metadata(), self.intake.ledger.public_keys())
        batch.checking += [self._check(chunk, batch.keys) for chunk in _chunks(batch.records)]
        return batch

    def _take(self, batch: Batch) -> list[Answers]:
        """Seals what may be said of these messages; an answer for each line of each, durable. Raises NotNow."""
        sealing = [self._seal(checked.result()) for checked in batch.checking]
        answers = [answer for sealed in sealing for answer in sealed()]
        if len(self.intake.ledger.public_keys()) > len(batch.keys):  # a key that came with its own first statements
            self._again(batch.records, answers, "key-not-registered")
        if any("cannot-open" in codes(answer) for answer in answers):  # perhaps another intake has made a key
            held = Envelopes.open_file(self.intake.ledger.data / "keys")
            if held.keys != self.envelopes.keys:
                self.envelopes = held
                self._again(batch.records, answers, "cannot-open")
        self._hold_back(batch.records, answers)
        return answers

    def _check(self, messages: Sequence[bytes | None], keys: dict[str, bytes]) -> Future[list[list[Packed | Problem]]]:
        work = partial(check_messages, messages, self.envelopes, keys, self.intake.ledger.clock.now())
        if sum(len(message or b"") for message in messages) > FEW_BYTES:
            return self.intake.elsewhere(work)
        done: Future[list[list[Packed | Problem]]] = Future()
        done.set_result(work())
        return done

    def _seal(self, checked: Sequence[Sequence[Packed | Problem]]) -> "partial[list[Answers]]":
        """Sends lines to be sealed; calling what it returns waits for their answers, message by message."""
        flat: list[Checked | Problem] = unpack([line for message in checked for line in message])
        return partial(_by_message, [len(message) for message in checked], self.intake.finish(flat))

    def _again(self, records: Sequence[ConsumerRecord], answers: list[Answers], code: str) -> None:
        strange = [n for n, answer in enumerate(answers) if code in codes(answer)]
        keys = self.intake.ledger.public_keys()
        for n in strange:
            (answers[n],) = self._seal(self._check([records[n].value], keys).result())()

    def _hold_back(self, records: Sequence[ConsumerRecord], answers: Sequence[Answers]) -> None:
        """Nothing is a bad message because the ledger cannot write now; but a statement that it can never seal must
        not keep the others waiting for ever."""
        for record, answer in zip(records, answers, strict=True):
            found = codes(answer)
            if "read-only" in found:
                raise NotNow
            if "busy" in found:
                tried = self.tries[place_of(record)] = self.tries.get(place_of(record), 0) + 1
                if tried < TRIES:
                    raise NotNow
        self.tries.clear()

    def _settle(self, batch: Batch, taken: Sequence[Answers]) -> None:
        began = perf_counter()
        counts = self.figures.counts
        self.producer.begin_transaction()
        for record, answers in zip(batch.records, taken, strict=True):
            wrong = [(n, answer) for n, answer in enumerate(answers, 1) if isinstance(answer, Problem)]
            if wrong:
                letters.put(self.producer, self.settings, self.envelopes, place_of(record), wrong, record.value or b"")
        next_ones = {place: OffsetAndMetadata(some[-1].offset + 1, "", -1) for place, some in batch.polled.items()}
        self.producer.send_offsets_to_transaction(next_ones, batch.group)
        self.producer.commit_transaction()
        for answers in taken:
            for answer in answers:
                if isinstance(answer, Problem):
                    counts[f"letters.{answer.code}"] += 1
                else:
                    counts["accepted" if answer.new else "known"] += 1
        self.figures.commit_ms = (perf_counter() - began) * 1000
        self.figures.well("committed")

    def _all_taken(self) -> bool:
        """Whether this process has partitions, and nothing is left in them or fetched ahead; keeps how much is."""
        ends = {place: self.consumer.highwater(place) for place in self.consumer.assignment()}
        known = {place: end for place, end in ends.items() if end is not None}
        self.figures.lag = {str(place.partition): max(0, end - self._reached(place)) for place, end in known.items()}
        return bool(ends) and len(known) == len(ends) and not any(self.figures.lag.values())

    def _reached(self, place: TopicPartition) -> int:
        """The first offset that was not taken."""
        ahead = self.ahead.polled.get(place) if self.ahead is not None else None
        return int(ahead[0].offset if ahead else self.consumer.position(place))


@contextmanager
def taking(
    settings: KafkaSettings,
    intake: Intake,
    envelopes: Envelopes,
    figures: Figures,
    instance: str,
    tries: dict[str, int],
) -> Iterator[Taking]:
    """Fresh clients. ``instance`` names this process among those that take in side by side."""
    make_topics(settings)
    group = f"{settings.prefix}.intake"
    name = f"{group}.{instance}"  # who comes back under it has its partitions at once
    with (
        producing(settings, name) as producer,
        consuming(settings, group, group_instance_id=name) as consumer,
    ):
        consumer.subscribe([settings.intake])
        forgetting = Forgetting(settings, intake.ledger, group, segment_ms=SEGMENT)
        yield Taking(settings, intake, envelopes, figures, consumer, producer, tries, forgetting)


def codes(answers: Answers) -> set[str]:
    return {answer.code for answer in answers if isinstance(answer, Problem)}


def place_of(record: ConsumerRecord) -> str:
    return f"{record.topic}/{record.partition}/{record.offset}"


def _by_message(counts: Sequence[int], sealed: Future[Answers]) -> list[Answers]:
    answers, found, at = sealed.result(), [], 0
    for count in counts:
        found.append(answers[at : at + count])
        at += count
    return found


def _chunks(records: Sequence[ConsumerRecord]) -> Iterator[list[bytes | None]]:
    chunk: list[bytes | None] = []
    held = 0
    for record in records:
        chunk.append(record.value)
        held += len(record.value or b"")
        if len(chunk) >= CHUNK or held >= CHUNK_BYTES:
            yield chunk
            chunk, held = [], 0
    if chunk:
        yield chunk
