"""J03: a provider's learning is read, adopted or declined; its giver is told; what is late shows on both sides."""

from pathlib import Path

from world import world


def test_j03_a_learning_is_read_and_answered_and_its_giver_is_told(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        learning = w.id()
        w.at("2026-04-01T00:00:00Z")
        data = {"learning": learning, "to": w.acf.organisation, "topic": "what_is_collected"}
        given = w.say(
            w.ccss, "learning.given.v1", data, title="Ask once", text="Families told us the same thing thrice"
        )
        code = w.refused(w.kereru, "learning.closed.v1", {"learning": learning, "outcome": "adopted"})
        assert code == "not-a-party", "only the one who was told answers"

        # A signed receipt, which anybody can check.
        mine = w.get("manager", f"/api/learnings/{learning}")
        receipt = w.get("manager", mine["receipt"])
        assert (receipt["digest"], receipt["index"]) == (given, mine["answer"]["index"])
        assert mine["answer"]["reads"] == [], "the giver's own look is no reading"
        assert (mine["answer"]["due"], mine["answer"]["closed"]) == ("2026-04-21", None)

        # The agency has something to do, on both sides' lists; in the news stands the title alone.
        (due,) = w.get("advisor", "/api/duties")["ours"]
        assert (due["kind"], due["due"], due["overdue"]) == ("learning", "2026-04-21", False)
        (owed,) = w.get("manager", "/api/duties")["to_us"]
        assert owed == due
        (told,) = [one for one in w.get("advisor", "/api/news") if one["matter"] == learning]
        assert told["words"] == {"title": "Ask once"}
        assert w.get("manager", f"/api/learnings/{learning}")["answer"]["reads"] == []

        # Opening it is recorded once, by role and unit, and is news to the giver.
        assert w.get("advisor", f"/api/learnings/{learning}")["words"][given]["text"].startswith("Families told us")
        w.get("advisor", f"/api/matters/{learning}")
        (read,) = w.get("manager", f"/api/learnings/{learning}")["answer"]["reads"]
        assert (read["unit"], read["role"]) == (w.policy, "policy_advisor")
        w.get("evaluation", f"/api/matters/{learning}")
        reads = w.get("manager", f"/api/learnings/{learning}")["answer"]["reads"]
        assert [one["role"] for one in reads] == ["policy_advisor", "evaluation_analyst"]
        assert [one["type"] for one in w.get("manager", "/api/news")] == ["learning.read", "learning.read"]
        news = w.page("manager", "/news")
        assert news.count("Learning opened") == 1 and "the last of 2 on that day" in news, "what is alike stands once"
        assert "learning.read" not in {one["type"] for one in w.get("evaluation", "/api/news")}, "they know"

        # Neither another provider, nor those who decide on contracts, nor a family reads it.
        for who in ("kereru", "contracting", "hera"):
            w.get(who, f"/api/learnings/{learning}", status=404)
            w.get(who, f"/api/matters/{learning}", status=404)

        # Three weeks on it is overdue, for both.
        w.at("2026-04-25T00:00:00Z")
        w.tell(w.acf.heartbeat())
        assert [one["overdue"] for one in w.get("advisor", "/api/duties")["ours"]] == [True]
        assert [one["overdue"] for one in w.get("manager", "/api/duties")["to_us"]] == [True]
        assert w.get("manager", "/api/learnings")[0]["overdue"]
        for who in ("manager", "advisor"):
            assert "Late: answer due by 21 April 2026" in w.page(who, "/learnings"), who
            assert "No answer yet. It is late: it was due by 21 April 2026." in w.page(who, f"/learnings/{learning}")
        page = w.page("manager", f"/learnings/{learning}")
        assert f'href="{mine["receipt"]}"' in page and "A policy advisor" in page, "the receipt, and who has read it"

        # Declined, with the reason; the giver is told and nothing is owed any more.
        closed = w.say(
            w.acf, "learning.closed.v1", {"learning": learning, "outcome": "declined"}, reason="The Act asks it"
        )
        answer = w.get("manager", f"/api/learnings/{learning}")
        assert answer["answer"]["closed"]["outcome"] == "declined"
        assert answer["words"][closed] == {"reason": "The Act asks it"}
        assert w.get("manager", "/api/news")[0]["type"] == "learning.closed"
        page = w.page("manager", f"/learnings/{learning}")
        assert "Not taken up" in page and "The Act asks it" in page
        assert w.get("manager", "/api/duties")["to_us"] == []
        assert w.get("auditor", f"/api/learnings/{learning}")["words"] == {}
