"""What every row of the journey leans on: matters, news, duties, and who may read them."""

from pathlib import Path

from world import world


def test_an_agreement_is_news_to_the_other_party_and_nobody_else(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        schedule = {
            "line": 1, "to_unit": w.reporting, "parts": ["attendance"], "purpose": "dpv:ServiceMonitoring",
            "basis": "nz-pa2020:IPP11(1)(a)",
        }  # fmt: skip
        data = {
            "agreement": agreement, "version": 1, "parties": [w.acf.organisation, w.ccss.organisation],
            "schedule": [schedule], "starts": "2026-04-01", "ends": "2027-03-31",
        }  # fmt: skip
        w.say(w.acf, "agreement.proposed.v1", data, title="Best foot forward")

        (told,) = [one for one in w.get("manager", "/api/news") if one["matter"] == agreement]
        assert (told["type"], told["words"]) == ("agreement.proposed", {"title": "Best foot forward"})
        assert w.get("advisor", "/api/news") == [], "what we said ourselves is no news to us"
        assert [one["index"] for one in w.get("manager", f"/api/matters/{agreement}")] == [told["index"]]
        w.get("kereru", f"/api/matters/{agreement}", status=404)
        w.get("hera", f"/api/matters/{agreement}", status=404)
        (seen,) = w.get("auditor", f"/api/matters/{agreement}")
        assert seen["words"] == {}, "an auditor reads the log, not the words"
        assert w.get("manager", "/api/duties") == {"ours": [], "to_us": []}
        page = w.page("manager", "/news")
        assert "Agreement proposed" in page and "Best foot forward" in page
        assert "Best foot forward" in w.page("manager", f"/matters/{agreement}")
        assert "Nothing that we know of." in w.page("manager", "/duties")
