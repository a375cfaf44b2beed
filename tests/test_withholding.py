"""Withholding by decision: two people, in force with its receipt, and byte for byte no trace on the family's side."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import flows
import httpx2
import pytest
from building import Line, Party
from homes import Home, at_home
from test_untold import ASKED, Family, about, answered, copied, family, told, worried, wrote

from ledger import jws, strictjson
from projections import withholdings

pytestmark = pytest.mark.usefixtures("database")

GROUND = "nz-pa2020:s49(1)(a)(i)"
ONE, OTHER = "1" * 64, "2" * 64


def keep(house: Party, kept: Line, holding: str, lines: Any, **more: Any) -> Line:
    data = {
        "withholding": house.place.id(), "holding": holding, "lines": lines, "statement": kept.digest.hex(),
        "viewers": "family", "ground": GROUND, "unit": house.unit, "by": ONE, "review": "2027-03-01",
    }  # fmt: skip
    return house.say("withholding.proposed.v1", data | more)


def decide(house: Party, of: Line, decision: str = "keep", **more: Any) -> Line:
    id = strictjson.read(jws.parse(of.token).payload)["data"]["withholding"]
    review = {"review": "2027-09-01"} if decision == "keep" else {}
    data = {"withholding": id, "decision": decision, "unit": house.unit, "by": OTHER} | review
    return house.say("withholding.decided.v1", data | more)


def a_use(f: Family) -> None:
    """The provider used the record, and something came of it."""
    use = flows.used(f.shelter, (f.book, [[1, 1]], ["contact"]))
    f.held(use.line)
    f.held(flows.outcome(f.shelter, use.use, scope="person", people=1))
    f.held(keep(f.shelter, use.line, f.book, [[1, 1]]))


def what_was_sent_and_all_that_came_of_it(f: Family) -> None:
    """It was sent to the police; what they did there names nobody's safety, and goes on after the decision."""
    sent = flows.sent(f.shelter, f.police, f.book, 2)
    report = flows.product(f.house.place, (sent.holding, "group"))
    use = flows.used(f.police, (sent.holding, [[1, 1]], ["name"]), products=[report])
    after = flows.used(f.police, (report["product"], "all", ["name"]))
    proposed = keep(f.shelter, sent.line, f.book, [[1, 1]])
    f.held(sent.line)
    f.held(flows.received(f.police, sent), flows.accessed(f.police, sent.holding, [[1, 1]]))
    f.held(proposed, decide(f.shelter, proposed))
    f.held(use.line)
    f.held(after.line, flows.outcome(f.police, use.use, after.use))
    f.held(flows.corrected(f.police, sent.holding, [[1, 1]], ["name"]))


def by_whom_it_was_sent_to(f: Family) -> None:
    """The police themselves keep back an opening, by the line that stands for the person in what they hold."""
    sent = flows.sent(f.shelter, f.police, f.book, 2)
    opened, wrong = (flows.accessed(f.police, sent.holding, [[1, 1]]) for _ in range(2))
    f.held(sent.line, keep(f.shelter, sent.line, f.book, "all"), opened, wrong)
    f.held(keep(f.police, opened, sent.holding, [[1, 1]]), keep(f.police, wrong, sent.holding, "all"))


def what_replaced_it(f: Family) -> None:
    wrong = flows.accessed(f.shelter, f.book, [[1, 1]])
    right = flows.accessed(f.shelter, f.book, [[1, 1]], parts=["contact"])
    f.held(wrong, right, flows.replaced(f.shelter, wrong, right))
    f.held(keep(f.shelter, wrong, f.book, [[1, 1]]))


def what_was_said(f: Family) -> None:
    """A worry that the provider passed on, with its answer; a note with its copy; a notice and what came with it."""
    concern, note, notice = worried(f, about(f)), wrote(f, about(f)), told(f, about(f))
    copy = copied(f, about(f), note)
    f.held(concern, answered(f, concern, f.agency), note, copy, *notice)
    for line in (concern, note, copy, *notice[3:]):
        f.held(keep(f.shelter, line, f.book, [[1, 1]]))


