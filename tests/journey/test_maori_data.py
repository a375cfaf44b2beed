"""Māori data: an interest is declared by those whose it is; what they say together is answered, and an objection stays
open until it is accepted; what came back to them is told."""

from pathlib import Path

from designing import registered
from world import World, world


def data_use(w: World) -> str:
    """The id of one use."""
    return w.register.replace("-", "")[:8] + "-0000-4000-8000-000000000000"


def test_an_objection_is_owed_an_answer_and_stays_open_until_it_is_accepted(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-01T00:00:00Z")
        programme, interest = registered(w), w.id()
        declared = {
            "interest": interest, "self_declared": True, "group": "hapu", "programme": programme,
            "to": w.acf.organisation,
        }  # fmt: skip
        assert w.refused(w.kereru, "interest.declared.v1", declared | {"self_declared": False}) == "schema"
        nothing = {name: value for name, value in declared.items() if name != "programme"}
        assert w.refused(w.kereru, "interest.declared.v1", nothing) == "schema"
        w.say(w.kereru, "interest.declared.v1", declared, title="Ngāti Kererū")
        w.say(w.kereru, "interest.mandated.v1", {"interest": interest, "until": "2027-03-31"}, note="Our kuia")
        restriction = {
            "interest": interest, "kind": "restriction", "restriction": "not_to_be_shared_on", "parts": ["ethnicity"],
        }  # fmt: skip
        assert w.refused(w.ccss, "interest.voiced.v1", restriction) == "not-a-party", "nobody speaks for them"
        voiced = w.say(w.kereru, "interest.voiced.v1", restriction)
        objected = w.say(w.kereru, "interest.voiced.v1", {"interest": interest, "kind": "objection"}, text="Ask first")

        owed = [one for one in w.get("advisor", "/api/duties")["ours"] if one["kind"] == "interest"]
        assert [one["due"] for one in owed] == ["2026-04-21", "2026-04-21"]
        assert len([one for one in w.get("kereru", "/api/duties")["to_us"] if one["kind"] == "interest"]) == 2
        answer = {"interest": interest, "statement": voiced, "outcome": "accepted"}
        w.say(w.acf, "interest.answered.v1", answer)
        w.say(w.acf, "interest.answered.v1", answer | {"statement": objected, "outcome": "not_accepted"}, reply="No")
        assert w.refused(w.acf, "interest.answered.v1", answer | {"statement": "0" * 64}) == "unknown-matter"
        w.say(w.acf, "interest.returned.v1", {"interest": interest, "returned": "findings_told"})

        told = w.get("kereru", f"/api/programmes/{programme}/interests")
        (one,) = told["answer"]
        assert [(v["kind"], v["restriction"], v["outcome"], v["open"]) for v in one["voiced"]] == [
            ("restriction", "not_to_be_shared_on", "accepted", False), ("objection", None, "not_accepted", True),
        ]  # fmt: skip
        assert (one["group"], one["contact_until"]) == ("hapu", "2027-03-31")
        assert [back["returned"] for back in one["returned"]] == ["findings_told"]
        assert told["words"][one["voiced"][1]["answer"]] == {"reply": "No"}
        assert w.get("kereru", "/api/news")[0]["type"] == "interest.returned"

        # An interest may be in a use of information, and is found by it.
        used = {name: value for name, value in declared.items() if name != "programme"}
        w.say(w.kereru, "interest.declared.v1", used | {"interest": w.id(), "use": data_use(w)}, title="Ours too")
        (one,) = w.get("advisor", "/api/interests", ref=data_use(w))
        assert (one["answer"]["group"], one["answer"]["programme"]) == ("hapu", None)
        assert w.get("manager", "/api/interests", ref=data_use(w)) == []
        assert w.get("hera", "/api/interests", ref=data_use(w)) == []

        # Which group it is, is in nobody's log; City Centre, which was not addressed, does not read it.
        assert w.get("auditor", f"/api/programmes/{programme}/interests")["words"] == {}
        assert w.get("manager", f"/api/programmes/{programme}/interests")["answer"] == []
