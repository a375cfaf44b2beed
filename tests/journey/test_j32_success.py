"""J32: who gets to say what success means: versions, proposers, dissent; which stays beside findings."""

from pathlib import Path
from typing import Any

from designing import agreed, in_programme, registered
from world import World, world


def measure(w: World, programme: str, *told: str, **more: Any) -> dict[str, Any]:
    return {
        "success": w.id(), "version": 1, "programme": programme, "organisations": [w.acf.organisation, *told],
        "method": "compare_before_and_after", "parts": ["wellbeing_score"],
    } | more  # fmt: skip


def test_j32_everybody_may_say_what_success_is_and_dissent_is_counted_and_kept(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        programme = registered(w)
        in_programme(w, programme)
        both = (w.ccss.organisation, w.kereru.organisation)
        measures = [measure(w, programme, *both) for _ in range(4)]
        for one in measures:
            w.say(w.acf, "success.proposed.v1", one, meaning="Scores rise")
        w.say(w.ccss, "success.proposed.v1", measure(w, programme), meaning="Families come back")
        w.say(w.kereru, "success.proposed.v1", measure(w, programme, method="ask_families"), meaning="They say so")
        found = w.get("manager", f"/api/programmes/{programme}/success")["answer"]
        assert found["proposed"] == {"agency": 4, "providers": 2, "families": 0}

        # A family says what success is for them, and does not agree with a score.
        hers = w.send("hera", f"/api/my/programmes/{programme}/success", {
            "method": "ask_families", "text": "My children sleep",
        })  # fmt: skip
        first = measures[0]["success"]
        w.send("sela", f"/api/my/programmes/{programme}/success/{first}/dissents", {
            "version": 1, "ground": "measures_something_else", "reason": "A score is not my family",
        })  # fmt: skip
        against = {"success": first, "version": 1, "programme": programme, "ground": "harms"}
        w.say(w.kereru, "success.dissented.v1", against, reason="It shames people")
        changed = measures[0] | {"version": 2, "method": "ask_families"}
        w.say(w.ccss, "success.proposed.v1", changed, meaning="Families say that it helped")
        assert w.refused(w.ccss, "success.proposed.v1", changed) == "already-exists"

        told = w.get("advisor", f"/api/programmes/{programme}/success")
        found = told["answer"]
        assert found["proposed"] == {"agency": 4, "providers": 2, "families": 1}
        assert found["dissents"] == {"agency": 0, "providers": 1, "families": 1}
        one = found["criteria"][0]
        assert [(v["version"], v["side"], v["method"]) for v in one["versions"]] == [
            (1, "agency", "compare_before_and_after"), (2, "provider", "ask_families"),
        ]  # fmt: skip
        assert [(d["side"], d["organisation"], d["ground"]) for d in one["dissents"]] == [
            ("family", "", "measures_something_else"), ("provider", w.kereru.organisation, "harms"),
        ]  # fmt: skip
        assert told["words"][one["dissents"][0]["digest"]] == {"reason": "A score is not my family"}
        family = found["criteria"][6]
        assert (family["success"], family["versions"][0]["organisation"]) == (hers["success"], "")

        # The plan names what it is judged by; the measure that all agreed on is marked as such, for families too.
        agreed(w, programme, criteria=[{"success": first, "version": 2}])
        (mine,) = w.get("hera", "/api/my/programmes")
        assert mine["proposed"] == {"agency": 4, "providers": 2, "families": 1}
        assert [(m["side"], m["mine"], m["planned"]) for m in mine["measures"]] == [
            ("provider", False, True), *[("agency", False, False)] * 3, *[("provider", False, False)] * 2,
            ("family", True, False),
        ]  # fmt: skip
        assert mine["measures"][0]["dissents"] == {"agency": 0, "providers": 1, "families": 1}
        (hers_to_sela,) = [m for m in w.get("sela", "/api/my/programmes")[0]["measures"] if m["side"] == "family"]
        assert (hers_to_sela["mine"], hers_to_sela["words"]) == (False, ""), "another family's words are theirs"
        assert {"success.proposed", "success.dissented"} <= {one["type"] for one in w.get("advisor", "/api/news")}

        # Dissent stands beside the programme's findings.
        uses = used(w)
        w.at("2026-05-01T00:00:00Z")
        finding = {
            "finding": w.id(), "version": 1, "unit": w.evaluation, "programme": programme, "uses": [uses],
            "providers": [w.ccss.organisation], "reply_by": "2026-05-20", "quality": ["small_numbers"],
        }  # fmt: skip
        w.say(w.acf, "finding.drafted.v1", finding, title="It helped")
        (told,) = w.get("manager", "/api/findings")
        assert [(d["success"], d["side"], d["ground"]) for d in told["finding"]["dissents"]] == [
            (first, "family", "measures_something_else"), (first, "provider", "harms"),
        ]  # fmt: skip

        # In words, for whoever reads the finding: the agency too, and after its release the families whose it is.
        place = f"/findings/{finding['finding']}"
        assert "A score is not my family" in w.page("evaluation", place)
        w.at("2026-05-21T00:00:00Z")
        w.say(w.acf, "finding.released.v1", {
            "finding": finding["finding"], "version": 1, "unit": w.evaluation, "contexts": [], "contributors": [],
        })  # fmt: skip
        for who in ("manager", "hera", "sela"):
            page = w.page(who, place)
            assert "It does harm." in page and "It shames people" in page, who
            assert "It measures something else." in page and "Scores rise" in page, who
            assert 'href="/matters/' not in page, "nobody is sent to where they may not go"
        assert "A score is not my family" not in w.page("hera", place), "another family's words are theirs"
        told = w.get("hera", f"/api{place}")
        assert {(d["digest"], d["measure"]) for d in told["finding"]["dissents"]} == {("", "")}


def used(w: World) -> str:
    use = w.id()
    w.say(w.acf, "information.used.v1", {
        "use": use, "unit": w.evaluation, "role": "evaluation_analyst",
        "inputs": [{"holding": w.register, "lines": [[1, 3]], "parts": ["wellbeing_score"]}],
        "why": {"purpose": "evaluation", "basis": "nz-pa2020:IPP11(1)(h)"},
    })  # fmt: skip
    return use