CASES: list[Callable[[Family], None]] = [
    a_use, what_was_sent_and_all_that_came_of_it, by_whom_it_was_sent_to, what_replaced_it, what_was_said,
]  # fmt: skip


def live(folder: Path, case: Callable[[Family], None], *, happened: bool) -> dict[str, bytes]:
    with family(folder, happened=happened) as f:
        f.tell(f.shelter.collected(f.book, [(1, 2)], f.shelter.people({1: {"ref": "C-1"}, 2: {"ref": "C-2"}})))
        f.tell(f.shelter.heartbeat(), f.agency.heartbeat())
        sent = flows.sent(f.shelter, f.agency, f.book, 2)
        after = [sent.line, flows.received(f.agency, sent), flows.accessed(f.agency, sent.holding)]
        case(f)
        f.tell(*after)
        return f.answers()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_a_page_with_something_withheld_is_the_page_where_it_never_was(
    tmp_path: Path, case: Callable[[Family], None]
) -> None:
    was, never = live(tmp_path / "was", case, happened=True), live(tmp_path / "never", case, happened=False)
    for path in (*ASKED, "copy", "headers"):
        assert was[path] == never[path], path
    assert len(json.loads(was["/api/trail"])["entries"]) == 4


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with at_home(tmp_path) as opened:
        yield opened


def types_of(answer: httpx2.Response) -> list[str]:
    return [entry["type"] for entry in answer.json()["entries"]]


def opening(home: Home) -> Line:
    line = flows.accessed(home.shelter, home.book, [[1, 1]], parts=["contact"])
    home.house.place.seal(line)
    return line


