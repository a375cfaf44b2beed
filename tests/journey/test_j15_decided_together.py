"""J15: a decision on collection or use has both deciders, and says who gains what; one party's word decides nothing."""

from pathlib import Path

from designing import deciding, registered
from told import words
from world import world


def test_j15_nothing_is_decided_until_both_have_signed_the_same(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-01T00:00:00Z")
        programme = registered(w)
        alone = deciding(w, programme, parties=[w.ccss.organisation, w.kereru.organisation])
        assert w.refused(w.ccss, "decision.proposed.v1", alone) == "not-a-party", "the agency has to decide with them"
        assert w.refused(w.acf, "decision.proposed.v1", deciding(w, programme, wellbeing=[])) == "schema"

        data = deciding(w, programme)
        first = w.say(w.acf, "decision.proposed.v1", data, reason="One form instead of three")
        (due,) = [one for one in w.get("manager", "/api/duties")["ours"] if one["kind"] == "decision"]
        assert (due["matter"], due["to"]) == (data["decision"], [w.acf.organisation])
        sign = {"decision": data["decision"], "version": 1, "content": first}
        w.say(w.acf, "decision.signed.v1", sign)
        board = words(w.page("board", f"/stages/{programme}"))
        assert "Nothing on what is collected or used was decided together yet. 1 proposal not yet signed" in board
        assert "Not decided" in words(w.page("manager", f"/decisions/{data['decision']}"))
        (one,) = w.get("manager", f"/api/programmes/{programme}/decisions")["answer"]
        assert (one["taken"], one["stands"], one["missing"]) == (None, 0, [w.ccss.organisation])

        # City Centre, a partner, proposes something else; what the agency signed before counts for nothing now.
        second = w.say(w.ccss, "decision.proposed.v1", data | {
            "version": 2, "wellbeing": [{"gains": "communities", "benefit": "knowledge_returned"}],
        })  # fmt: skip
        assert w.refused(w.ccss, "decision.signed.v1", sign) == "digest-differs"
        sign = {"decision": data["decision"], "version": 2, "content": second}
        w.say(w.ccss, "decision.signed.v1", sign)
        assert w.refused(w.kereru, "decision.signed.v1", sign) == "not-a-party"
        assert [one["kind"] for one in w.get("advisor", "/api/duties")["ours"]] == ["decision"]
        w.say(w.acf, "decision.signed.v1", sign)
        (one,) = w.get("manager", f"/api/programmes/{programme}/decisions")["answer"]
        assert [one["organisation"] for one in one["signed"]] == [w.ccss.organisation, w.acf.organisation]
        assert (one["stands"], one["version"], one["wellbeing"]) == (2, 2, [["communities", "knowledge_returned"]])
        assert one["taken"] == one["signed"][-1]["index"]
        assert w.get("manager", "/api/news")[0]["type"] == "decision.signed"
        assert w.get("kereru", f"/api/programmes/{programme}/decisions")["answer"] == [], "it is not theirs"
        # Both read who decided and who gains what; the Board in figures, and of its own house's alone.
        gain = "Good for communities: they are told what was found"
        for who in ("manager", "advisor"):
            page = words(w.page(who, f"/decisions/{data['decision']}"))
            assert gain in page and "Waiting for" not in page and page.count("1 April 2026, recorded ") == 2, who
        page = w.page("board", f"/stages/{programme}")
        board = words(page)
        assert "1 decision on what is collected or used, each signed by all who take it:" in board
        assert f"{gain} (1)." in board and "/decisions/" not in page
        w.sign_in("trust", "board", w.kereru)
        assert "was decided together yet" in words(w.page("trust", f"/stages/{programme}"))
