"""What Kafka still holds of somebody who was erased (decision 0040): what was taken in leaves the topic, a letter that
may be about them goes, and the key that either was sealed to is followed by another and then destroyed.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic, time

from kafka import TopicPartition

from consumers.kafka import key_file, letters
from consumers.kafka.connecting import administering, consuming, make_topic, producing
from consumers.kafka.envelope import Envelopes, kid_of, lines
from consumers.kafka.settings import KafkaSettings
from ledger import disclosures, door, jws
from ledger.application import Ledger
from ledger.erasure import ERASED
from ledger.problems import Problem
from ledger.statements import types

#: Seconds between two looks.
LOOK = 60.0
#: Milliseconds after which the broker begins another file.
SEGMENT = 3_600_000
HOUR = 3600.0
_COMPACTED = {"cleanup.policy": "compact", "segment.ms": "3600000"}


@dataclass
class Forgetting:
    """``group``: of the intake. Guarantee: what is done is done again after a crash, until it is done whole."""

    settings: KafkaSettings
    ledger: Ledger
    group: str
    now: Callable[[], float] = time
    segment_ms: int = SEGMENT
    _announced: str = ""
    _to_end: set[TopicPartition] | None = None
    _ended: float = field(default_factory=monotonic)
    _since: float = field(default_factory=monotonic)
    _looked: bool = False

    def due(self, *, idle: bool) -> bool:
        """Whether to look: at once where there is nothing else to do, and then now and again."""
        return (idle and not self._looked) or monotonic() - self._since >= LOOK

    def step(self) -> Envelopes:
        """The keys as they are now."""
        folder, self._since, self._looked = self.ledger.data / "keys", monotonic(), True
        with key_file.alone(folder) as mine:
            if mine:
                self._step()
        return Envelopes.open_file(folder)

    def _step(self) -> None:
        folder, size = self.ledger.data / "keys", self.ledger.size()
        held = key_file.read(folder)
        erased = self.ledger.recorder.select_notifications(held.get("forgotten", 0) + 1, 1, topics=ERASED)
        if erased or self._old(held.get("made", 0.0)):
            held = key_file.renewed(held, self.now()) | {"made": self.now()}
            key_file.write(folder, held)
        envelopes = Envelopes(held["keys"])
        if self._announced != envelopes.public()["kid"]:
            self._announce(envelopes)
            self._announced = envelopes.public()["kid"]
        over = {kid for kid, at in held.get("retired", {}).items() if self.now() >= at + self._grace()}
        if erased or over:
            self._sort_letters(envelopes, erased=bool(erased))
        self._delete_taken()
        held = key_file.without(held, over - self._awaited()) if over else held
        key_file.write(folder, held | {"forgotten": size})

    def _grace(self) -> float:
        return self.settings.key_hours * HOUR

    def _old(self, made: float) -> bool:
        """A key lives as long as a retired one is kept: what nobody erased must not be readable for ever either."""
        return bool(made) and self._grace() > 0 and self.now() >= made + self._grace()

    def _announce(self, envelopes: Envelopes) -> None:
        """Tells senders, in a topic of its own, which key to seal to from now on."""
        make_topic(self.settings, self.settings.intake_key, 1, _COMPACTED)
        with producing(self.settings, f"{self.settings.prefix}.forgetting") as producer:
            producer.begin_transaction()
            producer.send(self.settings.intake_key, json.dumps(envelopes.public()).encode(), key=b"key")
            producer.commit_transaction()

    def _sort_letters(self, envelopes: Envelopes, *, erased: bool) -> None:
        """Seals letters anew to the newest key, without those that may be about whoever was erased; then the old ones
        are deleted."""
        place = TopicPartition(self.settings.letters, 0)
        with consuming(self.settings, None) as consumer:
            end = consumer.end_offsets([place])[place]
        kept = letters.every(self.settings)
        if not kept:
            self._delete({place: end})
            return
        with producing(self.settings, f"{self.settings.prefix}.forgetting") as producer:
            producer.begin_transaction()
            for letter in kept:
                try:
                    reasons, original = letter.open(envelopes)
                    stays = not erased or self._is_of_others(original, envelopes)
                except Problem:
                    stays = False  # nobody can open it any more
                if stays:
                    whole = envelopes.seal_anew(original)
                    letters.put_again(producer, self.settings, envelopes, letter, reasons, whole)
                else:
                    producer.send(self.settings.letters, None, key=letter.key.encode())
            producer.commit_transaction()
        self._delete({place: end})

    def _is_of_others(self, original: bytes, envelopes: Envelopes) -> bool:
        """Whether a bad message is surely about nobody who was erased: statements alone, or people who are known still.
        The ledger has forgotten how the others were called, so that whoever it does not know may be one of them."""
        try:
            return all(self._line_is_of_others(line) for line in lines(original, envelopes))
        except Problem:
            return False

    def _line_is_of_others(self, line: bytes) -> bool:
        token, private = door.open_line(line)
        parsed = jws.parse(token)
        event = types.check(parsed.payload)
        if not private:
            return True
        key = self.ledger.state.keys.get(parsed.kid)
        if key is None:
            return False
        opened = disclosures.parse(private, event["data"].get("private"), 1_000_000)
        vault = self.ledger.vault
        with self.ledger.recorder.reader() as cursor:
            return all(vault.person(cursor, key.organisation, ref) is not None for _, ref in opened.refs)

    def _delete_taken(self) -> None:
        """What is sealed is needed in the topic no more. A broker drops files, and only those that it has ended: where
        nothing comes any more, something that nobody sees ends them."""
        with consuming(self.settings, self.group) as consumer:
            places = self._places(consumer.partitions_for_topic(self.settings.intake))
            begins = consumer.beginning_offsets(places)
            taken = {place: consumer.committed(place) for place in places}
        before = {place: at for place, at in taken.items() if at is not None and at > begins[place]}
        self._delete(before)
        self._to_end = set(places) if self._to_end is None else self._to_end | set(before)
        if self._to_end and monotonic() - self._ended >= self.segment_ms / 1000:
            with producing(self.settings, f"{self.settings.prefix}.forgetting") as producer:
                producer.begin_transaction()
                for place in self._to_end:
                    producer.send(place.topic, b"", partition=place.partition)
                producer.flush()
                producer.abort_transaction()
            self._to_end, self._ended = set(), monotonic()

    def _delete(self, before: dict[TopicPartition, int]) -> None:
        if before:
            with administering(self.settings) as admin:
                admin.delete_records(before)

    def _awaited(self) -> set[str]:
        """The keys to which messages are sealed that nobody has taken in yet."""
        found = set[str]()
        with consuming(self.settings, self.group) as consumer:
            places = self._places(consumer.partitions_for_topic(self.settings.intake))
            consumer.assign(places)
            ends = consumer.end_offsets(places)
            for place in places:
                at = consumer.committed(place)
                if at is None:
                    consumer.seek_to_beginning(place)
                else:
                    consumer.seek(place, at)
            while any(consumer.position(place) < ends[place] for place in places):
                for some in consumer.poll(500).values():
                    found.update(kid_of(record.value) for record in some)
        return found

    def _places(self, partitions: set[int] | None) -> list[TopicPartition]:
        return [TopicPartition(self.settings.intake, n) for n in sorted(partitions or ())]
