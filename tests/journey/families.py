"""What the tests about families say over and over: notices that both have signed, and what is sent to the agency."""

from typing import Any

import flows
from world import World


def joint_notice(w: World, id: str, version: int = 1, *to_units: str, kind: str = "collection", **words: str) -> None:
    """City Centre and the agency publish and sign a version that names these units."""
    told = [
        {"to_unit": unit, "parts": ["name", "goals"], "purpose": "dpv:ServiceProvision"} for unit in to_units
    ]  # fmt: skip
    data = {
        "notice": id, "version": version, "kind": kind, "authors": [w.acf.organisation, w.ccss.organisation],
        "flows": told,
    }  # fmt: skip
    texts = {"text": "We send your goals to the agency.", "text_child": "We send what you want."} | words
    content = w.say(w.ccss, "notice.published.v2", data, **texts)
    for party in (w.ccss, w.acf):
        w.say(party, "notice.signed.v1", {"notice": id, "version": version, "content": content})


def given(w: World, id: str, lines: list[list[int]], version: int = 1, reader: str = "adult", **more: Any) -> str:
    data = {"notice": id, "version": version, "holding": w.register, "lines": lines, "reader": reader}
    return w.say(w.ccss, "notice.given.v1", data | {"understood": True} | more)


def sent(w: World, unit: str, lines: int = 3, mapping: Any = "all", **other: Any) -> flows.Sent:
    """City Centre sends names and goals of the register to a unit of the agency."""
    made = flows.sent(w.ccss, w.acf, w.register, lines, mapping, to_unit=unit, **other)
    w.tell(made.line)
    return made


def person(w: World, name: str, who: str = "manager") -> str:
    """The id under which staff read somebody's page."""
    return str(next(one["person"] for one in w.get(who, "/api/people") if one["name"] == name))
