"""J01: plans and proposed uses stand dated before any collection; what was collected too soon is flagged; the need, and
who contests it. Order is the log's; happened-on and recorded-on are both shown."""

from pathlib import Path

from designing import agreed, collecting, planned, registered
from told import words
from world import world

from api.wording.dates import said_moment


def test_j01_a_collection_before_an_agreed_plan_is_flagged_to_those_whose_it_is(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-01T00:00:00Z")
        programme, need = registered(w), w.id()
        shown = {"programme": programme, "need": need, "evidence": "service_figures"}
        w.say(w.acf, "need.shown.v1", shown, text="Nine in ten waited")
        contest = {"programme": programme, "need": need, "ground": "families_not_asked"}
        w.say(w.ccss, "need.contested.v1", contest, reason="Nobody asked those who left")
        signature = planned(w, programme)

        # Both providers have to sign or propose another; the agency too.
        (due,) = [one for one in w.get("kereru", "/api/duties")["ours"] if one["kind"] == "plan"]
        assert (due["owner"], due["due"]) == (w.kereru.organisation, "2026-04-21")
        for party in (w.acf, w.ccss):
            w.say(party, "plan.signed.v1", signature)
        (plan,) = w.get("kereru", f"/api/programmes/{programme}")["answer"]["plans"]
        assert (plan["missing"], plan["agreed"]) == ([w.kereru.organisation], None), "two of three is no agreement"

        # City Centre begins to collect all the same. It is recorded, and flagged.
        w.at("2026-04-02T00:00:00Z")
        w.say(w.ccss, "information.collected.v1", collecting(w, programme, w.register, 1, 1))
        w.say(w.kereru, "plan.signed.v1", signature)
        w.say(w.ccss, "information.collected.v1", collecting(w, programme, w.register, 2, 3))

        told = w.get("advisor", f"/api/programmes/{programme}")
        answer, prose = told["answer"], told["words"]
        (plan,) = answer["plans"]
        assert [one["organisation"] for one in plan["signed"]] == [
            w.acf.organisation, w.ccss.organisation, w.kereru.organisation
        ]  # fmt: skip
        assert answer["in_force"] == 1
        assert plan["before_collection"]
        assert plan["uses"] == [
            {"line": 1, "parts": ["attendance", "wellbeing_score"], "to_unit": w.evaluation, "purpose": "evaluation",
             "basis": "nz-pa2020:IPP11(1)(h)", "place": "at_the_service", "way": "questionnaire",
             "identifiable": False}
        ]  # fmt: skip
        (early,) = answer["collected"]["early"]
        assert (answer["collected"]["statements"], early["people"]) == (2, 1)
        assert early["organisation"] == w.ccss.organisation
        assert plan["index"] < early["index"] < plan["agreed"], "order is by place in the log"
        assert early["time"].startswith("2026-04-02T00:00")
        assert early["recorded"], "when it was recorded is shown beside when it happened"
        (shown_need,) = answer["needs"]
        (contested,) = shown_need["contested"]
        assert (shown_need["evidence"], contested["ground"]) == ("service_figures", "families_not_asked")
        assert prose[contested["digest"]] == {"reason": "Nobody asked those who left"}

        assert all(one["recorded"] and one["recorded"] != one["time"] for one in plan["signed"])

        # All of it stands on the programme's page, with when it happened and its place in the record.
        for who in ("advisor", "evaluation", "auditor"):
            page = words(w.page(who, f"/programmes/{programme}"))
            for part in (
                "Shown by figures from services", "does not accept this: families were not asked.",
                f"number {contested['index']} in the record", "Version 1 Agreed", "Nobody can be recognised.",
                "to find out if the programme works; at the service, with a form.",
                "1 April 2026. Recorded", f"number {plan['index']} in the record",
                f"Agreed with the last signature, 2 April 2026, number {plan['agreed']} in the record.",
                "Collected before a plan was agreed Too soon", "1 person, 2 April 2026. Recorded",
                f"number {early['index']} in the record", f"The first on 2 April 2026, number {early['index']} in",
            ):  # fmt: skip
                assert part in page, (who, part)
            for one, day in zip(plan["signed"], ("1 April 2026", "1 April 2026", "2 April 2026"), strict=True):
                when = f", {day}. Recorded {said_moment(one['recorded'])}, number {one['index']} in the record."
                assert when in page, (who, "each signature, when it was made and when it was recorded")
        assert "Nobody asked those who left" in w.page("evaluation", f"/programmes/{programme}")
        assert "Nobody asked those who left" not in w.page("auditor", f"/programmes/{programme}")

        # Those whose information it is are told: Hera, and the one who must explain it to her.
        (line,) = [one for one in w.get("hera", "/api/trail")["entries"] if "plan-not-agreed" in one["flags"]]
        assert line["type"] == "information.collected"
        assert all("plan-not-agreed" not in one["flags"] for one in w.get("sela", "/api/trail")["entries"])
        (breach,) = [one for one in w.get("manager", "/api/flagged")["breaches"] if "plan-not-agreed" in one["flags"]]
        assert breach["tell"] == [[w.register, 1]]
        assert next(one["type"] for one in w.get("advisor", "/api/news")) == "plan.signed"

        # A new version does not undo what was agreed; nobody outside reads any of it.
        planned(w, programme, version=2)
        answer = w.get("manager", f"/api/programmes/{programme}")["answer"]
        assert (answer["in_force"], [one["version"] for one in answer["plans"]]) == (1, [1, 2])
        assert [one["before_collection"] for one in answer["plans"]] == [True, False]
        page = words(w.page("manager", f"/programmes/{programme}"))
        assert page.count("Information was collected before this version was proposed.") == 1
        w.get("contracting", f"/api/programmes/{programme}", status=403)
        w.get("hera", f"/api/programmes/{programme}", status=404)
        assert w.get("auditor", f"/api/programmes/{programme}")["words"] == {}


def test_j01_what_a_statement_claims_of_its_time_does_not_move_it_in_the_log(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-01T00:00:00Z")
        programme = registered(w)
        signature = planned(w, programme)
        w.at("2026-04-20T00:00:00Z")  # it claims a later day than the plan's last signature will
        w.say(w.ccss, "information.collected.v1", collecting(w, programme, w.register, 1, 1))
        w.at("2026-04-10T00:00:00Z")
        for party in (w.acf, w.ccss, w.kereru):
            w.say(party, "plan.signed.v1", signature)
        w.at("2026-04-05T00:00:00Z")  # and this one an earlier day
        w.say(w.ccss, "information.collected.v1", collecting(w, programme, w.register, 2, 3))
        answer = w.get("evaluation", f"/api/programmes/{programme}")["answer"]
        (plan,), (early,) = answer["plans"], answer["collected"]["early"]
        assert early["index"] < plan["agreed"], "what was recorded before the plan was agreed is too soon"
        assert (early["time"][:10], early["people"]) == ("2026-04-20", 1), "whatever day it claims"
        assert early["recorded"] and early["recorded"] != early["time"]


def test_j01_a_plan_is_agreed_only_over_one_content(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        programme = registered(w)
        first = planned(w, programme)
        w.say(w.ccss, "plan.signed.v1", first)
        second = planned(w, programme, version=2)
        assert w.refused(w.kereru, "plan.signed.v1", first) == "digest-differs", "a newer one is on the table"
        for party in (w.acf, w.kereru):
            w.say(party, "plan.signed.v1", second)
        assert w.get("advisor", f"/api/programmes/{programme}")["answer"]["in_force"] == 0
        w.say(w.ccss, "plan.signed.v1", second)
        assert w.get("advisor", f"/api/programmes/{programme}")["answer"]["in_force"] == 2
        assert w.refused(w.ccss, "plan.proposed.v1", {"programme": w.id(), "version": 1, "uses": []}) == "schema"
        own = {"programme": w.id(), "agency": w.ccss.organisation, "providers": [w.ccss.organisation]}
        assert w.refused(w.ccss, "programme.registered.v1", own) == "wrong-issuer", "an agency registers a programme"
        other = registered(w, title="Another")
        agreed(w, other)
        assert [one["answer"]["programme"] for one in w.get("manager", "/api/programmes")] == [other, programme]
