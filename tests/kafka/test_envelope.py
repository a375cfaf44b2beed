"""What is sealed to the ledger's key opens again, however large; nothing else does."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwe
from joserfc.jwk import ECKey

from consumers.kafka.compact_jwe import derive, open_compact, private_key
from consumers.kafka.envelope import Envelopes
from ledger.disclosures import MAX_PRIVATE
from ledger.encoding import b64, unb64
from ledger.problems import Problem


@pytest.mark.parametrize("size", [1, 100_000, MAX_PRIVATE])
def test_the_largest_private_part_opens_as_the_smallest_does(tmp_path: Path, size: int) -> None:
    envelopes = Envelopes.open_file(tmp_path)
    assert envelopes.open(envelopes.seal(b"x" * size)) == b"x" * size


def test_no_other_way_of_sealing_is_opened(tmp_path: Path) -> None:
    envelopes = Envelopes.open_file(tmp_path)
    key = envelopes.public()
    for header in ({"enc": "A256GCM", "zip": "DEF"}, {"enc": "A128CBC-HS256"}):
        names = ["ECDH-ES", "A256GCM", "A128CBC-HS256", "DEF"]
        protected = {"alg": "ECDH-ES", "kid": key["kid"]} | header
        sealed = jwe.encrypt_compact(protected, b"x", ECKey.import_key(key), algorithms=names).encode()
        with pytest.raises(Problem, match="opened"):
            envelopes.open(sealed)


def test_the_key_is_derived_as_in_the_example_of_the_standard() -> None:
    """RFC 7518, appendix C."""
    alice = {
        "x": "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0", "y": "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps",
        "d": "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo",
    }  # fmt: skip
    bob = {
        "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
        "d": "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw",
    }  # fmt: skip
    shared = private_key(bob).exchange(ec.ECDH(), private_key(alice).public_key())
    assert b64(derive(shared, b"A128GCM", 16, b"Alice", b"Bob")) == "VqqN6vgjbSBcIijNcacQGg"


def test_who_names_both_parties_is_understood(tmp_path: Path) -> None:
    envelopes = Envelopes.open_file(tmp_path)
    key = envelopes.public()
    header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": key["kid"], "apu": b64(b"Alice"), "apv": b64(b"Bob")}
    sealed = jwe.encrypt_compact(header, b"x", ECKey.import_key(key), ["ECDH-ES", "A256GCM"]).encode()
    assert envelopes.open(sealed) == b"x"


class Untouched:
    """A secret key that nothing may be agreed with."""

    def exchange(self, *_: object) -> bytes:
        raise AssertionError("the secret key was used")


def test_the_secret_key_meets_no_point_beside_the_curve(tmp_path: Path) -> None:
    parts = Envelopes.open_file(tmp_path).seal(b"words").split(b".")
    header = json.loads(unb64(parts[0]))
    keys: dict[str, Any] = {header["kid"]: Untouched()}
    with pytest.raises(AssertionError):
        open_compact(b".".join(parts), keys)
    header["epk"]["y"] = b64(bytes(31) + b"\x01")
    with pytest.raises(ValueError, match="EC key"):
        open_compact(b".".join([b64(json.dumps(header).encode()).encode(), *parts[1:]]), keys)


def test_what_was_changed_on_the_way_does_not_open(tmp_path: Path) -> None:
    envelopes = Envelopes.open_file(tmp_path)
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
