"""How an agency's units answer: by unit and never by worker, and in the order in which a unit should read it."""

import re
from pathlib import Path
from typing import Any

from flow import sent, used
from world import World, world


def scores(w: World, who: str = "evaluation") -> dict[str, dict[str, Any]]:
    return {one.pop("unit"): one for one in w.get(who, "/api/owed/scorecard")}


def outcome(w: World, unit: str, use: str, **more: Any) -> str:
    data = {
        "outcome": w.id(), "unit": unit, "kind": "decision", "subject": "funding", "scope": "group", "people": 3,
        "uses": [use],
    } | more  # fmt: skip
    return w.say(w.acf, "outcome.reported.v1", data)


def test_a_units_days_are_those_to_the_first_outcome_and_what_waits_is_counted(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-03-10T00:00:00Z")
        told = sent(w, w.evaluation, ["attendance"])
        uses = [used(w, w.evaluation, told["holding"]) for _ in range(4)]
        other = used(w, w.reporting, told["holding"])
        w.at("2026-03-14T00:00:00Z")
        outcome(w, w.evaluation, uses[0])
        w.at("2026-03-20T00:00:00Z")
        outcome(w, w.evaluation, uses[0])
        outcome(w, w.evaluation, uses[1])
        taken_back = outcome(w, w.evaluation, uses[2])
        w.say(w.acf, "statement.retracted.v1", {"statement": taken_back, "reason": "wrong_record"})
        w.at("2026-07-01T00:00:00Z")
        w.tell(w.acf.heartbeat())
        w.tell(w.acf.heartbeat())
        found = scores(w)
        assert found[w.evaluation] == {"uses": 4, "told": 2, "days": 7.0, "waiting": 2, "overdue": 2}, "4 and 10 days"
        assert found[w.reporting] == {"uses": 1, "told": 0, "days": None, "waiting": 1, "overdue": 1}
        assert scores(w, "contracting") == found
        assert "worker" not in str(w.get("evaluation", "/api/owed/scorecard"))
        for who in ("manager", "board", "hera"):
            assert w.client(who).get("/api/owed/scorecard").status_code in (403, 404)
        assert other


def test_what_a_unit_did_without_a_reason_is_its_own_to_explain(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        opened = {
            "holding": w.register, "lines": [[1, 3]], "parts": ["name"], "unit": w.evaluation,
            "role": "evaluation_analyst", "mode": "opened", "why": {},
        }  # fmt: skip
        digest = w.say(w.acf, "information.accessed.v1", opened)
        (one,) = w.get("evaluation", "/api/owed/to-explain")
        assert (one["type"], one["people"]) == ("information.accessed", 3)
        assert "purpose-not-given" in one["flags"]
        assert w.get("reporting", "/api/owed/to-explain") == []
        page = w.page("evaluation", "/owe")
        assert "No reason was given." in page
        w.say(w.acf, "statement.retracted.v1", {"statement": digest, "reason": "wrong_record"})
        assert w.get("evaluation", "/api/owed/to-explain") == []


def test_a_unit_reads_what_is_most_pressing_first(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        told = sent(w, w.evaluation, ["attendance"])
        used(w, w.evaluation, told["holding"])
        form = {"asked": "what_happened", "text": "What became of it?", "due": "2026-04-01"}
        w.post("manager", f"/submissions/{told['transfer']}/ask", **form)
        page = w.page("evaluation", "/owe")
        headings = [re.sub("<[^>]+>", "", one) for one in re.findall(r"<h2.*?</h2>", page)]
        assert headings == [
            "In short", "Outcomes that we owe, and since when", "Questions to answer", "What we have to explain",
            "How our units answer", "What we have answered",
        ]  # fmt: skip
        assert "We owe 2 answers." in page, "all that stands below is counted"
        assert 'href="/flows/may-use"' in page
