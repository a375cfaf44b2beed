"""Small logs about information that flows, and what the read models make of them.

sent = flows.sent(shelter, agency, register, 3)          # lines 1–3 of a register, sent to the agency's unit
place.seal(sent.line, flows.received(agency, sent))
flows.trail(flows.projected(place, tmp_path), (register, 1)).entries
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import databases
from building import WHY as WHY
from building import Line, Party, Place
from nacl.signing import SigningKey
from sqlalchemy import Engine, select

from ledger import jws
from projections import tables
from projections.answers import Trail
from projections.downstream import downstream as downstream
from projections.policy import Kind, Viewer
from projections.project import Projector, open_views
from projections.trail import owners
from projections.trail import trail as trail_model

HELD = {"purpose": "safety", "basis": "fva2018:s20"}
AUDITOR, PERSON = Viewer(Kind.AUDITOR), Viewer(Kind.PERSON, person="a" * 32)


@dataclass(frozen=True)
class Sent:
    line: Line
    transfer: str
    holding: str
    lines: int


def sent(sender: Party, to: Party, source: str, lines: int, mapping: Any = "all", **other: Any) -> Sent:
    """``information.transferred`` from one holding, or from ``derived`` as given."""
    data = {
        "transfer": sender.place.id(), "unit": sender.unit, "to_unit": to.unit, "holding": sender.place.id(),
        "derived": [{"source": source, "mapping": mapping}], "lines": lines, "parts": ["name", "goals"], "why": WHY,
    } | other  # fmt: skip
    return Sent(sender.say("information.transferred.v1", data), data["transfer"], data["holding"], lines)


def received(by: Party, of: Sent, **other: Any) -> Line:
    data = {
        "transfer": of.transfer, "statement": of.line.digest.hex(), "holding": of.holding, "unit": by.unit,
        "system": by.system, "lines": of.lines,
    }  # fmt: skip
    return by.say("information.received.v1", data | other)


def accessed(by: Party, holding: str, lines: Any = "all", **other: Any) -> Line:
    data = {
        "holding": holding, "lines": lines, "parts": ["name"], "unit": by.unit, "role": "case_worker",
        "mode": "opened", "why": WHY,
    }  # fmt: skip
    return by.say("information.accessed.v1", data | other)


def corrected(by: Party, holding: str, lines: Any, parts: list[str], **other: Any) -> Line:
    return by.say(
        "information.corrected.v1", {"holding": holding, "lines": lines, "parts": parts, "unit": by.unit} | other
    )


@dataclass(frozen=True)
class Used:
    line: Line
    use: str


def used(by: Party, *inputs: tuple[str, Any, list[str]], products: list[dict[str, Any]] | None = None,
         **other: Any) -> Used:  # fmt: skip
    data: dict[str, Any] = {
        "use": by.place.id(), "unit": by.unit, "role": "reporting_analyst", "why": WHY,
        "inputs": [{"holding": h, "lines": lines, "parts": parts} for h, lines, parts in inputs],
    }  # fmt: skip
    if products:
        data["products"] = products
    return Used(by.say("information.used.v1", data | other), data["use"])


def product(place: Place, *derived: tuple[str, Any], lines: int = 0) -> dict[str, Any]:
    made = [{"source": source, "mapping": mapping} for source, mapping in derived]
    return {"product": place.id(), "kind": "analysis", "derived": made, "lines": lines}


def outcome(by: Party, *uses: str, **other: Any) -> Line:
    data = {
        "outcome": by.place.id(), "unit": by.unit, "kind": "decision", "subject": "funding", "scope": "group",
        "people": 3, "uses": list(uses),
    }  # fmt: skip
    return by.say("outcome.reported.v1", data | other)


def retracted(by: Party, line: Line) -> Line:
    return by.say("statement.retracted.v1", {"statement": line.digest.hex(), "reason": "recorded_by_mistake"})


def replaced(by: Party, line: Line, new: Line) -> Line:
    data = {"statement": line.digest.hex(), "by": new.digest.hex(), "reason": "wrong_parts"}
    return by.say("statement.replaced.v1", data)


def projected(place: Place, folder: Path, batch: int = 2_000, name: str = "views") -> Engine:
    """Read models at the head of the log, in a file of their own; again under the same name, taken further."""
    views = open_views(databases.views(folder / f"{name}-{batch}.db"))
    Projector(place.ledger, views, batch).run()
    return views


def rows(views: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every table, whole."""
    with views.connect() as connection:
        return {
            t.name: sorted(map(tuple, connection.execute(select(t))), key=repr) for t in tables.metadata.sorted_tables
        }


def trail(views: Engine, *roots: tuple[str, int], viewer: Viewer = AUDITOR) -> Trail:
    with views.connect() as connection:
        return trail_model(connection, viewer, roots, owners(connection, roots))


def told(views: Engine, *roots: tuple[str, int], viewer: Viewer = AUDITOR) -> list[str]:
    """``accessed list``: types and whose, without what only founds."""
    entries = trail(views, *roots, viewer=viewer).entries
    return [f"{entry.type.partition('.')[2]} {entry.whose}" for entry in entries]


def kid_of(key: SigningKey) -> str:
    return jws.thumbprint(bytes(key.verify_key))
