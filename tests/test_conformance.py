"""Code that nobody here wrote agrees with ours: the Go checksum database's own, torchwood, and sigstore's.

Sizes around the edges of tiles, and random ones, of trees of the entries ``entry 0``, ``entry 1``, …
"""

import random
import shutil
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from building import ORIGIN, Place
from nacl.signing import SigningKey
from outside import Outside, all_said, said
from resealing import reseal, tokens_of
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore.errors import VerificationError
from trees import Log

from ledger import merkle, note
from ledger.cosignature import ED25519, Cosigner, cosign
from ledger.export import export
from ledger.merkle import SubtreeHash
from ledger.proof import Proof, build

RANDOM = random.Random(6962)
SIZES = (0, 1, 2, 3, 255, 256, 257, 65_535, 65_536, 65_537, *sorted(RANDOM.sample(range(4, 65_537), 8)))


def entry(index: int) -> bytes:
    return b"entry %d" % index


@cache
def levels() -> list[list[bytes]]:
    """The perfect subtrees of the largest tree, level by level."""
    found = [[merkle.leaf_hash(entry(index)) for index in range(max(SIZES))]]
    while len(found[-1]) > 1:
        below = found[-1]
        found.append([merkle.node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])
    return found


def node(level: int, index: int) -> bytes:
    return levels()[level][index]


def root(size: int, node: SubtreeHash = node) -> bytes:
    return merkle.Frontier(size, [node(*peak) for peak in merkle.peaks_of(size)]).root()


