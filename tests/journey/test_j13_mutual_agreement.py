"""J13: mutual agreement on what, when, how and why; both sign one version; what goes beyond it is flagged."""

from pathlib import Path

import agreeing
from told import words
from world import world

from projections.memory import Memory
from projections.rows import Rows


def test_j13_a_version_holds_once_both_have_signed_it_and_until_the_next_one_starts(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        content = agreeing.propose(w, agreement)
        first = agreeing.send(w, agreement)
        assert agreeing.flags(w, first["transfer"]) == ["agreement-not-in-force"], "one party's word is no agreement"
        w.say(w.acf, "agreement.signed.v1", {"agreement": agreement, "version": 1, "content": content})
        assert w.get("manager", f"/api/agreements/{agreement}")["agreement"]["in_force"] is None
        w.say(w.ccss, "agreement.signed.v1", {"agreement": agreement, "version": 1, "content": content})
        found = w.get("advisor", f"/api/agreements/{agreement}")["agreement"]
        assert found["in_force"] == 1
        line = found["versions"][0]["requirements"][0]["line"]
        assert (line["parts"], line["every_months"], line["method"], line["purpose"], line["to_unit"]) == (
            ["attendance", "goals"], 3, "upload", "dpv:ServiceMonitoring", w.reporting,
        )  # fmt: skip
        assert agreeing.flags(w, agreeing.send(w, agreement)["transfer"]) == []
        beyond = agreeing.send(w, agreement, parts=["attendance", "health"])
        assert agreeing.flags(w, beyond["transfer"]) == ["outside-schedule"]
        assert ["outside-schedule"] in [one["flags"] for one in w.get("manager", "/api/flagged")["breaches"]]

        # An amendment: the old version holds until the new one is signed and has started.
        agreeing.agree(w, agreement, 2, starts="2026-06-01")
        assert w.get("manager", f"/api/agreements/{agreement}")["agreement"]["in_force"] == 1
        assert agreeing.flags(w, agreeing.send(w, agreement)["transfer"]) == []
        agreeing.pass_to(w, "2026-06-02T00:00:00+00:00")
        assert w.get("manager", f"/api/agreements/{agreement}")["agreement"]["in_force"] == 2
        assert agreeing.flags(w, agreeing.send(w, agreement)["transfer"]) == ["agreement-not-in-force"]
        newer = agreeing.send(w, agreement, why=agreeing.why(agreement, version=2))
        assert agreeing.flags(w, newer["transfer"]) == []


def test_j13_every_unit_reads_what_binds_it_whichever_of_them_says_what_a_line_means(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        agreeing.agree(w, agreement)
        said = {"agreement": agreement, "version": 1, "unit": w.reporting, "line": 1, "force": "negotiable"}
        w.say(w.acf, "requirement.explained.v1", said, meaning="We count who came.")
        for who in ("reporting", "evaluation", "contracting", "advisor", "manager"):
            assert [one["agreement"]["agreement"] for one in w.get(who, "/api/agreements")] == [agreement], who
            page = words(w.page(who, f"/agreements/{agreement}"))
            assert "What it means: We count who came." in page, who
            assert page.count(": signed on") == page.count("Recorded ") == page.count(" in the record.") == 2, who
        w.page("kereru", f"/agreements/{agreement}", status=404)


def test_j13_an_agreement_ends_by_notice_or_by_both(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        one, other = w.id(), w.id()
        end = {"agreement": one, "kind": "notice", "ends_on": "2026-04-01"}
        agreeing.propose(w, one)
        assert w.refused(w.ccss, "agreement.ended.v1", end) == "nothing-to-end"
        agreeing.agree(w, one, 2)
        agreeing.agree(w, other)
        assert w.refused(w.kereru, "agreement.ended.v1", end) == "not-a-party"
        assert w.refused(w.ccss, "agreement.ended.v1", end | {"ends_on": "2026-03-05"}) == "no-time-to-reply"
        w.say(w.ccss, "agreement.ended.v1", end, reason="We cannot do this for the families")
        assert w.refused(w.acf, "agreement.ended.v1", end) == "nothing-to-end"
        assert "agreement.ended" in {told["type"] for told in w.get("advisor", "/api/news")}

        offer = {"agreement": other, "kind": "agreed", "ends_on": "2026-04-01"}
        digest = w.say(w.acf, "agreement.ended.v1", offer)
        (duty,) = [d for d in w.get("manager", "/api/duties")["ours"] if d["kind"] == "agreement-end"]
        assert duty["matter"] == other
        wrong = offer | {"content": digest, "ends_on": "2026-05-01"}
        assert w.refused(w.ccss, "agreement.ended.v1", wrong) == "digest-differs"
        agreeing.pass_to(w, "2026-04-02T00:00:00+00:00")
        assert w.get("manager", f"/api/agreements/{one}")["agreement"]["in_force"] is None
        assert w.get("manager", f"/api/agreements/{other}")["agreement"]["in_force"] == 1, "one word ends nothing"
        w.say(w.ccss, "agreement.ended.v1", offer | {"content": digest})
        assert w.get("advisor", f"/api/agreements/{other}")["agreement"]["ends_on"] == "2026-04-01"
        late = agreeing.send(w, other)
        assert agreeing.flags(w, late["transfer"]) == ["agreement-not-in-force"]


def test_j13_whom_the_version_that_holds_binds_ends_it_and_nobody_else(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        grown, drafted = w.id(), w.id()
        agreeing.agree(w, grown)
        three = [party.organisation for party in (w.acf, w.ccss, w.kereru)]
        content = agreeing.propose(w, grown, 2, parties=three)
        for party in (w.acf, w.ccss, w.kereru):
            w.say(party, "agreement.signed.v1", {"agreement": grown, "version": 2, "content": content})
        offer = {"agreement": grown, "kind": "agreed", "ends_on": "2026-04-01"}
        yes = offer | {"content": w.say(w.acf, "agreement.ended.v1", offer)}
        w.say(w.ccss, "agreement.ended.v1", yes)
        found = w.get("manager", f"/api/agreements/{grown}")["agreement"]
        assert (found["ends_on"], found["ends"][-1]["awaits"]) == (None, [w.kereru.organisation])
        (duty,) = [d for d in w.get("kereru", "/api/duties")["ours"] if d["kind"] == "agreement-end"]
        assert duty["matter"] == grown
        with w.house.site.views.connect() as rows:
            assert Memory(Rows(rows)).endings[grown].ends_on == "", "nor for a projector that starts anew from its rows"
        w.say(w.kereru, "agreement.ended.v1", yes)
        assert w.get("manager", f"/api/agreements/{grown}")["agreement"]["ends_on"] == "2026-04-01"

        # Whoever is left out of a draft is still bound, and has a say; whom only the draft names has none.
        agreeing.agree(w, drafted)
        agreeing.propose(w, drafted, 2, parties=[w.acf.organisation, w.kereru.organisation])
        offer = {"agreement": drafted, "kind": "agreed", "ends_on": "2026-04-01"}
        yes = offer | {"content": w.say(w.acf, "agreement.ended.v1", offer)}
        assert w.refused(w.kereru, "agreement.ended.v1", yes) == "not-a-party"
        assert agreeing.flags(w, agreeing.send(w, drafted)["transfer"]) == []
        w.say(w.ccss, "agreement.ended.v1", yes)
        assert w.get("manager", f"/api/agreements/{drafted}")["agreement"]["ends_on"] == "2026-04-01"
        agreeing.pass_to(w, "2026-04-02T00:00:00+00:00")
        late = agreeing.send(w, drafted)
        assert agreeing.flags(w, late["transfer"]) == ["agreement-not-in-force"]


def test_j13_a_units_duties_and_lines_go_to_the_unit_that_follows_it(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        agreeing.agree(w, agreement)
        sent = agreeing.send(w, agreement)
        question = {
            "question": w.id(), "voice": "relayed", "unit": w.ccss.unit, "to": w.acf.organisation,
            "to_unit": w.reporting, "asked": "why", "transfer": sent["transfer"], "due": "2026-04-01",
        }  # fmt: skip
        w.say(w.ccss, "question.asked.v1", question)
        merged = {"unit": w.reporting, "by": w.evaluation, "since": "2026-03-02"}
        assert w.refused(w.ccss, "unit.succeeded.v1", merged) == "wrong-issuer"
        w.say(w.acf, "unit.succeeded.v1", merged)
        assert w.refused(w.acf, "unit.succeeded.v1", {**merged, "unit": w.evaluation, "by": w.reporting}) != ""
        (duty,) = [d for d in w.get("evaluation", "/api/duties")["ours"] if d["kind"] == "question"]
        assert (duty["matter"], duty["unit"]) == (question["question"], w.evaluation)
        assert w.get("evaluation", f"/api/questions/{question['question']}")["question"]["to_unit"] == w.reporting
        # What the old unit might have, the new one may.
        agreeing.opened(w, sent["holding"], w.evaluation, agreeing.why(agreement))
        assert w.get("manager", "/api/flagged")["breaches"] == []
        assert {line["to_unit"] for line in w.get("manager", "/api/flows")["lines"]} == {w.evaluation}
