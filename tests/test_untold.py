"""What is held from the family leaves no trace on their side: two logs that differ by it answer byte for byte alike."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import flows
import httpx2
import pytest
from building import Line, Party, Place
from hosting import House, hosting

from ledger import jws, strictjson
from ledger.clock import Clock

pytestmark = pytest.mark.usefixtures("database")

START = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
ASKED = (
    "/api/trail", "/my", "/my?as=child", "/api/coverage", "/api/news", "/news", "/my/worry", "/api/my/notices",
    "/api/my/choices", "/api/my/copies", "/api/my/concerns", "/api/my/holds", "/api/my/barrings",
    "/api/flows", "/flows", "/api/my/requests/held", "/api/my/proofs", "/api/my/requests", "/my/requests", "/my/ways",
    "/my/say", "/api/my/programmes", "/api/my/stories", "/my/stories", "/api/questions", "/my/questions", "/my/proof",
    "/api/my/representations", "/my/speakers", "/my/updates", "/my/letter", "/my/help", "/my/aloud", "/coverage",
    "/api/programmes", "/programmes", "/api/duties", "/duties", "/my/lines/1/ask", "/my/lines/4/ask", "/my/lines/5/ask",
    "/my/barring",
)  # fmt: skip


COUNTED = ("notices", "choices", "copies", "concerns", "holds", "barrings")


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
    note: Line | None = None

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


def about(f: Family, line: int = 1, holding: str = "") -> dict[str, Any]:
    return {"holding": holding or f.book, "lines": [[line, line]]}


def worried(f: Family, where: dict[str, Any], **more: Any) -> Line:
    data = {"concern": f.house.place.id(), "voice": "relayed", "about": "used", "to": f.agency.organisation}
    return f.shelter.say("concern.raised.v1", data | where | more)


def answered(f: Family, concern: Line, by: Party) -> Line:
    id = strictjson.read(jws.parse(concern.token).payload)["data"]["concern"]
    return by.say("concern.answered.v1", {"concern": id, "unit": by.unit, "result": "explained"})


def held_back(f: Family, where: dict[str, Any], **more: Any) -> Line:
    data = {"hold": f.house.place.id(), "reason": "asked", "parts": ["goals"]}
    return f.shelter.say("hold.placed.v1", data | where | more)


def copied(f: Family, where: dict[str, Any], of: Line, **more: Any) -> Line:
    name = "copy.withheld.v1" if "ground" in more else "copy.given.v1"
    data = {"copied": f.house.place.id(), "unit": f.shelter.unit, "statement": of.digest.hex(), "reader": "adult"}
    return f.shelter.say(name, data | where | more)


def wrote(f: Family, where: dict[str, Any], **more: Any) -> Line:
    data = {"unit": f.shelter.unit, "system": f.shelter.system, "relation": "about", "parts": ["case_notes"]}
    return f.shelter.say("information.written.v1", data | {"why": flows.WHY} | where | more)


def told(f: Family, where: dict[str, Any]) -> list[Line]:
    """A notice from both, given to whoever is there, their choice, and what they were told besides."""
    id, both = f.house.place.id(), sorted((f.shelter.organisation, f.agency.organisation))
    flow = {"to_unit": f.agency.unit, "parts": ["name"], "purpose": "dpv:ServiceProvision"}
    words = f.shelter.people({0: {"text": "We send your name.", "text_child": "We send it."}})
    notice = {"notice": id, "version": 1, "kind": "collection", "authors": both, "flows": [flow]}
    published = f.shelter.say("notice.published.v2", notice, words)
    content = {"notice": id, "version": 1, "content": published.digest.hex()}
    choice = {
        "choice": f.house.place.id(), "voice": "relayed", "notice": id, "version": 1, "offered": "some",
        "answer": "some", "parts": ["goals"],
    }  # fmt: skip
    telling = {"telling": f.house.place.id(), "about": "flows", "reader": "adult"}
    given = {"notice": id, "version": 1, "reader": "adult", "understood": True}
    return [
        published, f.shelter.say("notice.signed.v1", content), f.agency.say("notice.signed.v1", content),
        f.shelter.say("notice.given.v1", given | where), f.shelter.say("choice.made.v1", choice | where),
        f.shelter.say("telling.given.v1", telling | where, f.shelter.people({0: {"text": "It goes on."}})),
    ]  # fmt: skip


def barred(f: Family, line: int, ref: str) -> Line:
    names = f.shelter.people({line: {"ref": ref, "name": "Robin Worker"}})
    data = {"barring": f.house.place.id(), "voice": "relayed"}
    return f.shelter.say("barring.placed.v1", data | about(f, line), names)


def of_a_relative(f: Family) -> None:
    """Everything that can be said, about the person on the other line."""
    there, note = about(f, 2), wrote(f, about(f, 2))
    concern = worried(f, there)
    f.held(*told(f, there))
    f.held(concern)
    f.held(answered(f, concern, f.agency), held_back(f, there), barred(f, 2, "C-2"))
    f.held(note, copied(f, there, note))


def in_confidence(f: Family) -> None:
    """About the person, under a law or a ground that holds it back, to a refuge, or for somebody's safety."""
    safety, here = about(f) | {"basis": "fva2018:s20"}, about(f)
    secret, of_a_refuge, of_safety = (
        worried(f, safety),
        worried(f, here, to=f.refuge.organisation),
        worried(f, here, about="safety"),
    )
    f.held(secret, answered(f, secret, f.agency))
    f.held(of_a_refuge, answered(f, of_a_refuge, f.refuge))
    f.held(of_safety, held_back(f, safety), held_back(f, here, reason="safety"))
    f.held(wrote(f, here, why=flows.HELD))
    if f.note:
        f.held(copied(f, here, f.note, ground="nz-pa2020:s49(1)(a)(i)"))


