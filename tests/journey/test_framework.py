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
        (duty,) = w.get("manager", "/api/duties")["ours"]
        assert (duty["kind"], duty["matter"], duty["due"]) == ("agreement-sign", agreement, "2026-04-01")
        assert w.get("kereru", "/api/duties") == {"ours": [], "to_us": []}
        page = w.page("manager", "/news")
        assert "Agreement proposed" in page and "Best foot forward" in page
        assert "Best foot forward" in w.page("manager", f"/matters/{agreement}")
        assert "Read a draft agreement" in w.page("manager", "/duties")
        assert "Nothing that we know of." in w.page("kereru", "/duties")


def test_who_says_something_else_under_anothers_id_learns_nothing_of_it(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        question = {
            "question": w.id(), "voice": "relayed", "unit": w.ccss.unit, "to": w.acf.organisation, "asked": "why",
            "transfer": w.id(), "due": "2026-04-01",
        }  # fmt: skip
        w.say(w.ccss, "question.asked.v1", question, text="Why did you use it?")
        line = {
            "line": 1, "to_unit": w.reporting, "parts": ["goals"], "purpose": "evaluation", "basis": "nz-pa2020:IPP1",
        }  # fmt: skip
        same_id = {
            "agreement": question["question"], "version": 1, "parties": [w.kereru.organisation, w.acf.organisation],
            "schedule": [line], "starts": "2026-04-01", "ends": "2027-03-31",
        }  # fmt: skip
        w.say(w.kereru, "agreement.proposed.v1", same_id)
        w.get("kereru", f"/api/matters/{question['question']}", status=404)
        (asked,) = w.get("manager", f"/api/matters/{question['question']}")
        assert asked["type"] == "question.asked"
        assert "question.asked" not in {one["type"] for one in w.get("kereru", "/api/news")}


def test_a_board_reads_of_a_familys_asking_in_figures_only(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        worry = {"about": "shared", "to": w.ccss.organisation, "text": "Why did they send it?"}
        assert w.client("hera").post("/api/my/concerns", json=worry).status_code == 201
        assert "concern" in [due["noun"] for due in w.get("manager", "/api/duties")["ours"]]
        assert "concern" not in [due["noun"] for due in w.get("board", "/api/duties")["ours"]]
