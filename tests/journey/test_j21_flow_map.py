"""J21: "We have a clear understanding about what information flows where": the map as it stood on any day."""

import re
from pathlib import Path

import agreeing
from world import world


def test_j21_any_day_shows_what_was_agreed_then_and_what_had_been_sent(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        agreeing.agree(w, agreement, starts="2026-03-01")
        agreeing.send(w, agreement)
        agreeing.agree(w, agreement, 2, starts="2026-05-01", schedule=[
            {"line": 1, "to_unit": w.reporting} | agreeing.SERVICE | {"parts": ["attendance"]},
        ])  # fmt: skip
        agreeing.pass_to(w, "2026-05-10T00:00:00+00:00")
        agreeing.send(w, agreement, parts=["attendance"], why=agreeing.why(agreement, version=2))
        agreeing.send(w, agreement, parts=["attendance", "goals"], why=agreeing.why(agreement, version=2))

        def on(who: str, day: str) -> dict:
            return w.get(who, "/api/flows", day=day)

        assert on("manager", "2026-02-01") == {"day": "2026-02-01", "lines": [], "sent": [], "onward": []}
        for who in ("manager", "board", "advisor", "auditor", "hera"):
            then, now = on(who, "2026-04-01"), on(who, "2026-05-20")
            assert [(x["line"], x["parts"]) for x in then["lines"]] == [
                (1, ["attendance", "goals"]), (2, ["attendance", "wellbeing_score"]),
            ], who  # fmt: skip
            assert [(x["line"], x["parts"]) for x in now["lines"]] == [(1, ["attendance"])], who
            assert [(x["to_unit"], x["times"], x["outside"]) for x in then["sent"]] == [(w.reporting, 1, 0)], who
            assert [(x["to_unit"], x["times"], x["outside"]) for x in now["sent"]] == [(w.reporting, 3, 1)], who
        assert [x["line"] for x in on("evaluation", "2026-04-01")["lines"]] == [2], "its own stream"
        assert on("kereru", "2026-05-20")["lines"] == []
        page = w.page("manager", "/flows?day=2026-05-20")
        assert "2 times as agreed, 1 not as agreed." in page, "what the drawing shows, in words"
        assert re.search(r'data-label="As agreed">2</td><td [^>]*data-label="Not as agreed">1</td>', page)
        assert page.count("<path ") == 2, "one ribbon within the agreement, one beyond it"


def test_j21_a_familys_map_has_nothing_that_the_law_holds_back(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        held = {"line": 1, "to_unit": w.reporting} | agreeing.SERVICE | {"basis": "ota1989:s66C(a)(i)"}
        before = w.get("hera", "/api/flows", day="2026-03-20")
        agreeing.agree(w, agreement, schedule=[held])
        agreeing.send(w, agreement, why=agreeing.why(agreement) | {"basis": "ota1989:s66C(a)(i)"})
        assert len(w.get("manager", "/api/flows", day="2026-03-20")["sent"]) == 1
        assert w.get("hera", "/api/flows", day="2026-03-20") == before
