"""A log read over HTTP, and what only an outsider can hold against it: witnesses, age, and what was seen before."""

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from building import ORIGIN
from hosting import House, hosting
from nacl.signing import SigningKey
from resealing import files_of, reseal, tokens_of
from typer.testing import CliRunner, Result

from ledger import merkle, note
from ledger.auditor_commands import app as auditors
from ledger.cosignature import ED25519, Cosigner, cosign
from ledger.export import export
from ledger.verify_command import app

KEY = SigningKey(b"\6" * 32)
NOW = int(time.time())


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with hosting(tmp_path_factory.mktemp("house"), origin=ORIGIN) as opened:
        shelter = opened.place.organisation()
        opened.many(*(shelter.heartbeat().token for _ in range(600)))
        opened.site.ledger.publish()
        yield opened


@pytest.fixture(scope="module")
def token(house: House, tmp_path_factory: pytest.TempPathFactory) -> str:
    told = CliRunner().invoke(auditors, ["auditor", "add", "Office", "--data", str(house.site.settings.data)])
    path = tmp_path_factory.mktemp("token") / "token"
    path.write_text(told.output)
    return str(path)


def url(house: House) -> str:
    return f"http://127.0.0.1:{house.port}/"


def verify(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


def test_a_log_is_verified_over_http_and_kept_as_an_export(house: House, token: str, tmp_path: Path) -> None:
    result = verify(url(house), "--token-file", token)
    assert result.exit_code == 0, result.output
    assert "Everything holds." in result.output
    assert verify(url(house), "--token-file", token, "--keep", tmp_path / "kept").exit_code == 0
    export(house.site.ledger, tmp_path / "exported")
    assert files_of(tmp_path / "kept") == files_of(tmp_path / "exported")
    house.many(*(house.place.organisation().heartbeat().token for _ in range(3)))
    house.site.ledger.publish()
    assert verify(url(house), "--token-file", token, "--keep", tmp_path / "kept").exit_code == 0
    export(house.site.ledger, tmp_path / "exported")
    assert files_of(tmp_path / "kept") == files_of(tmp_path / "exported")


def test_without_a_token_nothing_is_verified_and_it_says_what_to_do(house: House, tmp_path: Path) -> None:
    result = verify(url(house))
    assert result.exit_code == 1
    assert "lightwell auditor" in str(result.exception)
    (tmp_path / "wrong").write_text("lightwell-auditor-nonsense\n")
    assert verify(url(house), "--token-file", tmp_path / "wrong").exit_code == 1
    assert verify(url(house) + "static").exit_code == 1
    assert "could not be read" in str(verify("http://127.0.0.1:1").exception)


def test_another_logs_folder_is_not_written_over(house: House, token: str, tmp_path: Path) -> None:
    reseal(tmp_path / "other", [b"x"], KEY, "other.test/log")
    before = files_of(tmp_path / "other")
    assert verify(url(house), "--token-file", token, "--keep", tmp_path / "other").exit_code == 1
    assert files_of(tmp_path / "other") == before


def test_a_file_that_was_spoilt_on_the_way_is_found(house: House, token: str, tmp_path: Path) -> None:
    assert verify(url(house), "--token-file", token, "--keep", tmp_path / "kept").exit_code == 0
    path = tmp_path / "kept" / "tile" / "entries" / "001"
    path.write_bytes(path.read_bytes()[:-1])
    assert verify(url(house), "--token-file", token, "--keep", tmp_path / "kept").exit_code == 1


# Against what others know


@pytest.fixture
def folder(house: House, tmp_path: Path) -> Path:
    export(house.site.ledger, tmp_path / "out")
    return tmp_path / "out"


def policy(tmp_path: Path, quorum: str = "w") -> Path:
    path = tmp_path / "policy"
    witness = Cosigner("w.test", ED25519, bytes(KEY.verify_key)).vkey()
    path.write_text(f"witness w {witness}\nquorum {quorum}\n")
    return path


def cosigned(folder: Path, key: SigningKey = KEY, at: int = NOW) -> None:
    signed = (folder / "checkpoint").read_text()
    (folder / "checkpoint").write_text(signed + cosign(note.split(signed)[0], "w.test", key, at))


def codes(*arguments: object) -> list[str]:
    result = verify(*arguments, "--json")
    report = json.loads(result.output)
    assert (result.exit_code == 0) == report["ok"]
    return [finding["code"] for finding in report["findings"]]


def test_a_missing_cosignature_is_named(folder: Path, tmp_path: Path) -> None:
    assert codes(folder, "--policy", policy(tmp_path, "none")) == []
    assert codes(folder, "--policy", policy(tmp_path)) == ["quorum"]
    cosigned(folder)
    assert codes(folder, "--policy", policy(tmp_path)) == []
    assert "Witnesses that cosigned this checkpoint: w." in verify(folder, "--policy", policy(tmp_path)).output


def test_a_forged_cosignature_is_named(folder: Path, tmp_path: Path) -> None:
    signed = (folder / "checkpoint").read_text()
    text, _ = note.split(signed)
    forged = cosign(text, "w.test", SigningKey(b"\7" * 32), NOW)
    cosigner = Cosigner("w.test", ED25519, bytes(KEY.verify_key))
    raw = note.split(signed + forged)[1][-1][1]
    (folder / "checkpoint").write_text(signed + note.line("w.test", cosigner.id + raw[4:]))
    assert codes(folder, "--policy", policy(tmp_path)) == ["cosignature"]


def test_a_stale_checkpoint_is_named(folder: Path, tmp_path: Path) -> None:
    cosigned(folder, at=NOW - 50 * 3600)
    assert codes(folder, "--policy", policy(tmp_path)) == []
    assert codes(folder, "--policy", policy(tmp_path), "--max-age", "60") == []
    assert codes(folder, "--policy", policy(tmp_path), "--max-age", "24") == ["stale-checkpoint"]


def test_a_log_of_another_policy_is_named(folder: Path, tmp_path: Path) -> None:
    path = policy(tmp_path, "none")
    path.write_text(f"log {note.vkey('other.test', bytes(KEY.verify_key))}\n{path.read_text()}")
    assert codes(folder, "--policy", path) == ["cosignature"]


def test_a_log_that_was_rolled_back_or_forked_is_named(house: House, folder: Path, tmp_path: Path) -> None:
    tokens, key = tokens_of(house.site.ledger), house.site.ledger.keyring.log

    def known(entries: list[bytes], signer: SigningKey = key) -> Path:
        root = merkle.root_of([merkle.leaf_hash(entry) for entry in entries])
        (tmp_path / "known").write_text(note.sign(note.Checkpoint(ORIGIN, len(entries), root), signer))
        return tmp_path / "known"

    for size in (1, 255, 256, 300, 512, len(tokens)):
        assert codes(folder, "--known", known(tokens[:size])) == []
        assert codes(folder, "--known", known([*tokens[: size - 1], b"another"])) == ["forked"]
    assert codes(folder, "--known", known([*tokens, b"more"])) == ["rolled-back"]
    # A key that another has followed since: good for what leads here, and nothing to hold against the log.
    assert codes(folder, "--known", known(tokens[:300], KEY)) == []
    for entries in ([*tokens[:299], b"another"], [*tokens, b"more"]):
        assert codes(folder, "--known", known(entries, KEY)) == ["known-checkpoint"]


def test_an_export_of_less_is_whole_in_itself_and_rolled_back_all_the_same(house: House, tmp_path: Path) -> None:
    tokens, key = tokens_of(house.site.ledger), house.site.ledger.keyring.log
    less = reseal(tmp_path / "less", tokens[:400], key, ORIGIN)
    assert codes(less) == []
    shutil.copy(reseal(tmp_path / "whole", tokens, key, ORIGIN) / "checkpoint", tmp_path / "known")
    assert codes(less, "--known", tmp_path / "known") == ["rolled-back"]
