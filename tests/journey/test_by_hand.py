"""What people say by hand, as the list of it shows: each form once with a mistake, which loses nothing, and then well,
up to its receipt; and somebody else is told. The same acts in a browser are in ``test_hands_browser.py``."""

from pathlib import Path

import agreeing
from by_hand import chosen, given_agreement, line, says, tries
from designing import registered
from world import world


def test_an_agreement_is_drafted_explained_changed_and_ended(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        draft = {
            "title": "Best foot forward", "with": w.acf.organisation, "starts": "2026-01-01", "ends": "2027-03-31",
            "clauses": ["retention", "breach"],
        } | line(w)  # fmt: skip
        wrong = tries(w, "manager", "/do/draft-agreement", **(draft | {"ends": "2025-01-01"}))
        assert "It cannot end before it starts." in wrong
        assert chosen(wrong, "with") == w.acf.organisation and 'value="goals" checked' in wrong
        more = w.client("manager").post("/do/draft-agreement", data=draft | {"more": "schedule"}).text
        assert 'id="schedule-2-to_unit"' in more and "Best foot forward" in more and "▲" not in more
        new = w.id()
        receipt = says(w, "manager", "/do/draft-agreement", new=new, **draft)
        assert "Version 1 of an agreement" in receipt
        assert "from 1 January 2026 until 31 March 2027. It holds only once all have signed it." in receipt
        assert "read a draft agreement: sign it, or ask about it, by 1 January 2026." in receipt
        assert receipt == says(w, "manager", "/do/draft-agreement", new=new, **draft), "pressed twice, said once"
        assert "Best foot forward" in w.page("advisor", "/agreements"), "the other side is told"
        assert "Read a draft agreement" in w.page("advisor", "/duties")

        explain = f"/do/explain-requirement?of={new}"
        meaning = {"requirement": "line 1", "meaning": "How often they came", "force": "mandatory"}
        assert "Name the rule that makes it a must." in tries(w, "advisor", explain, **meaning)
        assert "you must" in says(w, "advisor", explain, basis="nz-pa2020:IPP11(1)(a)", **meaning)
        assert "How often they came" in w.page("manager", f"/agreements/{new}")

        amend = f"/do/amend-agreement?of={new}"
        page = w.page("advisor", amend)
        assert chosen(page, "schedule-1-to_unit") == w.reporting, "it begins as it is"
        changed = {name: value for name, value in draft.items() if name != "with"} | {"schedule-rows": "2"}
        changed |= line(w, 2, to_unit=w.evaluation, every_months="", due_days="") | {"schedule-1-out": "yes"}
        assert "Version 2" in says(w, "advisor", amend, **changed)
        newest = w.get("manager", f"/api/agreements/{new}")["agreement"]["versions"][-1]
        assert [one["line"]["to_unit"] for one in newest["requirements"] if one["line"]] == [w.evaluation]
        assert f"/do/end-agreement?of={new}" not in w.page("manager", "/do/end-agreement"), "nothing to end yet"
        for party in (w.acf, w.ccss):
            w.say(party, "agreement.signed.v1", {"agreement": new, "version": 2, "content": newest["content"]})

        end = f"/do/end-agreement?of={new}"
        early = tries(w, "manager", end, kind="notice", ends_on="2026-01-02", reason="We close")
        assert "We close" in early
        said = {"kind": "agreed", "ends_on": "2027-01-31"}
        assert "if you agree to end an agreement, by 31 January 2027" in says(w, "manager", end, reason="So", **said)
        assert "Nobody has to answer this." in says(w, "advisor", end, reason="Yes", **said)
        assert "ends early on 31 January 2027" in w.page("manager", f"/agreements/{new}")


def test_a_form_and_a_receipt_are_for_those_who_may(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        agreeing.agree(w, agreement)
        for who in ("board", "auditor", "hera", "contracting", "evaluation"):
            w.page(who, "/do/draft-agreement", status=404)
        assert f'href="/do/amend-agreement?of={agreement}"' in w.page("manager", f"/agreements/{agreement}")
        assert "/do/" not in w.page("contracting", f"/agreements/{agreement}")
        assert 'href="/do/draft-agreement"' in w.page("advisor", "/do")
        w.page("board", "/do", status=404)
        w.page("kereru", f"/do/amend-agreement?of={agreement}", status=404)
        w.page("manager", f"/do/amend-agreement?of={w.id()}", status=404)
        w.page("manager", "/do/anything", status=404)
        said = w.post("manager", f"/do/end-agreement?of={agreement}", kind="agreed", ends_on="2027-01-01", reason="So")
        w.page("manager", said)
        for who in ("advisor", "kereru", "hera", "board"):
            w.page(who, said, status=404)
        w.page("manager", "/receipts/1", status=404)


def test_a_tender_is_opened_filled_asked_back_and_won(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        both = [w.ccss.organisation, w.kereru.organisation]
        opening = {"title": "Best foot forward", "closes": "2026-05-29"}
        assert "Tick at least one." in tries(w, "contracting", "/do/open-tender", **opening)
        new = w.id()
        told = says(w, "contracting", "/do/open-tender", new=new, providers=both, **opening)
        assert "were asked for tenders, until 29 May 2026." in told
        assert "Best foot forward" in w.page("kereru", "/tenders")

        item = {"parts": ["story"], "original": "dpv:ServiceProvision", "identifiability": "none", "people": "2"}
        tell = f"/do/tell-in-tender?of={new}"
        assert "Write something here." in tries(w, "manager", tell, **item)
        assert "Write a number, such as 12." in tries(w, "manager", tell, title="Buses", **(item | {"people": "two"}))
        told = says(w, "manager", tell, title="Buses", **item)
        assert "Something about 2 people is meant for a tender." in told
        assert "decide if something may go into a tender" in told
        proposed = w.get("manager", f"/api/tenders/{new}")["items"][0]["item"]["matter"]
        decision = {"item": proposed, "decision": "release", "basis": "nz-pa2020:IPP11(1)(c)", "reason": "He agreed"}
        w.post("manager", f"/tenders/{new}/decide", **decision)
        w.post("manager", f"/tenders/{new}/release", items=proposed)
        release = w.get("manager", f"/api/tenders/{new}")["releases"][0]["matter"]

        assert f"/do/take-out?of={release}" not in w.page("contracting", "/do/take-out")
        assert "Choose one." in tries(w, "manager", f"/do/ask-back?of={release}", items=proposed, note="Please")
        back = {"items": proposed, "reason": "sent_by_mistake"}
        told = says(w, "manager", f"/do/ask-back?of={release}", **back)
        assert "take out what a provider asks back, by" in told
        assert "Take out what a provider asks back" in w.page("contracting", "/duties")
        tries(w, "contracting", f"/do/take-out?of={release}", note="Gone")
        assert "1 thing" in says(w, "contracting", f"/do/take-out?of={release}", items=proposed, note="Gone")
        assert w.get("manager", f"/api/tenders/{new}")["releases"][0]["removed"]

        win = f"/do/award-tender?of={new}"
        assert "Write something here." in tries(w, "contracting", win, providers=w.ccss.organisation)
        assert "was won by" in says(w, "contracting", win, providers=w.ccss.organisation, reason="They know the place")
        assert w.get("kereru", f"/api/tenders/{new}")["tender"]["awarded"] == [w.ccss.organisation], "all are told"


def test_a_story_is_begun_talked_about_and_taken_back_for_somebody(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        new, session = w.id(), w.id()
        w.say(w.ccss, "meeting.invited.v1", {
            "meeting": session, "kind": "session_with_service_users", "on": "2026-03-10", "organisations": [],
            "holding": w.register, "lines": [[1, 3]], "topics": ["stories"],
        })  # fmt: skip
        story = {"title": "A father and the bus", "identifiability": "none", "sensitivity": ["child", "money"]}
        hera = next(one["person"] for one in w.get("manager", "/api/people") if one["name"] == "Hera")
        tries(w, "manager", "/do/begin-story", **story)
        begun = says(w, "manager", "/do/begin-story", new=new, role="case_worker", person=hera, **story)
        assert "Nobody can tell who it is. It may not be told before it is settled." in begun
        assert "A story of yours" in w.page("hera", "/my/stories") or "bus" in w.page("hera", "/my/stories")

        talk = f"/do/discuss-story?of={new}"
        assert "between 1 and 500 in all" in tries(w, "manager", talk, meeting=session, text="Long")
        told = says(w, "manager", talk, meeting=session, share="2", alter="1", own="share")
        assert "3 people said: share it; 1 person said: change it first." in told
        w.post("manager", f"/stories/{new}/settle", decision="share", note="They agreed")

        back = f"/do/take-story-back?of={new}"
        tries(w, "manager", back, asked="")
        assert "It may never be told again." in says(w, "manager", back, asked="yes")
        assert "It will not be told again" in w.page("hera", "/my/stories")
        assert new not in w.page("manager", "/do/discuss-story")


def test_a_programme_is_begun_planned_contested_and_learns(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        new, houses = w.id(), [w.ccss.organisation, w.kereru.organisation]
        begin = {"title": "Stronger starts", "text": "For new parents", "providers": houses}
        tries(w, "advisor", "/do/begin-programme", **(begin | {"title": ""}))
        assert "A programme is being designed with" in says(w, "advisor", "/do/begin-programme", new=new, **begin)
        assert "Stronger starts" in w.page("kereru", "/programmes")

        plan = f"/do/plan-programme?of={new}"
        use = {
            "uses-1-parts": ["attendance"], "uses-1-to_unit": w.evaluation, "uses-1-purpose": "evaluation",
            "uses-1-basis": "nz-pa2020:IPP11(1)(h)", "uses-1-place": "online", "uses-1-way": "questionnaire",
        }  # fmt: skip
        wrong = tries(w, "manager", plan, **use)
        assert 'href="#uses-1-identifiable">Use 1: Can people be recognised?</a> Choose one.' in wrong
        told = says(w, "manager", plan, **(use | {"uses-1-identifiable": "no"}))
        assert "Version 1 of the plan was put forward, with 1 use." in told
        assert "sign the evaluation plan, or propose another" in told
        assert chosen(w.page("advisor", plan), "uses-1-way") == "questionnaire", "the next one begins as it is"
        assert "Version 2" in says(w, "advisor", plan, **(use | {"uses-1-identifiable": "yes"}))

        need = f"/do/show-need?of={new}"
        tries(w, "advisor", need, evidence="survey")
        assert "is shown by a survey." in says(w, "advisor", need, evidence="survey", text="Six in ten want it")
        contest = f"/do/contest-need?of={new}"
        assert new not in w.page("advisor", "/do/contest-need"), "one’s own is not contested"
        shown = w.get("manager", f"/api/programmes/{new}")["answer"]["needs"][0]["need"]
        assert "Six in ten want it" in w.page("kereru", contest)
        tries(w, "kereru", contest, need=shown, ground="too_few_asked")
        assert "too few people were asked" in says(w, "kereru", contest, need=shown, ground="too_few_asked", reason="8")
        assert "Too few people were asked" in w.page("advisor", f"/programmes/{new}") or "does not accept" in w.page(
            "advisor", f"/programmes/{new}"
        )

        lesson = f"/do/link-lesson?of={new}"
        tries(w, "kereru", lesson, kind="harm", text="Names got out")
        told = says(w, "kereru", lesson, kind="harm", happened="2024-05-02", text="Names got out")
        assert "A harm from 2 May 2024 is to be learned from." in told
        assert "Names got out" in w.page("advisor", f"/programmes/{new}/remembered")


def test_an_interest_is_declared_voiced_and_given_back_to_and_a_grant_given_and_ended(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        programme = registered(w)
        declare = f"/do/declare-interest?of={programme}"
        who = {"group": "hapu", "title": "Ngāti Kererū"}
        assert "leave it to those whose it is" in tries(w, "kereru", declare, **who)
        new = w.id()
        says(w, "kereru", declare, new=new, self_declared="yes", **who)
        assert f"of={new}" not in w.page("manager", "/do/say-together"), "nobody speaks for them"
        w.page("manager", f"/do/say-together?of={new}", status=404)
        tries(w, "kereru", f"/do/name-contact?of={new}", note="Our kuia")
        says(w, "kereru", f"/do/name-contact?of={new}", note="Our kuia", until="2027-03-31")
        voice = f"/do/say-together?of={new}"
        assert "Choose what the restriction asks." in tries(w, "kereru", voice, kind="restriction", text="Not so")
        told = says(w, "kereru", voice, kind="restriction", restriction="asked_each_time", text="Ask us")
        assert "answer what Māori said together, by" in told
        assert "Ask us" in w.page("advisor", f"/interests/{new}")
        tries(w, "advisor", f"/do/give-back?of={new}", note="On the marae")
        says(w, "advisor", f"/do/give-back?of={new}", note="On the marae", returned="findings_told")
        assert "told what was found" in w.page("kereru", f"/interests/{new}")

        data_set = agreeing.send(w, given_agreement(w), 2)["holding"]
        give = f"/do/give-grant?of={programme}"
        grant = {
            "to": w.ccss.organisation, "holdings": data_set, "parts": "attendance", "purpose": "evaluation",
            "starts": "2026-04-05", "ends": "2026-04-30",
        }  # fmt: skip
        assert "before it starts" in tries(w, "evaluation", give, **(grant | {"ends": "2026-04-01"}))
        grant_id = w.id()
        told = says(w, "evaluation", give, new=grant_id, **grant)
        assert "accept access for a member of our staff" in told
        assert "Accept access" in w.page("manager", "/duties")
        end = f"/do/end-grant?of={grant_id}"
        tries(w, "evaluation", end, note="Thank you")
        assert "the work is finished" in says(w, "evaluation", end, reason="finished", note="Thank you")
        assert "ended" in w.page("manager", f"/grants/{grant_id}").lower()
