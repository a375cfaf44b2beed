"""Tiles and bundles: their names, their widths and the trees that they hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import merkle, tiles
from ledger.tiles import HASH, WIDTH

EDGES = [0, 1, 255, 256, 257, 65535, 65536, 65537]
LEAVES = [merkle.leaf_hash(i.to_bytes(4, "big")) for i in range(max(EDGES))]


def stored(size):
    """Every tile of a tree of that size, by name, made from the level below."""
    made, hashes, level = {}, LEAVES[:size], 0
    while hashes:
        for n in range(-(-len(hashes) // WIDTH)):
            made[level, n] = b"".join(hashes[n * WIDTH : (n + 1) * WIDTH])
        full = range(0, len(hashes) // WIDTH * WIDTH, WIDTH)
        hashes, level = [merkle.root_of(hashes[i : i + WIDTH]) for i in full], level + 1
    return made


@pytest.mark.parametrize(
    ("n", "path"),
    [
        (0, "000"),
        (7, "007"),
        (999, "999"),
        (1000, "x001/000"),
        (1234067, "x001/x234/067"),
        (10**9, "x001/x000/x000/000"),
    ],
)
def test_tile_numbers_are_spelled_in_groups_of_three(n, path):
    assert tiles.number_path(n) == path
    assert tiles.parse_number(path) == n


@pytest.mark.parametrize(
    "path",
    ["", "0", "00", "0000", "1/000", "x000/000", "x001", "001/000", "x001/x000", "-01", "+01", "0_1", "٠٠١",
     "x001//000", "000/", "/000", "000.p/5", "x-01/000", "xx01/000", "000\n"],
)  # fmt: skip
def test_no_other_spelling_is_a_tile_number(path):
    with pytest.raises(ValueError, match="tile number"):
        tiles.parse_number(path)


@settings(deadline=None)
@given(st.integers(0, 10**15))
def test_every_tile_number_reads_back(n):
    assert tiles.parse_number(tiles.number_path(n)) == n


def test_names_of_whole_and_partial_tiles():
    assert tiles.tile_path(0, 5) == "tile/0/005"
    assert tiles.tile_path(1, 1234067, 8) == "tile/1/x001/x234/067.p/8"
    assert tiles.tile_path("entries", 0, 1) == "tile/entries/000.p/1"


@pytest.mark.parametrize("size", EDGES)
def test_a_tree_has_the_tiles_of_the_specification_and_never_an_empty_one(size):
    listed = list(tiles.tiles_of(size))
    assert {(level, n): width * HASH for level, n, width in listed} == {
        at: len(tile) for at, tile in stored(size).items()
    }
    for level, n, width in listed:
        count = size // WIDTH**level
        assert 0 < width <= WIDTH
        assert width == (WIDTH if n < count // WIDTH else count % WIDTH)
    assert list(tiles.bundles_of(size)) == [(n, width) for level, n, width in listed if level == 0]


@pytest.mark.parametrize("size", EDGES[1:])
def test_proofs_read_from_tiles_lead_to_the_root(size):
    held = stored(size)
    node = tiles.node_reader(lambda level, n: held[level, n])
    peaks = [node(level, index) for level, index in merkle.peaks_of(size)]
    root = merkle.Frontier(size, peaks).root()
    assert root == merkle.root_of(LEAVES[:size])
    for index in {0, 1, size // 3, 254, 255, 256, 65534, size - 2, size - 1} & set(range(size)):
        proof = merkle.inclusion_proof(index, size, node)
        assert merkle.root_from_inclusion(LEAVES[index], index, size, proof) == root
    for old in {1, 2, 255, 256, 257, 65535, 65536, size} & set(range(1, size + 1)):
        merkle.check_consistency(
            old, size, merkle.root_of(LEAVES[:old]), root, merkle.consistency_proof(old, size, node)
        )


def test_a_tile_too_short_for_the_tree_is_not_read_as_a_smaller_one():
    held = stored(300)
    node = tiles.node_reader(lambda level, n: held[level, n][:-1])
    with pytest.raises(ValueError, match="too short"):
        merkle.inclusion_proof(0, 300, node)


ENTRIES = st.lists(st.binary(max_size=400), max_size=40)


@settings(deadline=None)
@given(ENTRIES)
def test_a_bundle_reads_back(entries):
    assert tiles.unpack(tiles.pack(entries), len(entries)) == entries


@settings(deadline=None)
@given(st.lists(st.binary(max_size=20), max_size=8), st.binary(min_size=1, max_size=3))
def test_a_bundle_with_bytes_left_over_or_cut_off_is_refused(entries, rest):
    bundle = tiles.pack(entries)
    for length in range(len(bundle)):
        with pytest.raises(ValueError, match="bundle"):
            tiles.unpack(bundle[:length], len(entries))
    with pytest.raises(ValueError, match="bundle"):
        tiles.unpack(bundle + rest, len(entries))
    with pytest.raises(ValueError, match="another number"):
        tiles.unpack(bundle, len(entries) + 1)


def test_the_largest_entry_fits_and_a_larger_one_does_not():
    assert tiles.unpack(tiles.pack([b"x" * 65535]), 1) == [b"x" * 65535]
    with pytest.raises(OverflowError):
        tiles.pack([b"x" * 65536])
