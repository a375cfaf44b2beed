"""J36: a provider's member of staff is trained, and works in the evaluation under a grant that runs out; what they open
is in the same trail, and flagged where it is more than was granted, or too late."""

from pathlib import Path
from typing import Any

from designing import registered
from world import World, world


def opened(w: World, holding: str, grant: str | None, **more: Any) -> str:
    data = {
        "holding": holding, "lines": "all", "parts": ["wellbeing_score"], "unit": w.evaluation, "role": "trainee",
        "mode": "opened", "why": {"purpose": "evaluation", "basis": "nz-pa2020:IPP11(1)(h)"},
    } | ({"grant": grant} if grant else {})  # fmt: skip
    return w.say(w.acf, "information.accessed.v1", data | more)


def test_j36_a_grant_covers_what_it_names_until_its_day(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-01T00:00:00Z")
        programme, grant, training, data_set = registered(w), w.id(), w.id(), w.id()
        w.say(w.ccss, "information.transferred.v1", {
            "transfer": w.id(), "unit": w.ccss.unit, "to_unit": w.evaluation, "holding": data_set, "lines": 3,
            "derived": [{"source": w.register, "mapping": "all"}], "parts": ["wellbeing_score", "attendance"],
            "why": {"purpose": "evaluation", "basis": "nz-pa2020:IPP11(1)(h)"},
        })  # fmt: skip
        invited = {
            "meeting": training, "kind": "training", "on": "2026-04-03", "programme": programme,
            "organisations": [w.ccss.organisation], "topics": ["skills", "analysis"],
        }  # fmt: skip
        w.say(w.acf, "meeting.invited.v1", invited)
        given = {
            "grant": grant, "programme": programme, "unit": w.evaluation, "to": w.ccss.organisation,
            "training": training, "holdings": [data_set], "parts": ["wellbeing_score"], "purpose": "evaluation",
            "starts": "2026-04-05", "ends": "2026-04-30",
        }  # fmt: skip
        assert w.refused(w.acf, "grant.given.v1", given | {"holdings": [w.register]}) == "wrong-issuer"
        content = w.say(w.acf, "grant.given.v1", given, text="For the person whom we talked about")
        (due,) = [one for one in w.get("manager", "/api/duties")["ours"] if one["kind"] == "grant"]
        assert due["to"] == [w.acf.organisation]

        w.at("2026-04-06T00:00:00Z")
        opened(w, data_set, grant)
        assert w.refused(w.kereru, "grant.accepted.v1", {"grant": grant, "content": content}) == "not-a-party"
        w.say(w.ccss, "grant.accepted.v1", {"grant": grant, "content": content})
        assert w.get("evaluation", "/api/news")[0]["type"] == "grant.accepted"
        opened(w, data_set, grant)
        opened(w, data_set, grant, parts=["attendance"])
        opened(w, data_set, None)
        w.at("2026-05-02T00:00:00Z")
        opened(w, data_set, grant)

        late, wide = ["grant-not-in-force"], ["outside-grant"]
        (told,) = w.get("manager", f"/api/programmes/{programme}/grants")["answer"]
        rules = [[flag for flag in one["flags"] if "grant" in flag] for one in told["openings"]]
        assert rules == [late, [], wide, late]
        assert (told["state"], told["training"], told["ends"]) == ("run_out", training, "2026-04-30")
        assert [one["people"] for one in told["openings"]] == [3, 3, 3, 3]

        # The same openings, with the same flags, are in the trail of everybody they are about.
        trail = [one for one in w.get("hera", "/api/trail")["entries"] if one["role"] == "trainee"]
        assert [[flag for flag in one["flags"] if "grant" in flag] for one in trail] == [late, [], wide, late, late]
        breaches = w.get("manager", "/api/flagged")["breaches"]
        assert sum("outside-grant" in one["flags"] for one in breaches) == 1
        page = w.page("hera", "/my")
        assert "had leave to open less than this" in page

        # The provider ends it; nothing after that is in force, whatever its day.
        w.say(w.ccss, "grant.ended.v1", {"grant": grant, "reason": "left"})
        (told,) = w.get("evaluation", f"/api/programmes/{programme}/grants")["answer"]
        assert (told["state"], told["ended"]) == ("ended", "left")
        assert w.get("reporting", f"/api/programmes/{programme}/grants")["answer"] == [], "it is evaluation's"
