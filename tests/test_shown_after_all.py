"""What the law holds from families from the start: an approver decides that it is shown, or kept until a review."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import flows
import pytest
from building import Line, Party
from homes import Home, at_home
from test_withholding import keep, types_of

from ledger import jws, strictjson

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with at_home(tmp_path) as opened:
        yield opened


def decide(house: Party, line: Line, holding: str, decision: str = "show", lines: Any = ((1, 1),), **more: Any) -> Line:
    data = {
        "held": house.place.id(), "holding": holding, "lines": lines if lines == "all" else [list(s) for s in lines],
        "statement": line.digest.hex(), "decision": decision, "unit": house.unit, "by": "1" * 64,
    }  # fmt: skip
    return house.say("held.decided.v1", data | ({"review": "2026-06-01"} if decision == "keep" else {}) | more)


def looked(home: Home, **more: Any) -> Line:
    line = flows.accessed(home.shelter, home.book, [[1, 1]], parts=["contact"], why=flows.HELD, **more)
    home.house.place.seal(line)
    return line


def seen(home: Home, who: str = "aroha") -> int:
    return types_of(home.get(who, "/api/trail")).count("information.accessed")


def test_it_shows_with_the_receipt_of_the_decision_and_not_before(home: Home) -> None:
    line, tell = looked(home), home.house.tell
    assert seen(home) == 1
    kept = decide(home.shelter, line, home.book, "keep")
    assert tell(kept).status == 201
    assert seen(home) == 1, "it was looked at, and stays"
    id = strictjson.read(jws.parse(kept.token).payload)["data"]["held"]
    assert tell(decide(home.other, line, home.book)).code == "wrong-issuer"
    assert tell(decide(home.shelter, line, home.book, "keep", review="2026-01-01")).code == "review-first"
    assert tell(decide(home.shelter, line, home.book, held=id, lines=((2, 2),))).code == "already-exists"
    assert tell(decide(home.shelter, line, home.book, held=id)).status == 201
    assert seen(home) == 2
    page = home.get("aroha", "/my").text
    assert "held" not in page.lower()
    assert tell(decide(home.shelter, line, home.book, "keep", held=id)).code == "no-longer-open"


def test_it_is_shown_to_whom_it_was_decided_for_and_to_nobody_else(home: Home) -> None:
    line = flows.accessed(home.shelter, home.book, [[1, 2]], parts=["contact"], why=flows.HELD)
    home.house.place.seal(line)
    assert home.house.tell(decide(home.shelter, line, home.book, lines=((2, 2),))).status == 201
    assert seen(home) == 1
    assert home.house.tell(decide(home.shelter, line, home.book, lines="all")).status == 201
    assert seen(home) == 2


def test_what_came_of_a_sending_shows_with_it_unless_it_is_held_itself(home: Home) -> None:
    sent = flows.sent(home.shelter, home.other, home.book, 2, why=flows.HELD)
    place = home.house.place
    place.seal(sent.line, flows.received(home.other, sent), flows.accessed(home.other, sent.holding, [[1, 1]]),
               flows.accessed(home.other, sent.holding, [[1, 1]], why=flows.HELD))  # fmt: skip
    before = types_of(home.get("aroha", "/api/trail"))
    assert home.house.tell(decide(home.shelter, sent.line, home.book)).status == 201
    shown = types_of(home.get("aroha", "/api/trail"))
    assert sorted([*before, "information.transferred", "information.received", "information.accessed"]) == sorted(shown)


def test_a_decision_that_was_taken_back_shows_nothing_and_a_withholding_goes_before_it(home: Home) -> None:
    line, tell = looked(home), home.house.tell
    shown = decide(home.shelter, line, home.book)
    assert tell(shown).status == 201
    assert seen(home) == 2
    assert tell(keep(home.shelter, line, home.book, [[1, 1]])).status == 201
    assert seen(home) == 1
    again = looked(home)
    shown = decide(home.shelter, again, home.book)
    assert tell(shown).status == 201
    assert seen(home) == 2
    back = {"statement": shown.digest.hex(), "reason": "recorded_by_mistake"}
    assert tell(home.shelter.say("statement.retracted.v1", back)).status == 201
    assert seen(home) == 1


def test_what_is_undecided_and_what_is_to_be_reviewed_is_listed_and_overdue_in_time(home: Home) -> None:
    def open_to(who: str) -> list[tuple[str, str, bool]]:
        found = home.get(who, "/api/duties").json()["ours"]
        return [(d["kind"], d["due"], d["overdue"]) for d in found if d["noun"] == "held"]

    line = looked(home)
    assert home.house.tell(home.shelter.heartbeat()).status == 201
    ((kind, due, overdue),) = open_to("officer")
    assert (kind, overdue) == ("held-decide", False)
    assert open_to("manager") == [], "in a small place anybody may be the one named"
    home.clock.at += timedelta(days=25)
    assert home.house.tell(home.shelter.heartbeat()).status == 201
    assert open_to("officer") == [(kind, due, True)]
    kept = decide(home.shelter, line, home.book, "keep", review="2026-04-20")
    assert home.house.tell(kept).status == 201
    assert open_to("officer") == [("held-review", "2026-04-20", False)]
    home.clock.at += timedelta(days=40)
    assert home.house.tell(home.shelter.heartbeat()).status == 201
    assert open_to("officer") == [("held-review", "2026-04-20", True)]
    id = strictjson.read(jws.parse(kept.token).payload)["data"]["held"]
    assert home.house.tell(decide(home.shelter, line, home.book, held=id)).status == 201
    assert open_to("officer") == []


def test_that_it_was_decided_is_told_to_no_family_and_to_no_worker(home: Home) -> None:
    line = looked(home)
    answers: Callable[[], dict[str, bytes]] = lambda: {  # noqa: E731
        path: home.get("aroha", path).content for path in ("/api/trail", "/my", "/api/news", "/news", "/api/coverage")
    }
    before = answers()
    kept = decide(home.shelter, line, home.book, "keep")
    assert home.house.tell(kept).status == 201
    assert answers() == before
    id = strictjson.read(jws.parse(kept.token).payload)["data"]["held"]
    for who, status in (("aroha", 404), ("manager", 404), ("board", 403), ("officer", 200)):
        assert home.get(who, f"/api/matters/{id}").status_code == status, who
    assert json.loads(home.get("officer", f"/api/matters/{id}").text)[0]["type"] == "held.decided"
