"""J04: providers and people who might use the service are invited to design it; who came, each view, and the decision
taken, with where, how and why for each part."""

from pathlib import Path

from designing import ITEM, deciding, registered, taken
from told import words
from world import world

#: Where, how and why a part is asked: for an adult, and for a child.
ITEM_SAID = {
    "hera": "Wellbeing score: at the service, with a form, to find out if the programme works. "
    "No one can tell it is you.",
    "mele": "A score on how you feel: at the place you go to, with a form, to find out if the help works. "
    "No one can tell it is you.",
}


def test_j04_those_invited_come_say_what_they_think_and_read_what_was_decided(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-01T00:00:00Z")
        programme, meeting = registered(w), w.id()
        invited = {
            "meeting": meeting, "kind": "codesign", "on": "2026-04-15", "programme": programme,
            "organisations": [w.ccss.organisation], "topics": ["what_is_collected"], "items": [ITEM],
        }  # fmt: skip
        w.say(w.acf, "meeting.invited.v1", invited, text="At the library")
        assert [one["kind"] for one in w.get("manager", "/api/duties")["ours"]].count("meeting-answer") == 1
        # City Centre asks two people who might use the service, from its own register; only it can.
        families = {"organisations": [], "items": [], "holding": w.register, "lines": [[1, 2]]}
        assert w.refused(w.acf, "meeting.invited.v1", invited | families) == "wrong-issuer"
        w.say(w.ccss, "meeting.invited.v1", invited | families, text="Come and tell us. There is food.")

        # Hera and Mele are told, and answer; Sela was not asked, and cannot answer in their place.
        for who in ("hera", "mele"):
            (mine,) = w.get(who, "/api/my/programmes")
            (one,) = mine["invitations"]
            assert (one["kind"], one["on"]) == ("codesign", "2026-04-15")
            assert one["words"] == "At the library\nCome and tell us. There is food."
            assert one["items"] == [ITEM]
            page = words(w.page(who, f"/my/meetings/{meeting}"))
            assert ITEM_SAID[who] in page, "where, how and why, in words for the one who reads it"
        w.send("hera", f"/api/my/meetings/{meeting}/replies", {"coming": "yes"})
        w.send("mele", f"/api/my/meetings/{meeting}/replies", {"coming": "no", "note": "School"})
        assert w.send("sela", f"/api/my/meetings/{meeting}/replies", {"coming": "yes"}, status=403) is not None
        assert w.get("sela", "/api/my/programmes") == []
        w.say(w.ccss, "meeting.answered.v1", {"meeting": meeting, "coming": "yes"})
        answer = w.get("advisor", f"/api/meetings/{meeting}")["answer"]
        assert answer["people"] == 2
        assert [(one["organisation"], one["people"], one["coming"]) for one in answer["replies"]] == [
            ("", 1, "yes"), ("", 1, "no"), (w.ccss.organisation, 0, "yes"),
        ]  # fmt: skip
        (hera,) = w.get("hera", "/api/my/programmes")
        assert [one["coming"] for one in hera["invitations"]] == ["yes"]
        assert all(one["words"] != {"note": "School"} for one in w.get("hera", "/api/news")), "Mele's note is Mele's"

        # It is held; views are given there; and what is decided says where, how and why, part by part.
        w.at("2026-04-15T00:00:00Z")
        w.say(w.acf, "meeting.held.v1", {
            "meeting": meeting, "on": "2026-04-15", "organisations": [w.acf.organisation, w.ccss.organisation],
            "families": 1, "topics": ["what_is_collected"],
        })  # fmt: skip
        view = w.id()
        w.say(w.ccss, "view.given.v1", {
            "view": view, "programme": programme, "to": w.acf.organisation, "kind": "on_design",
            "topic": "what_is_collected", "part": "wellbeing_score", "meeting": meeting, "credit": "as_organisation",
        }, text="Ask at the service, not at home")  # fmt: skip
        hers = w.send("hera", f"/api/my/programmes/{programme}/views", {"topic": "safety", "text": "Not by phone"})
        decision = taken(w, deciding(w, programme, views=[view, hers["view"]], meeting=meeting))

        (decided,) = w.get("manager", f"/api/programmes/{programme}/decisions")["answer"]
        assert (decided["decision"], decided["meeting"], decided["views"]) == (decision, meeting, [view, hers["view"]])
        assert decided["items"] == [ITEM]
        told = w.get("manager", f"/api/programmes/{programme}/views")
        assert told["answer"]["standing"]["given"] == {"agency": 0, "providers": 1, "families": 1}
        assert [one["side"] for one in told["answer"]["views"]] == ["provider", "family"]
        (held,) = w.get("hera", "/api/my/programmes")[0]["invitations"]
        assert held["held"] and held["decided"] == [ITEM]
        assert ITEM_SAID["hera"] in words(w.page("hera", f"/my/meetings/{meeting}")).partition("This was decided:")[2]
        for who in ("manager", "advisor"):
            page = words(w.page(who, f"/meetings/{meeting}"))
            for told in (
                "Somebody from a family comes",
                "Somebody from a family does not come",
                "1 family member",
                "Ask at the service, not at home",
                "Decided",
                "Wellbeing score: at the service, with a form, to find out if the programme works.",
            ):
                assert told in page, (who, told)
            page = words(w.page(who, f"/decisions/{decision}"))
            assert "On what we collect" in page.partition("Whose views it takes up")[2]
        # Another provider sees that there were views, and not what a family of City Centre's said.
        others = w.get("kereru", f"/api/programmes/{programme}/views")["answer"]
        assert (others["views"], others["others"]) == ([], 2)
        assert [one["kind"] for one in w.get("advisor", "/api/duties")["ours"]].count("view") == 2
