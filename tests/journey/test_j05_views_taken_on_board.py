"""J05: a view leads to the decision that it changed, or to the reason why not; who gave it says whether it changed
anything, beside what the agency claims."""

from pathlib import Path
from typing import Any

from designing import deciding, in_programme, registered, taken
from told import words
from world import World, world


def viewing(w: World, programme: str, **more: Any) -> dict[str, Any]:
    return {
        "view": w.id(), "programme": programme, "to": w.acf.organisation, "kind": "on_design", "topic": "who_sees_it",
        "credit": "as_organisation",
    } | more  # fmt: skip


def test_j05_what_became_of_a_view_and_what_its_giver_says_stand_side_by_side(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-01T00:00:00Z")
        programme = registered(w)
        in_programme(w, programme)
        data = viewing(w, programme)
        given = w.say(w.ccss, "view.given.v1", data, text="Fewer people should see it")
        hers = w.send("hera", f"/api/my/programmes/{programme}/views", {
            "topic": "how_it_is_used", "credit": "as_a_family", "text": "Use it for us, not for benefits",
        })  # fmt: skip
        assert w.refused(w.kereru, "view.rated.v1", {"view": data["view"], "rating": "yes"}) == "not-a-party"

        # The agency owes two answers, and who gave the views sees so.
        owed = [one for one in w.get("advisor", "/api/duties")["ours"] if one["kind"] == "view"]
        assert [one["due"] for one in owed] == ["2026-05-01", "2026-05-01"]
        assert len([one for one in w.get("manager", "/api/duties")["to_us"] if one["kind"] == "view"]) == 1
        assert w.get("hera", "/api/my/programmes")[0]["views"][0]["due"] == "2026-05-01"

        # "Changed" must name the decision; "not changed" must say why.
        changed = {"view": data["view"], "outcome": "changed", "safeguards": ["fewer_people_see_it"]}
        assert w.refused(w.acf, "view.answered.v1", changed) == "schema"
        assert w.refused(w.acf, "view.answered.v1", changed | {"decision": w.id()}) == "unknown-matter"
        decision = taken(w, deciding(w, programme, about="use", views=[data["view"]]))
        w.say(w.acf, "view.answered.v1", changed | {"decision": decision}, reply="Two roles instead of five")
        no = {"view": hers["view"], "outcome": "not_changed", "why_not": "required_by_law", "safeguards": ["no_names"]}
        assert w.refused(w.acf, "view.answered.v1", {"view": hers["view"], "outcome": "not_changed"}) == "schema"
        w.say(w.acf, "view.answered.v1", no, reply="The Act asks us to")

        # Both are told.
        answer = w.get("manager", f"/api/programmes/{programme}/views")
        (one,) = [v for v in answer["answer"]["views"] if v["digest"] == given]
        assert (one["credit"], one["answers"][0]["decision"]) == ("as_organisation", decision)
        assert one["answers"][0]["safeguards"] == ["fewer_people_see_it"]
        assert w.get("manager", "/api/news")[0]["type"] == "view.answered"
        page = words(w.page("manager", f"/views/{data['view']}"))
        for told in (
            "It was changed", "“Two roles instead of five”", "It is in the decision on how it is used, taken on",
            "To keep it safe: fewer people see it.", "The decision that it changed", "One form instead of three",
        ):  # fmt: skip
            assert told.lower() in page.lower(), told
        page = words(w.page("manager", f"/decisions/{decision}")).partition("Whose views it takes up")[2]
        assert "On who sees it" in page and "does not wish" not in page, "who gave the view is credited"
        (mine,) = w.get("hera", "/api/my/programmes")[0]["views"]
        (told,) = mine["answers"]
        assert (told["outcome"], told["why_not"], told["words"]) == (
            "not_changed", "required_by_law", "The Act asks us to"
        )  # fmt: skip
        assert (told["safeguards"], mine["credit"], told["decided"]) == (["no_names"], "as_a_family", [])
        assert "view.answered" in [one["type"] for one in w.get("hera", "/api/news")]
        assert w.get("sela", "/api/my/programmes")[0]["views"] == []

        # The agency claims that one was changed. Those who gave them do not all think so.
        w.say(w.ccss, "view.rated.v1", {"view": data["view"], "rating": "a_little"}, text="Four still see it")
        w.send("hera", f"/api/my/views/{hers['view']}/ratings", {"rating": "no"})
        w.send("sela", f"/api/my/views/{hers['view']}/ratings", {"rating": "yes"}, status=403)
        standing = w.get("advisor", f"/api/programmes/{programme}/views")["answer"]["standing"]
        assert standing == {
            "given": {"agency": 0, "providers": 1, "families": 1}, "answered": 2, "claimed": 1, "rated": 2,
            "said_yes": 0, "said_a_little": 1, "said_no": 1,
        }  # fmt: skip
        assert "view.rated" in [one["type"] for one in w.get("advisor", "/api/news")]
        page = words(w.page("advisor", f"/programmes/{programme}/views"))
        for told in (
            "The agency says that 1 of 2 changed something.", "Of 2 who gave one, 0 say yes, 1 a little, 1 no.",
            "“Two roles instead of five”", "Who gave the view says: A little.", "“Four still see it”",
        ):  # fmt: skip
            assert told in page, told
        w.get("contracting", f"/api/matters/{data['view']}", status=404)
