"""Keys that the site holds: they sign only for who registered them, everybody can tell, and no file gives them away."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from building import WHY, Party
from cryptography.exceptions import InvalidTag
from hosting import House, hosting
from typer.testing import CliRunner

from consumers import onboard
from consumers.client import Client
from consumers.commands import app
from consumers.custody import admit
from ledger import disclosures, jws, strictjson
from ledger.custody import Custody
from ledger.problems import Problem
from ledger.wrapping import CUSTODY, FileWrapping


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with hosting(tmp_path / "ledger") as opened:
        yield opened


@pytest.fixture
def shelter(house: House) -> Party:
    return house.place.organisation("provider")


def client(house: House, party: Party) -> Client:
    return Client(f"http://127.0.0.1:{house.port}", party.key, party.feed)


def opening(party: Party, holding: str) -> dict[str, Any]:
    return {
        "holding": holding, "lines": [[1, 1]], "parts": ["name"], "unit": party.unit, "role": "case_worker",
        "mode": "opened", "why": WHY,
    }  # fmt: skip


def said(house: House, index: int) -> tuple[str, dict[str, Any]]:
    token = jws.parse(house.site.ledger.statement(index) or b"")
    return token.kid, strictjson.read(token.payload)


def test_what_the_site_signs_is_the_organisations_and_marked_as_custodial(house: House, shelter: Party) -> None:
    holding = house.place.id()
    assert not house.site.custody.holds(shelter.organisation)
    kid = admit(client(house, shelter), shelter.organisation)
    assert house.site.custody.holds(shelter.organisation)
    disclosed = [disclosures.make(1, "ref", "C-1"), disclosures.make(1, "given_name", "Aroha")]
    collected = {
        "holding": holding, "unit": shelter.unit, "system": shelter.system, "relation": "from", "lines": [[1, 1]],
        "parts": ["name"], "why": WHY,
    }  # fmt: skip
    house.site.custody.say(shelter.organisation, "information.collected.v1", collected, disclosed)
    sealed = house.site.custody.say(shelter.organisation, "information.accessed.v1", opening(shelter, holding))
    assert sealed.new
    signer, event = said(house, sealed.index)
    assert signer == kid
    assert house.site.ledger.state.keys[kid].custodial
    assert "sequence" not in event
    assert event["source"] not in (shelter.feed, house.site.ledger.feed)
    with house.site.ledger.recorder.reader() as cursor:
        assert house.site.ledger.vault.person(cursor, shelter.organisation, "C-1")


def test_without_a_registered_key_nothing_is_signed(house: House, shelter: Party) -> None:
    custody, size = house.site.custody, house.site.ledger.size()
    for _ in ("no key at all", "a key that nobody registered"):
        with pytest.raises(Problem, match="its own system only"):
            custody.say(shelter.organisation, "feed.heartbeat.v1", {})
        custody.create(shelter.organisation)
    assert house.site.ledger.size() == size


def test_asking_twice_gives_the_same_key_and_an_unknown_organisation_none(house: House, shelter: Party) -> None:
    first = house.send("POST", f"/organisations/{shelter.organisation}/custody")
    again = house.send("POST", f"/organisations/{shelter.organisation}/custody")
    assert (first.status, first.json()) == (200, again.json())
    assert house.send("POST", f"/organisations/{uuid4()}/custody").code == "unknown-organisation"
    assert house.send("POST", "/organisations/..%2Foperator/custody").status in (404, 422)


def test_another_organisation_cannot_make_it_its_own(house: House, shelter: Party) -> None:
    other = house.place.organisation("provider")
    with pytest.raises(Problem, match="may not say this"):
        admit(client(house, other), shelter.organisation)
    assert not house.site.custody.holds(shelter.organisation)


def test_a_revoked_key_signs_no_more_and_a_new_one_goes_on_in_the_same_feed(house: House, shelter: Party) -> None:
    with client(house, shelter) as ours:
        kid = admit(ours, shelter.organisation)
        holding = house.place.id()
        first = house.site.custody.say(shelter.organisation, "information.accessed.v1", opening(shelter, holding))
        ours.say("key.revoked.v1", {"kid": kid, "reason": "superseded"})
        with pytest.raises(Problem, match="its own system only"):
            house.site.custody.say(shelter.organisation, "information.accessed.v1", opening(shelter, holding))
        assert admit(ours, shelter.organisation) != kid
    second = house.site.custody.say(shelter.organisation, "information.accessed.v1", opening(shelter, holding))
    assert said(house, first.index)[1]["source"] == said(house, second.index)[1]["source"]


def test_it_outlives_a_restart_and_its_file_alone_is_worth_nothing(tmp_path: Path) -> None:
    with hosting(tmp_path) as house:
        shelter = house.place.organisation("provider")
        kid = admit(client(house, shelter), shelter.organisation)
        (path,) = (tmp_path / "keys" / "custody").iterdir()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        key = house.site.custody.create(shelter.organisation)
        seed = bytes(house.site.custody._open(key))
        assert seed.hex().encode() not in path.read_bytes()
    with hosting(tmp_path) as house:
        sealed = house.site.custody.say(
            shelter.organisation, "information.accessed.v1", opening(shelter, house.place.id())
        )
        assert said(house, sealed.index)[0] == kid
        stolen = tmp_path / "keys" / "custody"
        thief = Custody(stolen, FileWrapping(bytes(32), CUSTODY), house.site.ledger, house.site.intake)
        with pytest.raises(InvalidTag):
            thief.say(shelter.organisation, "information.accessed.v1", opening(shelter, house.place.id()))


def test_the_door_judges_it_like_any_other_statement(house: House, shelter: Party) -> None:
    admit(client(house, shelter), shelter.organisation)
    other = house.place.organisation("agency", unit_kind="reporting")
    with pytest.raises(Problem, match="may not say this"):
        house.site.custody.say(shelter.organisation, "information.accessed.v1", opening(other, house.place.id()))
    with pytest.raises(Problem, match="does not fit its schema"):
        house.site.custody.say(shelter.organisation, "information.accessed.v1", {"holding": "x"})


def test_one_command_of_the_key_holder_does_it(house: House, tmp_path: Path) -> None:
    url, keyring = f"http://127.0.0.1:{house.port}", house.site.ledger.keyring
    membership, request = onboard.begin(tmp_path / "us", url, "Te Puna", "provider", [])
    onboard.approve(url, keyring.operator, request)
    onboard.finish(membership)
    shown = CliRunner().invoke(app, ["custody", "--data", str(membership.folder)], input="y\n")
    assert shown.exit_code == 0, shown.output
    assert house.site.custody.holds(membership.organisation)
