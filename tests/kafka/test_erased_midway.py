"""People are erased while consumers are killed and messages about them are on their way: nothing is lost or twice, and
nobody who was erased can be read anywhere.

What is on its way names a line that the ledger knows. A message that names a person of that name on a line of its own
comes in as about somebody new (``test_forgetting.py``).
"""

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import flows
import postgresql
import pytest
from broker import Broker
from building import Line, Place
from running import Load, Machinery
from test_forgetting import TopicThief
from wire import Wire

from projections.project import open_views

KILLS = 12 if os.environ.get("LIGHTWELL_SOAK") == "1" else 1
#: So long a key is kept for senders who have not heard of the next one, in hours.
KEPT = 20 / 3600
#: Seconds between two rounds: a thief tries each key at every place, and there must not be too many.
PAUSE = 1.0
AROHA, MERE, TAMA = ("Aroha", 901), ("Mere", 902), ("Tama", 903)


class Told:
    """What a provider says of three people in one register, round after round."""

    def __init__(self, machinery: Machinery) -> None:
        self.party, self.register = machinery.parties[0], machinery.parties[0].place.id()
        self.now = [AROHA, MERE, TAMA]
        self.about: dict[str, list[Line]] = {name: [] for name, _ in self.now}

    def line(self, name: str, at: int) -> Line:
        return self.party.collected(
            self.register, [(at, at)], self.party.people({at: {"ref": f"C-{name}", "given_name": name}})
        )

    def __call__(self) -> list[Line]:
        said = []
        for name, at in list(self.now):
            said.append(self.line(name, at))
            self.about[name].append(said[-1])
        return said


@pytest.fixture
def machinery(machine: postgresql.Server, real_broker: Broker, tmp_path: Path) -> Iterator[Machinery]:
    place = Place(tmp_path / "data")
    wire = Wire(real_broker, place, partitions=3)
    wire.settings = wire.settings.model_copy(update={"key_hours": KEPT})
    made = Machinery(place, wire, tmp_path)
    yield made
    for process in made.processes:
        process.end()


def test_who_is_erased_amid_faults_is_read_nowhere_and_nothing_is_lost_or_twice(
    machinery: Machinery, real_broker: Broker, tmp_path: Path
) -> None:
    wire, chance, told = machinery.wire, random.Random(13), Told(machinery)
    load = Load(wire, machinery.parties, chance, pause=PAUSE, besides=told)
    machinery.start()
    load.start()
    place = Place(machinery.data, seed=machinery.place.seed)
    ledger, organisation = place.ledger, told.party.organisation

    def person(name: str) -> bytes | None:
        with ledger.recorder.reader() as cursor:
            return ledger.vault.person(cursor, organisation, f"C-{name}")

    def in_log(lines: list[Line]) -> int:
        return sum(ledger.find(line.digest) is not None for line in lines)

    wait(machinery, lambda: all(person(name) for name, _ in (AROHA, MERE, TAMA)))
    bad = [told.line("Tama", AROHA[1]), told.line("Aroha", TAMA[1]), told.line("Mere", TAMA[1])]
    wire.send(*bad, wire.envelopes.seal(b"Aroha, somehow"))
    machinery.kill_each(chance, KILLS)
    wait(machinery, lambda: [letter.codes for letter in wire.letters()].count(("line-taken",)) == len(bad))
    before = TopicThief(tmp_path / "before", wire, real_broker)
    assert {"Aroha", "C-Aroha", "Mere", "C-Mere"} <= before.told() & before.read(), "the attempt works"

    # Aroha, while nobody takes anything in.
    intakes = machinery.processes[:2]
    for process in intakes:
        process.kill()
    sent = len(told.about["Aroha"])
    wait(machinery, lambda: len(told.about["Aroha"]) >= sent + 5)
    told.now.remove(AROHA)
    erase(place, person("Aroha"))
    assert in_log(told.about["Aroha"]) < len(told.about["Aroha"]), "some of it is on its way"
    for process in intakes:
        process.start()
    machinery.kill_each(chance, KILLS)

    # Mere, while all of it goes on.
    told.now.remove(MERE)
    erase(place, person("Mere"))
    old = {key["kid"] for key in wire.envelopes.keys}
    machinery.kill_each(chance, KILLS)
    load.stop()
    wait(machinery, lambda: not old & {key["kid"] for key in wire.envelopes.keys})
    machinery.settle(load, erased=True)
    machinery.stop()

    for name, _ in (AROHA, MERE):
        assert in_log(told.about[name]) == len(told.about[name])
        assert person(name) is None
    after = TopicThief(tmp_path / "after", wire, real_broker)
    assert {"Tama", "C-Tama"} <= after.told() & after.read(), "the attempt works"
    assert not {"Aroha", "C-Aroha", "Mere", "C-Mere"} & (after.told() | after.read())
    assert not [word for word in (b"Aroha", b"Mere") if word in after.words()]
    assert [after.traces(organisation, f"C-{name}") for name, _ in (AROHA, MERE)] == [[], []]
    elsewhere = repr(flows.rows(open_views(machinery.elsewhere.url)))
    assert not [word for word in ("Aroha", "Mere", "Tama") if word in elsewhere]
    assert ("line-taken",) in [letter.codes for letter in wire.letters()], "the letter about Tama alone stays"
    ledger.close()
    machinery.check(load, letters=load.poison + 1)


def erase(place: Place, person: bytes | None) -> None:
    assert person is not None
    place.ledger.erase(person)


def wait(machinery: Machinery, done: Callable[[], bool], seconds: float = 300) -> None:
    until = monotonic() + seconds
    while not done():
        assert monotonic() < until, machinery.tell()
        sleep(0.5)
