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
