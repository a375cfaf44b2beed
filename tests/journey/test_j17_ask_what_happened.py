"""J17: "This information is just going into a black hole." One submission, part by part; and a question that rises."""

from pathlib import Path
from typing import Any

from world import World, world

WHY = {"purpose": "dpv:ServiceMonitoring", "basis": "nz-pa2020:IPP11(1)(a)"}


def send(w: World, parts: list[str], unit: str, system: str = "") -> dict[str, Any]:
    """City Centre sends its three people to one of the agency's units, which confirms it."""
    sent = {
        "transfer": w.id(), "unit": w.ccss.unit, "to_unit": unit, "holding": w.id(),
        "derived": [{"source": w.register, "mapping": "all"}], "lines": 3, "parts": parts, "why": WHY,
    }  # fmt: skip
    digest = w.say(w.ccss, "information.transferred.v1", sent)
    received = {
        "transfer": sent["transfer"], "statement": digest, "holding": sent["holding"], "unit": unit,
        "system": system or w.acf.system, "lines": 3,
    }  # fmt: skip
    w.say(w.acf, "information.received.v1", received)
    return sent


def test_j17_each_part_says_who_opened_it_for_what_and_what_nobody_opened(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        sent = send(w, ["attendance", "goals"], w.reporting)
        opened = {
            "holding": sent["holding"], "lines": "all", "parts": ["attendance"], "unit": w.reporting,
            "role": "reporting_analyst", "mode": "opened", "why": WHY,
        }  # fmt: skip
        w.say(w.acf, "information.accessed.v1", opened)
        found = w.get("manager", f"/api/submissions/{sent['transfer']}")
        parts = {part["part"]: part for part in found["parts"]}
        (opening,) = parts["attendance"]["openings"]
        assert (opening["unit"], opening["role"], opening["purpose"]) == (
            w.reporting, "reporting_analyst", "dpv:ServiceMonitoring",
        )  # fmt: skip
        assert parts["goals"]["openings"] == []
        assert found["nothing_yet"] is True

        # Of a submission that no system promises to report on, nobody can say that it was not opened.
        assert (
            w.get("manager", f"/api/submissions/{send(w, ['goals'], w.reporting)['transfer']}")["opened"]
            == "not_opened"
        )
        other = w.get("manager", f"/api/submissions/{send(w, ['goals'], w.evaluation, w.id())['transfer']}")
        assert (other["opened"], other["blind_reason"]) == ("cannot_tell", "does-not-report")


def test_j17_a_question_is_the_agencys_to_answer_and_rises_when_it_is_late(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        sent = send(w, ["attendance"], w.reporting)
        address = f"/submissions/{sent['transfer']}/ask"
        assert "Ask what happened" in w.page("manager", address)
        again = w.post("manager", address, status=200, asked="what_happened", text="", due="2026-04-01")
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
        assert "Late: now with the privacy officer" in w.page("manager", f"/submissions/{sent['transfer']}")

        w.post("reporting", place, answered="in_part", reply="One analyst read it in March.")
        told = w.get("manager", f"/api/questions/{question}")
        assert (told["question"]["stage"], told["replies"]) == ("answered", ["One analyst read it in March."])
        assert "One analyst read it in March." in w.page("manager", place)
        assert w.get("officer", "/api/duties")["ours"] == []
        assert [one["type"] for one in w.get("manager", "/api/news")] == ["question.answered"]


def test_j17_only_those_who_were_asked_answer(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        sent = send(w, ["attendance"], w.reporting)
        question = {
            "question": w.id(), "voice": "relayed", "unit": w.ccss.unit, "to": w.acf.organisation,
            "asked": "who_opened", "transfer": sent["transfer"], "due": "2026-04-01",
        }  # fmt: skip
        answer = {"question": question["question"], "unit": w.ccss.unit, "answered": "in_full"}
        assert w.refused(w.acf, "question.answered.v1", answer | {"unit": w.reporting}) == "unknown-matter"
        w.say(w.ccss, "question.asked.v1", question)
        assert w.refused(w.ccss, "question.answered.v1", answer) == "not-a-party"
        assert w.refused(w.ccss, "question.asked.v1", question) == "already-exists"
        assert w.refused(w.ccss, "question.asked.v1", question | {"voice": "person"}) == "schema"
