"""Proofs asked for over HTTP hold for whoever has only the log's key and the published checkpoint."""

from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from hosting import House, hosting
from resealing import tokens_of

from ledger import merkle, note, proof


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with hosting(tmp_path_factory.mktemp("house")) as opened:
        shelter = opened.place.organisation()
        opened.many(*(shelter.heartbeat().token for _ in range(300)))
        opened.site.ledger.publish()
        yield opened


def published(house: House) -> tuple[note.Verifier, note.Checkpoint]:
    log = note.Verifier.parse(house.send("GET", "/log.vkey").body.decode())
    return log, note.open_checkpoint(house.send("GET", "/checkpoint").body.decode(), log)


def hashes(found: dict[str, Any]) -> list[bytes]:
    return [b64decode(one) for one in found["hashes"]]


def test_an_inclusion_proof_leads_to_the_published_root(house: House) -> None:
    log, signed = published(house)
    tokens = tokens_of(house.site.ledger)
    for index in (0, 1, 17, 255, 256, signed.size - 1):
        digest = sha256(tokens[index]).hexdigest()
        found = house.send("GET", f"/proof/inclusion/{digest}").json()
        assert (found["index"], found["size"]) == (index, signed.size)
        leaf = merkle.leaf_hash(tokens[index])
        assert merkle.root_from_inclusion(leaf, index, signed.size, hashes(found)) == signed.root
        assert note.open_checkpoint(found["checkpoint"], log) == signed
        file = house.send("GET", f"/proof/inclusion/{digest}.tlog-proof")
        assert file.kind.startswith("text/plain")
        assert proof.Proof.parse(file.body.decode()).check(tokens[index], log) == signed


def test_a_consistency_proof_shows_that_the_log_only_grew(house: House) -> None:
    _, signed = published(house)
    leaves = [merkle.leaf_hash(token) for token in tokens_of(house.site.ledger)]
    for first, second in ((0, 5), (1, 1), (1, 2), (255, 256), (256, 257), (100, signed.size), (signed.size,) * 2):
        found = house.send("GET", f"/proof/consistency?first={first}&second={second}").json()
        old, new = merkle.root_of(leaves[:first]), merkle.root_of(leaves[:second])
        merkle.check_consistency(first, second, old, new, hashes(found))
        with pytest.raises(ValueError, match=r"."):
            merkle.check_consistency(first, second, bytes(32), new, hashes(found))


def test_what_is_not_there_or_not_published_is_not_proven(house: House) -> None:
    _, signed = published(house)
    assert house.send("GET", "/proof/inclusion/" + "0" * 64).code == "not-found"
    assert house.send("GET", "/proof/inclusion/" + "0" * 64 + ".tlog-proof").code == "not-found"
    assert house.send("GET", "/proof/inclusion/7").code == "bad-request"
    for query in (f"first=1&second={signed.size + 1}", "first=2&second=1", "first=-1&second=1", "first=1", "first=x"):
        assert house.send("GET", f"/proof/consistency?{query}").code == "bad-request"
    line = house.place.organisation().heartbeat()
    (sealed,) = house.place.seal(line)
    assert sealed.index >= signed.size
    assert house.send("GET", f"/proof/inclusion/{line.digest.hex()}").code == "not-published"
    house.site.ledger.publish()
    assert house.send("GET", f"/proof/inclusion/{line.digest.hex()}").json()["index"] == sealed.index


def test_a_receipt_carries_its_proof_file(house: House) -> None:
    line = house.place.organisation().heartbeat()
    receipt = house.tell(line).json()
    log, _ = published(house)
    checkpoint = proof.Proof.parse(receipt["tlog_proof"]).check(line.token, log)
    assert checkpoint == proof.check_receipt(receipt, line.token, log)
    other = house.tell(house.place.organisation().heartbeat()).json()
    with pytest.raises(ValueError, match="not of this receipt"):
        proof.check_receipt(receipt | {"tlog_proof": other["tlog_proof"]}, line.token, log)


def test_the_addresses_are_described(house: House) -> None:
    described = house.send("GET", "/openapi.json").json()
    paths = described["paths"]
    assert {"/proof/consistency", "/proof/inclusion/{digest}", "/proof/inclusion/{digest}.tlog-proof"} <= set(paths)
    assert paths["/tile/entries/{path}"]["get"]["security"] == [{"auditor": []}]
    assert "application/octet-stream" in paths["/tile/entries/{path}"]["get"]["responses"]["200"]["content"]
