"""The classes of tampering, each once through the commands that an auditor has: none passes, each is named.

What ``verify`` says in detail is in ``test_tamper`` (files) and ``test_tamper_sealed`` (statements).
"""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from building import ORIGIN
from homes import Home, at_home
from nacl.signing import SigningKey
from resealing import reseal
from spoiling import EDGE, ENTRIES, HASHES, SIZE, Log, copied, drop, edit, flip, made, missigned, repack, swap
from typer.testing import CliRunner

from ledger import jws, merkle, note
from ledger.cosignature import ED25519, Cosigner, cosign
from ledger.encoding import b64, unb64
from ledger.export import export
from ledger.verify_command import app
from projections.audit_commands import app as replaying

WITNESS = SigningKey(b"\6" * 32)


@dataclass
class Case:
    """What a class of tampering is done to: a log, a copy of its export, and a folder for more."""

    log: Log
    folder: Path
    tmp: Path

    def seal(self, tokens: list[bytes], key: SigningKey | None = None) -> Path:
        return reseal(self.tmp / "sealed", tokens, key or self.log.place.keyring.log, ORIGIN)

    def after(self, *said: bytes) -> Path:
        return self.seal([*self.log.tokens, *said])

    def policy(self, *options: str) -> list[str]:
        path = self.tmp / "policy"
        path.write_text(f"witness w {Cosigner('w.test', ED25519, bytes(WITNESS.verify_key)).vkey()}\nquorum w\n")
        return ["--policy", str(path), *options]

    def known(self, tokens: list[bytes]) -> list[str]:
        root = merkle.root_of([merkle.leaf_hash(token) for token in tokens])
        path = self.tmp / "known"
        path.write_text(note.sign(note.Checkpoint(ORIGIN, len(tokens), root), self.log.place.keyring.log))
        return ["--known", str(path)]


Told = Path | tuple[Path, list[str]]


def flipped(case: Case) -> Told:
    edit(case.folder, ENTRIES, flip(10))
    return case.folder


def dropped(case: Case) -> Told:
    repack(case.folder, ENTRIES, 256, lambda entries: drop(entries, 44))
    return case.folder


def inserted(case: Case) -> Told:
    slipped = case.log.shelter.heartbeat().token
    repack(case.folder, ENTRIES, 256, lambda entries: [*entries[:44], slipped, *entries[44:]])
    return case.folder


def reordered(case: Case) -> Told:
    repack(case.folder, ENTRIES, 256, lambda entries: entries[::-1])
    return case.folder


def truncated(case: Case) -> Told:
    repack(case.folder, EDGE, SIZE % 256, lambda entries: entries[:-1])
    return case.folder


def swapped(case: Case) -> Told:
    repack(case.folder, ENTRIES, 256, lambda entries: swap(entries, 44, 50))
    return case.folder


def signed_again(case: Case) -> Told:
    again = jws.sign(jws.parse(case.log.tokens[300]).payload, SigningKey(b"\7" * 32))
    return case.seal([*case.log.tokens[:300], again, *case.log.tokens[301:]])


def badly_signed(case: Case) -> Told:
    return case.seal([*case.log.tokens[:300], missigned(case.log.tokens[300]), *case.log.tokens[301:]])


def key_dated_back(case: Case) -> Told:
    key, registration = case.log.shelter.another_key(seal=False)
    early = case.log.shelter.heartbeat(key=key, time="2020-01-01T00:00:00Z")
    return case.after(early.token, registration.token)


def forked(case: Case) -> Told:
    return case.folder, case.known([*case.log.tokens[:299], case.log.shelter.heartbeat().token])


def rolled_back(case: Case) -> Told:
    return case.seal(case.log.tokens[:400]), case.known(case.log.tokens)


def forged_with_its_tile(case: Case) -> Told:
    forged = case.log.tokens[300][:-5] + b"AAAAA"
    repack(case.folder, ENTRIES, 256, lambda entries: [*entries[:44], forged, *entries[45:]])
    hashed = merkle.leaf_hash(forged)
    edit(case.folder, HASHES, lambda data: data[: 32 * 44] + hashed + data[32 * 45 :])
    return case.folder


def hash_cut_short(case: Case) -> Told:
    edit(case.folder, HASHES, lambda data: data[:-1])
    return case.folder


def bundle_lengthened(case: Case) -> Told:
    edit(case.folder, ENTRIES, lambda data: data + b"\0\0")
    return case.folder


def uncosigned(case: Case) -> Told:
    return case.folder, case.policy()


def cosigned_falsely(case: Case) -> Told:
    signed = (case.folder / "checkpoint").read_text()
    raw = note.split(signed + cosign(note.split(signed)[0], "w.test", SigningKey(b"\7" * 32), 9))[1][-1][1]
    own = Cosigner("w.test", ED25519, bytes(WITNESS.verify_key)).id
    (case.folder / "checkpoint").write_text(signed + note.line("w.test", own + raw[4:]))
    return case.folder, case.policy()


def stale(case: Case) -> Told:
    signed = (case.folder / "checkpoint").read_text()
    (case.folder / "checkpoint").write_text(signed + cosign(note.split(signed)[0], "w.test", WITNESS, 1_700_000_000))
    return case.folder, case.policy("--max-age", "24")


def feed_forked(case: Case) -> Told:
    return case.after(case.log.agency.heartbeat(9, feed=case.log.sequenced, sequence="000000000001").token)


def replayed(case: Case) -> Told:
    return case.after(case.log.tokens[300])


def log_key_exchanged(case: Case) -> Told:
    return case.seal(case.log.tokens, SigningKey(b"\7" * 32))


