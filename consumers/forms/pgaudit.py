"""PostgreSQL's pgaudit in the server's own log: csvlog or jsonlog (PostgreSQL "Error Reporting and Logging"; pgaudit's
README, "Format"). Lines of the log that are neither an audit nor a refusal are not records.

A record: ``id``, ``session``, ``time`` (ISO), ``user``, ``relation`` (``database.schema.table``; without schema where
access was denied, as PostgreSQL says it), ``class``, ``command`` (``SELECT``), ``ps`` (the session's, ``COPY``),
``statement``, ``parameter``, ``rows`` and ``state`` (``00000``, or PostgreSQL's error code: ``42501`` is a refusal).
An audit's id is made of session, statement, substatement and relation: what pgaudit tells for the SESSION, and again
for the OBJECT, is one record's id; a refusal's of session and line.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

#: Zones that ``log_timezone`` writes by their letters.
_ZONES = {"UTC": 0, "GMT": 0, "NZST": 12, "NZDT": 13}
_COLUMNS = (
    "timestamp", "user", "dbname", "pid", "remote_host", "session_id", "line_num", "ps", "session_start", "vxid",
    "txid", "error_severity", "state_code", "message",
)  # fmt: skip
_DENIED = re.compile(r"permission denied for (?:table|view|materialized view|relation) (?P<table>.+)$")
#: Commands that read a relation by another line of their own statement. With ``pgaudit.log_rows`` that line is missing
#: for a table that is copied whole and for a cursor (pgaudit 1.7): what they read is not known then.
_BY_ANOTHER = frozenset({"COPY", "DECLARE CURSOR"})
#: Characters of the longest field: PostgreSQL's longest text.
_LONGEST = 2**30
_PARTS = ("audit", "statement_id", "substatement_id", "class", "command", "object_type", "object", "statement",
          "parameter", "rows")  # fmt: skip


def records(raw: bytes, member: str) -> Iterator[dict[str, Any] | None]:
    """Audits of a relation, and refusals; None for an audit that is broken off, or does not say which relation."""
    text = raw.decode("utf-8", "replace")
    csv.field_size_limit(_LONGEST)
    told = set[tuple[str, str]]()
    for row in _json(text) if text.startswith("{") else _csv(text):
        if row is None:
            yield None
            continue
        message = str(row.get("message") or "")
        if message.startswith("AUDIT: "):
            found = _audit(row, message.removeprefix("AUDIT: "))
            if found is None:
                yield None
            elif found["object"]:
                told.add((found["session"], found["statement_id"]))
                yield found
            elif (
                found["class"] == "READ"
                and found["command"] in _BY_ANOTHER
                and (found["session"], found["statement_id"]) not in told
            ):
                yield None
        elif row.get("state_code") == "42501" and (denied := _DENIED.search(message)):
            yield _head(row) | {"relation": f"{row.get('dbname')}.{denied['table']}", "state": "42501"}


def _json(text: str) -> Iterator[dict[str, Any] | None]:
    for line in filter(None, text.split("\n")):  # no other character ends a line of JSON
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        yield row if isinstance(row, dict) else None


def _csv(text: str) -> Iterator[dict[str, Any] | None]:
    for row in csv.reader(io.StringIO(text, newline="")):
        yield dict(zip(_COLUMNS, row, strict=False)) if len(row) >= len(_COLUMNS) else None


def _head(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"{row.get('session_id')}/{row.get('line_num')}", "time": _iso(str(row.get("timestamp"))),
        "session": str(row.get("session_id")), "user": row.get("user"), "ps": row.get("ps"),
    }  # fmt: skip


def _audit(row: dict[str, Any], message: str) -> dict[str, Any] | None:
    parts = next(csv.reader([message.replace("\r", " ").replace("\n", " ")]), [])
    if len(parts) < len(_PARTS) - 1:  # ``rows`` is there only if pgaudit.log_rows is on
        return None
    said = dict(zip(_PARTS, parts, strict=False))
    relation = f"{row.get('dbname')}.{said['object']}"
    id = f"{row.get('session_id')}/{said['statement_id']}.{said['substatement_id']}/{relation}"
    return _head(row) | said | {"id": id, "relation": relation, "state": "00000"}


def _iso(text: str) -> str:
    """``2025-03-02 09:30:00.123 NZDT`` as ISO 8601; as it stands where the zone's letters are not known."""
    moment, _, letters = text.rpartition(" ")
    hours = _ZONES.get(letters)
    try:
        at = datetime.fromisoformat(moment) if hours is not None else None
    except ValueError:
        at = None
    return text if at is None else at.replace(tzinfo=timezone(timedelta(hours=hours or 0))).isoformat()