def in_a_held_register(f: Family) -> None:
    """What is said about the same person where only a register that is held knows them."""
    other = f.house.place.id()
    people = f.shelter.people({4: {"ref": "C-1", "given_name": "Aroha"}})
    data = {
        "holding": other, "unit": f.shelter.unit, "system": f.shelter.system, "relation": "about", "lines": [[4, 4]],
        "parts": ["safety"], "why": flows.HELD,
    }  # fmt: skip
    there = about(f, 4, other)
    f.held(f.shelter.say("information.collected.v1", data, people))
    f.held(worried(f, there), held_back(f, there), *told(f, there))


def openly(f: Family) -> None:
    """What the person's page shows in either log."""
    concern = worried(f, about(f))
    f.note = wrote(f, about(f))
    for line in (*told(f, about(f)), concern, answered(f, concern, f.agency), held_back(f, about(f)), f.note):
        f.tell(line)
    f.tell(barred(f, 1, "C-1"))


def said_of_them(f: Family) -> None:
    """What was said in matters, and this person's page must not show."""
    of_a_relative(f)
    in_confidence(f)
    in_a_held_register(f)


HELD: list[Callable[[Family], None]] = [a_use, sent_on, to_a_refuge, a_register, said_of_them]


def live(folder: Path, held: Callable[[Family], None], *, happened: bool, last: bool) -> dict[str, bytes]:
    with family(folder, happened=happened) as f:
        f.tell(f.shelter.collected(f.book, [(1, 2)], f.shelter.people({1: {"ref": "C-1"}, 2: {"ref": "C-2"}})))
        f.tell(f.shelter.heartbeat(), f.agency.heartbeat())
        openly(f)
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
    assert len(json.loads(was["/api/trail"])["entries"]) == 9
    shown = {path: len(json.loads(was[path])) for path in ASKED if path.startswith("/api/my/") and path[8:] in COUNTED}
    assert shown == {
        "/api/my/notices": 2, "/api/my/choices": 1, "/api/my/copies": 1, "/api/my/concerns": 1, "/api/my/holds": 1,
        "/api/my/barrings": 1,
    }  # fmt: skip
    assert len(json.loads(was["/api/my/holds"])[0]["sent_all_the_same"]) == 1


def test_the_log_itself_keeps_what_is_held_and_says_so_to_an_auditor(tmp_path: Path) -> None:
    with family(tmp_path, happened=True) as f:
        f.tell(f.shelter.collected(f.book, [(1, 2)], f.shelter.people({1: {"ref": "C-1"}})))
        for held in HELD[:3]:
            held(f)
        views = flows.projected(f.house.place, tmp_path)
        whole, shown = (flows.trail(views, (f.book, 1), viewer=v).entries for v in (flows.AUDITOR, flows.PERSON))
    assert len(whole) - len(shown) == 14
    assert [(e.index, e.digest) for e in shown] == [(1, None)]
