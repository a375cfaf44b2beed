"""J20, J28: the agency and the provider describe together, for parents and for children, what, by whom and why."""

from pathlib import Path
from typing import Any

from families import person
from told import words
from world import World, world


def notice(w: World, id: str, version: int = 1, **more: Any) -> dict[str, Any]:
    flow = {"to_unit": w.reporting, "parts": ["attendance", "goals"], "purpose": "dpv:ServiceMonitoring"}
    data = {
        "notice": id, "version": version, "kind": "collection",
        "authors": [w.acf.organisation, w.ccss.organisation], "flows": [flow],
    }  # fmt: skip
    return data | more


def given(w: World, id: str, line: int, version: int = 1, reader: str = "adult") -> dict[str, Any]:
    return {
        "notice": id, "version": version, "holding": w.register, "lines": [[line, line]], "reader": reader,
        "understood": True,
    }  # fmt: skip


def test_j20_a_notice_is_from_both_only_when_both_have_signed_the_same_words(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        id = w.id()
        texts = {"title": "Who gets what", "text": "We send visits to the agency.", "text_child": "We send days."}
        content = w.say(w.ccss, "notice.published.v2", notice(w, id), **texts)
        signature = {"notice": id, "version": 1, "content": content}
        w.say(w.ccss, "notice.signed.v1", signature)
        w.say(w.ccss, "notice.given.v1", given(w, id, 1))  # too early: only one of the two has signed
        assert w.refused(w.kereru, "notice.signed.v1", signature) == "not-a-party"
        assert w.refused(w.acf, "notice.signed.v1", signature | {"content": "0" * 64}) == "digest-differs"
        assert w.refused(w.kereru, "notice.published.v2", notice(w, id, 2), text="Ours") == "not-a-party"

        (early,) = w.get("hera", "/api/my/notices")
        assert (early["joint"], early["authors"], early["text"]) == (False, [w.ccss.organisation], texts["text"])
        (told,) = [one for one in w.get("advisor", "/api/news") if one["type"] == "notice.published"]
        assert told["words"] == texts
        (ours,) = w.get("advisor", "/api/notices")
        assert (ours["in_force"], ours["digest"]) == (None, content)

        w.say(w.acf, "notice.signed.v1", signature)
        for stranger in (w.kereru, w.acf):  # who holds none of these people's lines puts no words on their pages
            assert w.refused(stranger, "notice.given.v1", given(w, id, 1)) == "wrong-issuer"
        w.say(w.ccss, "notice.given.v1", given(w, id, 2, reader="child"))
        w.say(w.ccss, "notice.given.v1", given(w, id, 3))
        (child,) = w.get("mele", "/api/my/notices")
        assert (child["joint"], child["reader"], child["text"]) == (True, "child", "We send days.")
        assert set(child["authors"]) == {w.acf.organisation, w.ccss.organisation}
        (adult,) = w.get("sela", "/api/my/notices")
        assert (adult["joint"], adult["text"], adult["understood"]) == (True, texts["text"], True)
        (early,) = w.get("hera", "/api/my/notices")
        assert early["joint"] is False, "what was given too early stays so"
        assert [one["data"]["lines"] for one in w.get("sela", f"/api/matters/{id}") if "lines" in one["data"]] == [
            [[3, 3]]
        ], "nobody reads when others were told"

        # Staff read who signed it where in the log, what it says flows, and when it was given; and of one person, which
        # version and whether it was clear.
        for who in ("manager", "advisor"):
            page = words(w.page(who, f"/notices/{id}/1"))
            assert "We send visits to the agency." in page and "We send days." in page, who
            assert page.count("Signed by ") == 2 and page.count("in the record") == 2, who
            assert "Goals and visits: to a unit that is not named, to see how the service is going." in page, who
            assert "Given 3 times, the last on 2 March 2026." in page, who
        given_to = "What is written down, and who gets it, version 1, for children. It was checked that it was clear."
        assert given_to in words(w.page("manager", f"/people/{person(w, 'Mele')}"))

        # A new version starts without signatures, and what was given stays what it was.
        again = w.say(
            w.acf, "notice.published.v2", notice(w, id, 2), text="We send visits and goals.", text_child="New."
        )
        assert w.refused(w.ccss, "notice.signed.v1", signature) == "digest-differs"
        newest, _ = w.get("manager", "/api/notices")
        assert (newest["version"], newest["digest"], newest["in_force"]) == (2, again, None)
        assert w.get("sela", "/api/my/notices")[0]["text"] == texts["text"]


def test_j20_people_are_told_before_anything_of_theirs_is_collected(tmp_path: Path) -> None:
    """IPP 3 asks for that order. Who begins the register is who told them; what another said of it is nobody's."""
    with world(tmp_path) as w:
        id, register = w.id(), w.id()
        w.say(w.ccss, "notice.published.v2", notice(w, id), title="Who gets what", text="Long.", text_child="Short.")
        for party, reader in ((w.ccss, "adult"), (w.kereru, "child")):
            w.say(party, "notice.given.v1", given(w, id, 1, reader=reader) | {"holding": register})
        w.tell(w.ccss.collected(register, [(1, 1)], w.ccss.people({1: {"ref": "C-1"}})))
        assert [one["text"] for one in w.get("hera", "/api/my/notices")] == ["Long."]
        assert "Given 1 time, the last on" in words(w.page("manager", f"/notices/{id}/1"))


def test_j28_how_requests_work_is_explained_by_both_in_words_for_each(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        id, title = w.id(), "How to ask what is held about you"
        texts = {"text": "Ask City Centre. They ask the agency for you.", "text_child": "Ask us. We ask them for you."}
        content = w.say(w.acf, "notice.published.v2", notice(w, id, kind="requests", flows=[]), **texts)

        # The other author is told of the draft, with its words, and that it waits for it; no stranger is.
        assert drafts(w, "manager") == [(id, w.acf.organisation, texts)]
        assert "Notice published" in words(w.page("manager", "/news"))
        assert "It waits for you." in words(w.page("manager", "/notices"))
        assert drafts(w, "kereru") == []
        for party in (w.acf, w.ccss):
            w.say(party, "notice.signed.v1", {"notice": id, "version": 1, "content": content})
        assert "It waits for you." not in words(w.page("manager", "/notices"))

        # Each is given it in words for them, and reads on their page which, from whom, and on which day.
        w.at("2026-04-02T00:00:00Z")
        w.say(w.ccss, "notice.given.v1", given(w, id, 2, reader="child"))
        assert w.get("hera", "/api/my/notices") == []
        w.at("2026-04-03T00:00:00Z")
        w.say(w.ccss, "notice.given.v1", given(w, id, 1))
        (mine,) = w.get("mele", "/api/my/notices")
        assert (mine["kind"], mine["joint"], mine["text"]) == ("requests", True, texts["text_child"])
        child, adult = words(w.page("mele", "/my")), words(w.page("hera", "/my"))
        assert "How you can ask what we keep on you, 2 April 2026" in child and texts["text_child"] in child
        assert f"{title}, 3 April 2026" in adult and texts["text"] in adult
        assert texts["text"] not in child and texts["text_child"] not in adult
        assert "Not all of them had signed it yet." not in child and "not yet signed by both" not in adult

        # When City Centre changes it, the agency is told, and what was given stays the words that were given.
        again = {"text": "Ask either of us.", "text_child": "Ask them or us."}
        w.say(w.ccss, "notice.published.v2", notice(w, id, 2, kind="requests", flows=[]), **again)
        assert drafts(w, "advisor")[0] == (id, w.ccss.organisation, again)
        assert f"{title}, version 2" in words(w.page("advisor", "/notices"))
        assert "It waits for you." in words(w.page("advisor", "/notices"))
        assert texts["text"] in words(w.page("hera", "/my"))


def drafts(w: World, who: str) -> list[tuple[Any, ...]]:
    """(notice, who published it, its words) of what is new to somebody, the newest first."""
    news = [one for one in w.get(who, "/api/news") if one["type"] == "notice.published"]
    return [(one["matter"], one["organisation"], one["words"]) for one in news]
