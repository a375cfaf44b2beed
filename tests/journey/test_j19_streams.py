"""J19: evaluation data to one part of the agency, service reporting to another: each sees its own stream."""

from pathlib import Path

import agreeing
from by_hand import says, tries
from told import words
from world import World, world


def reached(w: World, who: str) -> str:
    """Who reached for what was sent to another team, as their page says it."""
    return words(w.page(who, "/flows")).partition("Who reached for what was sent to another team")[2]


def test_j19_a_try_across_streams_is_refused_recorded_and_shown_to_the_family(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        agreeing.agree(w, agreement)
        service, study = agreeing.send(w, agreement, 1), agreeing.send(w, agreement, 2)
        agreeing.opened(w, service["holding"], w.reporting, agreeing.why(agreement))
        assert [w.get(who, "/api/flows/stream")["submissions"] for who in ("reporting", "evaluation")] == [1, 1]
        assert w.get("reporting", "/api/flows/stream")["openings"] == 1
        assert w.get("evaluation", "/api/flows/stream")["openings"] == 0
        w.get("manager", "/api/flows/stream", status=404)
        for who, opened in (("reporting", "1 time"), ("evaluation", "0 times")):
            assert f"1 sending came to us. We opened what we hold {opened}" in words(w.page(who, "/flows")), who
        assert "What came to us" not in w.page("manager", "/flows"), "it is no unit"

        tried = {
            "holding": study["holding"], "lines": "all", "parts": ["wellbeing_score"], "unit": w.reporting,
            "role": "reporting_analyst", "reason": "other_purpose", "why": {"purpose": "dpv:ServiceMonitoring"},
        }  # fmt: skip
        w.say(w.acf, "access.refused.v1", tried)
        for who in ("manager", "board", "reporting", "evaluation", "officer"):
            (crossing,) = w.get(who, "/api/flows/crossings")
            assert (crossing["refused"], crossing["unit"], crossing["of_unit"], crossing["system"]) == (
                True, w.reporting, w.evaluation, w.acf.system,
            ), who  # fmt: skip
            page = reached(w, who)
            assert "turned them away: it was for another purpose." in page, who
            assert "A reporting analyst" in page and "It happened all the same" not in page, who
        for who in ("kereru", "contracting"):
            assert "Nobody, that we know of." in reached(w, who), who
        assert "Who reached" not in w.page("hera", "/flows"), "it is in her trail"
        assert "Nobody, that we know of." in words(w.page("manager", "/flows?day=2026-02-01")), "not yet on that day"
        assert w.get("kereru", "/api/flows/crossings") == []
        assert w.get("contracting", "/api/flows/crossings") == []
        (seen,) = [e for e in w.get("hera", "/api/trail")["entries"] if e["type"] == "access.refused"]
        assert (seen["system"], seen["reason"]) == (w.acf.system, "other_purpose"), "the system that refused is named"


def test_j19_a_forbidden_flow_that_happened_is_flagged_and_the_provider_is_told(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        agreeing.agree(w, agreement)
        study = agreeing.send(w, agreement, 2)
        agreeing.opened(w, study["holding"], w.evaluation, agreeing.why(agreement, 2), role="evaluation_analyst")
        assert w.get("manager", "/api/flows/crossings") == []
        agreeing.opened(w, study["holding"], w.reporting, agreeing.why(agreement, 1))
        agreeing.opened(w, study["holding"], w.reporting, agreeing.why(agreement, 2))
        agreeing.opened(w, study["holding"], w.privacy_office, {"purpose": "dpv:RightsFulfilment"})
        found = w.get("manager", "/api/flows/crossings")
        # Under its own line the reporting unit may have attendance, so the first of them is no crossing by the text.
        (crossing,) = found
        assert (crossing["refused"], crossing["system"], crossing["flags"]) == (
            False, None, ["outside-schedule", "other-stream"],
        )  # fmt: skip
        (breach, *_) = [b for b in w.get("manager", "/api/flagged")["breaches"] if "other-stream" in b["flags"]]
        assert breach["unit"] == w.reporting
        assert "This had been sent to another team" in w.page("manager", "/flagged")
        for who in ("manager", "board", "evaluation", "officer"):
            page = reached(w, who)
            assert "It happened all the same." in page and "This had been sent to another team" in page, who


def test_j19_what_a_system_refused_without_telling_is_said_by_hand_and_the_provider_is_told(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.tell(w.ccss.heartbeat())
        agreement = w.id()
        agreeing.agree(w, agreement)
        study = agreeing.send(w, agreement, 2)
        for who in ("manager", "contracting", "board", "hera"):
            w.page(who, "/do/say-refused", status=404)
        tried = {
            "system": w.acf.system, "holding": study["holding"], "parts": ["wellbeing_score"], "unit": w.reporting,
            "role": "reporting_analyst",
        }  # fmt: skip
        assert "Choose one." in tries(w, "evaluation", "/do/say-refused", **tried)
        assert study["holding"] not in w.page("reporting", "/do/say-refused"), "it is another unit's"
        receipt = says(w, "evaluation", "/do/say-refused", **tried, reason="other_purpose")
        assert "turned somebody from" in receipt
        assert "it was for another purpose" in receipt
        for who in ("manager", "board", "reporting", "evaluation", "officer"):
            (crossing,) = w.get(who, "/api/flows/crossings")
            assert (crossing["refused"], crossing["unit"], crossing["of_unit"]) == (True, w.reporting, w.evaluation)
            assert crossing["system"] == w.acf.system, "the one that refused is named, not the pages where it was said"
        (seen,) = [e for e in w.get("hera", "/api/trail")["entries"] if e["type"] == "access.refused"]
        assert (seen["system"], seen["reason"]) == (w.acf.system, "other_purpose")
        assert w.get("manager", "/api/flagged")["breaches"] == [], "it was refused: nothing happened"
