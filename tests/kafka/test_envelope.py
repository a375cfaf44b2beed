"""What is sealed to the ledger's key opens again, however large; nothing else does."""

import json
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from joserfc import jwe
from joserfc.jwk import import_key
from typer.testing import CliRunner

from consumers.kafka import key_file
from consumers.kafka.commands import app
from consumers.kafka.compact_jwe import agree, derive, open_compact, private_key
from consumers.kafka.envelope import Envelopes, kid_of
from consumers.kafka.key_file import Curve
from ledger.disclosures import MAX_PRIVATE
from ledger.encoding import b64, unb64
from ledger.problems import Problem

on_each_curve = pytest.mark.parametrize("curve", Curve)


@on_each_curve
@pytest.mark.parametrize("size", [1, 100_000, MAX_PRIVATE])
def test_the_largest_private_part_opens_as_the_smallest_does(tmp_path: Path, size: int, curve: Curve) -> None:
    envelopes = Envelopes.open_file(tmp_path, curve=curve)
    assert envelopes.open(envelopes.seal(b"x" * size)) == b"x" * size


def test_keys_follow_one_another_on_a_curve_until_another_is_asked_for(tmp_path: Path) -> None:
    def key(*told: str) -> dict[str, str]:
        return dict(json.loads(CliRunner().invoke(app, ["consume", "key", "--data", str(tmp_path), *told]).output))

    first = key()
    assert first["crv"] == "X25519"
    sealed = Envelopes.open_file(tmp_path / "keys").seal(b"words")
    assert key("--new", "--curve", "P-256")["crv"] == key("--new")["crv"] == "P-256"
    envelopes = Envelopes.open_file(tmp_path / "keys")
    assert envelopes.open(sealed) == b"words" and kid_of(sealed) == first["kid"], "an older key of the other curve"
    assert "d" not in key()


