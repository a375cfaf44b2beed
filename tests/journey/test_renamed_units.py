"""A unit that is merged into another: what it owed is the other's to do; whose information it has sees both names."""

from pathlib import Path

import agreeing
from world import world


def test_duties_and_reads_go_on_under_the_unit_that_follows(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        old, new, agreement = w.id(), w.id(), w.id()
        for unit, name in ((old, "Kea desk"), (new, "Tui desk")):
            named = w.acf.people({0: {"name": name}})
            w.tell(w.acf.say("unit.registered.v1", {"unit": unit, "kind": "reporting"}, named))
        w.sign_in("old", "unit", w.acf, old)
        w.sign_in("new", "unit", w.acf, new)
        w.reporting = old
        agreeing.agree(w, agreement)
        kept = agreeing.send(w, agreement)
        waits = agreeing.send(w, agreement, confirm=False)
        use = w.id()
        w.say(w.acf, "information.used.v1", {
            "use": use, "unit": old, "role": "reporting_analyst", "why": agreeing.why(agreement),
            "inputs": [{"holding": kept["holding"], "lines": "all", "parts": ["goals"]}],
        })  # fmt: skip
        owed = {d["kind"] for d in w.get("old", "/api/owed")["duties"]}
        assert owed == {"outcome", "receipt"}
        assert w.get("new", "/api/owed")["duties"] == []
        assert "now Tui desk" not in w.page("hera", "/my")

        w.say(w.acf, "unit.succeeded.v1", {"unit": old, "by": new, "since": "2026-03-10"})
        w.say(w.ccss, "information.corrected.v1", {
            "holding": w.register, "lines": [[1, 1]], "parts": ["goals"], "unit": w.ccss.unit,
        })  # fmt: skip
        duties = w.get("new", "/api/owed")["duties"]
        assert {d["kind"] for d in duties} == {"outcome", "receipt", "correction"}
        assert [m["transfer"] for m in w.get("new", "/api/flows/matches")["matches"]] == [
            waits["transfer"], kept["transfer"],
        ]  # fmt: skip
        # Families and the provider read what the unit is called today beside what it was called then.
        assert "Kea desk (now Tui desk)" in w.page("hera", "/my")
        assert "Kea desk (now Tui desk)" in w.page("manager", f"/submissions/{kept['transfer']}")
        # The one that follows says what came of it, for the use of the one that is gone, and traces it back.
        form = {"use": use, "kind": "decision", "subject": "funding", "scope": "group", "people": "3"}
        outcome = w.post("new", "/owe/outcome", **form).rpartition("/")[2]
        assert "outcome" not in {d["kind"] for d in w.get("new", "/api/owed")["duties"]}
        traced = w.get("new", f"/api/outcomes/{outcome}/trace")
        assert [s["transfer"] for s in traced["submissions"]] == [kept["transfer"]]
        assert [o["kind"] for o in w.get("manager", f"/api/submissions/{kept['transfer']}")["outcomes"]] == ["decision"]
        w.get("evaluation", f"/api/outcomes/{outcome}/trace", status=404)


def test_the_first_submission_is_stated_from_headings_and_a_count(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        agreeing.agree(w, agreement)
        agreeing.pass_to(w, "2026-04-05T00:00:00+00:00")
        form = {"line": f"{agreement} 1", "columns": "Goals", "people": "all", "send": "yes"}
        assert "What is in the file stays with you" in w.page("manager", "/flows/check")
        assert w.post("manager", "/flows/check", status=422, **form, rows="41") == "", "there are three of them"
        assert w.post("manager", "/flows/check", status=422, **form | {"columns": "Goals,DOB"}, rows="3") == ""
        place = w.post("manager", "/flows/check", **form, rows="3")
        found = w.get("manager", f"/api{place}")
        assert (found["lines"], [one["part"] for one in found["parts"]], found["flags"]) == (3, ["goals"], [])
        assert (found["period_from"], found["period_to"]) == ("2026-01-01", "2026-03-31")
        (duty,) = [d for d in w.get("reporting", "/api/owed")["duties"] if d["kind"] == "receipt"]
        assert duty["people"] == 3, "whom it was sent to has something to sign for"
        assert "information.transferred" in [e["type"] for e in w.get("hera", "/api/trail")["entries"]]