def checkpoint_of_another(case: Case) -> Told:
    other = reseal(case.tmp / "other", case.log.tokens, case.log.place.keyring.log, "other.test/log")
    shutil.copy(other / "checkpoint", case.folder / "checkpoint")
    return case.folder


def said_for_another(case: Case) -> Told:
    return case.after(case.log.agency.heartbeat(feed=case.log.shelter.feed).token)


def key_recovered_by_a_stranger(case: Case) -> Told:
    registration = case.log.place.registration(case.log.shelter.organisation, case.log.place.key())
    return case.after(case.log.agency.say("key.registered.v1", registration).token)


CLASSES: dict[str, tuple[Callable[[Case], Told], str]] = {
    "flip": (flipped, "leaf-hash"),
    "drop": (dropped, "missing-statement"),
    "insert": (inserted, "extra-statement"),
    "reorder": (reordered, "out-of-place"),
    "truncate": (truncated, "missing-statement"),
    "swap two statements": (swapped, "out-of-place"),
    "sign again with another key": (signed_again, "key-not-registered"),
    "bad signature": (badly_signed, "bad-signature"),
    "back-date a key": (key_dated_back, "key-not-registered"),
    "fork": (forked, "forked"),
    "roll back": (rolled_back, "rolled-back"),
    "forged leaf with a matching tile": (forged_with_its_tile, "tile-hash"),
    "hash of the wrong length": (hash_cut_short, "tile-length"),
    "trailing bytes in a bundle": (bundle_lengthened, "bundle-form"),
    "missing cosignature": (uncosigned, "quorum"),
    "false cosignature": (cosigned_falsely, "cosignature"),
    "stale checkpoint": (stale, "stale-checkpoint"),
    "forked feed": (feed_forked, "feed-fork"),
    "replayed statement": (replayed, "id-reused"),
    "exchanged log key": (log_key_exchanged, "log-key"),
    "another log's checkpoint": (checkpoint_of_another, "checkpoint"),
    "said for another": (said_for_another, "wrong-issuer"),
    "key given out by a stranger": (key_recovered_by_a_stranger, "wrong-issuer"),
}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Log:
    return made(tmp_path_factory.mktemp("log"))


def test_the_log_holds_before(log: Log) -> None:
    assert CliRunner().invoke(app, [str(log.folder)]).exit_code == 0


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_of_tampering_does_not_pass_and_is_named(log: Log, tmp_path: Path, name: str) -> None:
    spoil, code = CLASSES[name]
    told = spoil(Case(log, copied(log, tmp_path), tmp_path))
    folder, options = told if isinstance(told, tuple) else (told, [])
    result = CliRunner().invoke(app, [str(folder), "--json", *options])
    report = json.loads(result.output)
    assert (result.exit_code, report["ok"]) == (1, False)
    assert code in {finding["code"] for finding in report["findings"]}
    words = CliRunner().invoke(app, [str(folder), *options]).output
    assert "THIS EXPORT DOES NOT HOLD" in words


# What is beside the log: a person's own line, and answers


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with at_home(tmp_path / "house") as opened:
        opened.house.site.ledger.publish()
        yield opened


@pytest.mark.parametrize("change", ["altered private value", "swapped salt"])
def test_a_private_word_that_was_changed_is_named(home: Home, tmp_path: Path, change: str) -> None:
    with home.signed_in("aroha") as client:
        data: dict[str, Any] = client.post("/api/my/proofs", json={"entry": 1, "safe": True}).json()
    salt, *fields = json.loads(unb64(data["words"][1]["disclosure"]))
    spoilt = [salt, *fields[:-1], "Moana"] if change == "altered private value" else [b64(bytes(16)), *fields]
    data["words"][1]["disclosure"] = b64(json.dumps(spoilt, separators=(",", ":")).encode())
    (tmp_path / "line.json").write_text(json.dumps(data))
    result = CliRunner().invoke(app, [str(tmp_path / "line.json")])
    assert result.exit_code == 1
    assert "a value or its salt" in result.output


@pytest.mark.parametrize("change", ["tampered read model", "answer from a tampered read model", "altered copy"])
def test_an_answer_that_the_log_does_not_give_is_named(home: Home, tmp_path: Path, change: str) -> None:
    site = home.house.site
    site.follower.wait(site.ledger.size())
    with sqlite3.connect(site.settings.data / "views.db") as views:
        if change == "answer from a tampered read model":
            views.execute("UPDATE act SET role = 'manager' WHERE type = 'information.accessed'")
    copy = home.copy("aroha").content
    (tmp_path / "copies").mkdir()
    altered = copy.replace(b'"opened"', b'"listed"') if change == "altered copy" else copy
    (tmp_path / "copies" / "aroha.json").write_bytes(altered)
    export(site.ledger, tmp_path / "out")
    site.follower.wait(site.ledger.size())
    shutil.copy(site.settings.data / "views.db", tmp_path / "views.db")
    with sqlite3.connect(site.settings.data / "views.db") as source, sqlite3.connect(tmp_path / "views.db") as target:
        source.backup(target)
        if change == "tampered read model":
            target.execute("UPDATE act SET role = 'manager' WHERE type = 'information.accessed'")
    options = ["--copies", str(tmp_path / "copies"), "--views", str(tmp_path / "views.db")]
    result = CliRunner().invoke(replaying, ["replay", str(tmp_path / "out"), *options])
    assert result.exit_code == 1
    assert "Figures reproduced: DOES NOT HOLD" in result.output
    named = {
        "tampered read model": "read models differ from the log in act",
        "answer from a tampered read model": "the log gives another answer",
        "altered copy": "aroha.json is not an answer that this ledger says it gave",
    }
    assert named[change] in result.output
