"""JSON: one object a line, or one document that is a list of them or holds one."""

from collections.abc import Iterable
from typing import Any

from ledger import strictjson
from ledger.problems import Problem


def records(raw: bytes, member: str) -> Iterable[dict[str, Any] | None]:
    """Objects as they stand; None for anything else."""
    found = _document(raw, member)
    if found is None:
        found = [_object(line) for line in raw.splitlines() if line.strip()]
    return (one if isinstance(one, dict) else None for one in found)


def _document(raw: bytes, member: str) -> list[Any] | None:
    whole = _object(raw)
    if isinstance(whole, list):
        return whole
    found = whole.get(member) if isinstance(whole, dict) else None
    return found if isinstance(found, list) else None


def _object(line: bytes) -> Any:
    try:
        return strictjson.read(line)
    except Problem:
        return None
