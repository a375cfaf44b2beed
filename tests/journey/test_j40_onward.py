"""J40: what is sent on, to another agency or a research database, has the same trail and the same duties."""

from pathlib import Path

from flow import sent
from world import world


def test_j40_an_onward_share_is_seen_by_the_family_its_provider_and_owes_a_receipt_and_an_outcome(
    tmp_path: Path,
) -> None:
    with world(tmp_path) as w:
        homes = w.place.organisation("agency", unit_kind="policy")
        first = sent(w, w.evaluation, ["suburb"])
        onward = {
            "transfer": w.id(), "unit": w.evaluation, "to_unit": homes.unit, "holding": w.id(),
            "derived": [{"source": first["holding"], "mapping": "all"}], "lines": 3, "parts": ["suburb"],
            "why": {"purpose": "dpv:PublicPolicyMaking", "basis": "nz-pa2020:IPP11(1)(h)"},
        }  # fmt: skip
        shared = w.say(w.acf, "information.transferred.v1", onward)

        assert w.get("manager", f"/api/submissions/{first['transfer']}")["onward"] == [homes.unit]
        (breach,) = [b for b in w.get("manager", "/api/flagged")["breaches"] if b["digest"] == shared]
        assert "no-agreement" in breach["flags"]
        assert homes.organisation in [entry["to_organisation"] for entry in w.get("hera", "/api/trail")["entries"]]

        use = {
            "use": w.id(), "unit": homes.unit, "role": "policy_advisor", "why": onward["why"],
            "inputs": [{"holding": onward["holding"], "lines": "all", "parts": ["suburb"]}],
        }  # fmt: skip
        w.say(homes, "information.used.v1", use)
        (entry,) = [e for e in w.get("hera", "/api/trail")["entries"] if e["use"] == use["use"]]
        assert (entry["organisation"], entry["parts"]) == (homes.organisation, ["suburb"])
        w.sign_in("homes", "unit", homes, homes.unit)
        kinds = {duty["kind"]: duty["to"] for duty in w.get("homes", "/api/owed")["duties"]}
        assert kinds == {"receipt": [w.acf.organisation], "outcome": [w.ccss.organisation]}


def test_j40_what_is_sent_on_is_on_the_map_of_those_who_sent_it_first(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        homes = w.place.organisation("agency", unit_kind="policy")
        made = sent(w, w.evaluation, ["suburb"])["holding"]
        day = {"day": "2026-12-31"}
        use, analysis, onward = w.id(), w.id(), w.id()
        w.say(w.acf, "information.used.v1", {
            "use": use, "unit": w.evaluation, "role": "evaluation_analyst",
            "inputs": [{"holding": made, "lines": "all", "parts": ["suburb"]}],
            "products": [{
                "product": analysis, "kind": "derived_holding", "lines": 3, "parts": ["suburb"],
                "derived": [{"source": made, "mapping": "all"}],
            }],
            "why": {"purpose": "evaluation", "basis": "nz-pa2020:IPP10(1)(b)"},
        })  # fmt: skip
        why = {"purpose": "dpv:PublicPolicyMaking", "basis": "nz-pa2020:IPP11(1)(h)"}
        share = {
            "transfer": w.id(), "unit": w.evaluation, "to_unit": homes.unit, "holding": onward, "lines": 3,
            "derived": [{"source": analysis, "mapping": "all"}], "parts": ["suburb"], "why": why,
        }  # fmt: skip
        everybody = ("manager", "board", "privacy", "hera")
        assert [w.get(who, "/api/flows", **day)["onward"] for who in everybody] == [[]] * 4
        w.say(w.acf, "information.transferred.v1", share)
        for who in everybody:
            (one,) = w.get(who, "/api/flows", **day)["onward"]
            assert (one["organisation"], one["to_unit"], one["times"], one["outside"]) == (
                w.acf.organisation, homes.unit, 1, 1,
            ), who  # fmt: skip
            assert "What others sent on" in w.page(who, "/flows?day=2026-12-31"), who
        assert 'href="/flows"' in w.page("hera", "/my?as=adult"), "a family gets there from its own page"
        for who in ("kereru", "evaluation", "advisor", "auditor"):
            assert w.get(who, "/api/flows", **day)["onward"] == [], "not theirs, or their own sending"

        # What others sent on under a law that holds it back is told to the privacy officer alone.
        before = {who: w.get(who, "/api/flows", **day) for who in everybody}
        by_law = {"purpose": "safety", "basis": "fva2018:s20"}
        w.say(w.acf, "information.transferred.v1", share | {"transfer": w.id(), "holding": w.id(), "why": by_law})
        secret = sent(w, w.reporting, ["suburb"], why=by_law)["holding"]
        further = {"transfer": w.id(), "holding": w.id(), "derived": [{"source": secret, "mapping": "all"}]}
        w.say(w.acf, "information.transferred.v1", share | further | {"unit": w.reporting})
        for who in ("manager", "board", "hera"):
            assert w.get(who, "/api/flows", **day)["onward"] == before[who]["onward"], who
        assert [one["times"] for one in w.get("privacy", "/api/flows", **day)["onward"]] == [3]
        assert w.get("hera", "/api/flows", **day) == before["hera"]
