"""What several rows need to have happened first: a submission of City Centre's, and what the agency did with it."""

from typing import Any

from world import World

SERVICE = {"purpose": "dpv:ServiceMonitoring", "basis": "nz-pa2020:IPP11(1)(a)"}
STUDY = {"purpose": "evaluation", "basis": "nz-pa2020:IPP10(1)(b)"}


def sent(
    w: World, unit: str, parts: list[str], *, by: Any = None, lines: int = 3, register: str = "", **more: Any
) -> Any:
    """The data of a transfer to one of the agency's units, which has confirmed it; ``system``: where it is kept."""
    by, system = by or w.ccss, more.pop("system", w.acf.system)
    data = {
        "transfer": w.id(), "unit": by.unit, "to_unit": unit, "holding": w.id(),
        "derived": [{"source": register or w.register, "mapping": "all"}], "lines": lines, "parts": parts,
        "why": SERVICE,
    } | more  # fmt: skip
    digest = w.say(by, "information.transferred.v1", data)
    receipt = {
        "transfer": data["transfer"], "statement": digest, "holding": data["holding"], "unit": unit, "system": system,
        "lines": lines,
    }  # fmt: skip
    w.say(w.acf, "information.received.v1", receipt)
    return data


def used(w: World, unit: str, *holdings: str, parts: list[str] | None = None, why: Any = None) -> str:
    """The id of a use of whole holdings by one of the agency's units."""
    use = w.id()
    inputs = [{"holding": holding, "lines": "all", "parts": parts or ["attendance"]} for holding in holdings]
    data = {"use": use, "unit": unit, "role": "evaluation_analyst", "inputs": inputs, "why": why or STUDY}
    w.say(w.acf, "information.used.v1", data)
    return use
