"""Statements go in and out by what stands in for a broker as they do by a real one."""

from collections.abc import Iterator
from pathlib import Path

import flows
import pytest
from building import Place
from standin import standing_in
from wire import Wire, until_idle

from projections.project import open_views, position


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    with standing_in() as broker:
        yield Wire(broker, Place(tmp_path / "data"), partitions=2)


def test_in_out_and_into_read_models(wire: Wire) -> None:
    shelter = wire.place.organisation()
    lines = [shelter.heartbeat(n) for n in range(6)]
    wire.send(*lines, lines[0], b"nothing")
    wire.take_in()
    assert (wire.figures.counts["accepted"], wire.figures.counts["known"]) == (6, 1)
    assert wire.why() == [("not-jws",)]
    wire.publish("audit")
    assert [record.value for record in wire.published()] == [token for _, token in wire.place.ledger.tokens(0, 99)]
    views = open_views(flows.databases.views(wire.data / "elsewhere.db"))
    wire.project(views)
    with views.connect() as connection:
        assert position(connection) == wire.place.ledger.size()


def test_two_that_take_in_side_by_side_share_the_partitions(wire: Wire) -> None:
    shelter = wire.place.organisation()
    wire.send(*(shelter.heartbeat(n) for n in range(20)))
    with wire.taking("1") as one, wire.taking("2") as other:
        until_idle(one)
        until_idle(other)
        assert len(one.consumer.assignment()) == len(other.consumer.assignment()) == 1
    assert wire.figures.counts["accepted"] == 20
