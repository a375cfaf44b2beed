"""J18: what to tell a family, who has been told, and a worry that gets an answer with a date."""

from pathlib import Path

from world import World, world


def worry(w: World, text: str = "Why did the study team see my scores?") -> str:
    """Hera worries, to the agency, on her own page."""
    answer = w.client("hera").post("/api/my/concerns", json={"about": "seen", "to": w.acf.organisation, "text": text})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["concern"])


def test_j18_a_worry_gets_a_reply_by_a_date_and_the_family_reads_it(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-01T00:00:00Z")
        w.tell(w.acf.heartbeat())
        concern = worry(w)
        (due,) = w.get("advisor", "/api/duties")["ours"]
        assert (due["kind"], due["matter"], due["due"], due["overdue"]) == ("concern", concern, "2026-04-21", False)
        for who in ("contracting", "kereru", "mele"):
            assert concern not in w.client(who).get("/api/news").text + w.client(who).get("/api/duties").text
            w.get(who, f"/api/matters/{concern}", status=404)
        (asked,) = w.get("advisor", f"/api/matters/{concern}")
        assert asked["words"] == {"text": "Why did the study team see my scores?"}

        w.at("2026-04-02T00:00:00Z")
        data = {"concern": concern, "unit": w.policy, "result": "explained"}
        assert w.refused(w.kereru, "concern.answered.v1", data | {"unit": w.kereru.unit}) == "not-a-party"
        w.say(w.acf, "concern.answered.v1", data, reply="They count scores. They see no names.")

        assert w.get("advisor", "/api/duties")["ours"] == []
        (mine,) = w.get("hera", "/api/my/concerns")
        assert (mine["about"], mine["words"], mine["due"]) == ("seen", asked["words"]["text"], "2026-04-21")
        (reply,) = mine["replies"]
        assert (reply["result"], reply["words"]) == ("explained", "They count scores. They see no names.")
        assert w.get("sela", "/api/my/concerns") == []
        (news,) = w.get("hera", "/api/news")
        assert (news["type"], news["index"], news["digest"]) == ("concern.answered", 1, None)
        w.get("manager", "/api/my/concerns", status=404)
