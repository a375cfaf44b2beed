"""What people do by hand about a programme: each form does what it says, loses nothing, and the others see it."""

import re
from pathlib import Path

from designing import in_programme, planned, registered
from textstat import textstat
from told import words as read
from world import World, world

from api.wording import programmes as wording
from ledger import jws, strictjson
from ledger.statements import programme_terms as terms

TERMS = (
    (terms.MeetingKind, wording.MEETINGS), (terms.Topic, wording.TOPICS), (terms.Coming, wording.COMING),
    (terms.LearningOutcome, wording.LEARNT), (terms.Evidence, wording.EVIDENCE), (terms.Contest, wording.CONTESTS),
    (terms.Change, wording.CHANGES), (terms.ViewKind, wording.VIEW_KINDS), (terms.ViewOutcome, wording.BECAME),
    (terms.WhyNot, wording.WHY_NOT), (terms.Safeguard, wording.SAFEGUARDS), (terms.Credit, wording.CREDITS),
    (terms.Rating, wording.RATINGS), (terms.Method, wording.METHODS), (terms.DecidedAbout, wording.ABOUT),
    (terms.Gains, wording.GAINS), (terms.Benefit, wording.BENEFITS), (terms.Place, wording.PLACES),
    (terms.Way, wording.WAYS), (terms.GrantEnd, wording.GRANT_ENDS), (terms.InterestOf, wording.GROUPS),
    (terms.Collective, wording.COLLECTIVE), (terms.Tikanga, wording.TIKANGA),
    (terms.InterestOutcome, wording.INTEREST_OUTCOMES), (terms.Returned, wording.RETURNED),
)  # fmt: skip


def main(page: str) -> str:
    found = re.search(r"<main\b.*?</main>", page, re.DOTALL)
    assert found
    return read(found.group(0))


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def test_each_term_of_a_programme_has_words_for_adult_and_child() -> None:
    for kind, said in TERMS:
        assert set(said) == set(kind), kind
        assert all(adult and child for adult, child in said.values())
    assert set(wording.LESSONS) == {*terms.LessonKind, "learning"}


