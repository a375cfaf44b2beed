"""J31: the agency works on the evaluation. "May I use this for X?": yes, no or ask, before anybody does."""

from pathlib import Path
from typing import Any

import agreeing
from test_programme_pages import main
from world import world


def test_j31_yes_no_or_ask_comes_with_the_schedule_line_before_any_use(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        agreeing.agree(w, agreement)
        study = agreeing.send(w, agreement, 2)
        product = w.id()
        used = {
            "use": w.id(), "unit": w.evaluation, "role": "evaluation_analyst",
            "inputs": [{"holding": study["holding"], "lines": "all", "parts": ["wellbeing_score"]}],
            "products": [{"product": product, "kind": "analysis", "parts": ["wellbeing_score"]}],
            "why": agreeing.why(agreement, 2),
        }  # fmt: skip
        w.say(w.acf, "information.used.v1", used)

        def may(who: str, purpose: str, *parts: str, holding: str = study["holding"]) -> tuple[Any, ...]:
            found = w.get(who, "/api/flows/may-use", holding=holding, purpose=purpose, part=list(parts))
            line = found["line"]["line"] if found["line"] else None
            return found["verdict"], found["ground"], line, found["outside"], found["ask"]

        ask, ours = [w.ccss.organisation], ["wellbeing_score"]
        assert may("evaluation", "evaluation", *ours) == ("yes", "line_allows", 2, [], ask)
        assert may("evaluation", "evaluation", *ours, holding=product)[:3] == ("yes", "line_allows", 2), (
            "and of products"
        )
        assert may("evaluation", "evaluation", "wellbeing_score", "health") == (
            "ask",
            "other_parts",
            2,
            ["health"],
            ask,
        )
        assert may("evaluation", "dpv:PublicPolicyMaking", *ours) == ("ask", "other_purpose", 2, [], ask)
        assert may("evaluation", "eligibility", *ours) == ("no", "ruled_out", 2, [], ask)
        assert may("contracting", "evaluation", *ours) == ("no", "no_line", None, ours, ask)
        w.get("kereru", "/api/flows/may-use", status=404, holding=study["holding"], purpose="evaluation", part="goals")

        # "Ask" is something to do: the provider gets the question before anything is used.
        proposed = {
            "use": w.id(), "unit": w.evaluation, "to": w.ccss.organisation, "holding": study["holding"],
            "parts": ours, "purpose": "dpv:PublicPolicyMaking", "reply_by": "2026-03-30",
        }  # fmt: skip
        asked = w.say(w.acf, "use.proposed.v1", proposed, text="A note to the Minister on what helps")
        (duty,) = [d for d in w.get("manager", "/api/duties")["ours"] if d["kind"] == "use"]
        assert (duty["matter"], duty["due"]) == (proposed["use"], "2026-03-30")
        answer = {"use": proposed["use"], "unit": w.ccss.unit, "answer": "yes_if", "until": "2026-12-31"}
        assert w.refused(w.acf, "use.answered.v1", answer | {"unit": w.evaluation}) == "not-a-party"
        said = w.say(w.ccss, "use.answered.v1", answer, reason="Only as groups of twenty or more")

        def answers() -> list[tuple[Any, Any]]:
            of = {"holding": study["holding"], "purpose": "dpv:PublicPolicyMaking", "part": ours}
            return [(one["answer"], one["until"]) for one in w.get("evaluation", "/api/flows/may-use", **of)["asked"]]

        assert answers() == [("yes_if", "2026-12-31")]
        assert "use.answered" in {one["type"] for one in w.get("evaluation", "/api/news")}

        def waits() -> list[str]:
            return [d["matter"] for d in w.get("manager", "/api/duties")["ours"] if d["kind"] == "use"]

        # Neither an answer nor a question that was taken back counts.
        assert waits() == []
        for who, taken, left, told in ((w.ccss, said, [proposed["use"]], [(None, None)]), (w.acf, asked, [], [])):
            w.say(who, "statement.retracted.v1", {"statement": taken, "reason": "recorded_by_mistake"})
            assert (waits(), answers()) == (left, told)


def test_j31_a_study_shows_its_data_sets_questions_methods_accesses_and_versions(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        agreeing.agree(w, agreement)
        sent = agreeing.send(w, agreement, 2)
        plan = {
            "study": w.id(), "version": 1, "unit": w.evaluation, "questions": 2,
            "methods": ["compare_before_and_after"],
            "data_sets": [{"holding": sent["holding"], "parts": ["wellbeing_score"]}],
            "providers": [w.ccss.organisation],
        }  # fmt: skip
        first = w.say(w.acf, "study.planned.v1", plan, text="Do families feel better after the course?")
        agreeing.opened(w, sent["holding"], w.evaluation, agreeing.why(agreement, 2), role="evaluation_analyst")
        second = w.say(w.acf, "study.planned.v1", plan | {"version": 2, "methods": ["compare_groups", "ask_families"]})
        assert w.refused(w.acf, "study.planned.v1", plan) == "already-exists"
        (found,) = w.get("manager", "/api/studies")
        assert [(v["version"], v["methods"]) for v in found["study"]["versions"]] == [
            (1, ["compare_before_and_after"]), (2, ["compare_groups", "ask_families"]),
        ]  # fmt: skip
        (data_set,) = found["study"]["data_sets"]
        (touch,) = data_set["touched"]
        assert (data_set["holding"], touch["unit"], touch["role"], touch["type"]) == (
            sent["holding"], w.evaluation, "evaluation_analyst", "information.accessed",
        )  # fmt: skip
        assert list(found["words"].values()) == [{"text": "Do families feel better after the course?"}, {}]
        assert "study.planned" in {one["type"] for one in w.get("manager", "/api/news")}
        assert w.get("kereru", "/api/studies") == []

        # The evaluation and the provider read all of it, on one page that their menu leads to.
        for who in ("evaluation", "manager"):
            page = main(w.page(who, "/studies"))
            for told in (
                "Version 1, 2 March 2026", "How: before and after are compared.", "2 questions, 1 data set.",
                "Do families feel better after the course?", "Version 2, 2 March 2026",
                "How: groups are compared and families are asked.", "Wellbeing score", "an evaluation analyst of",
            ):  # fmt: skip
                assert told in page, (who, told)
            assert 'href="/studies"' in w.page(who, "/news")
        assert "Do families feel better" not in w.page("auditor", "/studies")
        assert "We know of no study." in w.page("kereru", "/studies")
        for who in ("hera", "board"):
            w.page(who, "/studies", status=404)

        w.say(w.acf, "statement.retracted.v1", {"statement": second, "reason": "recorded_by_mistake"})
        for who in ("evaluation", "manager", "auditor"):
            (found,) = w.get(who, "/api/studies")
            assert [v["version"] for v in found["study"]["versions"]] == [1], who
            page = main(w.page(who, "/studies"))
            assert "Version 1, 2 March 2026" in page and "Version 2" not in page, who
        w.say(w.acf, "statement.retracted.v1", {"statement": first, "reason": "recorded_by_mistake"})
        assert w.get("manager", "/api/studies") == w.get("auditor", "/api/studies") == []


def test_j31_what_a_unit_made_is_told_apart_by_what_it_is_and_when(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        agreeing.agree(w, agreement)
        study = agreeing.send(w, agreement, 2)
        one, other = w.id(), w.id()
        for day, kind, product in (
            ("2026-04-01T00:00:00Z", "analysis", one), ("2026-04-02T00:00:00Z", "report", other),
            ("2026-04-03T00:00:00Z", "report", one),  # named again by what was made of it later
        ):  # fmt: skip
            w.at(day)
            w.say(w.acf, "information.used.v1", {
                "use": w.id(), "unit": w.evaluation, "role": "evaluation_analyst",
                "inputs": [{"holding": study["holding"], "lines": "all", "parts": ["wellbeing_score"]}],
                "products": [{"product": product, "kind": kind, "parts": ["wellbeing_score"]}],
                "why": agreeing.why(agreement, 2),
            })  # fmt: skip
        page = w.page("evaluation", "/flows/may-use")
        assert "own work, 1 April 2026: an analysis" in page
        assert "own work, 2 April 2026: a report" in page
        assert page.count(f'<option value="{one}"') == 1 and "own work, 3 April 2026" not in page
