"""A broker that never answers is not waited for for ever: the library would."""

from pathlib import Path
from time import monotonic

import pytest
from broker import Broker
from building import Place
from kafka.errors import KafkaTimeoutError
from kafka.producer.transaction_manager import TransactionalRequestResult
from wire import Wire

from consumers.kafka.connecting import Producer, producing


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