def test_a_plan_is_signed_and_a_lesson_marked_and_answered_on_pages(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        programme, lesson = registered(w), w.id()
        planned(w, programme)
        at = f"/programmes/{programme}"
        assert "Best foot forward" in main(w.page("manager", "/programmes"))
        page = w.page("manager", at)
        assert "We sign this plan" in page
        assert w.post("manager", at, **hidden(page)) == at
        page = w.page("manager", at)
        assert "We sign this plan" not in page
        assert "Not agreed" in main(page)
        assert "refused" not in main(page)
        w.page("contracting", at, status=404)
        w.page("hera", at, status=404)
        assert "Sign the evaluation plan" in main(w.page("kereru", "/duties"))
        assert f'href="{at}"' in w.page("kereru", "/duties")

        linked = {"programme": programme, "lesson": lesson, "kind": "harm", "happened": "2024-05-02"}
        w.say(w.acf, "lesson.linked.v1", linked, text="Names went astray")
        there = f"{at}/remembered/{lesson}"
        assert "1 not answered" in main(w.page("advisor", f"{at}/remembered"))
        assert "Write what you mean." in w.client("manager").post(there, data={"text": " "}).text, "nothing is sent"
        assert w.post("manager", there, text="They do again") == there
        page = main(w.page("advisor", f"{at}/remembered"))
        assert "Nobody can sign an agreement" in page
        assert "the same mistake again (not answered). “They do again”" in page
        assert w.post("advisor", there, change="design_changed", text="Not any more") == there
        page = main(w.page("manager", f"{at}/remembered"))
        assert "0 not answered" in page
        assert "the design was changed" in page
        refused = w.client("advisor").post(there, data={"change": "magic", "text": "Kept words"}).text
        assert "Kept words" in refused, "what was typed is not lost"
        w.page("advisor", f"{at}/remembered/{w.id()}", status=404)


def test_views_success_decisions_meetings_and_learnings_are_said_on_pages(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        programme = registered(w)
        at = f"/programmes/{programme}"
        view = w.post("manager", f"{at}/views", kind="on_design", topic="safety", credit="none", text="Ask us first")
        decision = w.post(
            "advisor", f"{at}/decide", reason="One form", about="collection", parts="goals", place="online",
            way="questionnaire", purpose="evaluation", gains="whanau", benefit="safer", parties=w.ccss.organisation,
        )  # fmt: skip
        for who in ("advisor", "manager"):
            assert w.post(who, decision, **hidden(w.page(who, decision))) == decision
        assert "Decided" in main(w.page("manager", decision))
        assert "Good for whānau: more safety." in main(w.page("manager", decision))
        page = w.client("advisor").post(view, data={"outcome": "changed", "reply": "So be it"}).text
        assert "Choose the decision that was changed" in page and "So be it" in page
        w.post("advisor", view, outcome="changed", decision=decision.rpartition("/")[2], safeguards="no_names",
               reply="We do now")  # fmt: skip
        w.post("manager", view, rating="a_little", text="Let us see")
        page = main(w.page("advisor", f"{at}/views"))
        assert "The agency says that 1 of 1 changed something." in page
        assert "Of 1 who gave one, 0 say yes, 1 a little, 0 no." in page
        assert "Who gave the view says: A little." in page

        w.post("kereru", f"{at}/success", meaning="They tell us so", method="ask_families")
        page = w.page("manager", f"{at}/success")
        assert "Agency 0, providers 1, families 0." in main(page)
        (measure,) = set(re.findall(rf'href="({at}/success/[0-9a-f-]+)"', page))
        w.post("manager", measure, ground="harms", reason="Not so")
        assert "It does harm" in main(w.page("kereru", measure))

        meeting = w.post("advisor", f"{at}/meetings", kind="workshop", on="2026-05-01", text="At noon",
                         organisations=[w.ccss.organisation, w.kereru.organisation], topics="analysis")  # fmt: skip
        w.post("manager", meeting, coming="another_day", another="2026-05-02")
        assert "asks for another day: 2 May 2026" in main(w.page("advisor", meeting))
        assert "Write a number." in w.client("advisor").post(meeting, data={"on": "2026-05-01", "families": "two"}).text
        many = w.client("advisor").post(meeting, data={"on": "2026-05-01", "families": "20000"}).text
        assert 'id="families-error">Write a number of at most 10,000.' in many
        w.post("advisor", meeting, on="2026-05-01", organisations=w.ccss.organisation, families="2", topics="analysis")
        assert "2 family members" in main(w.page("manager", meeting))

        learning = w.post("manager", "/learnings", programme=programme, topic="safety", title="Doors", text="Knock")
        assert "Nobody has opened it yet." in main(w.page("manager", learning))
        assert "Knock" in main(w.page("advisor", learning))
        assert "A policy advisor" in main(w.page("manager", learning))
        w.post("advisor", learning, outcome="adopted", reason="We knock")
        page = main(w.page("manager", learning))
        assert "Taken up" in page and "We knock" in page
        for stage in ("1. Design", "2. Tender and agreement", "3. Reporting", "4. Service user", "5. Sharing"):
            assert stage in main(w.page("manager", at))
        assert "Taken up" in main(w.page("manager", at))


def test_grants_and_interests_are_answered_on_pages(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        programme, data_set, grant, interest = registered(w), w.id(), w.id(), w.id()
        w.say(w.ccss, "information.transferred.v1", {
            "transfer": w.id(), "unit": w.ccss.unit, "to_unit": w.evaluation, "holding": data_set, "lines": 3,
            "derived": [{"source": w.register, "mapping": "all"}], "parts": ["wellbeing_score"],
            "why": {"purpose": "evaluation", "basis": "nz-pa2020:IPP11(1)(h)"},
        })  # fmt: skip
        w.say(w.acf, "grant.given.v1", {
            "grant": grant, "programme": programme, "unit": w.evaluation, "to": w.ccss.organisation,
            "holdings": [data_set], "parts": ["wellbeing_score"], "purpose": "evaluation", "starts": "2026-03-01",
            "ends": "2026-04-30",
        })  # fmt: skip
        at = f"/grants/{grant}"
        w.post("manager", at, **hidden(w.page("manager", at)))
        assert "In force" in main(w.page("evaluation", at))
        w.say(w.kereru, "interest.declared.v1", {
            "interest": interest, "self_declared": True, "group": "marae", "programme": programme,
            "to": w.acf.organisation,
        })  # fmt: skip
        w.say(w.kereru, "interest.voiced.v1", {"interest": interest, "kind": "objection"}, text="Ask us")
        at = f"/interests/{interest}"
        w.post("advisor", at, outcome="accepted", reply="We will")
        page = main(w.page("kereru", at))
        assert "An objection. “Ask us” Accepted. Answer: “We will”" in page
        assert "An objection" in main(w.page("kereru", f"/programmes/{programme}"))


def test_a_family_has_its_say_on_its_own_page(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        programme, meeting = registered(w), w.id()
        in_programme(w, programme)
        data = {
            "meeting": meeting, "kind": "codesign", "on": "2026-05-01", "programme": programme, "organisations": [],
            "topics": ["safety"], "holding": w.register, "lines": [[1, 2]],
        }  # fmt: skip
        w.say(w.ccss, "meeting.invited.v1", data, text="Come along")
        w.say(w.acf, "success.proposed.v1", {
            "success": w.id(), "version": 1, "programme": programme, "organisations": [w.acf.organisation],
            "method": "count",
        }, meaning="Numbers rise")  # fmt: skip
        page = w.page("hera", "/my/say")
        assert "Come along" in main(page)
        assert "Numbers rise" in main(page)
        assert w.post("hera", f"/my/meetings/{meeting}", coming="yes") == "/my/say"
        w.post("hera", f"/my/say/{programme}/view", topic="safety", text="Lock it up", credit="none")
        (view,) = set(re.findall(r'href="(/my/views/[0-9a-f-]+)"', w.page("hera", "/my/say")))
        w.post("hera", view, rating="no")
        w.post("hera", f"/my/say/{programme}/success", text="We laugh", method="ask_families")
        (measure,) = set(re.findall(rf'href="(/my/say/{programme}/success/[0-9a-f-]+)"', w.page("hera", "/my/say")))
        w.post("hera", measure, ground="families_not_asked", text="")
        assert "Write what you think." in w.client("hera").post(f"/my/say/{programme}/view", data={"topic": "x"}).text
        page = main(w.page("hera", "/my/say"))
        for told in (
            "Lock it up",
            "You say: no.",
            "We laugh",
            "Agency 1, services 0, families 1.",
            "You said that you do not agree.",
        ):
            assert told in page
        assert "You said: I will come." in page

        # Those who can act are told; no other family reads her words.
        assert "Lock it up" in main(w.page("advisor", f"/programmes/{programme}/views"))
        for who in ("sela", "mele"):
            assert "Lock it up" not in w.page(who, "/my/say") and "We laugh" not in w.page(who, "/my/say")
        w.page("sela", view, status=404)
        w.page("manager", "/my/say", status=404)
        assert textstat.automated_readability_index(page) <= 8
        assert textstat.automated_readability_index(main(w.page("mele", "/my/say"))) <= 4


def test_nobody_outside_finds_a_page_about_what_is_not_theirs(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        programme = registered(w)
        pages = ("", "/remembered", "/views", "/success", "/meetings", "/decide")
        for who in ("hera", "board", "contracting"):
            for page in pages:
                w.page(who, f"/programmes/{programme}{page}", status=404)
        _nothing_is_said_by_those_who_only_read(w, programme)


def _nothing_is_said_by_those_who_only_read(w: World, programme: str) -> None:
    size = w.house.site.ledger.size()
    w.client("auditor").post(f"/programmes/{programme}/success", data={"meaning": "Mine", "method": "count"})
    ledger = w.house.site.ledger
    added = [strictjson.read(jws.parse(ledger.statement(n) or b"").payload) for n in range(size, ledger.size())]
    assert {event["source"] for event in added} <= {ledger.feed}, "the ledger's own word that they were refused"
