"""Web access logs in the common and the combined format of Apache and nginx.

A record: ``host``, ``user``, ``time`` (ISO), ``method``, ``path`` (decoded, without its query), ``query``, ``status``,
``agent``. A line has no identifier of its own: two that are the same to the second are one access.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

_LINE = re.compile(
    r'(?P<host>\S+) \S+ (?P<user>.+?) \[(?P<time>[^\]]+)\] "(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{3}) \S+'
    r'(?: "(?:[^"\\]|\\.)*" "(?P<agent>(?:[^"\\]|\\.)*)")?'
)


def records(raw: bytes, member: str) -> Iterator[dict[str, Any] | None]:
    """One a line; ``method`` and ``path`` are empty, where what came was no request."""
    for line in raw.decode("utf-8", "replace").splitlines():
        if line.strip():
            yield _record(line)


def _record(line: str) -> dict[str, Any] | None:
    found = _LINE.match(line)
    if found is None:
        return None
    method, _, rest = found["request"].partition(" ")
    try:
        time = datetime.strptime(found["time"], "%d/%b/%Y:%H:%M:%S %z").isoformat()
        target = urlsplit(rest.partition(" ")[0])
    except ValueError:
        return None
    user = "" if found["user"] == "-" else found["user"]
    return {
        "host": found["host"], "user": user, "time": time, "method": method if rest else "",
        "path": unquote(target.path), "query": target.query, "status": found["status"], "agent": found["agent"] or "",
    }  # fmt: skip
