"""J09: "This agreement has data and information requirements we don't understand. Can we say no?" """

from pathlib import Path
from typing import Any

from world import World, world

LINES: dict[int, dict[str, Any]] = {
    1: {"parts": ["attendance", "goals"], "purpose": "dpv:ServiceMonitoring", "basis": "nz-pa2020:IPP11(1)(a)"},
    2: {"parts": ["date_of_birth", "suburb"], "purpose": "evaluation", "basis": "nz-pa2020:IPP11(1)(h)"},
}


def propose(w: World, agreement: str, version: int, lines: dict[int, dict[str, Any]] | None = None) -> str:
    """The agency proposes a version; returns its digest."""
    units = {1: w.reporting, 2: w.evaluation}
    schedule = [{"line": n, "to_unit": units[n]} | line for n, line in (lines or LINES).items()]
    data = {
        "agreement": agreement, "version": version, "parties": [w.acf.organisation, w.ccss.organisation],
        "schedule": schedule, "starts": "2026-04-01", "ends": "2027-03-31",
        "clauses": [{"clause": 1, "kind": "retention"}],
    }  # fmt: skip
    return w.say(w.acf, "agreement.proposed.v1", data, title="Best foot forward")


def challenged(w: World, agreement: str, version: int, **other: Any) -> dict[str, Any]:
    return {
        "challenge": w.id(), "agreement": agreement, "version": version, "line": 2, "kind": "question",
        "about": "meaning", "unit": w.ccss.unit, "to": w.acf.organisation, "reply_by": "2026-03-20",
    } | other  # fmt: skip


def test_j09_a_question_blocks_signing_until_the_agency_has_said_what_it_means(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        content = propose(w, agreement, 1)
        signature = {"agreement": agreement, "version": 1, "content": content}
        assert [one["kind"] for one in w.get("manager", "/api/duties")["ours"]] == ["agreement-sign"]
        asked = challenged(w, agreement, 1)
        w.say(w.ccss, "challenge.raised.v1", asked, text="Why do you need birthdays?")

        (duty,) = [one for one in w.get("advisor", "/api/duties")["ours"] if one["kind"] == "challenge"]
        assert (duty["matter"], duty["due"], duty["overdue"]) == (asked["challenge"], "2026-03-20", False)
        for party in (w.ccss, w.acf):
            assert w.refused(party, "agreement.signed.v1", signature) == "challenge-open"
        # Whoever pays must not see who asked: not as a duty, not as news, not at its address.
        assert [one["kind"] for one in w.get("contracting", "/api/duties")["ours"]] == ["agreement-sign"]
        assert "challenge.raised" not in {one["type"] for one in w.get("contracting", "/api/news")}
        w.get("contracting", f"/api/challenges/{asked['challenge']}", status=404)
        assert w.get("contracting", f"/api/agreements/{agreement}")["challenges"] == []
        w.get("kereru", f"/api/challenges/{asked['challenge']}", status=404)

        reply = {
            "challenge": asked["challenge"], "agreement": agreement, "unit": w.policy, "force": "negotiable",
        }  # fmt: skip
        w.say(w.acf, "challenge.replied.v1", reply, meaning="We compare age groups.", reply="An age group will do.")
        found = w.get("manager", f"/api/challenges/{asked['challenge']}")
        (replied,) = found["challenge"]["replies"]
        assert (replied["force"], replied["time"][:10], found["challenge"]["open"]) == (
            "negotiable",
            "2026-03-02",
            False,
        )
        assert found["words"][str(replied["index"])] == {
            "meaning": "We compare age groups.", "reply": "An age group will do.",
        }  # fmt: skip
        assert "challenge.replied" in {one["type"] for one in w.get("manager", "/api/news")}
        for party in (w.ccss, w.acf):
            w.say(party, "agreement.signed.v1", signature)
        assert w.get("manager", f"/api/agreements/{agreement}")["agreement"]["versions"][0]["signed"] is not None


def test_j09_an_objection_ends_in_one_of_four_ways_and_each_is_held_to_the_text(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        propose(w, agreement, 1)
        ids = {}
        for outcome, about in (("removed", {"clause": 1, "line": None}), ("changed", {}), ("kept_by_law", {"line": 1})):
            one = challenged(w, agreement, 1, kind="objection", about="too_much", **about)
            w.say(w.ccss, "challenge.raised.v1", {k: v for k, v in one.items() if v is not None})
            ids[outcome] = one["challenge"]

        def settle(outcome: str, **more: Any) -> tuple[str, dict[str, Any]]:
            data = {"challenge": ids[outcome], "agreement": agreement, "unit": w.policy, "outcome": outcome}
            return "challenge.settled.v1", data | more

        # What the text does not bear out is no outcome, and the law is named only after an answer.
        assert w.refused(w.acf, *settle("removed", version=1)) == "outcome-differs"
        assert w.refused(w.acf, *settle("changed", version=2)) == "outcome-differs"
        assert w.refused(w.acf, *settle("kept_by_law", basis="nz-pa2020:IPP11(1)(a)")) == "reply-awaited"
        assert w.refused(w.acf, *settle("kept_by_law")) == "schema"
        name, data = settle("changed", version=2)
        assert w.refused(w.ccss, name, data | {"unit": w.ccss.unit}) == "not-a-party", "the other side says what it did"

        lines = {1: LINES[1], 2: LINES[2] | {"parts": ["age_band", "suburb"]}}
        units = {1: w.reporting, 2: w.evaluation}
        second = w.say(
            w.acf, "agreement.proposed.v1",
            {
                "agreement": agreement, "version": 2, "parties": [w.acf.organisation, w.ccss.organisation],
                "schedule": [{"line": n, "to_unit": units[n]} | line for n, line in lines.items()],
                "starts": "2026-04-01", "ends": "2027-03-31",
            },
        )  # fmt: skip
        signature = {"agreement": agreement, "version": 2, "content": second}
        assert w.refused(w.ccss, "agreement.signed.v1", signature) == "challenge-open", "a new draft answers nothing"
        w.say(w.acf, *settle("removed", version=2))
        w.say(w.acf, *settle("changed", version=2))
        assert w.refused(w.acf, *settle("changed", version=2)) == "already-exists"
        reply = {"challenge": ids["kept_by_law"], "agreement": agreement, "unit": w.policy, "force": "mandatory"}
        w.say(w.acf, "challenge.replied.v1", reply | {"basis": "nz-pa2020:IPP11(1)(a)"})
        w.say(w.acf, "agreement.signed.v1", signature)
        assert w.refused(w.ccss, "agreement.signed.v1", signature) == "challenge-open", "its own objection stands open"
        assert "challenge-outcome" in {one["kind"] for one in w.get("manager", "/api/duties")["to_us"]}

        stands = settle("kept_by_law")[1] | {"outcome": "under_objection"}
        assert w.refused(w.acf, "challenge.settled.v1", stands) == "not-a-party", "only who objected signs under it"
        w.say(w.ccss, "challenge.settled.v1", stands | {"unit": w.ccss.unit})
        w.say(w.ccss, "agreement.signed.v1", signature)
        found = w.get("advisor", f"/api/agreements/{agreement}")
        assert [(c["outcome"], c["outcome_version"]) for c in found["challenges"]] == [
            ("removed", 2), ("changed", 2), ("under_objection", None),
        ]  # fmt: skip
        assert found["agreement"]["versions"][1]["signed"] is not None
