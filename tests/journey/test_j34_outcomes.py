"""J34: the agency tells City Centre what its information informed; a use without an outcome is owed one."""

from pathlib import Path

from flow import sent, used
from world import world


def test_j34_one_decision_closes_many_uses_and_each_provider_sees_its_own(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        theirs = w.id()
        w.tell(w.kereru.collected(theirs, [(1, 2)]))
        ours = [sent(w, w.evaluation, ["attendance"]) for _ in range(2)]
        other = sent(w, w.evaluation, ["attendance"], by=w.kereru, lines=2, register=theirs)
        uses = [used(w, w.evaluation, one["holding"]) for one in (*ours, other)]
        owed = w.get("evaluation", "/api/owed")["duties"]
        assert [duty["use"] for duty in owed] == uses
        assert "Report an outcome" in w.page("evaluation", "/owe")

        form = {"use": uses, "kind": "decision", "subject": "funding", "scope": "group"}
        assert "Write how many people" in w.client("evaluation").post("/owe/outcome", data=form).text
        outcome = w.post("evaluation", "/owe/outcome", **form, people="5").rpartition("/")[2]
        assert w.get("evaluation", "/api/owed")["duties"] == []

        trace = w.get("manager", f"/api/outcomes/{outcome}/trace")
        assert [s["transfer"] for s in trace["submissions"]] == [one["transfer"] for one in ours]
        assert trace["others"] is None, "one submission of somebody else's would say whose it is"
        assert trace["outcome"]["people"] == 5
        told = w.get("kereru", f"/api/outcomes/{outcome}/trace")
        assert [s["transfer"] for s in told["submissions"]] == [other["transfer"]]
        for one in ours:
            assert [o["kind"] for o in w.get("manager", f"/api/submissions/{one['transfer']}")["outcomes"]] == [
                "decision"
            ]
        assert [o["kind"] for o in w.get("hera", "/api/trail")["about_groups"]] == ["decision"]


def test_j34_a_use_may_lead_nowhere_or_be_told_later_but_says_why(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        first, second = (used(w, w.evaluation, sent(w, w.evaluation, ["goals"])["holding"]) for _ in range(2))
        form = {"scope": "group", "people": "3", "use": first, "kind": "led_nowhere", "subject": "funding"}
        assert "Choose the reason" in w.client("evaluation").post("/owe/outcome", data=form).text
        w.post("evaluation", "/owe/outcome", **form, reason="too_few")
        w.post(
            "evaluation", "/owe/outcome", **form | {"use": second, "kind": "cannot_tell"}, reason="cabinet",
            until="2026-05-01",
        )  # fmt: skip
        (duty,) = w.get("evaluation", "/api/owed")["duties"]
        assert (duty["kind"], duty["due"], duty["overdue"]) == ("promised", "2026-05-01", False)
        w.at("2026-05-03T00:00:00+00:00")
        w.tell(w.acf.heartbeat())
        assert w.get("evaluation", "/api/owed")["duties"][0]["overdue"]
        kinds = {o["kind"] for s in w.get("manager", "/api/submissions")["submissions"] for o in s["outcomes"]}
        assert kinds == {"led_nowhere", "cannot_tell"}
