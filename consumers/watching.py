"""Watching one's own keys: somebody who got a key registered in an organisation's name could speak for it.

What the server shows is held against the log's key and its published checkpoint, and that checkpoint against the one
seen last. A server that leaves a registration out is caught by whoever reads the whole log (``lightwell verify``).
"""

import json
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from ledger import jws, merkle, note, strictjson
from ledger.encoding import unb64
from ledger.problems import Problem
from ledger.proof import Proof


class BadLog(Exception):
    """What the server shows does not hold: keep it, it is evidence."""


@dataclass(frozen=True)
class Event:
    """A key of the organisation was ``registered``, ``revoked`` or ``compromised`` at this index."""

    index: int
    what: str
    kid: str


def look(url: str, organisation: str, vkey: str, seen: Path) -> list[Event]:
    """What is new about the organisation's keys since the last look, which ``seen`` remembers (JSON).

    Raises BadLog, httpx2's errors where the server cannot be reached, and Problem where it answers with one.
    """
    log = note.Verifier.parse(vkey)
    before: dict[str, Any] = json.loads(seen.read_text()) if seen.exists() else {"known": [], "checkpoint": ""}
    with httpx2.Client(base_url=url, timeout=30) as http:
        signed = _get(http, "/checkpoint").decode()
        found = strictjson.read(_get(http, f"/keys/{organisation}"))
        try:
            checkpoint = note.open_checkpoint(signed, log)
            if before["checkpoint"]:
                _grew(http, note.open_checkpoint(before["checkpoint"], log), checkpoint)
            events = [_event(one, organisation, log) for one in found]
        except (ValueError, KeyError, TypeError) as error:
            raise BadLog(f"{error}; keep what the server answered, it is evidence") from None
    known = set(before["known"])
    if not known <= {event.index for event in events}:
        raise BadLog("a key statement that was there before is not shown any more; keep it, it is evidence")
    fresh = seen.with_name(seen.name + ".new")
    fresh.write_text(json.dumps({"known": [event.index for event in events], "checkpoint": signed}))
    fresh.replace(seen)
    return [event for event in events if event.index not in known]


def _get(http: httpx2.Client, path: str) -> bytes:
    answer = http.get(path)
    if answer.status_code != 200:
        raise Problem("not-found" if answer.status_code == 404 else "busy")
    return answer.content


def _grew(http: httpx2.Client, old: note.Checkpoint, new: note.Checkpoint) -> None:
    if new.size < old.size:
        raise ValueError("the log is smaller than it was: it was rolled back")
    steps = strictjson.read(_get(http, f"/proof/consistency?first={old.size}&second={new.size}"))["hashes"]
    merkle.check_consistency(old.size, new.size, old.root, new.root, [b64decode(one, validate=True) for one in steps])


def _event(one: dict[str, Any], organisation: str, log: note.Verifier) -> Event:
    token, standing = one["statement"].encode(), Proof.parse(one["proof"])
    standing.check(token, log)
    parsed = jws.parse(token)
    event = strictjson.read(parsed.payload)
    data, what = event["data"], event["type"].split(".")[-2]
    kid = jws.thumbprint(unb64(data["key"]["x"])) if what == "registered" else data["kid"]
    if data.get("organisation", organisation) != organisation:
        raise ValueError("the server shows a key of somebody else")
    return Event(standing.index, what, kid)
