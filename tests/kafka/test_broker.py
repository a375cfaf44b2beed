"""What the consumers rely on is so: on the broker, with the client that they have, and on what stands in for it."""

import pytest
from broker import Broker
from kafka import OffsetAndMetadata, TopicPartition
from kafka.admin import NewTopic
from kafka.errors import KafkaError
from standin import Standin


@pytest.fixture(params=["real", "stand-in"])
def broker(request: pytest.FixtureRequest) -> Broker | Standin:
    found: Broker | Standin = request.getfixturevalue("real_broker") if request.param == "real" else Standin()
    return found


@pytest.fixture
def topic(broker: Broker | Standin) -> str:
    name = broker.name()
    admin = broker.admin()
    admin.create_topics([NewTopic(name, 1, 1)])
    admin.close()
    return name


def values(broker: Broker | Standin, topic: str, isolation: str) -> list[bytes]:
    """Everything in a topic's one partition."""
    place, found = TopicPartition(topic, 0), list[bytes]()
    consumer = broker.consumer(isolation_level=isolation)
    consumer.assign([place])
    consumer.seek_to_beginning(place)
    end = consumer.end_offsets([place])[place]
    while consumer.position(place) < end:
        found += [record.value for record in consumer.poll(1_000).get(place, [])]
    consumer.close()
    return found


def test_what_was_aborted_is_seen_only_by_those_who_ask_for_it(broker: Broker | Standin, topic: str) -> None:
    producer = broker.producer(transactional_id=topic)
    producer.init_transactions()
    for n, end in enumerate((producer.commit_transaction, producer.abort_transaction, producer.commit_transaction)):
        producer.begin_transaction()
        producer.send(topic, str(n).encode())
        producer.flush()
        end()
    producer.close()
    assert values(broker, topic, "read_uncommitted") == [b"0", b"1", b"2"]
    assert values(broker, topic, "read_committed") == [b"0", b"2"]


def test_who_comes_later_under_the_same_name_fences_off_the_former(broker: Broker | Standin, topic: str) -> None:
    former, later = (broker.producer(transactional_id=topic) for _ in range(2))
    former.init_transactions()
    former.begin_transaction()
    former.send(topic, b"former")
    former.flush()
    later.init_transactions()
    with pytest.raises(KafkaError):
        former.commit_transaction()
    later.begin_transaction()
    later.send(topic, b"later")
    later.commit_transaction()
    later.close()
    former.close(timeout=1)
    assert values(broker, topic, "read_committed") == [b"later"]


def test_no_topic_comes_into_being_by_itself(broker: Broker | Standin) -> None:
    producer = broker.producer(max_block_ms=2_000)
    with pytest.raises(KafkaError):
        producer.send(broker.name("never-made"), b"lost").get(5)
    producer.close(timeout=1)


def test_offsets_and_messages_of_a_transaction_are_committed_together_or_not_at_all(
    broker: Broker | Standin, topic: str
) -> None:
    plain = broker.producer()
    plain.send(topic, b"in", partition=0)
    plain.flush()
    plain.close()
    place, group = TopicPartition(topic, 0), broker.name("group")
    for commits in (False, True):
        consumer = broker.consumer(
            group_id=group, isolation_level="read_committed", auto_offset_reset="earliest", enable_auto_commit=False
        )
        consumer.subscribe([topic])
        producer = broker.producer(transactional_id=topic)
        producer.init_transactions()
        while not (polled := consumer.poll(timeout_ms=500)):
            pass
        assert [record.value for record in polled[place]] == [b"in"], "nobody had said that it was read"
        producer.begin_transaction()
        producer.send(topic, b"out", partition=0)
        producer.send_offsets_to_transaction({place: OffsetAndMetadata(1, "", -1)}, consumer.group_metadata())
        producer.commit_transaction() if commits else producer.abort_transaction()
        assert consumer.committed(place) == (1 if commits else None)
        consumer.close(autocommit=False)
        producer.close()
    assert values(broker, topic, "read_committed") == [b"in", b"out"]
