"""FHIR AuditEvent, R4 and R5, one a line or in a Bundle; with Health New Zealand's profile of R4 (hira-audit-event).

A record: ``id``, ``time``, ``action`` (``R`` read, ``E`` search …), ``kind`` (subtypes: ``search``), ``result``
(outcome, then status or words), ``purpose`` (codes), ``agent`` (what the one who asked acted as: ``PROV``,
``DELEGATEE``), ``who`` (their name), ``resource`` (``CarePlan``) and ``patients`` (identifiers of the data subjects).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from consumers.forms import jsonl

_RESOURCE = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)(?=$|[/?])")
_PATIENT, _SYSTEM_OBJECT = "1", "2"


def records(raw: bytes, member: str) -> Iterator[dict[str, Any] | None]:
    """Audit events; None for a resource of another kind or one that is not in FHIR's form."""
    for one in jsonl.records(raw, "entry"):
        resource = one.get("resource", one) if one is not None else None
        try:
            yield _record(resource) if isinstance(resource, dict) else None
        except (AttributeError, KeyError, TypeError):  # a list where FHIR has an object, or the reverse
            yield None


def _record(event: dict[str, Any]) -> dict[str, Any] | None:
    if event.get("resourceType") != "AuditEvent":
        return None
    agent = _asking(event.get("agent") or [])
    entities = event.get("entity") or []
    subjects = [e for e in entities if _PATIENT in _codes(e.get("role"))]
    touched = [e for e in entities if _SYSTEM_OBJECT in _codes(e.get("type"))] or [
        e for e in entities if e not in subjects
    ]
    patients = [_identifier(e.get("what")) for e in subjects] or [_identifier(event.get("patient"))]
    return {
        "id": event.get("id"),
        "time": event.get("recorded"),
        "action": event.get("action"),
        "kind": [c for one in (*_list(event.get("subtype")), *_list(event.get("code"))) for c in _codes(one)],
        "result": _result(event),
        "purpose": [c for field in ("purposeOfEvent", "authorization") for one in _list(event.get(field))
                    for c in _codes(one)],
        "agent": [c for field in ("role", "type") for one in _list(agent.get(field)) for c in _codes(one)],
        "who": agent.get("name") or _identifier(agent.get("who")),
        "resource": next((r for e in touched if (r := _resource(e.get("what")))), None),
        "patients": [p for p in dict.fromkeys(patients) if p],
    }  # fmt: skip


def _asking(agents: list[dict[str, Any]]) -> dict[str, Any]:
    """The agent who asked: the requestor, or the first."""
    return next((a for a in agents if a.get("requestor") is True), agents[0] if agents else {})


def _result(event: dict[str, Any]) -> str:
    outcome = event.get("outcome")
    if isinstance(outcome, dict):  # R5
        words = [c for one in _list(outcome.get("detail")) for c in (*_codes(one), one.get("text"))]
        return " ".join(str(word) for word in (*_codes(outcome.get("code")), *words) if word)
    return f"{outcome or ''} {event.get('outcomeDesc') or ''}".strip()


def _list(found: Any) -> Iterable[Any]:
    return found if isinstance(found, list) else [] if found is None else [found]


def _codes(concept: Any) -> list[str]:
    """The codes of a Coding or of a CodeableConcept."""
    if concept is None:
        return []
    codings = [concept] if "code" in concept else _list(concept.get("coding"))
    return [one["code"] for one in codings if isinstance(one.get("code"), str)]


def _identifier(reference: Any) -> str | None:
    """Whom a Reference names: by identifier, by its address, or else by what is shown of it."""
    if reference is None:
        return None
    address = (reference.get("reference") or "").rpartition("/")[2]
    return (reference.get("identifier") or {}).get("value") or address or reference.get("display")


def _resource(reference: Any) -> str | None:
    names = _RESOURCE.findall((reference or {}).get("reference") or "")
    return names[-1] if names else None
