"""What is held from the family leaves no trace on their side: two logs that differ by it answer byte for byte alike."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import flows
import httpx2
import pytest
from building import Line, Party, Place
from hosting import House, hosting

from ledger.clock import Clock

pytestmark = pytest.mark.usefixtures("database")

START = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
ASKED = ("/api/trail", "/my", "/my?as=child", "/api/coverage")


class Steps(Clock):
    """The ledger's clock, moved by hand."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at


@dataclass
class Family:
    """One family's log, told step by step; ``held`` steps are left out where they never happened."""

    house: House
    clock: Steps
    shelter: Party
    agency: Party
    police: Party
    refuge: Party
    book: str
    happened: bool = True

    def tell(self, *lines: Line) -> None:
        self.house.place.seal(*lines)
        self.clock.at += timedelta(minutes=7)

    def held(self, *lines: Line) -> None:
        if self.happened:
            self.tell(*lines)
        else:
            self.clock.at += timedelta(minutes=7)

    def answers(self) -> dict[str, bytes]:
        with httpx2.Client(base_url=f"http://127.0.0.1:{self.house.port}", timeout=30) as client:
            assert client.post("/demo/sign-in", data={"id": "mum"}).status_code == 303
            found = {path: client.get(path).content for path in ASKED}
            copy = client.post("/api/trail/copies")
            assert copy.status_code == 200, copy.text
            found["copy"] = copy.content
            found["headers"] = repr(sorted((k, v) for k, v in copy.headers.items() if k != "date")).encode()
        return found


def refuge_in(place: Place) -> Party:
    """A safety-sensitive organisation, known to the ledger in both logs."""
    organisation, key = place.id(), place.key()
    registered = {"organisation": organisation, "kind": "provider", "safety_sensitive": True}
    place.ledger.say("organisation.registered.v1", registered)
    place.ledger.say("key.registered.v1", place.registration(organisation, key))
    party = Party(place, organisation, key, place.id(), place.id(), f"urn:uuid:{place.id()}")
    place.seal(party.say("unit.registered.v1", {"unit": party.unit, "kind": "front_line"}))
    fields = {"unit": party.unit, "system": party.system, "reports": ["accessed"], "since": "2026-01-01"}
    place.seal(party.say("feed.registered.v1", fields))
    return party


@contextmanager
def family(folder: Path, *, happened: bool) -> Iterator[Family]:
    with hosting(folder, demo=True) as house:
        clock = house.site.ledger.clock = Steps()
        place = house.place
        shelter = place.organisation("provider", heartbeat_hours=24)
        agency = place.organisation("agency", unit_kind="reporting", heartbeat_hours=24)
        police, refuge = place.organisation("agency", unit_kind="policy"), refuge_in(place)
        mum = {"id": "mum", "kind": "person", "organisation": shelter.organisation, "ref": "C-1", "unit": None}
        told = mum | {"name": "Mum", "reader": "adult", "about": "A mother."}
        (folder / "demo").mkdir()
        (folder / "demo" / "identities.json").write_text(json.dumps([told]))
        yield Family(house, clock, shelter, agency, police, refuge, place.id(), happened)


def a_use(f: Family) -> None:
    """The provider uses the record for somebody's safety, and tells nobody else."""
    use = flows.used(f.shelter, (f.book, [[1, 1]], ["contact"]), why=flows.HELD)
    f.held(use.line)
    f.held(flows.outcome(f.shelter, use.use, scope="person", people=1))


def sent_on(f: Family) -> None:
    """It is sent to the police for safety; what they do there bears no such rule itself."""
    sent = flows.sent(f.shelter, f.police, f.book, 2, why=flows.HELD)
    report = flows.product(f.house.place, (sent.holding, "group"))
    use = flows.used(f.police, (sent.holding, [[1, 1]], ["name"]), products=[report])
    after = flows.used(f.police, (report["product"], "all", ["name"]))
    f.held(sent.line)
    f.held(flows.received(f.police, sent))
    f.held(flows.accessed(f.police, sent.holding, [[1, 1]]))
    f.held(use.line)
    f.held(after.line, flows.outcome(f.police, use.use, after.use))
    f.held(flows.corrected(f.police, sent.holding, [[1, 1]], ["name"]))


