"""What the server prints: our own words and names of exceptions, never their messages, which may quote what was sent.

``json`` gives one object a line with ``at``, ``level``, ``from``, ``words``, and of a request ``method``, ``route``
(the pattern, not the address), ``status`` and ``ms``. Of a fault there are its kind and the places that it passed.
"""

import logging
from datetime import UTC, datetime
from traceback import extract_tb
from typing import Any

import orjson

#: Loggers of ours; everybody else's speak only of what goes wrong.
OURS = ("ledger", "projections", "consumers", "api", "lightwell")
FIELDS = ("method", "route", "status", "ms")


class Lines(logging.Formatter):
    """One line an entry: JSON, or words for a terminal."""

    def __init__(self, *, json: bool) -> None:
        super().__init__()
        self._json = json

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "words": record.getMessage() if record.name.split(".")[0] in OURS else str(record.msg),
        }
        entry |= {name: value for name in FIELDS if (value := getattr(record, name, None)) is not None}
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            entry["words"] = entry["words"].partition("\n")[0]
            entry["fault"] = kind.__name__
            entry["places"] = [f"{place.filename}:{place.lineno} {place.name}" for place in extract_tb(trace)[-12:]]
        if self._json:
            return orjson.dumps(entry).decode()
        more = " ".join(f"{name}={entry[name]}" for name in (*FIELDS, "fault") if name in entry)
        places = "".join(f"\n    {place}" for place in entry.get("places", ()))
        return f"{entry['at']} {entry['level']} {entry['from']}: {entry['words']} {more}".rstrip() + places


def configure(level: str, *, json: bool) -> None:
    """Everything to standard error, ours from ``level`` (``debug``, ``info``, ``warning``, ``error``) up."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines(json=json))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
