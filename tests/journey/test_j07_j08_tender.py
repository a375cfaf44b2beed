"""J07: what was told in the tender, the award, every draft. J08: "Can we put information about the other families we
have helped in the tender?" """

import re
from pathlib import Path

import tendering
from told import words
from world import world


def test_j08_nothing_goes_into_a_tender_without_a_decision_and_the_board_is_told_of_the_try(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        tender = tendering.open_tender(w)
        item = tendering.propose(w, tender)
        (duty,) = [one for one in w.get("privacy", "/api/duties")["ours"] if one["kind"] == "item-decide"]
        assert (duty["matter"], duty["due"]) == (item, "2026-03-31")

        assert w.refused(w.ccss, *tendering.release(w, tender, item)) == "not-decided"
        for who in ("board", "privacy"):  # somebody other than whoever tried
            (told,) = w.get(who, "/api/refusals")
            assert (told["code"], told["title"][:20]) == ("not-decided", "Something in this re")
        assert w.get("kereru", "/api/refusals") == []
        w.get("advisor", "/api/refusals", status=403)

        w.say(w.ccss, *tendering.decide(w, item, "alter_first"), reason="The bus route tells who it is")
        assert w.refused(w.ccss, *tendering.release(w, tender, item)) == "not-decided"
        w.say(w.ccss, *tendering.decide(w, item), reason="He agreed, and nobody is named")
        (proposed,) = w.get("privacy", f"/api/tenders/{tender}")["items"]
        shown = ("original", "identifiability", "decision", "basis", "role")
        assert [proposed["item"][name] for name in shown] == [
            "dpv:ServiceProvision", "none", "release", "nz-pa2020:IPP11(1)(c)", "board_member",
        ]  # fmt: skip
        assert proposed["words"]["reason"] == "He agreed, and nobody is named"
        page = words(w.page("privacy", f"/tenders/{tender}"))
        for told in (
            "First held\nto give help\nNow for\nto win a tender", "Nobody can tell who it is", "It may go",
            "Decided by\nA Board member", "Privacy Act 2020, principle 11(1)(c)", "He agreed, and nobody is named",
        ):  # fmt: skip
            assert told in page, told
        # What a provider weighs is its own; what goes to the agency is the agency's to see.
        assert w.get("contracting", f"/api/tenders/{tender}")["items"] == []
        made = tendering.release(w, tender, item)
        w.say(w.ccss, *made)
        (out,) = w.get("contracting", f"/api/tenders/{tender}")["releases"]
        assert (out["matter"], out["items"]) == (made[1]["release"], [item])
        assert w.get("kereru", f"/api/tenders/{tender}")["releases"] == []
        assert "release.made" in {one["type"] for one in w.get("contracting", "/api/news")}

        # Nobody releases for somebody else, or into another tender.
        name, data = tendering.release(w, tender, item)
        assert w.refused(w.kereru, name, data | {"unit": w.kereru.unit}) == "not-decided"
        other = tendering.open_tender(w)
        assert w.refused(w.ccss, name, data | {"tender": other}) == "not-decided"


def test_j08_what_is_asked_back_is_the_agencys_to_remove(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        tender = tendering.open_tender(w)
        item = tendering.propose(w, tender)
        w.say(w.ccss, *tendering.decide(w, item))
        name, made = tendering.release(w, tender, item)
        w.say(w.ccss, name, made)
        back = {"release": made["release"], "unit": w.ccss.unit, "items": [item], "reason": "sent_by_mistake"}
        gone = {"release": made["release"], "unit": w.contracting, "items": [item]}
        assert w.refused(w.acf, "release.removed.v1", gone) == "unknown-matter", "nobody has asked for it"
        assert w.refused(w.acf, "release.recalled.v1", back | {"unit": w.contracting}) == "not-a-party"
        w.say(w.ccss, "release.recalled.v1", back)
        (duty,) = [one for one in w.get("contracting", "/api/duties")["ours"] if one["kind"] == "release-remove"]
        assert (duty["matter"], duty["to"]) == (made["release"], [w.ccss.organisation])
        w.say(w.acf, "release.removed.v1", gone)
        assert [one for one in w.get("contracting", "/api/duties")["ours"] if one["kind"] == "release-remove"] == []
        (out,) = w.get("manager", f"/api/tenders/{tender}")["releases"]
        assert list(out["removed"]) == [item]
        for who in ("manager", "contracting"):
            page = words(w.page(who, f"/tenders/{tender}"))
            assert "Asked back on 2 March 2026. Taken out on 2 March 2026." in page, who


def test_j07_a_tender_shows_what_was_told_the_award_and_every_draft(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        tender = tendering.open_tender(w)
        item = tendering.propose(w, tender)
        w.say(w.ccss, *tendering.decide(w, item))
        w.say(w.ccss, *tendering.release(w, tender, item))
        award = {"tender": tender, "unit": w.contracting, "providers": [w.ccss.organisation]}
        assert w.refused(w.ccss, "tender.awarded.v1", award | {"unit": w.ccss.unit}) == "not-a-party"
        w.say(w.acf, "tender.awarded.v1", award)
        agreement, line = w.id(), {
            "line": 1, "to_unit": w.reporting, "parts": ["attendance"], "purpose": "dpv:ServiceMonitoring",
            "basis": "nz-pa2020:IPP11(1)(a)",
        }  # fmt: skip
        draft = {
            "agreement": agreement, "parties": [w.acf.organisation, w.ccss.organisation], "tender": tender,
            "starts": "2026-04-01", "ends": "2027-03-31",
        }  # fmt: skip
        w.say(w.acf, "agreement.proposed.v1", draft | {"version": 1, "schedule": [line]})
        wider = line | {"parts": ["attendance", "goals"], "method": "upload"}
        w.say(w.ccss, "agreement.proposed.v1", draft | {"version": 2, "schedule": [wider]})

        for who in ("manager", "advisor"):
            found = w.get(who, f"/api/tenders/{tender}")
            assert found["tender"]["awarded"] == [w.ccss.organisation]
            assert [one["items"] for one in found["releases"]] == [[item]]
            (made,) = found["agreements"]
            assert [(v["version"], v["organisation"]) for v in made["versions"]] == [
                (1, w.acf.organisation), (2, w.ccss.organisation),
            ]  # fmt: skip
        assert made["versions"][1]["requirements"][0]["line"]["method"] == "upload"
        # On its page: what was told, in terms alone; who won, and when; who put forward each draft.
        for who in ("manager", "advisor", "contracting"):
            page = words(w.page(who, f"/tenders/{tender}")).partition("What went in")[2]
            assert "1 thing on 2 March 2026" in page, who
            assert "Story, of 1 person. First held to give help. Nobody can tell who it is." in page, who
            assert "What a father told us" not in page, who
        page = words(w.page("advisor", f"/tenders/{tender}"))
        assert re.search(r"Won by .+ on 2 March 2026\.", page)
        assert re.search(r"2 drafts: Version 1, by .+, 2 March 2026; Version 2, by .+, 2 March 2026\.", page)
        lost = words(w.page("kereru", f"/tenders/{tender}"))
        assert "Won by" in lost and "Nothing that you can see." in lost and "2 drafts" not in lost
        # Who lost learns who won, and nothing else.
        found = w.get("kereru", f"/api/tenders/{tender}")
        assert (found["tender"]["awarded"], found["releases"], found["agreements"]) == ([w.ccss.organisation], [], [])
        assert "tender.awarded" in {one["type"] for one in w.get("kereru", "/api/news")}
        w.get("hera", f"/api/tenders/{tender}", status=404)
        w.say(w.acf, "agreement.signed.v1", {
            "agreement": agreement, "version": 2, "content": made["versions"][1]["content"],
        })  # fmt: skip
        (duty,) = [one for one in w.get("manager", "/api/duties")["ours"] if one["kind"] == "agreement-sign"]
        assert duty["matter"] == agreement
