"""One onward share: the agency's reporting unit passes suburbs on to a second agency, whose feed later falls silent."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from consumers.story.agreements import HOMES_PARTS, under
from consumers.story.entry import DigestOf, Entry
from consumers.story.nztime import nz
from consumers.story.organisations import system_of, unit_of
from consumers.story.readings import product_of, use_of
from consumers.story.stage import Stage


def onward(stage: Stage) -> Iterator[Entry]:
    """The reporting unit shares a quarter of City Centre's with a second agency, whose feed later falls silent."""
    seed, one = stage.seed, stage.sent["ccss-q2-service"]
    reason_ = {
        "purpose": "dpv:PublicPolicyMaking",
        "basis": "nz-pa2020:IPP11(1)(h)",
        "agreement": under(seed, "acf-owh", 1),
    }
    homes, unit = seed.uid("holding:homes"), unit_of(seed, "owh-policy")
    transfer: dict[str, Any] = {
        "transfer": seed.uid("transfer:homes"), "unit": unit_of(seed, "acf-reporting"), "to_unit": unit,
        "holding": homes, "derived": [{"source": one.holding(seed), "mapping": "all"}], "lines": one.lines,
        "parts": HOMES_PARTS, "why": reason_,
    }  # fmt: skip
    yield Entry(nz(date(2026, 2, 11), "10:20:55"), "acf", "desk", "information.transferred.v1", transfer, (), "homes")
    receipt: dict[str, Any] = {
        "transfer": transfer["transfer"], "statement": DigestOf("homes"), "holding": homes, "unit": unit,
        "system": system_of(seed, "homes-index"), "lines": one.lines,
    }  # fmt: skip
    yield Entry(nz(date(2026, 2, 12), "09:40:55"), "owh", "homes-index", "information.received.v1", receipt)
    touched = {"holding": homes, "lines": "all", "parts": ["suburb"]}
    listed = touched | {"unit": unit, "role": "policy_advisor", "mode": "listed", "why": reason_}
    yield Entry(nz(date(2026, 2, 18), "13:30:55"), "owh", "homes-index", "information.accessed.v1", listed)
    report = {
        "product": product_of(seed, "homes"), "kind": "report", "lines": 0, "parts": ["suburb"],
        "derived": [{"source": homes, "mapping": "group"}], "system": system_of(seed, "homes-index"),
    }  # fmt: skip
    used: dict[str, Any] = {"use": use_of(seed, "homes"), "unit": unit, "role": "policy_advisor", "inputs": [touched]}
    used |= {"products": [report], "why": reason_}
    yield Entry(nz(date(2026, 2, 24), "14:00:55"), "owh", "homes-index", "information.used.v1", used)
    came = stage.outcome(
        "homes", "owh-policy", ["homes"], one.lines, kind="led_nowhere", subject="none", reason="too_few"
    )
    yield Entry(nz(date(2026, 3, 17), "10:10:55"), "owh", "homes-index", "outcome.reported.v1", came)
