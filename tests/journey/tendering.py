"""A tender and stories in it, as several rows of the journey need them."""

from typing import Any

from world import World


def open_tender(w: World, closes: str = "2026-03-31") -> str:
    """The agency asks City Centre and Kererū Corner for tenders."""
    tender = w.id()
    data = {
        "tender": tender, "unit": w.contracting, "closes": closes,
        "providers": [w.ccss.organisation, w.kereru.organisation],
    }  # fmt: skip
    w.say(w.acf, "tender.opened.v1", data, title="Best foot forward")
    return tender


def assess(w: World, story: str, **other: Any) -> str:
    data = {
        "story": story, "unit": w.ccss.unit, "role": "team_leader", "identifiability": "none",
        "sensitivity": ["child", "small_place"], "holding": w.register, "lines": [[1, 1]],
    } | other  # fmt: skip
    return w.say(w.ccss, "story.assessed.v1", data, title="A father and the bus")


def discussed(w: World, story: str, *says: tuple[str, bool]) -> dict[str, Any]:
    views = [{"seat": n, "says": view, "own": own} for n, (view, own) in enumerate(says, 1)]
    return {"story": story, "unit": w.ccss.unit, "meeting": w.id(), "material": "0" * 64, "views": views}


def settle(w: World, story: str, decision: str) -> str:
    return w.say(w.ccss, "story.settled.v1", {"story": story, "unit": w.ccss.unit, "decision": decision})


def propose(w: World, tender: str, **other: Any) -> str:
    """Something to tell; returns its item."""
    item = w.id()
    data = {
        "item": item, "tender": tender, "unit": w.ccss.unit, "parts": ["story"],
        "original": "dpv:ServiceProvision", "identifiability": "none", "people": 1, "source": w.register,
    } | other  # fmt: skip
    w.say(w.ccss, "item.proposed.v1", data, title="What a father told us")
    return item


def decide(w: World, item: str, decision: str = "release") -> tuple[str, dict[str, Any]]:
    data = {
        "item": item, "unit": w.ccss.unit, "decision": decision, "basis": "nz-pa2020:IPP11(1)(c)",
        "role": "board_member",
    }  # fmt: skip
    return "item.decided.v1", data


def release(w: World, tender: str, *items: str) -> tuple[str, dict[str, Any]]:
    data = {
        "release": w.id(), "tender": tender, "unit": w.ccss.unit, "to_unit": w.contracting, "items": list(items),
    }  # fmt: skip
    return "release.made.v1", data