def test_none_that_begins_after_the_receipt_shows_the_line(home: Home) -> None:
    """Readers read without end while it is recorded; some begin before the receipt, and many after it."""
    line = opening(home)
    reads: list[tuple[float, bool]] = []
    done = Event()

    def read() -> None:
        with home.signed_in("aroha") as client:
            while not done.is_set():
                began = monotonic()
                reads.append((began, types_of(client.get("/api/trail")).count("information.accessed") == 2))

    readers = [Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    while len(reads) < 8:
        sleep(0.001)
    reply = home.house.tell(keep(home.shelter, line, home.book, [[1, 1]]))
    receipt = monotonic()
    assert reply.status == 201, reply.body
    enough = len(reads) + 20
    while len(reads) < enough:
        sleep(0.001)
    done.set()
    for reader in readers:
        reader.join()
    assert any(shown for began, shown in reads if began < receipt)
    after = [shown for began, shown in reads if began > receipt]
    assert len(after) >= 8
    assert not any(after)


def test_two_people_keep_it_and_a_second_ends_it(home: Home) -> None:
    line = opening(home)
    proposed = keep(home.shelter, line, home.book, [[1, 1]])
    tell = home.house.tell
    assert tell(keep(home.other, line, home.book, [[1, 1]])).code == "wrong-issuer"
    assert tell(keep(home.shelter, line, home.book, [[1, 1]], statement="0" * 64)).code == "unknown-statement"
    assert tell(keep(home.shelter, line, home.book, [[1, 1]], review="2026-01-01")).code == "review-first"
    assert tell(decide(home.shelter, proposed)).code == "unknown-matter"
    assert tell(proposed).status == 201
    assert tell(decide(home.shelter, proposed, by=ONE)).code == "second-person"
    assert tell(decide(home.shelter, proposed, "end", by=ONE)).code == "second-person"
    assert tell(decide(home.other, proposed)).code == "not-a-party"
    assert tell(decide(home.shelter, proposed)).status == 201
    assert types_of(home.get("aroha", "/api/trail")).count("information.accessed") == 1
    assert tell(decide(home.shelter, proposed, "end")).status == 201
    assert types_of(home.get("aroha", "/api/trail")).count("information.accessed") == 2
    assert tell(decide(home.shelter, proposed)).code == "no-longer-open"


def test_taking_the_proposal_back_shows_nothing(home: Home) -> None:
    line = opening(home)
    proposed = keep(home.shelter, line, home.book, [[1, 1]])
    assert home.house.tell(proposed).status == 201
    back = {"statement": proposed.digest.hex(), "reason": "recorded_by_mistake"}
    assert home.house.tell(home.shelter.say("statement.retracted.v1", back)).status == 201
    assert types_of(home.get("aroha", "/api/trail")).count("information.accessed") == 1


def test_each_class_of_viewers_is_kept_from_what_was_withheld_from_it_alone(home: Home) -> None:
    line, page = opening(home), f"/api/people/{home.person()}/trail"
    assert home.house.tell(keep(home.shelter, line, home.book, [[1, 1]], viewers="staff")).status == 201

    def seen(who: str, path: str) -> int:
        return types_of(home.get(who, path)).count("information.accessed")

    assert (seen("manager", page), seen("officer", page + "?reason=withholding"), seen("aroha", "/api/trail")) == (
        1,
        2,
        2,
    )
    assert home.house.tell(keep(home.shelter, line, home.book, "all", viewers="representatives")).status == 201
    assert seen("aroha", "/api/trail") == 2
    assert home.house.tell(keep(home.shelter, line, home.book, "all")).status == 201
    assert (seen("manager", page), seen("officer", page + "?reason=withholding"), seen("aroha", "/api/trail")) == (
        1,
        2,
        1,
    )


def test_what_is_undecided_and_what_is_due_for_review_is_listed(home: Home) -> None:
    line = opening(home)
    proposed = keep(home.shelter, line, home.book, [[1, 1]], review="2026-03-20")

    def open_to(who: str) -> list[tuple[str, str, bool]]:
        found = home.get(who, "/api/duties").json()["ours"]
        return [(d["kind"], d["due"], d["overdue"]) for d in found if d["noun"] == "withholding"]

    assert home.house.tell(proposed).status == 201
    assert open_to("officer") == [("withholding-decide", "2026-03-07", False)]
    assert open_to("manager") == [], "in a small place anybody may be the one named"
    home.clock.at += timedelta(days=7)
    assert home.house.tell(home.shelter.heartbeat()).status == 201
    assert open_to("officer") == [("withholding-decide", "2026-03-07", True)]
    assert home.house.tell(decide(home.shelter, proposed, review="2026-04-01")).status == 201
    assert open_to("officer") == [("withholding-review", "2026-04-01", False)]
    home.clock.at += timedelta(days=40)
    assert home.house.tell(home.shelter.heartbeat()).status == 201
    assert open_to("officer") == [("withholding-review", "2026-04-01", True)]
    assert home.house.tell(decide(home.shelter, proposed, review="2027-04-01")).status == 201
    assert open_to("officer") == []


def test_auditors_read_it_and_a_board_counts_it(home: Home, tmp_path: Path) -> None:
    first = keep(home.shelter, opening(home), home.book, [[1, 1]])
    lines = [first, *(keep(home.shelter, opening(home), home.book, [[1, 1]]) for _ in range(6))]
    home.house.place.seal(*lines, decide(home.shelter, lines[6]))
    views = flows.projected(home.house.place, tmp_path)
    home.clock.at += timedelta(days=120)
    assert home.house.tell(home.shelter.heartbeat()).status == 201
    (quarter,) = home.get("board", "/api/board-report?start=2026-01-01&end=2026-03-31").json()["families"]
    assert quarter["withheld"] == {"whole": 7, "parts": {"looked_at": None, "overdue": None}}, "it is one or six"
    with views.connect() as connection:
        assert len([one for one in withholdings.every(connection) if one.ended is None]) == 7
    trail = flows.trail(views, (home.book, 1), viewer=flows.AUDITOR)
    assert sum(entry.type == "information.accessed" for entry in trail.entries) == 8
