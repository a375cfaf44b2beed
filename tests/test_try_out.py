"""Asking whether a statement would be taken: every check is made, and nothing is left behind."""

from pathlib import Path

from hosting import House, Reply, hosting, packed

from ledger.application import Ledger

JOSE = {"content-type": "application/jose"}


def ask(house: House, token: bytes) -> Reply:
    return house.send("POST", "/statements/check", token, JOSE)


def test_what_may_be_said_is_told_and_not_sealed(tmp_path: Path) -> None:
    with hosting(tmp_path) as house:
        shelter = house.place.organisation()
        ledger: Ledger = house.site.ledger
        size = ledger.size()
        line = shelter.heartbeat()
        first, again = ask(house, line.token), ask(house, line.token)
        assert (first.status, first.json()) == (200, {
            "ok": True, "digest": line.digest.hex(), "type": "lightwell.feed.heartbeat.v1", "known": False,
        })  # fmt: skip
        assert again.json() == first.json()
        assert ledger.size() == size
        sealed = house.post(line.token).json()["index"]
        assert sealed >= size
        assert ask(house, line.token).json()["known"] is True
        assert house.post(line.token).status == 200


def test_the_rules_under_the_lock_are_asked_too_and_a_refusal_is_not_recorded(tmp_path: Path) -> None:
    with hosting(tmp_path) as house:
        shelter, agency = house.place.organisation(), house.place.organisation("agency")
        holding = house.place.id()
        people = shelter.people({1: {"ref": "C-1"}})
        collected = shelter.collected(holding, [(1, 1)], people)
        asked = house.send("POST", "/statements/check", packed(collected), {"content-type": "application/json"})
        assert asked.status == 200, asked.body
        house.tell(collected)
        size, refused = house.site.ledger.size(), dict(house.site.intake.refusals.counts)
        assert ask(house, agency.collected(holding, [(1, 1)]).token).code == "holding-taken"
        signed = agency.say("agreement.signed.v1", {
            "agreement": house.place.id(), "version": 1, "content": "0" * 64,
        })  # fmt: skip
        assert ask(house, signed.token).code == "unknown-agreement"
        assert ask(house, b"nonsense").code == "not-jws"
        assert house.site.ledger.size() == size
        assert dict(house.site.intake.refusals.counts) == refused
        # And the ledger goes on as if nobody had asked.
        assert house.tell(shelter.heartbeat()).status == 201
