"""What the consumers rely on is so, on the broker and with the client that they have."""

import pytest
from broker import Broker
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.errors import KafkaError


@pytest.fixture
def topic(broker: Broker) -> str:
    name = broker.name()
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    admin.create_topics([NewTopic(name, 1, 1)])
    admin.close()
    return name


def values(broker: Broker, topic: str, isolation: str) -> list[bytes]:
    """Everything in a topic's one partition."""
    place, found = TopicPartition(topic, 0), list[bytes]()
    consumer = KafkaConsumer(bootstrap_servers=broker.bootstrap, isolation_level=isolation)
    consumer.assign([place])
    consumer.seek_to_beginning(place)
    end = consumer.end_offsets([place])[place]
    while consumer.position(place) < end:
        found += [record.value for record in consumer.poll(1_000).get(place, [])]
    consumer.close()
    return found


def test_what_was_aborted_is_seen_only_by_those_who_ask_for_it(broker: Broker, topic: str) -> None:
    producer = KafkaProducer(bootstrap_servers=broker.bootstrap, transactional_id=topic)
    producer.init_transactions()
    for n, end in enumerate((producer.commit_transaction, producer.abort_transaction, producer.commit_transaction)):
        producer.begin_transaction()
        producer.send(topic, str(n).encode())
        producer.flush()
        end()
    producer.close()
    assert values(broker, topic, "read_uncommitted") == [b"0", b"1", b"2"]
    assert values(broker, topic, "read_committed") == [b"0", b"2"]


def test_who_comes_later_under_the_same_name_fences_off_the_former(broker: Broker, topic: str) -> None:
    former, later = (KafkaProducer(bootstrap_servers=broker.bootstrap, transactional_id=topic) for _ in range(2))
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


def test_no_topic_comes_into_being_by_itself(broker: Broker) -> None:
    producer = KafkaProducer(bootstrap_servers=broker.bootstrap, max_block_ms=2_000)
    with pytest.raises(KafkaError):
        producer.send(broker.name("never-made"), b"lost").get(5)
    producer.close(timeout=1)
