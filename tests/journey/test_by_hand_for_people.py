"""What staff say by hand about people: studies, breaches, choices, records that are kept, findings."""

import re
from pathlib import Path

import agreeing
import asking
import families
import flow
from by_hand import chosen, given_agreement, main, says, tries
from designing import registered
from world import world


def test_a_study_is_planned_and_changed_and_a_use_is_asked_for_and_answered(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        data_set = agreeing.send(w, given_agreement(w), 2)["holding"]
        new = w.id()
        study = {
            "text": "Do visits help?", "data_sets-1-holding": data_set, "data_sets-1-parts": "attendance",
            "methods": "count", "providers": w.ccss.organisation,
        }  # fmt: skip
        assert "Write a number, such as 12." in tries(w, "evaluation", "/do/plan-study", questions="one", **study)
        assert "from 1 to 100" in tries(w, "evaluation", "/do/plan-study", questions="101", **study)
        told = says(w, "evaluation", "/do/plan-study", new=new, questions="1", **study)
        assert "Version 1 of a study works with 1 data set" in told
        assert "Do visits help?" in str(w.get("manager", "/api/studies")), "the provider is told"
        assert data_set not in w.page("reporting", "/do/plan-study"), "another unit’s stream is not offered"
        change = f"/do/change-study?of={new}"
        page = w.page("evaluation", change)
        assert "Do visits help?" in page and chosen(page, "data_sets-1-holding") == data_set
        assert "Version 2" in says(w, "evaluation", change, questions="2", **study)
        w.page("reporting", change, status=404)

        use = {"holding": data_set, "parts": "attendance", "purpose": "dpv:PublicPolicyMaking", "text": "A note"}
        use |= {"to": w.ccss.organisation}
        assert "Write the day as" in tries(w, "evaluation", "/do/ask-use", reply_by="soon", **use)
        asked = w.id()
        told = says(w, "evaluation", "/do/ask-use", new=asked, reply_by="2026-03-30", **use)
        assert "answer whether something may be used, by 30 March 2026." in told
        assert asked in w.page("manager", "/do/answer-use") and asked not in w.page("kereru", "/do/answer-use")
        answer = f"/do/answer-use?of={asked}"
        assert "They say: A note" in w.page("manager", answer)
        wrong = tries(w, "manager", answer, answer="no", until="2026-12-31", reason="Not for that")
        assert "Leave the day empty" in wrong
        assert "The answer is: no." in says(w, "manager", answer, answer="no", reason="Not for that")
        assert asked not in w.page("manager", "/do/answer-use")
        assert w.get("evaluation", f"/api/matters/{asked}")[-1]["words"]["reason"] == "Not for that"


def test_a_breach_is_recorded_notified_and_told_to_the_people(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.tell(w.ccss.heartbeat())
        holding = agreeing.send(w, given_agreement(w), 1)["holding"]
        agreeing.pass_to(w, "2026-04-20T00:00:00+00:00")
        new = w.id()
        breach = {
            "kind": "sent_wrongly", "holding": holding, "parts": "goals", "happened": "2026-04-01",
            "found": "2026-04-10", "text": "A wrong address",
        }  # fmt: skip
        form = "/do/record-breach"
        assert "Choose one." in tries(w, "officer", form, lines="all", **breach)
        assert "such as 3, 7-9" in tries(w, "officer", form, lines="some", harm="likely", **breach)
        assert "the smallest first" in tries(w, "officer", form, lines="2, 1", harm="likely", **breach)
        early = breach | {"found": "2026-03-10"}
        assert "cannot be found before" in tries(w, "officer", form, lines="1-2", harm="likely", **early)
        assert "still to come" in tries(
            w, "officer", form, lines="1", harm="likely", **(breach | {"found": "2027-03-10"})
        )
        told = says(w, "officer", form, new=new, lines="1-2", harm="unknown", **breach)
        assert "Sent to the wrong place, on 1 April 2026. We do not know yet." in told
        more = f"/do/say-more-of-breach?of={new}"
        assert 'value="1-2"' in w.page("officer", more)
        told = says(w, "officer", more, lines="1-2", harm="likely", **breach)
        assert "notify the Privacy Commissioner of a breach" in told
        assert "tell those whose people a breach touched" in told

        notify = f"/do/notify-commissioner?of={new}"
        tries(w, "officer", notify, note="By their form")
        says(w, "officer", notify, note="By their form", channel="electronic")
        assert new not in w.page("officer", "/do/notify-commissioner")
        people = f"/do/tell-people?of={new}"
        page = w.page("privacy", people)
        assert "Hera" in page and "Sela" not in page
        w.page("officer", people, status=404)
        w.page("kereru", people, status=404)
        tries(w, "privacy", people, channel="phone", text="It went astray")
        assert "1 person was told" in says(
            w, "privacy", people, lines=f"{w.register}/1", channel="phone", text="It went astray"
        )
        assert "Hera" not in w.page("privacy", people)
        (seen,) = w.get("manager", "/api/fan-out/breaches")
        assert (seen["commissioner"] is not None, seen["affected"][0]["people_told"]) == (True, [1]), (
            "the others are told"
        )


def test_what_somebody_chose_is_written_down_and_an_authority_ended(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        notice = w.id()
        families.joint_notice(w, notice, 1, w.reporting)
        families.given(w, notice, [[1, 1]])
        hera = families.person(w, "Hera")
        form = f"/do/record-choice?of={hera}"
        choice = {"notice": f"{notice} 1", "offered": "some"}
        assert "Say what they chose; or none" in tries(w, "manager", form, **choice)
        assert "Tick the parts that stay back" in tries(w, "manager", form, answer="some", **choice)
        told = says(w, "manager", form, answer="some", parts=["goals"], **choice)
        assert "they chose: yes, but keep these parts back." in told
        assert "You said yes, but not to all of it." in w.page("hera", "/my")
        w.page("kereru", form, status=404)

        request = asking.relay(w)
        assert request not in w.page("privacy", "/do/end-authority")
        asking.authorised(w, request, "2026-12-31")
        end = f"/do/end-authority?of={request}"
        tries(w, "privacy", end, note="")
        assert "Nobody may ask and look for this person any more." in says(w, "privacy", end, note="She said so")
        assert request not in w.page("privacy", "/do/end-authority")
        assert "authority.withdrawn" in [one["type"] for one in w.get("officer", f"/api/matters/{request}")]


def test_a_privacy_officer_keeps_a_record_and_lets_it_go(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.tell(w.ccss.heartbeat())
        hera = families.person(w, "Hera")
        keep = f"/do/keep-record?of={hera}"
        w.page("manager", keep, status=404)
        assert "still to come" in tries(w, "privacy", keep, ground="police", review="2026-01-01")
        new = w.id()
        told = says(w, "privacy", keep, new=new, ground="police", review="2026-09-01")
        assert "The Police look into it. Look at it again on 1 September 2026." in told
        assert "see if we must still keep what is held about somebody, by 1 September 2026" in told
        go = f"/do/let-record-go?of={new}"
        tries(w, "privacy", go, sure="")
        assert "may be destroyed again" in says(w, "privacy", go, sure="yes")
        assert new not in w.page("privacy", "/do/let-record-go")


def test_a_finding_is_drafted_and_brought_into_a_contract_decision(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        use = flow.used(w, w.evaluation, flow.sent(w, w.evaluation, ["attendance"])["holding"])
        new, form = w.id(), "/do/draft-finding"
        finding = {"title": "Fewer came in winter", "uses": use, "providers": w.ccss.organisation}
        assert use not in w.page("reporting", form)
        tries(w, "evaluation", form, text="Visits fell", **finding)
        day = {"text": "Visits fell", "reply_by": "2026-04-10"}
        assert "can reply until 10 April 2026." in says(w, "evaluation", form, new=new, **(finding | day))
        assert "Fewer came in winter" in w.page("manager", "/findings")
        again = f"/do/redraft-finding?of={new}"
        assert "Visits fell" in w.page("evaluation", again)
        assert "Version 2" in says(w, "evaluation", again, **(finding | day))
        w.post("manager", f"/findings/{new}", stance="disputes", text="The bus was cut")
        w.post("evaluation", f"/findings/{new}", act="release")

        bring, piece = f"/do/bring-finding?of={new}", w.id()
        soon = tries(w, "evaluation", bring, to_unit=w.contracting, not_before="2026-01-01")
        assert "not_before" in soon
        told = says(w, "evaluation", bring, new=piece, to_unit=w.contracting, not_before="2026-05-25")
        assert "say what must be known before a contract decision, by 25 May 2026." in told
        w.page("kereru", f"/do/enter-finding?of={piece}", status=404)
        enter = f"/do/enter-finding?of={piece}"
        assert "Wait until 25 May 2026" in tries(w, "contracting", enter, read="yes")
        agreeing.pass_to(w, "2026-05-26T00:00:00+00:00")
        tries(w, "contracting", enter, read="")
        assert "went before those who decide, with 1 reply." in says(w, "contracting", enter, read="yes")
        assert w.get("manager", f"/api/evidence/{piece}")["evidence"]["entered"], "the provider sees it"


def test_every_form_ends_with_a_receipt_to_keep_and_a_persons_with_none(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        there = w.post("manager", "/learnings", programme=registered(w), topic="safety", title="Doors", text="Knock")
        page = w.page("manager", there)
        (receipt,) = re.findall(r'"(/receipts/\d+)">Keep the receipt', page)
        assert "That is recorded, as number" not in w.page("manager", there), "it is told once"
        kept = main(w.page("manager", receipt))
        assert "Learning shared" in kept and "Knock" in kept and "say what we do about a learning" in kept
        digest = re.findall(r"\b[0-9a-f]{64}\b", kept)[0]
        checked = w.client("manager").post("/check", data={"text": digest}, headers={"accept": "text/html"})
        assert "Yes, this is in the record" in checked.text
        w.page("hera", w.post("hera", "/my/worry", about="used", to=w.acf.organisation, text="Why?"))
        assert "lightwell_said" not in w.client("hera").cookies
