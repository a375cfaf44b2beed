"""J10: a story is assessed. J11: service users say what is reasonable to share, and what they withhold stays."""

from pathlib import Path
from threading import Barrier, Thread

import tendering
from building import Place
from told import words
from world import world

from ledger.admission import Sealed
from ledger.application import Ledger
from ledger.door import Checked
from ledger.problems import Problem


def test_j10_a_story_that_names_nobody_may_still_be_personal(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        tender, story = tendering.open_tender(w), w.id()
        tendering.assess(w, story, identifiability="by_those_who_know_them")
        found = w.get("privacy", f"/api/stories/{story}")["story"]
        (assessed,) = found["assessments"]
        assert (assessed["role"], assessed["identifiability"], assessed["sensitivity"]) == (
            "team_leader", "by_those_who_know_them", ["child", "small_place"],
        )  # fmt: skip
        assert found["ready"] is False
        page = words(w.page("manager", f"/stories/{story}"))
        assert "assessed by a team leader: People who know them could tell." in page, "who assessed it"
        assert "Still personal: a child and a small place." in page
        # Whose story it is hears of it: she can say no.
        assert [one["story"] for one in w.get("hera", "/api/my/stories")] == [story]
        assert w.get("sela", "/api/my/stories") == []
        for who in ("contracting", "advisor", "kereru", "hera"):
            w.get(who, f"/api/stories/{story}", status=404)

        # It is not told as it is, whatever is decided; altered and looked at again, it may be.
        item = tendering.propose(w, tender, story=story)
        w.say(w.ccss, "story.discussed.v1", tendering.discussed(w, story, ("alter", True)), text="Leave the bus out")
        tendering.settle(w, story, "share")
        page = words(w.page("manager", f"/stories/{story}"))
        for told in (
            "0 said share it, 1 said change it first, 0 said keep it back.",
            "Whose story it is said: change it first.", "What they were shown is on record, as 000000000000…",
            "Leave the bus out",
        ):  # fmt: skip
            assert told in page, told
        assert w.refused(w.ccss, *tendering.decide(w, item)) == "story-not-ready"
        tendering.assess(w, story)
        assert w.refused(w.ccss, *tendering.decide(w, item)) == "story-not-ready", "settled before it was altered"
        tendering.settle(w, story, "share")
        w.say(w.ccss, *tendering.decide(w, item))
        w.say(w.ccss, *tendering.release(w, tender, item))
        assert w.get("privacy", f"/api/stories/{story}")["story"]["ready"] is True
        assert w.get("hera", "/api/my/stories")[0]["told_to"] == [w.contracting]


def test_j11_what_service_users_say_decides_and_no_one_tells_a_withheld_story(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        tender, story = tendering.open_tender(w), w.id()
        tendering.assess(w, story)
        item = tendering.propose(w, tender, story=story)
        settled = {"story": story, "unit": w.ccss.unit, "decision": "share"}
        assert w.refused(w.ccss, "story.settled.v1", settled) == "story-not-ready", "nobody was asked"
        said = tendering.discussed(w, story, ("share", False), ("alter", False), ("withhold", True))
        w.say(w.ccss, "story.discussed.v1", said)
        (session,) = w.get("manager", f"/api/stories/{story}")["story"]["sessions"]
        assert (session["meeting"], session["material"], session["counts"]) == (
            said["meeting"], "0" * 64, {"share": 1, "alter": 1, "withhold": 1},
        )  # fmt: skip
        assert w.refused(w.ccss, "story.settled.v1", settled) == "story-withheld", "whose story it is said no"
        tendering.settle(w, story, "withhold")
        assert w.refused(w.ccss, *tendering.decide(w, item)) == "story-withheld"
        assert w.refused(w.ccss, "story.settled.v1", settled) == "story-withheld", "and for good"
        assert {one["code"] for one in w.get("board", "/api/refusals")} >= {"story-withheld"}


def test_j11_a_person_takes_a_story_back_and_it_is_asked_back_from_the_agency(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        tender, story = tendering.open_tender(w), w.id()
        tendering.assess(w, story)
        item = tendering.propose(w, tender, story=story)
        w.say(w.ccss, "story.discussed.v1", tendering.discussed(w, story, ("share", True)))
        tendering.settle(w, story, "share")
        w.say(w.ccss, *tendering.decide(w, item))
        name, made = tendering.release(w, tender, item)
        w.say(w.ccss, name, made)

        taken = {"story": story, "voice": "relayed", "holding": w.register}
        assert w.refused(w.ccss, "story.withdrawn.v1", taken | {"lines": [[3, 3]]}) == "not-a-party", "not Sela's story"
        assert w.client("sela").post(f"/api/my/stories/{story}/withdrawal").status_code == 404
        assert w.client("hera").post(f"/api/my/stories/{story}/withdrawal").status_code == 201
        assert w.get("hera", "/api/my/stories")[0]["withheld"] is True
        found = w.get("manager", f"/api/stories/{story}")["story"]
        assert (found["withdrawn"], found["ready"]) == (True, False)
        assert "story.withdrawn" in {one["type"] for one in w.get("manager", "/api/news")}

        # It never goes out again, though it was decided on; and whoever sent it has to ask it back.
        assert w.refused(w.ccss, *tendering.release(w, tender, item)) == "story-withheld"
        (duty,) = [one for one in w.get("privacy", "/api/duties")["ours"] if one["kind"] == "story-recall"]
        assert duty["matter"] == story
        back = {"release": made["release"], "unit": w.ccss.unit, "items": [item], "reason": "story_withheld"}
        w.say(w.ccss, "release.recalled.v1", back)
        assert "story-recall" not in {one["kind"] for one in w.get("privacy", "/api/duties")["ours"]}
        assert "release-remove" in {one["kind"] for one in w.get("contracting", "/api/duties")["ours"]}


def test_j11_of_a_story_withheld_and_released_at_once_the_release_never_comes_second(tmp_path: Path) -> None:
    """Two writers, each with a ledger of its own on one log."""
    place = Place(tmp_path)
    agency, shelter = place.organisation("agency", unit_kind="contracting"), place.organisation()
    other = Ledger(tmp_path, place.keyring, place.ledger.origin, place.ledger.clock)
    tender, orders = place.id(), set()
    opened = {
        "tender": tender, "unit": agency.unit, "providers": [shelter.organisation], "closes": "2026-03-31",
    }  # fmt: skip
    place.seal(agency.say("tender.opened.v1", opened))
    for _ in range(12):
        story, item = place.id(), place.id()
        of_story, unit = {"story": story, "unit": shelter.unit}, shelter.unit
        look = {"role": "team_leader", "identifiability": "none", "sensitivity": []}
        views = [{"seat": 1, "says": "share"}]
        proposed = {
            "item": item, "tender": tender, "unit": unit, "parts": ["story"], "original": "dpv:ServiceProvision",
            "identifiability": "none", "people": 1, "story": story,
        }  # fmt: skip
        decided = {
            "item": item, "unit": unit, "decision": "release", "basis": "nz-pa2020:IPP11(1)(c)", "role": "team_leader",
        }  # fmt: skip
        place.seal(
            shelter.say("story.assessed.v1", of_story | look),
            shelter.say("story.discussed.v1", of_story | {"meeting": place.id(), "views": views}),
            shelter.say("story.settled.v1", of_story | {"decision": "share"}),
            shelter.say("item.proposed.v1", proposed),
            shelter.say("item.decided.v1", decided),
        )
        made = {"release": place.id(), "tender": tender, "unit": unit, "to_unit": agency.unit, "items": [item]}
        lines = (
            shelter.say("story.settled.v1", of_story | {"decision": "withhold"}),
            shelter.say("release.made.v1", made),
        )
        withheld, released = race(place, other, [place.check(line) for line in lines])
        assert isinstance(withheld, Sealed)
        if isinstance(released, Sealed):
            assert released.index < withheld.index
        else:
            assert released.code == "story-withheld"
        orders.add(type(released).__name__)
    other.close()
    assert orders, "either may win; never both in the wrong order"


def race(place: Place, other: Ledger, checked: list[Checked]) -> list[Sealed | Problem]:
    start, answers = Barrier(2), dict[int, Sealed | Problem]()

    def record(n: int, ledger: Ledger) -> None:
        start.wait()
        (answers[n],) = ledger.record([checked[n]])

    threads = [Thread(target=record, args=(n, ledger)) for n, ledger in enumerate((place.ledger, other))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[0], answers[1]]
