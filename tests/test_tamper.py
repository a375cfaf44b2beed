"""Everything that somebody can do to an export's files, and what ``verify`` says of it: none passes, each is named."""

import os
import shutil

import pytest
from building import ORIGIN
from nacl.signing import SigningKey
from resealing import reseal
from spoiling import (
    ABOVE,
    BEYOND,
    EDGE,
    ENTRIES,
    HASHES,
    SIZE,
    copied,
    drop,
    edit,
    flip,
    found,
    made,
    repack,
    swap,
)  # fmt: skip

from ledger import merkle, note, tiles
from ledger.verify import verify


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return made(tmp_path_factory.mktemp("log"))


@pytest.fixture
def folder(log, tmp_path):
    return copied(log, tmp_path)


def test_the_log_that_is_spoilt_below_holds_before(log, folder):
    assert found(folder) == set()


def test_a_flipped_bit_in_a_statement_names_it(folder):
    size = len(tiles.unpack((folder / ENTRIES).read_bytes(), 256)[0]) + 2
    for at in (10, size // 2, size - 3):
        edit(folder, ENTRIES, flip(at))
        codes = found(folder)
        assert (256, "leaf-hash") in codes
        assert {index for index, _ in codes} == {256}
        edit(folder, ENTRIES, flip(at))
    assert found(folder) == set()


def test_a_flipped_bit_in_any_file_is_found(folder):
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        before = path.read_bytes()
        for at in sorted({0, 1, len(before) // 3, len(before) // 2, len(before) - 1}):
            changed = bytearray(before)
            changed[at] ^= 0x10
            path.write_bytes(bytes(changed))
            assert found(folder), f"{path.name} byte {at}"
        path.write_bytes(before)
    assert found(folder) == set()


def test_a_missing_file_is_named(folder):
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        before = path.read_bytes()
        path.unlink()
        report = verify(folder, 1)
        assert path.relative_to(folder).as_posix() in {finding.where for finding in report.findings}
        assert not report.ok
        path.write_bytes(before)


def test_a_file_cut_short_or_lengthened_is_found(folder):
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        before = path.read_bytes()
        for changed in (b"", before[: len(before) // 2], before[:-1], before + b"\0", before + before):
            if changed.strip() == before.strip():
                continue  # the line end after the verifier key is not part of it
            path.write_bytes(changed)
            assert found(folder), path.name
        path.write_bytes(before)


def test_a_giant_file_is_refused_unread(folder):
    for path in ("checkpoint", ENTRIES, HASHES):
        shutil.copy(folder / path, folder.parent / "kept")
        os.truncate(folder / path, 1 << 40)
        assert (None, "too-large") in found(folder)
        shutil.move(folder.parent / "kept", folder / path)


def test_a_missing_bundle_names_all_its_statements(folder):
    (folder / ENTRIES).unlink()
    assert {index for index, code in found(folder) if code == "missing-statement"} == set(range(256, 512))


def test_a_dropped_statement_is_named_and_those_after_it_are_not(folder):
    repack(folder, ENTRIES, 256, lambda entries: drop(entries, 44))
    assert found(folder) == {(None, "bundle-form"), (300, "missing-statement")}


def test_the_last_statement_dropped_is_named(folder):
    repack(folder, EDGE, SIZE % 256, lambda entries: entries[:-1])
    assert {(SIZE - 1, "missing-statement"), (None, "bundle-form")} == found(folder)


def test_a_statement_slipped_in_is_found_and_accuses_nobody_else(log, folder):
    slipped = log.shelter.heartbeat().token
    repack(folder, ENTRIES, 256, lambda entries: [*entries[:44], slipped, *entries[44:]])
    assert found(folder) == {(None, "bundle-form"), (None, "extra-statement")}


def test_a_statement_put_in_anothers_place_is_named(log, folder):
    other = log.shelter.heartbeat().token
    repack(folder, ENTRIES, 256, lambda entries: [*entries[:44], other, *entries[45:]])
    assert found(folder) == {(300, "leaf-hash")}


def test_two_statements_swapped_are_named(folder):
    repack(folder, ENTRIES, 256, lambda entries: swap(entries, 44, 50))
    assert {index for index, code in found(folder) if code == "out-of-place"} == {300, 306}


def test_statements_reordered_are_named(folder):
    repack(folder, ENTRIES, 256, lambda entries: entries[::-1])
    named = {index for index, code in found(folder) if code == "out-of-place"}
    assert len(named) > 250


def test_an_extra_statement_at_the_end_is_found(log, folder):
    extra = log.shelter.heartbeat().token
    repack(folder, EDGE, SIZE % 256, lambda entries: [*entries, extra])
    assert found(folder) == {(None, "bundle-form"), (None, "extra-statement")}
    edit(folder, EDGE.replace("entries", "0"), lambda data: data + merkle.leaf_hash(extra))
    assert {(None, "tile-length"), (None, "bundle-form")} < found(folder)


@pytest.mark.parametrize("rest", [b"\0", b"\0\0", b"\0\5abc", b"\xff\xff"])
def test_trailing_bytes_in_a_bundle_are_found(folder, rest):
    edit(folder, ENTRIES, lambda data: data + rest)
    assert (None, "bundle-form") in found(folder)


def test_a_hash_of_the_wrong_length_is_found(folder):
    for path in (HASHES, ABOVE):
        before = (folder / path).read_bytes()
        (folder / path).write_bytes(before[:-1])
        assert found(folder) == {(None, "tile-length")}
        (folder / path).write_bytes(before)


def test_a_wrong_hash_in_a_tile_is_found(folder):
    edit(folder, HASHES, flip(32 * 44))
    assert found(folder) == {(300, "leaf-hash")}
    edit(folder, HASHES, flip(32 * 44))
    edit(folder, ABOVE, flip(32))
    assert found(folder) == {(None, "tile-hash")}


def test_a_forged_statement_with_a_matching_tile_is_found(log, folder):
    """The forger changed the leaf and the level-0 tile; the level above still knows."""
    forged = log.tokens[300][:-5] + b"AAAAA"
    repack(folder, ENTRIES, 256, lambda entries: [*entries[:44], forged, *entries[45:]])
    hashes = merkle.leaf_hash(forged)
    edit(folder, HASHES, lambda data: data[: 32 * 44] + hashes + data[32 * 45 :])
    codes = found(folder)
    assert (None, "tile-hash") in codes
    assert {index for index, _ in codes} == {None, 300}


def test_a_forged_tree_without_the_log_key_is_found(log, tmp_path):
    """All tiles agree up to the root: only the signed checkpoint still knows."""
    tokens = [*log.tokens[:300], log.shelter.heartbeat().token, *log.tokens[301:]]
    folder = reseal(tmp_path / "forged", tokens, log.place.keyring.log, ORIGIN)
    shutil.copy(log.folder / "checkpoint", folder / "checkpoint")
    assert found(folder) == {(None, "root")}


def test_an_older_checkpoint_is_found(log, folder):
    for size in (1, 255, 256, SIZE - 1):
        root = merkle.root_of([merkle.leaf_hash(token) for token in log.tokens[:size]])
        older = note.Checkpoint(ORIGIN, size, root)
        (folder / "checkpoint").write_text(note.sign(older, log.place.keyring.log))
        assert (None, "unexpected-file") in found(folder)


def test_a_newer_checkpoint_than_its_files_is_found(log, folder):
    for size in (SIZE + 1, SIZE + 500, 2**62):
        newer = note.Checkpoint(ORIGIN, size, bytes(32))
        (folder / "checkpoint").write_text(note.sign(newer, log.place.keyring.log))
        assert found(folder)
    (folder / "checkpoint").write_text(note.sign(note.Checkpoint(ORIGIN, 0, merkle.EMPTY_ROOT), log.place.keyring.log))
    assert found(folder)


def test_the_checkpoint_of_another_log_is_found(log, folder, tmp_path):
    other = reseal(tmp_path / "other", log.tokens, SigningKey(b"\7" * 32), ORIGIN)
    renamed = reseal(tmp_path / "renamed", log.tokens, log.place.keyring.log, "other.test/log")
    for elsewhere in (other, renamed):
        shutil.copy(elsewhere / "checkpoint", folder / "checkpoint")
        assert found(folder) == {(None, "checkpoint")}
    # With its own key beside it, the signature is good; the genesis knows better.
    assert found(other) == {(None, "log-key")}


def test_a_file_that_does_not_belong_is_found(folder):
    for path in BEYOND:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(b"")
        assert found(folder) == {(None, "unexpected-file")}
        (folder / path).unlink()


def test_a_folder_that_is_no_export_is_not_verified(tmp_path):
    assert (None, "missing-file") in found(tmp_path)
    assert (None, "missing-file") in found(tmp_path / "nowhere")
