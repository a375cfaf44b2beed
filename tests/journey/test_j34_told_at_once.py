"""J34: "this decision used 4 reports: tell all 2 providers", with one press; each finds what came of its own."""

import re
from pathlib import Path

import flows
from flow import sent, used
from world import World, world


def decided(w: World) -> tuple[str, str]:
    """A decision that used three reports of City Centre and one of Kererū Corner; another used one of the three."""
    theirs = w.id()
    w.tell(w.kereru.collected(theirs, [(1, 2)]))
    ours = [sent(w, w.evaluation, ["attendance"]) for _ in range(3)]
    other = sent(w, w.evaluation, ["attendance"], by=w.kereru, lines=2, register=theirs)
    uses = [used(w, w.evaluation, one["holding"]) for one in (*ours, other)]
    alone = used(w, w.evaluation, ours[0]["holding"])
    form = {"kind": "decision", "subject": "funding", "scope": "group", "people": "5"}
    both = w.post("evaluation", "/owe/outcome", **form, use=uses).rpartition("/")[2]
    return both, w.post("evaluation", "/owe/outcome", **form, use=alone).rpartition("/")[2]


def test_j34_one_press_tells_every_provider_whose_reports_a_decision_used(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        both, alone = decided(w)
        page = w.page("evaluation", "/owe")
        assert "This decision used 4 reports of 2 providers. Nobody has been told yet." in page
        assert "Tell all 2 providers" in page
        assert "This decision used 1 report of 1 provider. Nobody has been told yet." in page
        assert "What came of reports of ours" not in w.page("manager", "/news")

        assert w.post("evaluation", f"/owe/tell/{both}") == "/owe#tell"
        page = w.page("evaluation", "/owe")
        assert "4 reports" not in page and "This decision used 1 report of 1 provider." in page
        for who in ("manager", "kereru"):
            news = w.page(who, "/news")
            assert re.search(rf'href="/outcomes/{both}"><strong>What came of reports of ours', news)
            assert alone not in news, "of that one nobody was told"
            w.page(who, f"/outcomes/{both}")
        told = [said for said in w.get("auditor", "/api/news") if said["type"] == "recipient.told"]
        assert {said["data"]["to"] for said in told} == {w.ccss.organisation, w.kereru.organisation}
        w.post("evaluation", f"/owe/tell/{both}", status=404)
        assert len([said for said in w.get("auditor", "/api/news") if said["type"] == "recipient.told"]) == 2


def test_j34_who_was_told_before_is_not_told_again(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        both, _ = decided(w)
        digest = w.house.site.ledger.receipt(w.get("evaluation", f"/api/outcomes/{both}/trace")["outcome"]["index"])
        w.say(w.acf, "recipient.told.v1", {
            "recipient": w.id(), "unit": w.evaluation, "about": digest["digest"], "to": w.ccss.organisation,
            "channel": "phone",
        })  # fmt: skip
        page = w.page("evaluation", "/owe")
        assert "This decision used 4 reports of 2 providers. Not told yet: 1 report of 1 provider." in page
        assert "Tell the last provider" in page
        w.post("evaluation", f"/owe/tell/{both}")
        told = [said["data"]["to"] for said in w.get("auditor", "/api/news") if said["type"] == "recipient.told"]
        assert sorted(told) == sorted([w.ccss.organisation, w.kereru.organisation])


def test_j34_nobody_tells_for_another_unit_and_nothing_is_told_of_what_the_law_holds(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        both, _ = decided(w)
        for who in ("reporting", "manager", "hera", "board"):
            w.post(who, f"/owe/tell/{both}", status=404)
        assert "Tell those whose reports we used" not in w.page("reporting", "/owe")
        by_law = {"purpose": "safety", "basis": "fva2018:s20"}
        report = sent(w, w.reporting, ["attendance"])
        use = used(w, w.reporting, report["holding"], why=by_law)
        w.tell(flows.outcome(w.acf, use, scope="group", people=3, unit=w.reporting))
        assert "Tell those whose reports we used" not in w.page("reporting", "/owe")
        use = used(w, w.reporting, report["holding"])
        w.tell(flows.outcome(w.acf, use, scope="group", people=3, unit=w.reporting))
        assert "Tell those whose reports we used" in w.page("reporting", "/owe")
