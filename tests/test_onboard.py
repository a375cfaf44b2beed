"""An organisation comes into a real ledger, through its own server, by command."""

import os
import stat
from pathlib import Path

import pytest
from building import Place
from click.testing import Result
from nacl.signing import SigningKey
from serving import Server
from typer.testing import CliRunner

from consumers import onboard
from consumers.client import Client
from consumers.commands import app
from consumers.membership import Membership, NoMembership, make_key
from ledger import strictjson
from ledger.problems import Problem

NAME = 'Te Puna "Āwhina" Trust'


def run(*words: object, input: str = "") -> Result:
    return CliRunner().invoke(app, ["onboard", *map(str, words)], input=input)


def joined(server: Server, folder: Path, *more: str) -> Membership:
    keys = server.place.ledger.data / "keys"
    result = run(NAME, "--data", folder, "--url", server.url, "--operator-keys", keys, *more)
    assert result.exit_code == 0, result.output
    return Membership.read(folder)


def names(place: Place) -> list[str]:
    """Every name that the vault holds on line 0."""
    with place.ledger.recorder.reader() as cursor:
        cursor.execute("SELECT DISTINCT digest FROM disclosure")
        digests = [bytes(row[0]) for row in cursor.fetchall()]
        return sorted(d.value for digest in digests for _, d in place.ledger.vault.open(cursor, digest))


def test_where_the_operators_key_is_at_hand_one_command_does_it(server: Server, tmp_path: Path) -> None:
    membership = joined(server, tmp_path / "us", "--unit", "front_line:Kōtuku team", "--unit", "reporting")
    state = server.place.ledger.state
    assert state.organisations[membership.organisation] == "provider"
    assert [state.units[unit] for unit, _, _ in membership.units] == [membership.organisation] * 2
    assert state.feeds[membership.feed] == membership.organisation
    assert names(server.place) == ["Kōtuku team", NAME]
    receipt = membership.client().say("feed.heartbeat.v1", {"up_to": "2026-01-01T00:00:00Z", "statements": 0})
    assert receipt["new"] is True


def test_the_key_is_for_its_owner_only_and_is_never_replaced(server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "us"
    membership = joined(server, folder)
    path = folder / membership.key_file
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    before = path.read_bytes()
    make_key(path)
    assert path.read_bytes() == before


def test_without_the_operators_key_it_takes_a_request_an_approval_and_a_finish(server: Server, tmp_path: Path) -> None:
    folder, keys = tmp_path / "us", server.place.ledger.data / "keys"
    began = run(NAME, "--data", folder, "--url", server.url, "--kind", "agency", "--safety-sensitive")
    assert began.exit_code == 0, began.output
    request = onboard.Request.read(folder / "request.json")
    assert request.kid in began.output
    assert f"--approve request.json --operator-keys DATA/keys --url {server.url}" in began.output

    early = run("--finish", "--data", folder)
    assert early.exit_code == 1
    assert "not approved your request yet" in early.output

    declined = run("--approve", folder / "request.json", "--url", server.url, "--operator-keys", keys, input="n\n")
    assert declined.exit_code == 1
    assert request.organisation not in server.place.ledger.state.organisations
    approved = run("--approve", folder / "request.json", "--url", server.url, "--operator-keys", keys, input="y\n")
    assert approved.exit_code == 0, approved.output
    assert request.kid in approved.output

    assert run("--finish", "--data", folder).exit_code == 0
    membership = Membership.read(folder)
    assert server.place.ledger.state.organisations[membership.organisation] == "agency"
    assert membership.unit in server.place.ledger.state.units


def test_every_step_may_be_repeated(server: Server, tmp_path: Path) -> None:
    first = joined(server, tmp_path / "us")
    size = server.statements()
    assert joined(server, tmp_path / "us") == first
    assert server.statements() == size


def test_a_step_that_broke_off_is_taken_up_where_it_was(server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "us"
    membership, request = onboard.begin(folder, server.url, NAME, "provider", [])
    feed, key = server.place.ledger.feed, server.place.keyring.operator
    server.faults += ["", "drop-before"]
    with Client(server.url, key, feed, attempts=1) as operator, pytest.raises(Problem, match="connection"):
        onboard.register_organisation(operator, request)
    assert membership.organisation in server.place.ledger.state.organisations
    assert joined(server, folder).organisation == membership.organisation


def test_no_request_gives_a_key_to_an_organisation_that_is_there_already(server: Server, tmp_path: Path) -> None:
    victim = server.place.organisation("agency")
    thief = SigningKey.generate()
    ledger = server.place.ledger.state.ledger
    request = onboard.Request.make(ledger, victim.organisation, "agency", "Somebody", thief)
    keys = len(server.place.ledger.state.keys)
    with pytest.raises(Problem, match="does not follow from the key"):
        onboard.approve(server.url, server.place.keyring.operator, request)
    assert len(server.place.ledger.state.keys) == keys


def test_a_request_for_another_ledger_is_not_approved(server: Server) -> None:
    other = server.place.id()
    key = SigningKey.generate()
    request = onboard.Request.make(other, onboard.organisation_id(other, "x"), "provider", NAME, key)
    with pytest.raises(Problem, match="another ledger"):
        onboard.approve(server.url, server.place.keyring.operator, request)


def test_an_altered_request_fails_its_proof_of_possession(server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "us"
    _, request = onboard.begin(folder, server.url, NAME, "provider", [])
    kept = strictjson.read((folder / "request.json").read_bytes())
    kept["possession"] = "A" * 86
    (folder / "request.json").write_bytes(strictjson.write(kept))
    keys = server.place.ledger.data / "keys"
    result = run("--approve", folder / "request.json", "--url", server.url, "--operator-keys", keys, "--yes")
    assert result.exit_code == 1
    assert "proof that you hold the new key" in result.output
    assert request.kid not in server.place.ledger.state.keys


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--finish"], "Run lightwell onboard first"),
        ([], "Say the organisation's name"),
        ([NAME, "--kind", "bank"], "provider or agency"),
        ([NAME, "--unit", "canteen"], "--unit is one of"),
        (["--approve", "absent.json"], "--operator-keys"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(tmp_path: Path, words: list[str], said: str) -> None:
    result = run(*words, "--data", tmp_path)
    assert result.exit_code in (1, 2)
    assert said in result.output
    assert "Traceback" not in result.output


def test_an_unreadable_note_is_named(tmp_path: Path) -> None:
    (tmp_path / "lightwell.toml").write_text("url = [")
    with pytest.raises(NoMembership, match="cannot be read"):
        Membership.read(tmp_path)