def to_a_refuge(f: Family) -> None:
    """It is sent to a refuge, under the most ordinary rule."""
    sent = flows.sent(f.shelter, f.refuge, f.book, 2)
    f.held(sent.line)
    f.held(flows.received(f.refuge, sent), flows.accessed(f.refuge, sent.holding, [[1, 1]]))
    f.held(flows.accessed(f.agency, sent.holding, [[1, 1]]))
    onward = flows.sent(f.refuge, f.agency, sent.holding, 2)
    f.held(onward.line, flows.received(f.agency, onward), flows.accessed(f.agency, onward.holding, [[1, 1]]))


def a_register(f: Family) -> None:
    """The provider keeps a register of its own for safety; the same person is a line there."""
    other, why = f.house.place.id(), flows.HELD
    people = f.shelter.people({4: {"ref": "C-1", "given_name": "Aroha"}})
    data = {
        "holding": other, "unit": f.shelter.unit, "system": f.shelter.system, "relation": "about", "lines": [[4, 4]],
        "parts": ["safety"], "why": why,
    }  # fmt: skip
    f.held(f.shelter.say("information.collected.v1", data, people))
    f.held(flows.accessed(f.shelter, other, [[4, 4]]))


HELD: list[Callable[[Family], None]] = [a_use, sent_on, to_a_refuge, a_register]


def live(folder: Path, held: Callable[[Family], None], *, happened: bool, last: bool) -> dict[str, bytes]:
    with family(folder, happened=happened) as f:
        f.tell(f.shelter.collected(f.book, [(1, 2)], f.shelter.people({1: {"ref": "C-1"}, 2: {"ref": "C-2"}})))
        f.tell(f.shelter.heartbeat(), f.agency.heartbeat())
        sent = flows.sent(f.shelter, f.agency, f.book, 2)
        after = [flows.received(f.agency, sent), flows.accessed(f.agency, sent.holding)]
        use = flows.used(f.agency, (sent.holding, [[1, 1]], ["name"]))
        came = flows.outcome(f.agency, use.use, scope="person", people=1)
        wrong = flows.accessed(f.shelter, f.book, [[1, 1]])
        right = flows.accessed(f.shelter, f.book, [[1, 1]], parts=["goals"])
        instead = flows.replaced(f.shelter, wrong, right)
        if not last:
            held(f)
        for line in (sent.line, *after, use.line, came, wrong, right, instead):
            f.tell(line)
        if last:
            f.clock.at += timedelta(days=2)
            held(f)
        return f.answers()


@pytest.mark.parametrize("last", [False, True], ids=["early", "last"])
@pytest.mark.parametrize("held", HELD, ids=lambda held: held.__name__)
def test_a_page_with_something_held_is_the_page_where_it_never_was(
    tmp_path: Path, held: Callable[[Family], None], last: bool
) -> None:
    was = live(tmp_path / "was", held, happened=True, last=last)
    never = live(tmp_path / "never", held, happened=False, last=last)
    for path, answer in was.items():
        assert answer == never[path], path
    assert len(json.loads(was["/api/trail"])["entries"]) == 7


def test_the_log_itself_keeps_what_is_held_and_says_so_to_an_auditor(tmp_path: Path) -> None:
    with family(tmp_path, happened=True) as f:
        f.tell(f.shelter.collected(f.book, [(1, 2)], f.shelter.people({1: {"ref": "C-1"}})))
        for held in HELD[:3]:
            held(f)
        views = flows.projected(f.house.place, tmp_path)
        whole, shown = (flows.trail(views, (f.book, 1), viewer=v).entries for v in (flows.AUDITOR, flows.PERSON))
    assert len(whole) - len(shown) == 14
    assert [(e.index, e.digest) for e in shown] == [(1, None)]
