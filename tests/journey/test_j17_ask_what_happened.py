"""J17: "This information is just going into a black hole." One submission, part by part; and a question that rises."""

import re
from pathlib import Path

from flow import SERVICE, sent
from told import words
from world import World, world


def asked_of(w: World) -> dict[str, int]:
    """What City Centre's Board reads in its report of the questions that it asked."""
    report = w.get("board", "/api/board-report", start="2026-01-01", end="2026-12-31")
    (section,) = [one for one in report["sections"] if one["name"] == "black_hole"]
    figures = {one["name"]: one["value"] for one in section["figures"]}
    return {name: figures[name] for name in ("asked", "answered", "late")}


def test_j17_each_part_says_who_opened_it_for_what_and_what_nobody_opened(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        both = sent(w, w.reporting, ["attendance", "goals"])
        opened = {
            "holding": both["holding"], "lines": "all", "parts": ["attendance"], "unit": w.reporting,
            "role": "reporting_analyst", "mode": "opened", "why": SERVICE,
        }  # fmt: skip
        w.say(w.acf, "information.accessed.v1", opened)
        found = w.get("manager", f"/api/submissions/{both['transfer']}")
        parts = {part["part"]: part for part in found["parts"]}
        (opening,) = parts["attendance"]["openings"]
        assert (opening["unit"], opening["role"], opening["purpose"]) == (
            w.reporting, "reporting_analyst", "dpv:ServiceMonitoring",
        )  # fmt: skip
        assert parts["goals"]["openings"] == []
        assert found["nothing_yet"] is True
        for who in ("manager", "board"):
            cards = re.findall(
                r'<section class="card".*?</section>', w.page(who, f"/submissions/{both['transfer']}"), re.S
            )
            seen, unseen = map(words, cards)
            for told in (
                "Visits", "A reporting analyst", "Opened it", "To see how the service is going", "2 March 2026",
            ):  # fmt: skip
                assert told in seen, (who, told)
            assert unseen == "Goals\nNobody that we know of.", "it may be one that the law keeps back"

        # Of a submission that no system promises to report on, nobody can say that it was not opened.
        unopened = sent(w, w.reporting, ["goals"])["transfer"]
        assert w.get("manager", f"/api/submissions/{unopened}")["opened"] == "not_opened"
        page = words(w.page("manager", f"/submissions/{unopened}"))
        assert "Nobody has opened it." in page and "Goals\nNot opened." in page
        system = w.id()
        other = sent(w, w.evaluation, ["goals"], system=system)["transfer"]
        found = w.get("manager", f"/api/submissions/{other}")
        assert (found["opened"], found["blind_reason"], found["blind_system"]) == (
            "cannot_tell", "does-not-report", system,
        )  # fmt: skip
        page = words(w.page("manager", f"/submissions/{other}"))
        assert "We cannot tell if it was opened." in page and "does not report who opens records." in page
        assert "Not opened" not in page


def test_j17_a_question_is_the_agencys_to_answer_and_rises_when_it_is_late(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        submission = sent(w, w.reporting, ["attendance"])
        address = f"/submissions/{submission['transfer']}/ask"
        assert "Ask what happened" in w.page("manager", address)
        again = w.post("manager", address, status=422, asked="what_happened", text="", due="2026-04-01")
        assert again == "", "an empty question is shown again"
        place = w.post(
            "manager", address, asked="what_happened", text="Did anybody read our autumn figures?", due="2026-04-01"
        )
        question = place.rpartition("/")[2]

        (duty,) = w.get("reporting", "/api/duties")["ours"]
        assert (duty["kind"], duty["matter"], duty["due"], duty["overdue"]) == (
            "question", question, "2026-04-01", False,
        )  # fmt: skip
        assert "Did anybody read our autumn figures?" in w.page("reporting", place)
        assert w.get("evaluation", "/api/duties")["ours"] == [], "it is the asked unit's"
        w.get("evaluation", f"/api/questions/{question}", status=404)
        w.get("kereru", f"/api/questions/{question}", status=404)
        assert [one["matter"] for one in w.get("manager", "/api/duties")["to_us"]] == [question]

        stage = lambda: w.get("manager", f"/api/questions/{question}")["question"]["stage"]  # noqa: E731
        assert stage() == "asked"
        w.at("2026-04-03T00:00:00+00:00")
        w.tell(w.ccss.heartbeat())
        assert stage() == "unit_head"
        w.at("2026-04-20T00:00:00+00:00")
        w.tell(w.ccss.heartbeat())
        assert stage() == "privacy_officer"
        assert [one["matter"] for one in w.get("officer", "/api/duties")["ours"]] == [question]
        assert "Late: now with the privacy officer" in w.page("manager", f"/submissions/{submission['transfer']}")
        assert asked_of(w) == {"asked": 1, "answered": 0, "late": 1}, "the Board reads it in its report"

        w.post("reporting", place, answered="in_part", reply="One analyst read it in March.")
        told = w.get("manager", f"/api/questions/{question}")
        assert (told["question"]["stage"], told["replies"]) == ("answered", ["One analyst read it in March."])
        assert "One analyst read it in March." in w.page("manager", place)
        assert w.get("officer", "/api/duties")["ours"] == []
        assert asked_of(w) == {"asked": 1, "answered": 1, "late": 0}
        assert [one["type"] for one in w.get("manager", "/api/news")] == ["question.answered"]


def test_j17_only_those_who_were_asked_answer(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        submission = sent(w, w.reporting, ["attendance"])
        question = {
            "question": w.id(), "voice": "relayed", "unit": w.ccss.unit, "to": w.acf.organisation,
            "asked": "who_opened", "transfer": submission["transfer"], "due": "2026-04-01",
        }  # fmt: skip
        answer = {"question": question["question"], "unit": w.ccss.unit, "answered": "in_full"}
        assert w.refused(w.acf, "question.answered.v1", answer | {"unit": w.reporting}) == "unknown-matter"
        w.say(w.ccss, "question.asked.v1", question)
        assert w.get("contracting", "/api/questions") == [], "it names no unit, and is not for each of them"
        assert len(w.get("officer", "/api/questions")) == 1
        assert w.refused(w.ccss, "question.answered.v1", answer) == "not-a-party"
        assert w.refused(w.ccss, "question.asked.v1", question) == "already-exists"
        assert w.refused(w.ccss, "question.asked.v1", question | {"voice": "person"}) == "schema"


def test_j17_a_person_asks_about_a_line_of_their_own_page_and_reads_the_answer(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        data = sent(w, w.reporting, ["attendance"])
        opened = {
            "holding": data["holding"], "lines": [[1, 1]], "parts": ["attendance"], "unit": w.reporting,
            "role": "reporting_analyst", "mode": "opened", "why": SERVICE,
        }  # fmt: skip
        digest = w.say(w.acf, "information.accessed.v1", opened)
        number = w.get("hera", "/api/trail")["entries"][-1]["index"]
        assert "Your question goes to" in w.page("hera", f"/my/lines/{number}/ask")
        assert "Write what you want to know." in w.client("hera").post(f"/my/lines/{number}/ask", data={}).text
        w.post("hera", f"/my/lines/{number}/ask", text="Why did you open mine?")

        (duty,) = w.get("reporting", "/api/duties")["ours"]
        (asked,) = w.get("reporting", "/api/questions")
        assert (duty["kind"], asked["words"], asked["question"]["statement"]) == (
            "question", "Why did you open mine?", digest,
        )  # fmt: skip
        assert w.get("contracting", "/api/questions") == []
        assert w.get("manager", "/api/questions") == [], "what a person asks an agency is between the two"
        w.post("reporting", f"/questions/{duty['matter']}", answered="in_full", reply="To count who came.")
        page = w.page("hera", "/my/questions")
        assert "To count who came." in page
        (own,) = w.get("hera", "/api/questions")
        assert (own["question"]["index"], own["question"]["statement"]) == (0, None), "nothing counts the log"
        assert w.get("sela", "/api/questions") == []
