"""What the tests of requests say again and again: a request on its way, signed by those who deal with it."""

import json
from typing import Any

from world import REFS, World

from ledger import disclosures


def whose(w: World, who: str) -> dict[str, Any]:
    """The line of a person in City Centre's register, as statements name it."""
    line = REFS[who][1]
    return {"holding": w.register, "lines": [[line, line]]}


def relay(w: World, who: str = "hera", **data: Any) -> str:
    """City Centre passes on what somebody asked it for; returns the request."""
    request = w.id()
    usual = {
        "request": request, "kind": "access", "voice": "relayed", "unit": w.ccss.unit, "by": "self", "child": False,
        "to": w.ccss.organisation, "organisations": [w.ccss.organisation, w.acf.organisation], "channel": "in_person",
    }  # fmt: skip
    ref, line, _ = REFS[who]
    w.say(w.ccss, "request.made.v1", usual | whose(w, who) | data, lines=[(line, ref)])
    return request


def checked(w: World, request: str, *checks: str, minutes: int = 10, result: str = "clear") -> None:
    for check in checks:
        data = {"request": request, "unit": w.ccss.unit, "check": check, "result": result, "minutes": minutes}
        w.say(w.ccss, "request.checked.v1", data)


def authorised(w: World, request: str, until: str) -> None:
    data = {"request": request, "unit": w.ccss.unit, "authority": "spoken", "until": until}
    w.say(w.ccss, "authority.recorded.v1", data)


def decided(
    w: World, party: Any, request: str, who: str, decision: str = "granted", *grounds: str, **words: str
) -> None:
    unit = w.privacy_office if party is w.acf else party.unit
    data = {"request": request, "unit": unit, "decision": decision} | whose(w, who)
    data |= {"grounds": list(grounds)} if grounds else {}
    w.say(party, "request.decided.v1", data, **words)


def supplied(w: World, request: str, who: str, of: Any, values: dict[str, str], **more: Any) -> str:
    """City Centre gives a copy of what ``of`` holds, sealed to the person; returns the digest."""
    ref, line, _ = REFS[who]
    own = of is w.ccss
    data = {
        "request": request, "unit": w.ccss.unit, "of": of.organisation, "parts": list(values), "form": "on_the_page",
        "handling": "own_copy" if own else "sealed", "explained": True,
    } | ({} if own else {"expires": "2026-12-31"})  # fmt: skip
    return sealed(w, "request.supplied.v1", data | whose(w, who) | more, line, ref, json.dumps(values))


def sealed(w: World, name: str, data: dict[str, Any], line: int, ref: str, value: str) -> str:
    """A statement of City Centre's with a value for one person's eyes alone."""
    private = [disclosures.make(line, n, v, w.place.random(16)) for n, v in (("ref", ref), ("value", value))]
    return w.tell(w.ccss.say(name, data, private))
