"""J33: "If the information is misunderstood, the evaluation will stop us getting new contracts."""

import json
import re
from pathlib import Path
from typing import Any

from designing import in_programme, registered
from flow import sent, used
from world import World, world


def draft(w: World, use: str, **more: Any) -> dict[str, Any]:
    return {
        "finding": w.id(), "version": 1, "unit": w.evaluation, "uses": [use], "providers": [w.ccss.organisation],
        "reply_by": "2026-04-10", "quality": ["small_numbers"],
    } | more  # fmt: skip


def todo(w: World) -> list[dict[str, Any]]:
    """What the provider has to do, but for telling its families."""
    return [due for due in w.get("manager", "/api/duties")["ours"] if not due["kind"].startswith("tell-")]


def test_j33_a_provider_replies_before_release_and_its_words_stay(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        use = used(w, w.evaluation, sent(w, w.evaluation, ["attendance"])["holding"])
        data = draft(w, use)
        late = draft(w, use, reply_by="2026-03-01")
        assert w.refused(w.acf, "finding.drafted.v1", late) == "no-time-to-reply"
        w.say(w.acf, "finding.drafted.v1", data, title="Fewer came in winter", text="Attendance fell.")
        finding, place = data["finding"], f"/findings/{data['finding']}"

        (duty,) = todo(w)
        assert (duty["kind"], duty["due"]) == ("finding-reply", "2026-04-10")
        assert w.get("kereru", "/api/findings") == []
        assert w.get("hera", "/api/findings") == [], "a draft is not for families yet"
        w.post("evaluation", place, status=422, act="release")  # too early: the page says so
        assert "Others may still reply" in w.client("evaluation").post(place, data={"act": "release"}).text
        release = {"finding": finding, "version": 1, "unit": w.evaluation, "contexts": [], "contributors": []}
        assert w.refused(w.acf, "finding.released.v1", release) == "reply-awaited"

        w.post("manager", place, stance="adds_context", text="The bus was cut in June.")
        assert w.refused(w.acf, "finding.released.v1", release) == "context-missing"
        w.post("evaluation", place, act="release")
        told = w.get("evaluation", f"/api/{place.strip('/')}")
        assert told["finding"]["released"]
        assert [words for _, words in told["said"]] == ["The bus was cut in June."]
        assert "The bus was cut in June." in w.page("hera", place), "whoever reads the finding reads the reply"
        (theirs,) = w.get("sela", "/api/findings")
        assert theirs["title"] == "Fewer came in winter" and theirs["said"] == [["", "The bus was cut in June."]]

        # A family gets no number that counts the log, and nothing that names a leaf of it (decision 0006).
        assert w.get("sela", f"/api{place}") == theirs
        assert (theirs["finding"]["header"]["size"], theirs["finding"]["header"]["query"]) == (None, None)
        assert [one["index"] for one in (theirs["finding"], *theirs["finding"]["replies"])] == [1, 1]
        assert not re.search("[0-9a-f]{64}", json.dumps(theirs))
        w.at("2026-06-01T00:00:00+00:00")
        learning = {"learning": w.id(), "to": w.acf.organisation, "topic": "what_is_collected"}
        w.say(w.kereru, "learning.given.v1", learning, title="Ask once", text="We asked it thrice")
        assert w.get("sela", f"/api{place}") == theirs, "whatever else was sealed"


def test_j33_a_provider_is_told_before_a_finding_goes_into_a_contract_decision(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        use = used(w, w.evaluation, sent(w, w.evaluation, ["attendance"])["holding"])
        programme, success = registered(w), w.id()
        in_programme(w, programme)
        w.say(w.acf, "success.proposed.v1", {
            "success": success, "version": 1, "programme": programme,
            "organisations": [w.acf.organisation, w.ccss.organisation],
            "method": "count", "parts": ["attendance"],
        }, meaning="More come each month")  # fmt: skip
        against = {"success": success, "version": 1, "programme": programme, "ground": "leaves_somebody_out"}
        w.say(w.ccss, "success.dissented.v1", against, reason="Who works at night cannot come")
        w.send("sela", f"/api/my/programmes/{programme}/success/{success}/dissents", {
            "version": 1, "ground": "harms", "reason": "For my eyes and theirs",
        })  # fmt: skip
        data = draft(w, use, programme=programme)
        w.say(w.acf, "finding.drafted.v1", data, title="Fewer came in winter")
        reply = w.say(w.ccss, "finding.answered.v1", {"finding": data["finding"], "version": 1, "stance": "disputes"})
        evidence = {
            "evidence": w.id(), "finding": data["finding"], "unit": w.evaluation, "to_unit": w.contracting,
            "providers": [w.ccss.organisation], "not_before": "2026-03-25",
        }  # fmt: skip
        assert w.refused(w.acf, "evidence.proposed.v1", evidence) == "unknown-matter", "not released"
        release = {"finding": data["finding"], "version": 1, "unit": w.evaluation, "contributors": []}
        w.say(w.acf, "finding.released.v1", release | {"contexts": [reply]})
        soon = evidence | {"not_before": "2026-03-03"}
        assert w.refused(w.acf, "evidence.proposed.v1", soon) == "no-time-to-reply"
        w.say(w.acf, "evidence.proposed.v1", evidence)
        place = f"/evidence/{evidence['evidence']}"
        assert [d["kind"] for d in todo(w)] == ["evidence-reply"]

        entered = {"evidence": evidence["evidence"], "unit": w.contracting, "contexts": [reply]}
        assert w.refused(w.acf, "evidence.entered.v1", entered) == "reply-awaited"
        w.post("manager", place, stance="disputes", text="Ask the families first.")
        w.at("2026-03-26T00:00:00+00:00")
        assert w.refused(w.acf, "evidence.entered.v1", entered) == "context-missing"
        objection = w.get("manager", f"/api{place}")["evidence"]["objections"][0]["digest"]
        w.say(w.acf, "evidence.entered.v1", entered | {"contexts": [reply, objection]})

        page = w.page("contracting", place)
        assert "Ask the families first." in page
        assert "Does not agree" in page
        for beside in ("It leaves people out.", "Who works at night cannot come", "A family: It does harm."):
            assert beside in page, "who decides on contracts reads who does not agree with how it was measured"
        assert "For my eyes and theirs" not in page and 'href="/matters/' not in page
        w.get("contracting", f"/api/findings/{data['finding']}", status=404), "not without what goes along"
        assert w.get("manager", f"/api{place}")["evidence"]["entered"]
        w.get("kereru", f"/api{place}", status=404)


def test_j33_the_meaning_of_a_column_is_asked_once_and_travels_with_the_data(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        first = sent(w, w.evaluation, ["parenting_score"])
        question = {
            "question": w.id(), "voice": "relayed", "unit": w.evaluation, "to": w.ccss.organisation,
            "asked": "meaning", "transfer": first["transfer"], "parts": ["parenting_score"], "due": "2026-04-01",
        }  # fmt: skip
        w.say(w.acf, "question.asked.v1", question, text="Is a high score good?")
        assert [d["kind"] for d in todo(w)] == ["question"]
        assert w.get("evaluation", f"/api/holdings/{first['holding']}/notes") == []
        w.post("manager", f"/questions/{question['question']}", answered="in_full", reply="Yes: 10 is best.")

        onward = w.id()
        shared = {
            "transfer": w.id(), "unit": w.evaluation, "to_unit": w.policy, "holding": onward,
            "derived": [{"source": first["holding"], "mapping": "all"}], "lines": 3, "parts": ["parenting_score"],
            "why": {"purpose": "dpv:PublicPolicyMaking", "basis": "nz-pa2020:IPP10(1)(b)"},
        }  # fmt: skip
        w.say(w.acf, "information.transferred.v1", shared)
        (note,) = w.get("advisor", f"/api/holdings/{onward}/notes")
        assert (note["words"], note["replies"]) == ("Is a high score good?", ["Yes: 10 is best."])
        w.get("reporting", f"/api/holdings/{onward}/notes", status=404)
        for person in ("hera", "mele"):  # whose words they are, and which holdings there are, is for staff
            w.get(person, f"/api/holdings/{w.register}/notes", status=404)
