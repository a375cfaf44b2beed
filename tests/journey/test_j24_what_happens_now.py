"""J24: "We gave information to the agency, what happens now?" Each step of one submission, "nothing yet" included."""

from pathlib import Path

from flow import SERVICE, sent, used
from world import world


def test_j24_a_submission_says_each_step_and_nothing_yet(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        alone = {
            "transfer": w.id(), "unit": w.ccss.unit, "to_unit": w.reporting, "holding": w.id(),
            "derived": [{"source": w.register, "mapping": "all"}], "lines": 3, "parts": ["goals"], "why": SERVICE,
        }  # fmt: skip
        w.say(w.ccss, "information.transferred.v1", alone)
        found = w.get("manager", f"/api/submissions/{alone['transfer']}")
        assert (found["received"], found["opened"], found["blind_reason"]) == (None, "cannot_tell", "not-received")
        assert (found["nothing_yet"], found["destroyed"], found["destroyed_lines"]) == (True, None, 0)
        assert [d["kind"] for d in w.get("reporting", "/api/owed")["duties"]] == ["receipt"], "the agency is told"

        data = sent(w, w.reporting, ["attendance"])
        place = f"/api/submissions/{data['transfer']}"
        assert w.get("manager", place)["received_lines"] == 3
        use = used(w, w.reporting, data["holding"], why=SERVICE)
        assert w.get("manager", place)["opened"] == "opened"
        outcome = {
            "outcome": w.id(), "unit": w.reporting, "kind": "advice", "subject": "programme_design", "scope": "group",
            "people": 3, "uses": [use],
        }  # fmt: skip
        w.say(w.acf, "outcome.reported.v1", outcome)
        found = w.get("manager", place)
        assert ([o["kind"] for o in found["outcomes"]], found["nothing_yet"]) == (["advice"], False)

        gone = {"holding": data["holding"], "lines": [[1, 2]], "unit": w.reporting, "reason": "retention_ended"}
        w.say(w.acf, "information.destroyed.v1", gone)
        found = w.get("manager", place)
        assert (found["destroyed"], found["destroyed_lines"]) == (None, 2)
        w.say(w.acf, "information.destroyed.v1", gone | {"lines": [[3, 3]]})
        assert w.get("manager", place)["destroyed"] is not None
        assert "Destroyed on" in w.page("manager", f"/submissions/{data['transfer']}")
