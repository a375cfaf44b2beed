"""A programme in the journey's small world, as its tests need it."""

from typing import Any

from world import World

PLANNED = {
    "line": 1, "parts": ["attendance", "wellbeing_score"], "purpose": "evaluation",
    "basis": "nz-pa2020:IPP11(1)(h)", "place": "at_the_service", "way": "questionnaire", "identifiable": False,
}  # fmt: skip
ITEM = {
    "part": "wellbeing_score", "place": "at_the_service", "way": "questionnaire", "purpose": "evaluation",
    "identifiable": False,
}  # fmt: skip


def registered(w: World, *follows: str, title: str = "Best foot forward") -> str:
    """A programme that the agency designs with both providers."""
    programme = w.id()
    data = {
        "programme": programme, "agency": w.acf.organisation,
        "providers": [w.ccss.organisation, w.kereru.organisation], "follows": list(follows),
    }  # fmt: skip
    w.say(w.acf, "programme.registered.v1", data, title=title)
    return programme


def planned(w: World, programme: str, version: int = 1, **more: Any) -> dict[str, Any]:
    """Proposes a plan; returns the data of a signature under it."""
    data = {"programme": programme, "version": version, "uses": [PLANNED | {"to_unit": w.evaluation}]} | more
    digest = w.say(w.acf, "plan.proposed.v1", data)
    return {"programme": programme, "version": version, "content": digest}


def agreed(w: World, programme: str, version: int = 1, **more: Any) -> None:
    """A plan that everybody has signed."""
    signature = planned(w, programme, version, **more)
    for party in (w.acf, w.ccss, w.kereru):
        w.say(party, "plan.signed.v1", signature)


def collecting(w: World, programme: str, register: str, first: int, last: int) -> dict[str, Any]:
    """City Centre collects for a programme."""
    return {
        "holding": register, "unit": w.ccss.unit, "system": w.ccss.system, "relation": "from", "lines": [[first, last]],
        "parts": ["wellbeing_score"], "why": {"purpose": "dpv:ServiceProvision", "basis": "nz-pa2020:IPP2"},
        "programme": programme,
    }  # fmt: skip


def deciding(w: World, programme: str, **more: Any) -> dict[str, Any]:
    """A decision that the agency and City Centre are to take together."""
    return {
        "decision": w.id(), "version": 1, "programme": programme,
        "parties": [w.acf.organisation, w.ccss.organisation], "about": "collection", "items": [ITEM],
        "wellbeing": [
            {"gains": "service_users", "benefit": "less_asked_of_them"}, {"gains": "whanau", "benefit": "safer"},
        ],
    } | more  # fmt: skip


def taken(w: World, data: dict[str, Any]) -> str:
    """A decision that both have signed; returns its id."""
    digest = w.say(w.acf, "decision.proposed.v1", data, reason="One form instead of three")
    signature = {"decision": data["decision"], "version": data["version"], "content": digest}
    for party in (w.acf, w.ccss):
        w.say(party, "decision.signed.v1", signature)
    return str(data["decision"])


def in_programme(w: World, programme: str) -> None:
    """The people on City Centre's register are in the programme: something was collected for it from each."""
    w.say(w.ccss, "information.collected.v1", collecting(w, programme, w.register, 1, 3))
