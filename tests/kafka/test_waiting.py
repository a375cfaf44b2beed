"""A broker that never answers is not waited for for ever: the library would."""

from pathlib import Path
from time import monotonic

import pytest
from broker import Broker
from building import Place
from kafka import TopicPartition
from kafka.errors import KafkaTimeoutError
from kafka.producer.transaction_manager import TransactionalRequestResult
from wire import Wire

from consumers.kafka.connecting import Producer, consuming, make_topic, producing


@pytest.fixture
def wire(real_broker: Broker, tmp_path: Path) -> Wire:
    wire = Wire(real_broker, Place(tmp_path / "data"))
    wire.settings = wire.settings.model_copy(update={"delivery_seconds": 1.0})
    return wire


@pytest.mark.parametrize(("call", "asked"), [
    (lambda producer: producer.send_offsets_to_transaction({}, "group"), "send_offsets_to_transaction"),
    (lambda producer: producer.commit_transaction(), "begin_commit"),
], ids=["offsets", "commit"])  # fmt: skip
def test_an_answer_that_never_comes_ends_in_an_error(
    wire: Wire, call: object, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    producer: Producer
    with producing(wire.settings, wire.broker.name("waiting")) as producer:
        producer.begin_transaction()
        manager = producer._transaction_manager
        monkeypatch.setattr(manager, asked, lambda *_: TransactionalRequestResult())
        began = monotonic()
        with pytest.raises(KafkaTimeoutError):
            call(producer)  # type: ignore[operator]
        assert 1.9 < monotonic() - began < 30


def test_where_a_reader_stands_is_known_or_there_is_no_answer(wire: Wire) -> None:
    """The library says None while a broker is away, which is no place at all."""
    place = TopicPartition(wire.broker.name("places"), 0)
    make_topic(wire.settings, place.topic, 1, {})
    patient = wire.settings.model_copy(update={"delivery_seconds": 10.0})
    with consuming(patient, None) as consumer:
        consumer.assign([place])
        consumer.seek_to_beginning(place)
        with wire.broker.frozen(), pytest.raises(KafkaTimeoutError):
            consumer.position(place, 500)
        assert consumer.position(place) == 0
