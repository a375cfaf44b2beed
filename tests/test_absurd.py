"""What is well formed, allowed and absurd is recorded, and stops nobody who reads."""

import json
from pathlib import Path
from typing import Any

import pytest
from building import WHY, Line, Party
from hosting import House, hosting

pytestmark = pytest.mark.usefixtures("database")


def sent(house: House, sender: Party, to: Party, source: str, holding: str, **other: Any) -> Line:
    data = {
        "transfer": house.place.id(), "unit": sender.unit, "to_unit": to.unit, "holding": holding, "lines": 3,
        "derived": [{"source": source, "mapping": "all"}], "parts": ["name"], "why": WHY,
    }  # fmt: skip
    return sender.say("information.transferred.v1", data | other)


def used(house: House, party: Party, source: str, product: str, use: str | None = None) -> Line:
    data = {
        "use": use or house.place.id(), "unit": party.unit, "role": "system", "why": {},
        "inputs": [{"holding": source, "lines": "all", "parts": ["name"]}],
        "products": [{"product": product, "kind": "derived_holding", "lines": 3, "parts": ["name"],
                      "derived": [{"source": source, "mapping": "all"}]}],
    }  # fmt: skip
    return party.say("information.used.v1", data)


def outcome(party: Party, id: str, *uses: str) -> Line:
    data = {
        "outcome": id, "unit": party.unit, "kind": "decision", "subject": "funding", "scope": "group",
        "people": 2**53, "uses": list(uses),
    }  # fmt: skip
    return party.say("outcome.reported.v1", data)


def test_circles_repeats_and_loose_ends_stop_no_reader(tmp_path: Path) -> None:
    with hosting(tmp_path) as house:
        place = house.place
        shelter, agency = place.organisation(), place.organisation("agency")
        register, there, made, twice = (place.id() for _ in range(4))
        private = shelter.people({1: {"ref": "C-1", "given_name": "Aroha"}})
        mistake = shelter.heartbeat()
        retraction = shelter.say("statement.retracted.v1", {"statement": mistake.digest.hex(), "reason": "duplicate"})
        absurd = [
            shelter.collected(register, [(1, 3)], private),
            sent(house, shelter, agency, there, there),  # made of itself
            sent(house, shelter, agency, register, there),
            sent(house, agency, shelter, there, register),  # and back again
            sent(house, shelter, agency, register, there, transfer=twice),
            sent(house, agency, shelter, there, register, transfer=twice),  # one number, two transfers
            used(house, shelter, register, register),
            used(house, shelter, register, made, use=twice),
            used(house, shelter, made, made, use=twice),
            used(house, agency, place.id(), place.id(), use=twice),  # of what nobody has
            outcome(shelter, twice, twice, twice),
            outcome(agency, twice, place.id()),
            mistake,
            retraction,
            shelter.say("statement.retracted.v1", {"statement": retraction.digest.hex(), "reason": "duplicate"}),
            shelter.say("statement.replaced.v1", {
                "statement": mistake.digest.hex(), "by": mistake.digest.hex(), "reason": "duplicate",
            }),
            shelter.heartbeat(2**53, sequence="999999999999"),
            shelter.accessed(register, [[1, 3]], time="2000-02-29T00:00:00Z"),
        ]  # fmt: skip
        for line in absurd:
            assert house.tell(line).status == 201
        house.site.follower.wait(house.site.ledger.size(), 20)
        assert house.site.follower.error is None
        health = json.loads(house.send("GET", "/healthz").body)
        assert health["ok"]
        assert health["read_models"] == health["size"] == house.site.ledger.size()
        assert not any("Traceback" in line for line in house.log), house.log
