"""A mistake is taken back by hand: both stay, whoever read it sees that, and what was closed is open again."""

import re
from pathlib import Path

from agreeing import agree
from asking import relay
from by_hand import says, tries
from designing import planned, registered
from flow import sent, used
from test_from_open_to_form import offered
from test_j37_board_report import YEAR, figures
from world import world


def test_an_outcome_that_was_a_mistake_is_taken_back_and_owed_again(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        submission = sent(w, w.evaluation, ["attendance"])
        use = used(w, w.evaluation, submission["holding"])
        outcome = w.id()
        digest = w.say(w.acf, "outcome.reported.v1", {
            "outcome": outcome, "unit": w.evaluation, "kind": "decision", "uses": [use], "people": 3,
            "subject": "funding", "scope": "group",
        })  # fmt: skip
        assert w.get("evaluation", "/api/owed")["duties"] == []
        form = f"/do/take-back?of={digest}"
        assert f'<a href="{form}">' in w.page("evaluation", "/do/take-back").replace("&amp;", "&")
        for other in ("reporting", "contracting", "manager"):
            w.page(other, form, status=404)
        assert "Choose one." in tries(w, "evaluation", form)
        told = says(w, "evaluation", form, reason="recorded_by_mistake")
        assert "Something was taken back: it was recorded by mistake." in told
        assert "Recorded for" in told

        assert [duty["use"] for duty in w.get("evaluation", "/api/owed")["duties"]] == [use], "it is owed again"
        (seen,) = w.get("manager", f"/api/submissions/{submission['transfer']}")["outcomes"]
        assert seen["retracted"] == "recorded_by_mistake"
        assert "This was taken back: it was recorded by mistake." in w.page(
            "manager", f"/submissions/{submission['transfer']}"
        )
        assert [s["nothing_yet"] for s in w.get("manager", "/api/submissions")["submissions"]] == [True]
        report = w.get("board", "/api/board-report", **YEAR)
        assert figures(report)["influence", "decision"] == (0, None), "the Board is told of what stands"
        w.page("evaluation", form, status=404)


def test_what_was_sent_by_mistake_is_taken_back_from_its_receipt(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.tell(w.ccss.heartbeat())
        submission = sent(w, w.reporting, ["goals"])
        (row,) = w.get("manager", "/api/submissions")["submissions"]
        receipt = f"/receipts/{row['index']}"
        assert offered(w, "manager", receipt) == {"take-back"}
        form = re.search(r'href="(/do/take-back[^"]+)"', w.page("manager", receipt))
        assert form
        says(w, "manager", form.group(1), reason="wrong_parts")
        assert "This was taken back: it named the wrong parts" in w.page("manager", receipt)
        assert offered(w, "manager", receipt) == set(), "once is enough"
        found = w.get("manager", f"/api/submissions/{submission['transfer']}")
        assert found["retracted"] == "wrong_parts"
        assert w.get("reporting", "/api/flows/stream")["submissions"] == 0, "its recipient sees that it does not stand"
        (mine,) = [e for e in w.get("hera", "/api/trail")["entries"] if e["type"] == "information.transferred"]
        assert mine["retracted"] == "wrong_parts"


def test_a_matter_whose_beginning_was_taken_back_is_gone_and_breaks_no_page(tmp_path: Path) -> None:
    """What others said in it stays in the log, and no page is made of an answer without its question."""
    with world(tmp_path) as w:
        programme, agreement, concern = registered(w), w.id(), w.id()
        planned(w, programme)
        agree(w, agreement, programme=programme)
        private = w.ccss.people({1: {"ref": "C-1", "text": "Who reads this?"}})
        raised = {
            "concern": concern, "voice": "relayed", "about": "used", "to": w.acf.organisation, "holding": w.register,
            "lines": [[1, 1]],
        }  # fmt: skip
        w.tell(said := w.ccss.say("concern.raised.v1", raised, private))
        request = relay(w)
        begun = {programme: w.acf, agreement: w.acf, request: w.ccss, concern: w.ccss}
        first = {matter: w.get("auditor", f"/api/matters/{matter}")[0]["digest"] for matter in begun}
        assert first[concern] == said.digest.hex()
        for matter, party in begun.items():
            w.say(party, "statement.retracted.v1", {"statement": first[matter], "reason": "recorded_by_mistake"})
        for who in ("manager", "board", "advisor", "evaluation", "reporting", "officer", "auditor", "hera"):
            for page in (
                "/programmes", f"/programmes/{programme}", "/stages", f"/stages/{programme}", "/agreements", "/do",
                f"/agreements/{agreement}", "/requests", f"/requests/{request}", "/concerns", f"/concerns/{concern}",
                "/duties", "/news", "/board-report", "/my", "/my/requests", "/notices", "/owe",
                *(f"/matters/{matter}" for matter in begun),
            ):  # fmt: skip
                assert w.client(who).get(page).status_code < 500, (who, page)
        assert concern not in w.client("manager").get("/api/concerns").text
        assert request not in w.client("manager").get("/api/requests").text


def test_no_other_unit_and_no_advisor_reads_back_what_was_done_or_that_it_was_taken_back(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        submission = sent(w, w.reporting, ["goals"])
        opened = w.say(w.acf, "information.accessed.v1", {
            "holding": submission["holding"], "lines": [[1, 1]], "parts": ["goals"], "unit": w.reporting,
            "role": "reporting_analyst", "mode": "opened", "why": {"purpose": "safety", "basis": "fva2018:s20"},
        })  # fmt: skip
        (person,) = [one["person"] for one in w.get("privacy", "/api/people") if one["name"] == "Hera"]
        w.get("privacy", f"/api/people/{person}/trail", reason="complaint")
        read = max(line["index"] for line in w.get("auditor", "/api/log") if line["type"] == "trail.read")
        index = {line["digest"]: line["index"] for line in w.get("auditor", "/api/log")}[opened]
        for other in ("advisor", "evaluation", "contracting"):
            assert opened not in w.page(other, "/do/take-back")
        assert opened in w.page("reporting", "/do/take-back")
        back = w.say(w.acf, "statement.retracted.v1", {"statement": opened, "reason": "wrong_record"})
        taken = {line["digest"]: line["index"] for line in w.get("auditor", "/api/log", after=index)}[back]
        for other in ("advisor", "evaluation", "contracting"):
            for said in (index, taken):
                w.page(other, f"/receipts/{said}", status=404)
        for said in (index, taken):
            assert "Recorded for" in w.page("reporting", f"/receipts/{said}")
        w.page("manager", "/receipts/99999999999999999999", status=404)
        for who in ("manager", "privacy", "second", "board", "kereru", "officer"):  # that somebody read for a case
            w.page(who, f"/receipts/{read}", status=404)


def test_who_was_told_something_is_told_that_it_was_taken_back(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        private = w.ccss.people({1: {"ref": "C-1", "text": "Who reads this?"}})
        concern, request = w.id(), relay(w)
        w.tell(w.ccss.say("concern.raised.v1", {
            "concern": concern, "voice": "relayed", "about": "used", "to": w.acf.organisation, "holding": w.register,
            "lines": [[1, 1]],
        }, private))  # fmt: skip
        (raised,) = w.get("auditor", f"/api/matters/{concern}")
        w.say(w.ccss, "statement.retracted.v1", {"statement": raised["digest"], "reason": "wrong_record"})
        first = w.get("reporting", "/api/news")[0]
        assert (first["type"], first["of"], first["matter"]) == ("statement.retracted", "concern.raised", concern)
        assert first["words"] == {} and first["index"] > raised["index"]
        news = w.page("reporting", "/news")
        assert "Taken back: Somebody worries" in news and "It was about another record." in news
        assert "Who reads this?" not in str(first)
        for not_theirs in ("contracting", "kereru"):
            assert concern not in str(w.get(not_theirs, "/api/news")), "they were not told of it before"
        assert concern not in str(w.get("manager", "/api/news")), "they said it themselves"
        (mine,) = [one for one in w.get("hera", "/api/news") if one["of"]]
        assert mine["of"] == "concern.raised" and "statement" not in mine["data"], "no place in the log"
        assert request not in str(mine)


def test_who_was_told_what_came_of_a_report_is_told_that_it_was_taken_back(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        use = used(w, w.evaluation, sent(w, w.evaluation, ["attendance"])["holding"])
        form = {"kind": "decision", "subject": "funding", "scope": "group", "people": "5"}
        outcome = w.post("evaluation", "/owe/outcome", **form, use=use).rpartition("/")[2]
        w.post("evaluation", f"/owe/tell/{outcome}")
        index = w.get("evaluation", f"/api/outcomes/{outcome}/trace")["outcome"]["index"]
        digest = w.house.site.ledger.receipt(index)["digest"]
        w.say(w.acf, "statement.retracted.v1", {"statement": digest, "reason": "recorded_by_mistake"})
        news = w.page("manager", "/news")
        assert f'href="/outcomes/{outcome}"><strong>Taken back: What came of reports of ours' in news
        assert "It was recorded by mistake." in news
        assert "Taken back" not in w.page("kereru", "/news")
