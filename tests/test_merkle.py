"""The Merkle arithmetic against RFC 6962's published vectors and against its definitions, written out naively."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import merkle

# The test vectors of the Certificate Transparency reference implementation: eight leaves and their roots and paths.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
#: (leaf counted from 1, size, path)
PATHS = [
    (1, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (6, 8, ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (3, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (2, 5, ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]  # fmt: skip
#: (old, new, proof)
CONSISTENCY = [
    (1, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (6, 8, ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 5, ["5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]  # fmt: skip


def naive_root(hashes):
    """MTH, RFC 6962 §2.1, as it is written there."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return sha256(b"\x01" + naive_root(hashes[:k]) + naive_root(hashes[k:])).digest()


def naive_path(m, hashes):
    """PATH(m, D[n]), §2.1.1."""
    if len(hashes) == 1:
        return []
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    if m < k:
        return [*naive_path(m, hashes[:k]), naive_root(hashes[k:])]
    return [*naive_path(m - k, hashes[k:]), naive_root(hashes[:k])]


def naive_consistency(m, hashes, complete=True):
    """PROOF(m, D[n]), §2.1.2."""
    if m == len(hashes):
        return [] if complete else [naive_root(hashes)]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    if m <= k:
        return [*naive_consistency(m, hashes[:k], complete), naive_root(hashes[k:])]
    return [*naive_consistency(m - k, hashes[k:], False), naive_root(hashes[:k])]


def leaves(size):
    return [merkle.leaf_hash(b"leaf %d" % i) for i in range(size)]


def node_of(hashes):
    def node(level, index):
        part = hashes[index << level : (index + 1) << level]
        assert len(part) == 1 << level, "asked for a subtree that is not perfect"
        return naive_root(part)

    return node


def test_the_published_roots_are_reached():
    hashes = [merkle.leaf_hash(leaf) for leaf in LEAVES]
    frontier = merkle.Frontier()
    assert frontier.root() == merkle.root_of([]) == sha256(b"").digest()
    for size, root in enumerate(ROOTS, 1):
        frontier.append(hashes[size - 1])
        assert frontier.root().hex() == merkle.root_of(hashes[:size]).hex() == root


@pytest.mark.parametrize(("leaf", "size", "path"), PATHS)
def test_the_published_inclusion_paths_are_made_and_accepted(leaf, size, path):
    hashes = [merkle.leaf_hash(one) for one in LEAVES[:size]]
    proof = merkle.inclusion_proof(leaf - 1, size, node_of(hashes))
    assert [one.hex() for one in proof] == path
    assert merkle.root_from_inclusion(hashes[leaf - 1], leaf - 1, size, proof).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("old", "new", "proof"), CONSISTENCY)
def test_the_published_consistency_proofs_are_made_and_accepted(old, new, proof):
    hashes = [merkle.leaf_hash(one) for one in LEAVES[:new]]
    made = merkle.consistency_proof(old, new, node_of(hashes))
    assert [one.hex() for one in made] == proof
    merkle.check_consistency(old, new, bytes.fromhex(ROOTS[old - 1]), bytes.fromhex(ROOTS[new - 1]), made)


def test_every_proof_of_every_tree_up_to_seventy_leaves_is_the_one_of_the_definition():
    for size in range(1, 71):
        hashes = leaves(size)
        root, node = naive_root(hashes), node_of(hashes)
        assert merkle.root_of(hashes) == root
        for index in range(size):
            proof = merkle.inclusion_proof(index, size, node)
            assert proof == naive_path(index, hashes)
            assert merkle.root_from_inclusion(hashes[index], index, size, proof) == root
        for old in range(size + 1):
            proof = merkle.consistency_proof(old, size, node)
            assert proof == (naive_consistency(old, hashes) if old else [])
            merkle.check_consistency(old, size, naive_root(hashes[:old]), root, proof)


SIZES = st.integers(2, 700)