def indexes(size: int) -> list[int]:
    near = {0, 1, 255, 256, size // 2, size - 2, size - 1, *(RANDOM.randrange(size) for _ in range(4) if size)}
    return sorted(index for index in near if 0 <= index < size)


def test_the_checksum_databases_code_has_the_same_roots_and_makes_the_same_proofs(outside: Outside) -> None:
    asked = []
    for size in sorted(SIZES):
        tree = {"Size": size, "Root": said(root(size))}
        asked.append({"Kind": "tree", **tree})
        for index in indexes(size):
            proof = merkle.inclusion_proof(index, size, node)
            asked.append({"Kind": "inclusion", "Index": index, "Hashes": all_said(proof), **tree})
        for old in (old for old in {1, 2, 255, 256, 257, size // 2, size - 1, size} if 0 < old <= size):
            proof = merkle.consistency_proof(old, size, node)
            asked.append({"Kind": "consistency", "Old": old, "Hashes": all_said(proof), **tree})
    assert len(asked) > 200
    assert set(outside.ask(asked)) == {"ok"}


def test_the_checksum_databases_code_refuses_what_is_wrong(outside: Outside) -> None:
    size, index = 257, 100
    proof = all_said(merkle.inclusion_proof(index, size, node))
    good = {"Kind": "inclusion", "Size": size, "Root": said(root(size)), "Index": index, "Hashes": proof}
    wrong = [
        good | {"Root": said(bytes(32))}, good | {"Index": 101}, good | {"Hashes": proof[:-1]},
        good | {"Hashes": [*proof[:-1], proof[0]]}, {"Kind": "tree", "Size": 257, "Root": said(root(256))},
    ]  # fmt: skip
    told = outside.ask([{"Kind": "tree", "Size": size, "Root": said(root(size))}, good, *wrong])
    assert told[:2] == ["ok", "ok"]
    assert "ok" not in told[2:]


@pytest.mark.parametrize("size", SIZES)
def test_sigstores_inclusion_check_accepts_our_proofs_and_no_others(size: int) -> None:
    for index in indexes(size):
        proof = merkle.inclusion_proof(index, size, node)

        def check(index: int = index, hashes: list[bytes] = proof, root: bytes = root(size)) -> None:
            claim = SimpleNamespace(log_index=index, tree_size=size, hashes=hashes, root_hash=root)
            inner = SimpleNamespace(inclusion_proof=claim, canonicalized_body=entry(index))
            verify_merkle_inclusion(SimpleNamespace(_inner=inner))  # type: ignore[arg-type]

        check()
        wrong = [{"root": bytes(32)}, {"hashes": [*proof, bytes(32)]}]
        for spoilt in (*wrong, {"hashes": proof[1:]}) if proof else wrong:
            with pytest.raises(VerificationError):
                check(**spoilt)  # type: ignore[arg-type]


WITNESS = SigningKey(b"\5" * 32)


def policy(log: note.Verifier, quorum: str = "w") -> str:
    witness = Cosigner("w.test/1", ED25519, bytes(WITNESS.verify_key)).vkey()
    return f"log {note.vkey(log.name, log.public)}\nwitness w {witness}\nquorum {quorum}\n"


@pytest.mark.parametrize("size", [1, 255, 256, 257, 512, 1000, 65_537])
def test_torchwood_reads_every_entry_of_our_export_from_tiles_that_lead_to_the_cosigned_root(
    outside: Outside, tmp_path: Path, size: int
) -> None:
    key = SigningKey(b"\4" * 32)
    log = note.Verifier(ORIGIN, bytes(key.verify_key))
    folder = reseal(tmp_path / "out", [entry(index) for index in range(size)], key, ORIGIN)
    signed = (folder / "checkpoint").read_text()
    asked = {"Kind": "export", "Folder": str(folder), "Entries": size}
    (unwitnessed,) = outside.ask([asked | {"Policy": policy(log)}])
    assert unwitnessed != "ok"
    (folder / "checkpoint").write_text(signed + cosign(note.split(signed)[0], "w.test/1", WITNESS, 1_700_000_000))
    assert outside.ask([asked | {"Policy": policy(log)}]) == ["ok"]
    for path in sorted(path for path in (folder / "tile").rglob("*") if path.is_file())[:3]:
        before = path.read_bytes()
        path.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
        assert outside.ask([asked | {"Policy": policy(log)}]) != ["ok"], path.name
        path.write_bytes(before)
    shutil.rmtree(folder)


def test_torchwood_reads_a_real_ledgers_export(outside: Outside, tmp_path: Path) -> None:
    place = Place(tmp_path / "data")
    shelter = place.organisation()
    place.seal(*(shelter.heartbeat() for _ in range(600)))
    size = export(place.ledger, tmp_path / "out").size
    asked = {"Kind": "export", "Folder": str(tmp_path / "out"), "Entries": size}
    assert outside.ask([asked | {"Policy": policy(place.ledger.log_verifier, "none")}]) == ["ok"]
    receipt = place.ledger.receipt(300)
    token = tokens_of(place.ledger)[300]
    question = {"Kind": "proof", "Policy": policy(place.ledger.log_verifier, "none"), "Proof": receipt["tlog_proof"]}
    good, bad = outside.ask([question | {"Entry": said(token)}, question | {"Entry": said(token + b"x")}])
    assert good == "ok"
    assert bad != "ok"


def test_torchwood_takes_our_proof_files_with_the_cosignatures_of_our_witness(outside: Outside) -> None:
    log = Log(ORIGIN).grow(300)
    signed = log.checkpoint(300)
    cosigned = signed + cosign(note.split(signed)[0], "w.test/1", WITNESS, 1_700_000_000)
    asked = []
    for index in (0, 7, 255, 256, 299):
        standing = build(index, note.read_own(cosigned), cosigned, log.node)
        for extra in (b"", b"anything"):
            text = Proof(standing.index, standing.hashes, standing.checkpoint, extra).text()
            leaf = said(log.leaves[index])
            asked.append({"Kind": "proof", "Policy": policy(log.verifier), "Proof": text, "Entry": leaf})
    assert set(outside.ask(asked)) == {"ok"}
    spoilt = [question | {"Entry": said(b"another")} for question in asked]
    spoilt += [question | {"Proof": question["Proof"].replace(cosigned, signed)} for question in asked]
    spoilt += [question | {"Policy": policy(Log("other.test").verifier)} for question in asked]
    assert "ok" not in outside.ask(spoilt)


def test_the_checksum_databases_code_opens_our_notes(outside: Outside) -> None:
    log = Log(ORIGIN).grow(3)
    key, other = note.vkey(ORIGIN, log.verifier.public), note.vkey(ORIGIN, bytes(WITNESS.verify_key))
    both = note.sign(note.read_own(log.checkpoint(3)), log.key, WITNESS)
    asked = [(log.checkpoint(3), key), (both, key), (both, other), (log.checkpoint(3), other)]
    told = outside.ask({"Kind": "note", "Note": signed, "Vkey": vkey} for signed, vkey in asked)
    assert told[:3] == ["ok", "ok", "ok"]
    assert told[3] != "ok"
