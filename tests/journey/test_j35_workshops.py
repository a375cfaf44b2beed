"""J35: providers and families come to workshops on analysis and reporting; what they make of it, and what changed."""

from pathlib import Path

from designing import deciding, in_programme, registered, taken
from told import words
from world import world


def test_j35_a_workshops_interpretations_change_what_is_reported(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-01T00:00:00Z")
        programme, workshop = registered(w), w.id()
        in_programme(w, programme)
        invited = {
            "meeting": workshop, "kind": "workshop", "on": "2026-04-20", "programme": programme,
            "organisations": [w.ccss.organisation, w.kereru.organisation], "topics": ["analysis", "findings"],
        }  # fmt: skip
        w.say(w.acf, "meeting.invited.v1", invited)
        w.say(w.ccss, "meeting.invited.v1", invited | {"organisations": [], "holding": w.register, "lines": [[1, 1]]})
        w.send("hera", f"/api/my/meetings/{workshop}/replies", {"coming": "yes"})
        w.at("2026-04-20T00:00:00Z")
        held = {
            "meeting": workshop, "on": "2026-04-20", "organisations": [w.acf.organisation, w.ccss.organisation],
            "families": 1, "holding": w.register, "lines": [[1, 1]], "topics": ["analysis"],
        }  # fmt: skip
        assert w.refused(w.acf, "meeting.held.v1", held) == "wrong-issuer", "the lines are not the agency's to name"
        w.say(w.ccss, "meeting.held.v1", held)

        view = {
            "view": w.id(), "programme": programme, "to": w.acf.organisation, "kind": "interpretation",
            "topic": "analysis", "part": "wellbeing_score", "meeting": workshop, "credit": "as_organisation",
        }  # fmt: skip
        w.say(w.ccss, "view.given.v1", view, text="Scores fall in winter, for everybody")
        relayed = view | {
            "view": w.id(), "credit": "as_a_family", "holding": w.register, "lines": [[1, 1]], "voice": "relayed",
        }  # fmt: skip
        assert w.refused(w.kereru, "view.given.v1", relayed) == "wrong-issuer"
        w.say(w.ccss, "view.given.v1", relayed, text="That month we had no heating")
        decision = taken(w, deciding(w, programme, about="use", views=[view["view"]], meeting=workshop))
        answer = {"view": view["view"], "outcome": "changed", "decision": decision, "safeguards": []}
        w.say(w.acf, "view.answered.v1", answer, reply="We compare with last winter")

        told = w.get("evaluation", f"/api/programmes/{programme}/meetings")["answer"]
        assert [(one["kind"], one["held"][0]["families"]) for one in told] == [("workshop", 1)]
        assert told[0]["held"][0]["organisations"] == [w.acf.organisation, w.ccss.organisation]
        views = w.get("evaluation", f"/api/programmes/{programme}/views", about=workshop)["answer"]["views"]
        assert [(v["kind"], v["side"], v["meeting"]) for v in views] == [
            ("interpretation", "provider", workshop), ("interpretation", "family", workshop),
        ]  # fmt: skip
        assert [a["decision"] for v in views for a in v["answers"]] == [decision]

        # Hera reads what was passed on in her name; the one who gave the other view is told what it changed.
        (mine,) = w.get("hera", "/api/my/programmes")[0]["views"]
        assert (mine["voice"], mine["words"]) == ("relayed", "That month we had no heating")
        assert "view.answered" in [one["type"] for one in w.get("manager", "/api/news")]
        (due,) = [one for one in w.get("evaluation", "/api/duties")["ours"] if one["kind"] == "view"]
        assert due["matter"] == relayed["view"], "the family's still waits for an answer"

        # Staff of both sides read who came, what each made of it, and what was decided because of it.
        for who in ("manager", "evaluation"):
            page = words(w.page(who, f"/meetings/{workshop}"))
            for part in (
                "Somebody from a family", "Held on 20 April 2026", "1 family member.",
                "Scores fall in winter, for everybody", "That month we had no heating",
                "The agency says: it was changed", "We compare with last winter",
                "It is in the decision on how it is used, taken on 20 April 2026",
                "What was decided because of it",
            ):  # fmt: skip
                assert part in page, (who, part)
        assert "That month we had no heating" not in words(w.page("kereru", f"/meetings/{workshop}"))

        # Hera reads on her page that it was held, what was passed on for her, and, once it is answered, what changed.
        page = words(w.page("hera", "/my/say"))
        for part in ("Workshop, 20 April 2026", "Was held", "You said: I will come", "That month we had no heating",
                     "Your service passed this on.", "An answer is due by"):  # fmt: skip
            assert part in page, part
        hers = answer | {"view": relayed["view"]}
        w.say(w.acf, "view.answered.v1", hers, reply="We leave that month out")
        page = words(w.page("hera", "/my/say"))
        assert "We leave that month out" in page and "An answer is due by" not in page
        assert page.count("This was decided:") == 2, "at the workshop, and because of her view"
        assert "Scores fall in winter" not in page, "another's view is not hers to read"
