"""Keys follow one another without a break: the log's under one name, and an organisation's. New ones are noticed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosting import House, hosting
from resealing import reseal, tokens_of
from typer.testing import CliRunner, Result

from consumers.key_commands import app as own_keys
from consumers.membership import Membership
from consumers.onboard import approve, begin, finish
from ledger import jws, note
from ledger.export import export
from ledger.keyring import follow_log_key
from ledger.log_key import app as log_key
from ledger.opening import open_ledger
from ledger.settings import Settings
from ledger.verify import verify


def run(command: str, data: Path) -> Result:
    return CliRunner().invoke(log_key, ["log-key", command, "--data", str(data)])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with hosting(tmp_path / "data") as house:
        house.place.organisation()
    return tmp_path / "data"


def codes(folder: Path) -> list[str]:
    return [finding.code for finding in verify(folder, 1).findings]


def test_a_log_key_follows_another_and_both_sign_until_the_old_one_is_taken_away(data: Path, tmp_path: Path) -> None:
    ledger = open_ledger(data)
    before, origin = ledger.log_verifier, ledger.origin
    ledger.close()
    assert run("retire", data).exit_code == 2
    told = run("rotate", data)
    assert told.exit_code == 0, told.output
    after = note.Verifier.parse(told.output.strip().splitlines()[-1])
    assert after != before
    assert after.name == before.name == origin
    ledger = open_ledger(data)
    _, signed = ledger.published()
    assert note.open_checkpoint(signed, before) == note.open_checkpoint(signed, after)
    assert ledger.publication.frozen == ""
    export(ledger, tmp_path / "both")
    assert codes(tmp_path / "both") == []
    (tmp_path / "both" / "log.vkey").write_text(note.vkey(before.name, before.public) + "\n")
    assert codes(tmp_path / "both") == []
    ledger.close()
    assert run("rotate", data).exit_code == 2
    assert run("retire", data).exit_code == 0
    with hosting(data) as house:
        house.place.seed = b"later"
        house.place.organisation()
        house.site.ledger.publish()
        assert house.send("GET", "/log.vkey").body.decode().strip() == note.vkey(after.name, after.public)
        signed = house.send("GET", "/checkpoint").body.decode()
        assert note.open_checkpoint(signed, after).size == house.site.ledger.size()
        with pytest.raises(ValueError, match="did not sign"):
            note.open_checkpoint(signed, before)
        export(house.site.ledger, tmp_path / "new")
        assert codes(tmp_path / "new") == []
        tokens = tokens_of(house.site.ledger)
    stranger = house.place.key()
    assert "log-key" in codes(reseal(tmp_path / "forged", tokens, stranger, origin))


def test_a_key_that_the_log_does_not_name_is_not_its_key(data: Path) -> None:
    """The key file was exchanged, and nobody said so in the log."""
    ledger = open_ledger(data)
    ledger.close()
    key = (data / "keys" / "log.key").read_text()
    (data / "keys" / "log.key").write_text(key[::-1].strip() + "\n")
    with pytest.raises(OSError, match="by another key"):
        open_ledger(data)


def test_a_change_that_was_cut_off_is_finished_by_the_same_command(data: Path) -> None:
    keys = data / "keys"
    shutil.copy(keys / "log.key", keys / "log.retiring.key")  # the crash came before the new key was written
    assert run("rotate", data).exit_code == 0
    assert (keys / "log.key").read_text() != (keys / "log.retiring.key").read_text()
    assert run("retire", data).exit_code == 0
    assert follow_log_key(keys)  # and the next one before the log was told
    fresh = (keys / "log.key").read_text()
    assert run("retire", data).exit_code == 2
    assert run("rotate", data).exit_code == 0
    assert (keys / "log.key").read_text() == fresh
    assert run("retire", data).exit_code == 0


def test_a_ledger_that_may_not_write_gets_no_new_key(data: Path) -> None:
    (data / "published").write_text("nonsense")
    key = (data / "keys" / "log.key").read_text()
    assert run("rotate", data).exit_code == 1
    assert (data / "keys" / "log.key").read_text() == key
    assert not (data / "keys" / "log.retiring.key").exists()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with hosting(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def us(house: House, tmp_path: Path) -> Membership:
    url = f"http://127.0.0.1:{house.port}"
    membership, request = begin(tmp_path / "us", url, "Shelter", "provider", [])
    approve(url, house.site.ledger.keyring.operator, request)
    finish(membership)
    house.site.ledger.publish()
    return membership


def own(command: str, us: Membership, *options: str) -> Result:
    return CliRunner().invoke(own_keys, [command, *options, "--data", str(us.folder)])


def test_an_organisations_key_follows_another_and_the_old_one_signs_nothing_any_more(
    house: House, us: Membership
) -> None:
    old = us.key()
    told = own("rotate-key", us)
    assert told.exit_code == 0, told.output
    after = Membership.read(us.folder)
    assert bytes(after.key()) != bytes(old)
    key = house.site.ledger.state.keys[jws.thumbprint(bytes(old.verify_key))]
    assert key.revoked is not None
    with after.client() as client:
        assert client.say("feed.heartbeat.v1", {"up_to": "2026-01-01T00:00:00Z", "statements": 1})["new"]
    assert own("rotate-key", us).exit_code == 0, "and again"


def test_a_new_key_in_ones_name_is_noticed_and_a_log_that_hides_or_changes_one_too(
    house: House, us: Membership, tmp_path: Path
) -> None:
    first = own("watch", us)
    assert (first.exit_code, "was registered" in first.output) == (3, True), first.output
    assert own("watch", us).exit_code == 0
    ledger, thief = house.site.ledger, house.place.key()
    ledger.say("key.registered.v1", house.place.registration(us.organisation, thief))
    ledger.publish()
    told = own("watch", us)
    assert told.exit_code == 3
    assert jws.thumbprint(bytes(thief.verify_key)) in told.output
    assert own("watch", us, house.place.id()).exit_code == 1
    seen = next(us.folder.glob("watched-*.json"))
    seen.write_text(seen.read_text().replace('"known": [', '"known": [4095, '))
    hidden = own("watch", us)
    assert (hidden.exit_code, "ALARM" in str(hidden.stderr)) == (1, True)
    seen.unlink()
    us.__class__(**(us.__dict__ | {"vkey": note.vkey(Settings().origin, bytes(32))})).write()
    assert own("watch", us).exit_code == 1
