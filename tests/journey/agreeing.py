"""An agreement in force, and transfers under it, as several rows of the journey need them."""

from typing import Any

from building import Party
from world import World

SERVICE: dict[str, Any] = {
    "parts": ["attendance", "goals"], "purpose": "dpv:ServiceMonitoring", "basis": "nz-pa2020:IPP11(1)(a)",
    "every_months": 3, "method": "upload",
}  # fmt: skip
STUDY: dict[str, Any] = {
    "parts": ["attendance", "wellbeing_score"], "purpose": "evaluation", "basis": "nz-pa2020:IPP11(1)(h)",
    "not_for": ["eligibility"],
}  # fmt: skip


def propose(w: World, agreement: str, version: int = 1, **other: Any) -> str:
    """The agency proposes: line 1 to its reporting unit, line 2 to its evaluation unit; returns the digest."""
    schedule = [{"line": 1, "to_unit": w.reporting} | SERVICE, {"line": 2, "to_unit": w.evaluation} | STUDY]
    data = {
        "agreement": agreement, "version": version, "parties": [w.acf.organisation, w.ccss.organisation],
        "schedule": schedule, "starts": "2026-01-01", "ends": "2027-03-31",
    } | other  # fmt: skip
    return w.say(w.acf, "agreement.proposed.v1", data, title="Best foot forward")


def agree(w: World, agreement: str, version: int = 1, **other: Any) -> str:
    """Proposed, and signed by both; returns the proposal's digest."""
    content = propose(w, agreement, version, **other)
    for party in (w.acf, w.ccss):
        signature = {"agreement": agreement, "version": version, "content": content}
        w.say(party, "agreement.signed.v1", signature)
    return content


def why(agreement: str, line: int = 1, version: int = 1, purpose: str = "") -> dict[str, Any]:
    of = SERVICE if line == 1 else STUDY
    return {
        "purpose": purpose or of["purpose"], "basis": of["basis"],
        "agreement": {"agreement": agreement, "version": version, "line": line},
    }  # fmt: skip


def send(w: World, agreement: str, line: int = 1, *, confirm: bool = True, **other: Any) -> dict[str, Any]:
    """City Centre sends its three people under a line; the unit confirms it."""
    unit = w.reporting if line == 1 else w.evaluation
    parts = (SERVICE if line == 1 else STUDY)["parts"]
    sent = {
        "transfer": w.id(), "unit": w.ccss.unit, "to_unit": unit, "holding": w.id(),
        "derived": [{"source": w.register, "mapping": "all"}], "lines": 3, "parts": parts,
        "why": why(agreement, line),
    } | other  # fmt: skip
    digest = w.say(w.ccss, "information.transferred.v1", sent)
    if confirm:
        received = {
            "transfer": sent["transfer"], "statement": digest, "holding": sent["holding"], "unit": sent["to_unit"],
            "system": w.acf.system, "lines": 3,
        }  # fmt: skip
        w.say(w.acf, "information.received.v1", received)
    return sent


def opened(w: World, holding: str, unit: str, why: dict[str, Any], **other: Any) -> str:
    data = {
        "holding": holding, "lines": "all", "parts": ["attendance"], "unit": unit, "role": "reporting_analyst",
        "mode": "opened", "why": why,
    } | other  # fmt: skip
    return w.say(w.acf, "information.accessed.v1", data)


def flags(w: World, transfer: str) -> list[str]:
    return list(w.get("manager", f"/api/submissions/{transfer}")["flags"])


def pass_to(w: World, time: str, party: Party | None = None) -> None:
    """The log's clock is at least this far on."""
    w.at(time)
    w.tell((party or w.ccss).heartbeat())
