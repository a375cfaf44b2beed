"""Consumers are killed, the broker freezes, stays away and dies, the database dies: nothing is lost, nothing twice."""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import postgresql
import pytest
from broker import Broker
from building import Place
from running import Load, Machinery
from wire import Wire

SOAK = os.environ.get("LIGHTWELL_SOAK") == "1"
#: How often each consumer is killed.
KILLS = 60 if SOAK else 10
TURNS = 6 if SOAK else 1


@pytest.fixture
def machinery(machine: postgresql.Server, real_broker: Broker, tmp_path: Path) -> Iterator[Machinery]:
    place = Place(tmp_path / "data")
    made = Machinery(place, Wire(real_broker, place, partitions=3), tmp_path)
    yield made
    for process in made.processes:
        process.end()


def test_consumers_that_are_killed_lose_nothing_and_say_nothing_twice(machinery: Machinery) -> None:
    chance = random.Random(11)
    load = Load(machinery.wire, machinery.parties, chance)
    machinery.start()
    load.start()
    machinery.kill_each(chance, KILLS)
    load.stop()
    machinery.settle(load)
    machinery.stop()
    machinery.check(load)
    assert len(load.lines) > 10 * KILLS


def test_a_broker_that_freezes_stays_away_or_dies_and_a_database_that_dies(
    machinery: Machinery, machine: postgresql.Server, real_broker: Broker
) -> None:
    chance = random.Random(12)
    load = Load(machinery.wire, machinery.parties, chance)
    machinery.start()
    load.start()
    sleep(5)
    for _ in range(TURNS):
        for seconds in (0.5, 2.0, 0.3, 12.0):  # the last is longer than a delivery may take
            with real_broker.frozen():
                sleep(seconds)
            sleep(1 + chance.random())
        machine.restart("immediate")
        sleep(1 + chance.random())
        real_broker.restart(away=8.0)
        sleep(1)
        machine.restart("immediate")
    sleep(2)
    load.stop()
    machinery.settle(load)
    machinery.stop()
    machinery.check(load)
    assert all(process.starts == 1 for process in machinery.processes), "none of them needs to be started again"
