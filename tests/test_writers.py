"""Four processes write to one log and are killed at random moments: what they acknowledged stays; the log is one."""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import databases
import pytest
from building import ORIGIN, Line, Party, Place
from killable import Writer
from resealing import tokens_of
from whole import check_whole

from ledger.application import Ledger
from ledger.export import export
from ledger.merkle import leaf_hash, root_of
from ledger.verify import verify

pytestmark = pytest.mark.usefixtures("database")

ROUNDS = 50 if os.environ.get("LIGHTWELL_SOAK") == "1" else 10
WRITERS, BATCHES = 4, 12
SEED = b"a test"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path / "data", seed=SEED)
    yield made
    made.ledger.close()


class Sender:
    """One writer's part: what it will say, in batches, and how far its last life came."""

    def __init__(self, party: Party, register: str) -> None:
        self.party, self.register = party, register
        self.said: list[list[Line]] = []
        self.previous, self.number = "", 0

    def batches(self, count: int, chance: random.Random) -> list[list[Line]]:
        """The next ones, in sizes from one up: a numbered feed, and people with private parts."""
        made = [[self.line() for _ in range(chance.choice((1, 1, 3, 10)))] for _ in range(count)]
        self.said += made
        return made

    def line(self) -> Line:
        self.number += 1
        chain = {"sequence": f"{self.number:012d}"} | ({"previous": self.previous} if self.previous else {})
        if self.number % 4:
            line = self.party.heartbeat(self.number, **chain)
        else:
            people = self.party.people({self.number: {"ref": f"C-{self.number}", "given_name": "Nobody"}})
            line = self.party.collected(self.register, [(self.number, self.number)], people, **chain)
        self.previous = line.digest.hex()
        return line


def test_nothing_acknowledged_is_lost_when_writers_are_killed(place: Place, tmp_path: Path) -> None:
    data, chance = tmp_path / "data", random.Random(11)
    senders = [Sender(place.organisation(sequenced=True), place.id()) for _ in range(WRITERS)]
    place.ledger.close()
    waiting: list[list[list[Line]]] = [[] for _ in senders]
    acknowledged: dict[bytes, int] = {}
    before: tuple[int, bytes] = (0, b"")
    died = 0
    for _ in range(ROUNDS):
        for sender, rest in zip(senders, waiting, strict=True):
            rest += sender.batches(BATCHES - len(rest), chance)
        writers = [Writer(data, SEED, databases.of(data), rest) for rest in waiting]
        enough = chance.randint(1, WRITERS * BATCHES)
        while sum(len(writer.acknowledged) for writer in writers) < enough:
            alive = [writer.listen() for writer in writers]
            assert any(alive)
            sleep(0.001)
        sleep(chance.random() * 0.02)
        for writer in chance.sample(writers, WRITERS):  # those that are left go on writing
            writer.kill()
            sleep(chance.choice((0, 0.01, 0.05)))
        for writer in writers:
            writer.join()
            assert writer.process.exitcode in (0, -9)
            died += writer.process.exitcode == -9
            assert all(acknowledged.get(digest, index) == index for digest, index in writer.acknowledged.items())
            acknowledged |= writer.acknowledged
        waiting = [[batch for batch in rest if batch[-1].digest not in acknowledged] for rest in waiting]
        before = holds(place, data, acknowledged, before)
    assert died > ROUNDS * WRITERS // 2
    assert len(acknowledged) > ROUNDS * WRITERS
    finishes(place, data, senders, acknowledged, tmp_path / "export")


def holds(place: Place, data: Path, acknowledged: dict[bytes, int], before: tuple[int, bytes]) -> tuple[int, bytes]:
    """All that was acknowledged is at its index, the log is whole, and it goes on from what it was; (size, root)."""
    ledger = Ledger(data, place.keyring, ORIGIN, database=databases.of(data))
    try:
        size = check_whole(ledger)
        tokens = tokens_of(ledger)
        assert {digest: ledger.find(digest) for digest in acknowledged} == acknowledged
        assert len(set(acknowledged.values())) == len(acknowledged)
        leaves = [leaf_hash(token) for token in tokens]
        assert before[0] == 0 or root_of(leaves[: before[0]]) == before[1], "the log was forked"
        return size, root_of(leaves)
    finally:
        ledger.close()


def finishes(place: Place, data: Path, senders: list[Sender], acknowledged: dict[bytes, int], folder: Path) -> None:
    """Everything is sent once more, by writers that live: it is in the log once, in order of its feed, and verifies."""
    writers = [Writer(data, SEED, databases.of(data), sender.said) for sender in senders]
    found: dict[bytes, int] = {}
    for writer in writers:
        writer.join()
        found |= writer.acknowledged
        assert writer.process.exitcode == 0
    assert acknowledged.items() <= found.items()
    assert len(set(found.values())) == sum(len(batch) for sender in senders for batch in sender.said)
    for sender in senders:
        places = [found[line.digest] for batch in sender.said for line in batch]
        assert places == sorted(places)
    ledger = Ledger(data, place.keyring, ORIGIN, database=databases.of(data))
    size = check_whole(ledger)
    export(ledger, folder)
    ledger.close()
    report = verify(folder, 1)
    assert report.ok, report.findings[:5]
    assert (report.size, report.gaps) == (size, [])
