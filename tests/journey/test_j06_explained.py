"""J06: an explanation is given and checked; people choose, change their minds, and are told what was found."""

import re
from pathlib import Path
from typing import Any

import flows
import pytest
from families import given, joint_notice, person, sent
from told import words
from world import World, world

from api.pages import picking, telling


def choice(w: World, id: str, notice: str, line: int, **more: Any) -> dict[str, Any]:
    data = {
        "choice": id, "voice": "relayed", "notice": notice, "version": 1, "holding": w.register,
        "lines": [[line, line]], "offered": "some", "answer": "yes", "purpose": "evaluation",
    }  # fmt: skip
    return data | more


def test_j06_a_choice_is_theirs_to_change_and_somebody_must_heed_it(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        notice, id = w.id(), w.id()
        joint_notice(w, notice, 1, w.reporting)
        given(w, notice, [[1, 1]], understood=False)
        w.say(w.ccss, "choice.made.v1", choice(w, id, notice, 1))
        (told,) = w.get("hera", "/api/my/notices")
        assert (told["version"], told["understood"]) == (1, False)
        staff = words(w.page("manager", f"/people/{person(w, 'Hera')}"))
        assert "version 1, for adults. Nobody checked that it was clear." in staff
        assert "They checked that it was clear to you." not in words(w.page("hera", "/my"))
        (mine,) = w.get("hera", "/api/my/choices")
        assert (mine["offered"], mine["answer"], mine["due"], mine["changed"]) == ("some", "yes", None, None)
        assert [d for d in w.get("manager", "/api/duties")["ours"] if d["kind"] == "choice"] == []

        changed = w.client("hera").post(f"/api/my/choices/{id}", json={"answer": "some", "parts": ["goals"]})
        assert changed.status_code == 201, changed.text
        theirs = w.client("sela").post(f"/api/my/choices/{id}", json={"answer": "no"})
        assert theirs.json()["code"] == "unknown-matter", "nobody changes the mind of another"
        (due,) = [d for d in w.get("manager", "/api/duties")["ours"] if d["kind"] == "choice"]
        assert due["matter"] == id
        where = re.search(
            r'<a href="(/people/[0-9a-f]+)#tell">Say what was done about a choice', w.page("manager", "/duties")
        )
        assert where and f'name="choice" value="{id}"' in w.page("manager", where.group(1)), (
            "the form is one press away"
        )
        assert w.get("kereru", "/api/duties")["ours"] == []
        (mine,) = w.get("hera", "/api/my/choices")
        assert (mine["answer"], mine["parts"], mine["result"], mine["due"]) == ("some", ["goals"], None, due["due"])
        for page in (w.page("hera", "/my"), w.page("manager", f"/people/{person(w, 'Hera')}")):
            assert "These stay back: goals." in words(page), "what she chose last, on both pages"
        assert "You changed your mind on" in words(w.page("hera", "/my"))

        sent(w, w.evaluation, why={"purpose": "evaluation", "basis": "nz-pa2020:IPP11(1)(h)"})
        assert len(w.get("hera", "/api/my/choices")[0]["sent_all_the_same"]) == 1
        answer = {"choice": id, "unit": w.ccss.unit, "result": "done"}
        assert w.refused(w.kereru, "choice.answered.v1", answer | {"unit": w.kereru.unit}) == "not-a-party"
        w.say(w.ccss, "choice.answered.v1", answer, reply="From June your goals stay here.")
        (mine,) = w.get("hera", "/api/my/choices")
        assert (mine["result"], mine["words"], mine["due"]) == ("done", "From June your goals stay here.", None)
        assert "From June your goals stay here." in words(w.page("hera", "/my"))
        assert [d for d in w.get("manager", "/api/duties")["ours"] if d["kind"] == "choice"] == []
        assert w.get("sela", "/api/my/choices") == []
        w.get("contracting", f"/api/matters/{id}", status=404)


def test_j06_a_family_reads_which_version_it_was_given(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        notice = w.id()
        w.at("2026-05-03T00:00:00Z")
        joint_notice(w, notice, 1, w.reporting)
        w.at("2026-05-10T00:00:00Z")
        given(w, notice, [[1, 1]])
        given(w, notice, [[2, 2]], reader="child")
        w.at("2026-06-01T00:00:00Z")
        joint_notice(w, notice, 2, w.reporting, text="We send your goals and visits.")
        adult, child = words(w.page("hera", "/my")), words(w.page("mele", "/my"))
        assert "What is written down, and who gets it, 10 May 2026" in adult
        assert "You were given the version of 3 May 2026." in adult and "1 June 2026" not in adult
        assert "We send your goals to the agency." in adult and "These words are from 3 May 2026." in child
        given(w, notice, [[1, 1]], 2)
        assert [one["worded"][:10] for one in w.get("hera", "/api/my/notices")] == ["2026-06-01", "2026-05-03"]
        assert "You were given the version of 1 June 2026." in words(w.page("hera", "/my"))

        said = {"telling": w.id(), "holding": w.register, "lines": [[3, 3]], "about": "flows", "reader": "adult"}
        w.say(w.ccss, "telling.given.v1", said, text="Your goals go to two places now.")
        assert w.get("sela", "/api/my/notices")[0]["worded"] is None
        assert "the version of" not in words(w.page("sela", "/my")), "what is told once has no versions"


def test_j06_where_there_is_no_choice_nobody_is_asked_to_agree(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        notice, id = w.id(), w.id()
        joint_notice(w, notice, 1, w.reporting)
        none = choice(w, id, notice, 1, offered="none", answer="yes")
        assert w.refused(w.ccss, "choice.made.v1", none) == "schema"
        w.say(w.ccss, "choice.made.v1", none | {"answer": "told"})
        (mine,) = w.get("hera", "/api/my/choices")
        assert (mine["offered"], mine["answer"]) == ("none", "told")
        changed = w.client("hera").post(f"/api/my/choices/{id}", json={"answer": "no"})
        assert changed.json()["code"] == "nothing-to-choose"


def found_of_two(w: World) -> dict[str, Any]:
    """The duty to tell those whose information went into a report: Hera and Mele."""
    made = sent(w, w.reporting, 2, [[1, 2, 1]])
    use = flows.used(w.acf, (made.holding, "all", ["goals"]))
    report = flows.outcome(w.acf, use.use, kind="report", subject="public_report")
    for line in (flows.received(w.acf, made), use.line, report):
        w.tell(line)
    (due,) = [d for d in w.get("manager", "/api/duties")["ours"] if d["kind"] == "tell-found"]
    return due


def test_j06_each_family_is_told_what_was_found(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        due = found_of_two(w)
        assert due["people"] == 2, "Sela's information did not go in"
        outcome = due["matter"]
        telling = {
            "telling": w.id(), "holding": w.register, "lines": [[1, 1]], "about": "outcome", "outcome": outcome,
            "reader": "adult",
        }  # fmt: skip
        w.say(w.ccss, "telling.given.v1", telling, text="Bedtimes got calmer in most homes.")
        (due,) = [d for d in w.get("manager", "/api/duties")["ours"] if d["kind"] == "tell-found"]
        assert due["people"] == 1
        still = w.page("manager", f"/told?of={outcome}").partition("In short")[0]
        assert "Still to be told what was found: 1 person" in still
        assert ("Mele" in still, "Hera" in still, "Sela" in still) == (True, False, False)
        assert f'<a href="/told?of={outcome}">Tell people what was found' in w.page("manager", "/duties")
        assert "Mele" not in w.page("kereru", f"/told?of={outcome}"), "each provider tells its own"
        (told,) = w.get("hera", "/api/my/notices")
        assert (told["kind"], told["text"]) == ("outcome", "Bedtimes got calmer in most homes.")
        child = telling | {"telling": w.id(), "lines": [[2, 2]], "reader": "child"}
        w.say(w.ccss, "telling.given.v1", child, text="…", text_child="Bedtime is nicer now.")
        assert w.get("mele", "/api/my/notices")[0]["text"] == "Bedtime is nicer now."
        assert [d for d in w.get("manager", "/api/duties")["ours"] if d["kind"] == "tell-found"] == []


def test_j06_where_many_wait_some_are_looked_for_and_whoever_is_ticked_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world(tmp_path) as w:
        named = {line: {"ref": f"C-{line}", "family_name": "Te Ariki"} for line in (1, 2)}
        w.tell(w.ccss.collected(w.register, [(1, 2)], w.ccss.people(named)))
        where = f"/told?of={found_of_two(w)['matter']}"
        assert "Look for somebody on this list" not in w.page("manager", where)
        monkeypatch.setattr(telling, "MOST", 1)

        def offered(**typed: str) -> list[tuple[str, bool]]:
            page = w.client("manager").post(where, data={"look": "yes", "text": "Calmer."} | typed)
            assert page.status_code == 200
            assert "Calmer." in page.text
            found = re.findall(r'id="person-([0-9a-f]+)"[^>]*?( checked)?>\s*<label[^>]*>(\w+)', page.text)
            people.update({name: person for person, _, name in found})
            return [(name, bool(ticked)) for _, ticked, name in found]

        people: dict[str, str] = {}
        assert offered() == [("Hera", False)]
        assert offered(wanted="mel") == [("Mele", False)]
        assert offered(wanted="C-2") == [("Mele", False)]
        assert offered(wanted="nobody is called so") == []
        assert offered(wanted="her", person=people["Mele"]) == [("Mele", True), ("Hera", False)]
        assert w.get("mele", "/api/my/notices") == [], "looking says nothing"
        typed = {"reader": "adult", "text": "Calmer."}
        for wanted, ticked, shown, says in (
            ("her", "Mele", "her", picking.ALONE), ("her", "", "", picking.ALONE), ("e", "", "e", picking.NOBODY),
            ("te", "Mele", "", picking.WHICH), ("te", "", "te", picking.WHICH), ("nobody", "Mele", "", picking.NOBODY),
        ):  # fmt: skip
            sent = typed | {"wanted": wanted, "wanted-shown": shown, "person": people.get(ticked, "")}
            page = w.client("manager").post(where, data=sent)
            assert page.status_code == 422 and f'id="person-error">{says}' in page.text, wanted
            assert f'name="wanted-shown" value="{wanted}"' in page.text
        assert w.get("mele", "/api/my/notices") == [], "whoever is sought is not left out without a word"
        w.post("manager", where, wanted="mel", person=people["Mele"], **typed)
        assert w.get("mele", "/api/my/notices")[0]["text"] == "Calmer."
        assert w.get("hera", "/api/my/notices") == []


def test_j06_several_people_are_told_with_one_form(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        due = found_of_two(w)
        where, said = f"/told?of={due['matter']}", "Bedtimes got calmer."
        assert due["people"] == 2
        people = re.findall(r'name="person" type="checkbox" value="([0-9a-f]+)"', w.page("manager", where))
        assert len(people) == 2 and len(set(people)) == 2
        nobody = w.client("manager").post(where, data={"reader": "adult", "text": said})
        assert "Tick somebody" in nobody.text and said in nobody.text, "what was typed is not lost"
        w.post("kereru", where, status=422, reader="adult", text=said, person=people)
        assert w.get("hera", "/api/my/notices") == [], "nobody tells another provider's people"
        w.post("manager", where, reader="adult", text=said, all="yes")
        assert [d for d in w.get("manager", "/api/duties")["ours"] if d["kind"] == "tell-found"] == []
        for who in ("hera", "mele"):
            assert [(one["kind"], one["text"]) for one in w.get(who, "/api/my/notices")] == [("outcome", said)]
        assert w.get("sela", "/api/my/notices") == []
        told = [one for one in w.get("auditor", "/api/news") if one["type"] == "telling.given"]
        assert [one["data"]["lines"] for one in told] == [[[1, 2]]], "one statement for both"


def test_j06_somebody_on_two_registers_is_named_and_ticked_once(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        other = w.id()
        w.tell(w.ccss.collected(other, [(1, 1)], w.ccss.people({1: {"ref": "C-1", "given_name": "Hera"}})))
        both = [sent(w, w.reporting), flows.sent(w.ccss, w.acf, other, 1, "all", to_unit=w.reporting)]
        w.tell(both[1].line)
        use = flows.used(w.acf, *((one.holding, "all", ["goals"]) for one in both))
        report = flows.outcome(w.acf, use.use, kind="report", subject="public_report")
        for line in (*(flows.received(w.acf, one) for one in both), use.line, report):
            w.tell(line)
        (where,) = {f"/told?of={d['matter']}" for d in w.get("manager", "/api/duties")["ours"]
                    if d["kind"] == "tell-found"}  # fmt: skip
        page = w.page("manager", where)
        ids = re.findall(r'id="(person-[0-9a-f]+)"', page)
        assert len(ids) == len(set(ids)) == 3
        assert "Still to be told what was found: 3 people" in page
        w.post("manager", where, reader="adult", text="Calmer.", person=ids[0].removeprefix("person-"))
        w.post("manager", where, reader="adult", text="Calmer.", all="yes")
        assert [d for d in w.get("manager", "/api/duties")["ours"] if d["kind"] == "tell-found"] == [], "on both"


def test_j06_who_is_there_no_more_is_not_waited_for(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        made = sent(w, w.reporting, 2, [[1, 2, 1]])
        use = flows.used(w.acf, (made.holding, "all", ["goals"]))
        report = flows.outcome(w.acf, use.use, kind="report", subject="public_report")
        for line in (flows.received(w.acf, made), use.line, report):
            w.tell(line)
        gone = {"holding": w.register, "lines": [[2, 2]], "unit": w.ccss.unit, "reason": "at_request"}
        w.say(w.ccss, "information.destroyed.v1", gone)
        (due,) = [d for d in w.get("manager", "/api/duties")["ours"] if d["kind"] == "tell-found"]
        assert due["people"] == 1