def test_a_new_key_waits_for_whoever_writes_the_file_and_is_not_lost(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    Envelopes.open_file(folder)
    making = Thread(target=lambda: Envelopes.open_file(folder, fresh=True), daemon=True)
    with key_file.alone(folder) as mine:
        held = key_file.read(folder)
        making.start()
        making.join(0.5)
        assert mine and making.is_alive()
        key_file.write(folder, held | {"forgotten": 7})
    making.join(10)
    known = key_file.read(folder)
    assert known["forgotten"] == 7
    assert [one["kid"] for one in known["keys"]][1:] == [held["keys"][0]["kid"]]


def test_a_curve_is_of_a_new_key(tmp_path: Path) -> None:
    told = ["consume", "key", "--data", str(tmp_path), "--curve", "P-256"]
    assert CliRunner().invoke(app, told).exit_code == 0
    assert CliRunner().invoke(app, told).exit_code == 2


@on_each_curve
def test_no_other_way_of_sealing_is_opened(tmp_path: Path, curve: Curve) -> None:
    envelopes = Envelopes.open_file(tmp_path, curve=curve)
    key = envelopes.public()
    for header in ({"enc": "A256GCM", "zip": "DEF"}, {"enc": "A128CBC-HS256"}):
        names = ["ECDH-ES", "A256GCM", "A128CBC-HS256", "DEF"]
        protected = {"alg": "ECDH-ES", "kid": key["kid"]} | header
        sealed = jwe.encrypt_compact(protected, b"x", import_key(key), algorithms=names).encode()
        with pytest.raises(Problem, match="opened"):
            envelopes.open(sealed)


def test_the_key_is_derived_as_in_the_example_of_the_standard() -> None:
    """RFC 7518, appendix C."""
    alice = {
        "kty": "EC", "crv": "P-256",
        "x": "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0", "y": "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps",
        "d": "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo",
    }  # fmt: skip
    bob = {
        "kty": "EC", "crv": "P-256",
        "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
        "d": "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw",
    }  # fmt: skip
    shared = agree(private_key(bob), alice)
    assert b64(derive(shared, b"A128GCM", 16, b"Alice", b"Bob")) == "VqqN6vgjbSBcIijNcacQGg"


def test_x25519_agrees_as_in_the_example_of_the_standard() -> None:
    """RFC 8037, appendix A.6; the numbers are those of RFC 7748, section 6.1."""
    bob = bytes.fromhex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
    alice = {"kty": "OKP", "crv": "X25519", "x": "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"}
    shared = agree(private_key({"crv": "X25519", "d": b64(bob)}), alice)
    assert shared.hex() == "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"


@on_each_curve
def test_who_names_both_parties_is_understood(tmp_path: Path, curve: Curve) -> None:
    envelopes = Envelopes.open_file(tmp_path, curve=curve)
    key = envelopes.public()
    header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": key["kid"], "apu": b64(b"Alice"), "apv": b64(b"Bob")}
    sealed = jwe.encrypt_compact(header, b"x", import_key(key), ["ECDH-ES", "A256GCM"]).encode()
    assert envelopes.open(sealed) == b"x"


class Untouched:
    """A secret key that nothing may be agreed with."""

    def exchange(self, *_: object) -> bytes:
        raise AssertionError("the secret key was used")


def test_the_secret_key_meets_no_point_beside_the_curve(tmp_path: Path) -> None:
    parts = Envelopes.open_file(tmp_path, curve=Curve.P256).seal(b"words").split(b".")
    header = json.loads(unb64(parts[0]))
    keys: dict[str, Any] = {header["kid"]: Untouched()}
    with pytest.raises(AssertionError):
        open_compact(b".".join(parts), keys)
    header["epk"]["y"] = b64(bytes(31) + b"\x01")
    with pytest.raises(ValueError, match="EC key"):
        open_compact(b".".join([b64(json.dumps(header).encode()).encode(), *parts[1:]]), keys)


def test_no_point_is_taken_with_which_all_keys_agree_on_the_same() -> None:
    key = private_key({"crv": "X25519", "d": b64(b"k" * 32)})
    for low in (bytes(32), b"\x01" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f"):  # of orders 4, 1 and 2
        with pytest.raises(ValueError, match="shared key"):
            agree(key, {"kty": "OKP", "crv": "X25519", "x": b64(low)})


def test_no_point_of_another_curve_is_taken(tmp_path: Path) -> None:
    made = [Envelopes.open_file(tmp_path / curve, curve=curve) for curve in Curve]
    headers = [json.loads(unb64(one.seal(b"words").split(b".")[0])) for one in made]
    for one, other in zip(made, reversed(headers), strict=True):
        with pytest.raises(ValueError, match="not a point of"):
            agree(private_key(one.keys[0]), other["epk"])


@on_each_curve
def test_what_was_changed_on_the_way_does_not_open(tmp_path: Path, curve: Curve) -> None:
    envelopes = Envelopes.open_file(tmp_path, curve=curve)
    parts = envelopes.seal(b"words").split(b".")
    header = json.loads(unb64(parts[0]))

    def written(**changed: object) -> bytes:
        return b64(json.dumps(header | changed).encode()).encode()

    spoiled = {
        "header": [written(epk=header["epk"] | {"crv": "P-384"}), written(kid="?"), written(apu="aGVy"),
                   written(crit=["exp"]), written(alg="ECDH-ES+A256KW"), b64(b"[]").encode(), b"A" * 2_000],
        "key": [b"AAAA"], "nonce": [b64(bytes(12)).encode(), b"", b64(bytes(16)).encode()],
        "content": [b64(b"other").encode(), b""], "tag": [b64(bytes(16)).encode(), parts[4][:16], b""],
    }  # fmt: skip
    for n, instead in enumerate(spoiled.values()):
        for value in instead:
            with pytest.raises(Problem, match="opened"):
                envelopes.open(b".".join([*parts[:n], value, *parts[n + 1 :]]))
    for nothing in (b"", b"....", b".".join(parts[:4]), b".".join([*parts, b""])):
        with pytest.raises(Problem, match="opened"):
            envelopes.open(nothing)
    assert envelopes.open(b".".join(parts)) == b"words"