@settings(max_examples=60, deadline=None)
@given(st.data(), SIZES)
def test_a_changed_inclusion_proof_never_leads_to_the_root(data, size):
    hashes = leaves(size)
    root, index = naive_root(hashes), data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(index, size, node_of(hashes))
    assert merkle.root_from_inclusion(hashes[index], index, size, proof) == root
    at = data.draw(st.integers(0, len(proof) - 1))
    for changed in (
        [*proof[:at], sha256(proof[at]).digest(), *proof[at + 1 :]],
        [*proof[:at], *proof[at + 1 :]],
        [*proof[:at], proof[at], *proof[at:]],
        [*proof[:at], proof[at][:31], *proof[at + 1 :]],
        [*proof[:at], proof[at] + b"\0", *proof[at + 1 :]],
    ):
        assert not leads_to(root, hashes[index], index, size, changed)
    other = data.draw(st.integers(0, size - 1).filter(lambda other: other != index))
    assert not leads_to(root, hashes[index], other, size, proof)
    assert not leads_to(root, hashes[other], index, size, proof)
    assert not leads_to(root, hashes[index], index + size, size, proof)
    assert not leads_to(root, hashes[index], index - size, size, proof)


def leads_to(root, leaf, index, size, proof):
    try:
        return merkle.root_from_inclusion(leaf, index, size, proof) == root
    except ValueError:
        return False


@settings(max_examples=60, deadline=None)
@given(st.data(), SIZES)
def test_a_changed_consistency_proof_is_refused(data, size):
    hashes, old = leaves(size), data.draw(st.integers(1, size - 1))
    before, after = naive_root(hashes[:old]), naive_root(hashes)
    proof = merkle.consistency_proof(old, size, node_of(hashes))
    assert proof == naive_consistency(old, hashes)
    merkle.check_consistency(old, size, before, after, proof)
    at = data.draw(st.integers(0, len(proof) - 1))
    other = sha256(before).digest()
    for bad in (
        (old, size, other, after, proof),
        (old, size, before, other, proof),
        (old, size, before, after, [*proof[:at], sha256(proof[at]).digest(), *proof[at + 1 :]]),
        (old, size, before, after, [*proof[:at], *proof[at + 1 :]]),
        (old, size, before, after, [*proof, proof[-1]]),
        (old, size, before, after, []),
        (old, size, before, after, [one[:16] for one in proof]),
        (size, old, after, before, proof),
    ):
        with pytest.raises(ValueError, match=r"."):
            merkle.check_consistency(*bad)


def test_consistency_with_nothing_or_itself_takes_no_proof():
    root = naive_root(leaves(5))
    merkle.check_consistency(0, 5, merkle.EMPTY_ROOT, root, [])
    merkle.check_consistency(5, 5, root, root, [])
    for bad in ((0, 5, root, root, []), (5, 5, root, merkle.EMPTY_ROOT, []), (5, 5, root, root, [root])):
        with pytest.raises(ValueError, match="differ"):
            merkle.check_consistency(*bad)


@settings(deadline=None)
@given(st.integers(0, 5000))
def test_the_peaks_cover_the_tree_from_left_to_right(size):
    at = 0
    for level, index in merkle.peaks_of(size):
        assert index << level == at
        at += 1 << level
    assert at == size


def test_a_frontier_resumed_from_its_peaks_goes_on_the_same():
    hashes = leaves(100)
    for size in (0, 1, 37, 64, 99):
        node = node_of(hashes[:size])
        frontier = merkle.Frontier(size, [node(*peak) for peak in merkle.peaks_of(size)])
        assert frontier.root() == naive_root(hashes[:size])
        for leaf in hashes[size:]:
            frontier.append(leaf)
        assert frontier.root() == naive_root(hashes)
    with pytest.raises(ValueError, match="peaks"):
        merkle.Frontier(3, hashes[:1])


def test_a_proof_beyond_the_tree_cannot_be_made():
    for index, size in ((5, 5), (-1, 5), (0, 0)):
        with pytest.raises(ValueError, match="outside"):
            merkle.inclusion_proof(index, size, node_of([]))
    with pytest.raises(ValueError, match="larger"):
        merkle.consistency_proof(6, 5, node_of([]))
