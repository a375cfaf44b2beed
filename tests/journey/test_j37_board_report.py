"""J37: "It's so useful to know how the information is used. We can report that to our Board." From the log alone."""

import json
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from asking import checked, decided, relay
from flow import sent, used
from world import World, world

from ledger import jws

YEAR = {"start": "2026-01-01", "end": "2026-12-31"}


def figures(report: dict[str, Any]) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    return {(s["name"], f["name"]): (f["value"], f["of"]) for s in report["sections"] for f in s["figures"]}


def a_year(w: World) -> None:
    """Two submissions: one informed a decision, of the other nobody says anything; one question, unanswered."""
    told, silent = sent(w, w.evaluation, ["attendance"]), sent(w, w.reporting, ["goals"], system=w.id())
    use = used(w, w.evaluation, told["holding"])
    decision = {
        "outcome": w.id(), "unit": w.evaluation, "kind": "decision", "subject": "funding", "scope": "group",
        "people": 3, "uses": [use],
    }  # fmt: skip
    w.say(w.acf, "outcome.reported.v1", decision)
    form = {"asked": "what_happened", "text": "What became of it?", "due": "2026-04-01"}
    w.post("manager", f"/submissions/{silent['transfer']}/ask", **form)


def test_j37_the_board_reads_what_came_of_it_and_what_did_not(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        a_year(w)
        report = w.get("board", "/api/board-report", **YEAR)
        assert [s["name"] for s in report["sections"]] == [
            "influence", "black_hole", "misuse", "families", "lapses",
        ]  # fmt: skip
        found = figures(report)
        assert found["influence", "decision"] == (1, None)
        assert found["black_hole", "sent"] == (2, None)
        assert found["black_hole", "nothing_yet"] == (1, 2)
        assert found["black_hole", "cannot_tell_if_opened"] == (1, 2)
        assert found["black_hole", "asked"] == (1, None)
        assert found["black_hole", "answered"] == (0, 1)
        assert len(report["unheard"]) == 1
        assert report["header"]["size"] == w.house.site.ledger.size()
        page = w.page("board", "/board-report?start=2026-01-01&end=2026-12-31")
        assert "Our reports helped shape 1 decision." in page
        assert f"Made from record {report['header']['size']:,}; anyone may check." in page
        assert figures(w.get("board", "/api/board-report", start="2025-01-01", end="2025-12-31"))[
            "black_hole", "sent"
        ] == (0, None)


def test_j37_no_list_that_a_board_may_open_tells_what_its_report_keeps(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        submission = sent(w, w.evaluation, ["attendance"])
        opened = {
            "holding": submission["holding"], "lines": [[1, 1]], "parts": ["attendance"], "unit": w.evaluation,
            "role": "evaluation_analyst", "mode": "opened", "why": {},
        }  # fmt: skip
        w.say(w.acf, "information.accessed.v1", opened)
        use = used(w, w.evaluation, submission["holding"])
        outcome = w.id()
        decision = {"outcome": outcome, "unit": w.evaluation, "kind": "decision", "subject": "funding"}
        w.say(w.acf, "outcome.reported.v1", decision | {"scope": "group", "people": 3, "uses": [use]})

        def counts(who: str) -> dict[str, list[int | None]]:
            """Of how many people each act was, by the list that tells it."""
            (one,) = w.get(who, f"/api/submissions/{submission['transfer']}")["parts"]
            trace = w.get(who, f"/api/outcomes/{outcome}/trace")
            return {
                "flagged": [breach["people"] for breach in w.get(who, "/api/flagged")["breaches"]],
                "openings": [some["people"] for some in one["openings"]],
                "uses": [some["people"] for some in one["uses"]],
                "trace": [some["people"] for some in trace["uses"]],
            }  # fmt: skip

        mine, theirs = counts("manager"), counts("board")
        assert 1 in mine["flagged"] and mine["openings"] == [1]
        assert {name: len(found) for name, found in mine.items()} == {
            name: len(found) for name, found in theirs.items()
        }
        assert {count for found in theirs.values() for count in found} == {None}, "three people are too few to be told"
        (listed,) = w.get("board", "/api/submissions")["submissions"]
        assert [some["people"] for some in listed["parts"][0]["openings"]] == [None]
        assert [breach["tell"] for breach in w.get("board", "/api/flagged")["breaches"]] == [[]] * len(mine["flagged"])
        assert "Hera" in w.page("manager", "/flagged")
        page = w.page("board", "/flagged")
        assert "Not told: it could tell who" in page and "1 person" not in page
        assert "Not told" in w.page("board", f"/outcomes/{outcome}")


def test_j37_a_public_report_has_no_figure_about_people_and_small_ones_are_never_told(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        a_year(w)
        opened = {
            "holding": w.register, "lines": [[1, 3]], "parts": ["name"], "unit": w.contracting,
            "role": "contract_manager", "mode": "opened", "why": {},
        }  # fmt: skip
        w.say(w.acf, "information.accessed.v1", opened)
        private = w.get("board", "/api/board-report", **YEAR)
        assert figures(private)["misuse", "people_in_the_largest"] == (None, None), "three people are too few"
        public = w.get("board", "/api/board-report", **YEAR, public=True)
        people = [f for s in public["sections"] for f in s["figures"] if f["people"]]
        assert (people, public["unheard"], public["silent"]) == ([], [], [])
        w.get("hera", "/api/board-report", status=404)
        w.get("contracting", "/api/board-report", status=404)


def test_j37_the_file_that_leaves_is_sealed_and_replays_to_the_same_bytes(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        a_year(w)
        answer = w.client("board").post("/api/board-report/copies", params=YEAR)
        sealed = w.house.site.ledger.statement(w.house.site.ledger.size() - 1) or b""
        assert sha256(answer.content).hexdigest() in _payload(sealed), "an auditor finds it in the log"
        size = answer.json()["answer"]["header"]["size"]
        assert size < w.house.site.ledger.size()


@pytest.mark.parametrize(
    ("start", "end", "what"),
    [
        ("2026-04-02", "2026-04-01", "query.start"),
        ("0001-01-01", "9999-12-31", "query.end"),
        ("0001-01-01", "2026-04-01", "query.start"),
        ("2015-01-01", "2026-04-01", "query.start"),
    ],
)
def test_a_period_is_one_that_can_be_told(tmp_path: Path, start: str, end: str, what: str) -> None:
    """Every quarter in it is worked out from the log: two thousand years would keep a server busy for minutes."""
    with world(tmp_path) as w:
        a_year(w)
        for method, path in (("GET", "/api/board-report"), ("POST", "/api/board-report/copies")):
            answer = w.client("board").request(method, path, params={"start": start, "end": end})
            assert answer.status_code == 400, answer.text
            assert [error["location"] for error in answer.json()["errors"]] == [what]
        assert w.client("board").get("/board-report", params={"start": start, "end": end}).status_code == 400
        assert len(families(w, "2016-07-01", "2026-06-30")) == 40, "ten years can be told"


def _payload(token: bytes) -> str:
    return jws.parse(token).payload.decode()


def families(w: World, start: str, end: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = w.get("board", "/api/board-report", start=start, end=end)["families"]
    return found


def test_no_period_and_no_day_gives_two_figures_to_subtract(tmp_path: Path) -> None:
    """Nine families ask in the second quarter, one of them on its last day. A Board that asks for it with and without
    that day, before and after more is said, reads the same figures of the quarter, or none."""
    with world(tmp_path) as w:
        w.at("2026-04-09T21:00:00Z")
        people = ("hera", "mele", "sela") * 3
        asked = [relay(w, who, organisations=[w.ccss.organisation]) for who in people]
        w.at("2026-04-12T22:00:00Z")
        for n, request in enumerate(asked[:8]):
            checked(w, request, "safety", "identity", "others")
            decided(w, w.ccss, request, people[n])
        w.at("2026-07-20T22:00:00Z")
        w.tell(w.ccss.heartbeat())
        assert [q["requests"] for q in families(w, "2026-04-01", "2026-06-30")] == [None], "it is not settled yet"
        w.at("2026-09-05T00:00:00Z")
        w.tell(w.ccss.heartbeat())
        w.tell(w.ccss.heartbeat())
        (first,) = families(w, "2026-04-01", "2026-06-30")
        assert first["requests"] == {"whole": 9, "parts": {"in_time": None, "late": None, "withdrawn": 0}}
        w.post(people[0], f"/my/requests/{asked[0]}/feedback", helped="yes")
        checked(w, asked[8], "safety", "identity", "others")
        decided(w, w.ccss, asked[8], people[8])
        told = {json.dumps(first)}
        for days in range(-40, 41, 20):
            start = (date(2026, 4, 1) + timedelta(days=days)).isoformat()
            for more in (0, 29, 30, 90, 91, 92, 200):
                end = (date(2026, 4, 1) + timedelta(days=more)).isoformat()
                if start <= end:
                    told |= {json.dumps(q) for q in families(w, start, end) if q["start"] == "2026-04-01"}
        assert told == {json.dumps(first)}
