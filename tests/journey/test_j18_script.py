"""J18: what to tell a family, who has been told, and a worry that gets an answer with a date."""

import html
from pathlib import Path

import flows
from families import given, joint_notice, person, sent
from told import words
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


def test_j18_the_script_is_true_now_and_takes_two_minutes(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        hera = person(w, "Hera")
        before = w.get("manager", f"/api/people/{hera}/told")
        assert before["script"][0] == "Up to now, nothing about you has been sent to anyone that we know of."
        goals = sent(w, w.reporting)
        w.tell(flows.received(w.acf, goals))
        w.tell(flows.accessed(w.acf, goals.holding, [[1, 1]]))
        kept_back = sent(w, w.evaluation, parts=["safety"], why=flows.HELD)
        for _ in range(30):
            sent(w, w.acf.another_unit("policy"), parts=["attendance", "goals", "housing", "income"])
        told = w.get("manager", f"/api/people/{hera}/told")["script"]
        said = " ".join(told)
        assert "We sent your goals and name to" not in said, "the newest come first, and not all fit"
        assert "Your own record was opened by" in said
        assert "more places. Your page has all." in said
        assert "We know of no decision about you alone." in said
        assert len(said.split()) <= 260
        assert "how safe" not in said and "safety" not in said, kept_back.transfer
        sela = " ".join(w.get("manager", f"/api/people/{person(w, 'Sela')}/told")["script"])
        assert "We know of no time that anyone there opened your own record." in sela


def test_j18_when_flows_change_those_who_know_an_older_state_are_told_again(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        id = w.id()
        joint_notice(w, id, 1, w.reporting)
        given(w, id, [[1, 2]])
        sent(w, w.reporting)

        def states() -> dict[str, str]:
            return {one["name"]: one["state"]["told"] for one in w.get("manager", "/api/told/people")}

        assert states() == {"Hera": "told", "Mele": "told", "Sela": "never"}
        sent(w, w.evaluation)  # nobody was told of this
        assert states() == {"Hera": "again", "Mele": "again", "Sela": "never"}
        (again,) = [one for one in w.get("manager", "/api/told/people") if one["name"] == "Hera"]
        assert [flow["to_unit"] for flow in again["state"]["untold"]] == [w.evaluation]
        (due,) = [one for one in w.get("manager", "/api/duties")["ours"] if one["kind"] == "tell-again"]
        assert due["people"] == 3

        joint_notice(w, id, 2, w.reporting, w.evaluation)
        given(w, id, [[1, 1]], version=2)
        telling = {"telling": w.id(), "holding": w.register, "lines": [[3, 3]], "about": "flows", "reader": "adult"}
        w.say(w.ccss, "telling.given.v1", telling, text="We now send goals to two places.")
        assert states() == {"Hera": "told", "Mele": "again", "Sela": "told"}
        assert w.get("sela", "/api/my/notices")[0]["text"] == "We now send goals to two places."
        sent(w, w.policy)
        assert states() == dict.fromkeys(("Hera", "Mele", "Sela"), "again")
        assert w.refused(w.acf, "telling.given.v1", telling | {"telling": w.id()}) == "wrong-issuer"
        w.get("contracting", "/api/told/people", status=403)


def test_j18_somebody_on_two_registers_is_told_of_once_by_what_they_know_least(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        id, other = w.id(), w.id()
        joint_notice(w, id, 1, w.reporting)
        given(w, id, [[1, 2]])
        w.tell(w.ccss.collected(other, [(1, 1)], w.ccss.people({1: {"ref": "C-1", "given_name": "Hera"}})))
        page = words(w.page("manager", "/told"))
        assert "Told: 1 person\nMele" in page and "Not told: 2 people" in page
        assert page.partition("Held from")[0].count("Hera") == 1


def test_j18_the_board_counts_people_as_their_own_page_does(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        id, other = w.id(), w.id()
        joint_notice(w, id, 1, w.reporting)
        named = w.ccss.people({line: {"ref": f"C-{line}"} for line in range(4, 21)})
        w.tell(w.ccss.collected(w.register, [(4, 20)], named))
        given(w, id, [[4, 20]])
        again = w.ccss.people({line: {"ref": f"C-{line + 3}"} for line in range(1, 8)})
        w.tell(w.ccss.collected(other, [(1, 7)], again))  # of these nobody was told there
        assert w.get("manager", "/api/told") == {"told": 10, "not_told": 10, "tenths": None}, "20 people, on 27 lines"
        page = words(w.page("manager", "/told"))
        assert "10 people know what flows" in page and "10 people do not" in page


def test_j18_the_board_reads_how_many_know_and_no_number_that_tells_who(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        id = w.id()
        joint_notice(w, id, 1, w.reporting)
        given(w, id, [[1, 2]])
        nothing = {"told": None, "not_told": None, "tenths": None}
        assert w.get("manager", "/api/told") == nothing
        w.tell(w.ccss.collected(w.register, [(4, 20)]))
        given(w, id, [[4, 9]])
        assert w.get("manager", "/api/told") == {"told": 8, "not_told": 12, "tenths": None}
        assert w.get("board", "/api/told") == nothing, "a tenth of twenty people is too few"
        w.tell(w.ccss.collected(w.register, [(21, 80)]))
        given(w, id, [[4, 79]])
        assert w.get("manager", "/api/told") == nothing | {"tenths": 9}, "78 of 80 would tell the two"
        assert w.get("board", "/api/told") == {"told": None, "not_told": None, "tenths": 9}
        assert "About 9 in 10 of the people know" in w.page("board", "/told")
        report = w.get("board", "/api/board-report", start="2026-01-01", end="2026-12-31")
        (families,) = [section for section in report["sections"] if section["name"] == "families"]
        told = {figure["name"]: (figure["value"], figure["people"]) for figure in families["figures"]}
        assert told["told"] == (9, True)
        assert w.get("kereru", "/api/told") == {"told": 0, "not_told": 0, "tenths": None}
        w.get("board", "/api/told/people", status=403)
        w.get("reporting", "/api/told", status=403)


def test_j18_a_hold_keeps_a_part_from_the_next_transfer_and_what_goes_all_the_same_is_flagged(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        sent(w, w.reporting)
        hold = {"hold": w.id(), "holding": w.register, "lines": [[1, 1]], "parts": ["goals"], "reason": "asked"}
        assert w.refused(w.acf, "hold.placed.v1", hold) == "wrong-issuer"
        w.say(w.ccss, "hold.placed.v1", hold)
        (placed,) = w.get("manager", "/api/holds")
        assert (placed["line"], placed["parts"], placed["against"]) == (1, ["goals"], [])
        sent(w, w.reporting, parts=["name"])
        sent(w, w.reporting, 2, [[2, 3, 1]])
        assert w.get("manager", "/api/holds")[0]["against"] == []
        wrong = sent(w, w.evaluation)
        (against,) = w.get("manager", "/api/holds")[0]["against"]
        assert (against["transfer"], against["parts"], against["to_unit"]) == (wrong.transfer, ["goals"], w.evaluation)
        (mine,) = w.get("hera", "/api/my/holds")
        assert (mine["parts"], len(mine["sent_all_the_same"])) == (["goals"], 1)
        assert w.get("sela", "/api/my/holds") == []
        page = w.page("manager", "/told").partition("Held from being sent")[2]
        assert f'<a href="/people/{person(w, "Hera")}">Hera</a>. <strong>Goals.</strong>' in page, "whose it is"
        assert "Sela" not in page and "Sent all the same" in page

        assert w.refused(w.kereru, "hold.lifted.v1", {"hold": hold["hold"]}) == "not-a-party"
        w.say(w.ccss, "hold.lifted.v1", {"hold": hold["hold"]})
        assert w.refused(w.ccss, "hold.lifted.v1", {"hold": hold["hold"]}) == "no-longer-open"
        sent(w, w.evaluation)
        (over,) = w.get("hera", "/api/my/holds")
        assert over["lifted"] and len(over["sent_all_the_same"]) == 1
        for_safety = hold | {"hold": w.id(), "reason": "safety", "basis": "fva2018:s20"}
        w.say(w.ccss, "hold.placed.v1", for_safety)
        assert len(w.get("hera", "/api/my/holds")) == 1, "why somebody is kept safe is not on the family's page"
        assert len(w.get("manager", "/api/holds")) == 2
        assert "safety" not in w.page("manager", "/told"), "nor on a list of names"
        assert "For somebody's safety" in html.unescape(w.page("manager", f"/people/{person(w, 'Hera')}"))
        w.get("contracting", "/api/holds", status=404)
