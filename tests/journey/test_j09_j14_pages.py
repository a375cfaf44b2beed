"""What people do by hand: challenge, answer, sign (J09); decide and let go (J08); a story (J10, J11); check a file and
say "same as last quarter" (J14, J16); the flow map (J21); "May I use this?" (J31)."""

from pathlib import Path

import agreeing
import tendering
from world import world


def test_j09_a_manager_asks_an_advisor_answers_and_both_sign_by_hand(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        agreeing.propose(w, agreement)
        place, form = f"/agreements/{agreement}", f"/agreements/{agreement}/challenge?version=1&line=2"
        assert "Best foot forward" in w.page("manager", "/agreements")
        assert f"{place}/challenge?version=1&amp;line=2" in w.page("manager", place)
        assert w.page("contracting", place).count("/challenge?") == 0
        empty = {"kind": "question", "about": "meaning", "text": "", "reply_by": "2026-03-20"}
        assert w.post("manager", form, status=422, **empty) == ""
        asked = w.post("manager", form, **(empty | {"text": "Why wellbeing scores?"}))
        content = w.get("manager", f"/api{place}")["agreement"]["versions"][0]["content"]
        signing = {"content": content, "read": "yes"}
        assert w.post("manager", f"{place}/sign", status=422, **signing) == ""
        assert "A question or objection about this agreement is open" in w.client("manager").post(
            f"{place}/sign", data=signing, headers={"accept": "text/html"}
        ).text  # fmt: skip
        assert "Why wellbeing scores?" in w.page("advisor", asked)
        w.page("contracting", asked, status=404)
        answer = {"meaning": "To see if families feel better.", "force": "mandatory", "basis": ""}
        assert w.post("advisor", f"{asked}/reply", status=422, **answer) == "", "a must needs its rule"
        w.post("advisor", f"{asked}/reply", **(answer | {"basis": "nz-pa2020:IPP11(1)(h)"}))
        assert "To see if families feel better." in w.page("manager", asked)
        w.post("contracting", f"{place}/sign", status=404, **signing)
        for who in ("manager", "advisor"):
            w.post(who, f"{place}/sign", **signing)
        assert "Version 1 is in force" in w.page("manager", place)


def test_j08_j10_a_tender_and_a_story_by_hand(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        tender, story = tendering.open_tender(w), w.id()
        tendering.assess(w, story)
        item = tendering.propose(w, tender, story=story)
        place = f"/tenders/{tender}"
        assert "Nobody has decided yet" in w.page("manager", place)
        assert "Say what went in" not in w.page("manager", place), "nothing may go yet"
        assert w.post("manager", f"{place}/release", status=422, items=item) == "", "not without a decision"
        assert "no decision to let it go" in w.page("board", "/refusals")
        w.post("manager", f"/stories/{story}/settle", status=422, decision="share")
        w.say(w.ccss, "story.discussed.v1", tendering.discussed(w, story, ("share", True), ("alter", False)))
        assert "1 said share it, 1 said change it first" in w.page("manager", f"/stories/{story}")
        w.post("manager", f"/stories/{story}/assess", identifiability="none", sensitivity="child")
        w.post("manager", f"/stories/{story}/settle", decision="share", note="He agreed")
        decision = {"item": item, "decision": "release", "basis": "nz-pa2020:IPP11(1)(c)", "reason": "He agreed"}
        w.post("manager", f"{place}/decide", **decision)
        assert "Say what went in" in w.page("manager", place)
        w.post("manager", f"{place}/release", items=item)
        assert "Say what went in" not in w.page("manager", place), "it is in"
        assert "1 thing on" in w.page("contracting", place)
        assert "Take it back" in w.page("hera", "/my/stories")
        w.post("sela", f"/my/stories/{story}", status=404)
        w.post("hera", f"/my/stories/{story}")
        assert "It will not be told again" in w.page("hera", "/my/stories")
        assert "Taken back by the person" in w.page("manager", f"/stories/{story}")


def test_j14_a_file_is_checked_and_the_same_as_last_quarter_is_sent_by_hand(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        agreeing.agree(w, agreement)
        agreeing.send(w, agreement, period_from="2026-01-01", period_to="2026-03-31", due="2026-04-20")
        agreeing.pass_to(w, "2026-07-05T00:00:00+00:00")
        form = {"line": f"{agreement} 1", "columns": "attendance\tgoals\tDOB\tAroha", "people": "same"}
        told = w.client("manager").post("/flows/check", data=form, headers={"accept": "text/html"}).text
        assert "Column 3, date of birth: it is not in the agreement. Remove it." in told
        assert "Column 4: we do not know what this is." in told
        w.post("manager", "/flows/check", status=422, send="yes", **form)
        place = w.post("manager", "/flows/check", send="yes", **(form | {"columns": "attendance,goals"}))
        assert place.startswith("/submissions/")
        assert "April to June 2026" in w.page("reporting", "/flows/promised")
        assert "Sent 2 times" in w.page("manager", "/flows?day=2026-07-05")
        assert "No agreement that you take part in" in w.page("manager", "/flows?day=2025-07-05")
        study = agreeing.send(w, agreement, 2)
        asked = f"/flows/may-use?holding={study['holding']}&purpose=eligibility&part=wellbeing_score"
        assert "The agreement says that it must not be used for this. Line 2" in w.page("evaluation", asked)
        page = w.page("evaluation", "/flows/may-use")
        assert "May I use this?" in page and f'<option value="{study["holding"]}">From ' in page, (
            "in words, from a list"
        )
        assert "Tick one part or more." in w.page("evaluation", asked.rpartition("&")[0], 422)
        assert "You hold nothing yet." in w.page("contracting", "/flows/may-use")
