"""J22: which duties to tell a family are met or unmet, with the statements that show it."""

from pathlib import Path
from typing import Any

import flows
from families import given, joint_notice, person, sent
from world import World, world


def duties(w: World, name: str) -> dict[str, dict[str, Any]]:
    return {one["rule"]: one for one in w.get("manager", f"/api/people/{person(w, name)}/told")["duties"]}


def test_j22_each_duty_is_met_by_statements_or_unmet_with_a_notice_to_give(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        before = duties(w, "Hera")
        assert {rule for rule, one in before.items() if not one["met"]} == {
            "ipp3", "dpup-together", "dpup-understood", "dpup-choice",
        }  # fmt: skip
        assert before["ipp3"]["notice"] is None, "there is none to give yet"
        id = w.id()
        joint_notice(w, id, 1, w.reporting)
        assert duties(w, "Hera")["ipp3"]["notice"] == [id, 1]
        digest = given(w, id, [[1, 1]])
        after = duties(w, "Hera")
        assert {rule for rule, one in after.items() if one["met"]} == {"ipp3", "dpup-together", "dpup-understood"}
        assert after["ipp3"]["evidence"] == [digest] == after["dpup-together"]["evidence"]
        assert not duties(w, "Sela")["ipp3"]["met"]


def test_j22_who_gets_it_from_somebody_else_must_tell_since_1_may_2026_unless_they_were_named(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        id = w.id()
        joint_notice(w, id, 1, w.reporting)
        given(w, id, [[1, 2]])
        w.at("2026-04-30T11:00:00Z")  # 11 pm on the last day before, in New Zealand
        sent(w, w.policy)
        assert "ipp3a" not in duties(w, "Hera")
        w.at("2026-04-30T12:30:00Z")  # half past midnight
        named = sent(w, w.reporting)
        told = duties(w, "Hera")["ipp3a"]
        assert (told["met"], told["unit"], told["owner"]) == (True, w.reporting, w.acf.organisation)
        assert told["evidence"][0] == named.line.digest.hex()
        assert not duties(w, "Sela")["ipp3a"]["met"], "Sela was given nothing"
        unnamed = sent(w, w.evaluation)
        owed = [
            one for one in w.get("manager", f"/api/people/{person(w, 'Hera')}/told")["duties"] if one["rule"] == "ipp3a"
        ]
        assert [(one["unit"], one["met"]) for one in owed] == [(w.reporting, True), (w.evaluation, False)]
        assert owed[1]["evidence"] == [unnamed.line.digest.hex()]
        joint_notice(w, id, 2, w.reporting, w.evaluation)
        given(w, id, [[1, 1]], version=2)
        assert duties(w, "Hera")["ipp3a"]["met"]
        assert not duties(w, "Hera")["dpup-current"]["met"], "what went in April counts for the policy all the same"
        sent(w, w.privacy_office, why=flows.HELD)
        units = {one["unit"] for one in w.get("manager", f"/api/people/{person(w, 'Hera')}/told")["duties"]}
        assert w.privacy_office not in units, "what the law holds back is no duty to tell"
