"""The master key: what it wraps opens under it alone, and another one can take its place at any moment of a crash."""

import os
import shutil
import signal
from pathlib import Path
from typing import Any

import databases
import pytest
from attacking import Thief, copies
from building import ORIGIN, Party, Place
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hosting import hosting
from test_custody import client, opening
from test_vault import opened, person, rows, two_people
from typer.testing import CliRunner
from whole import check_whole

from consumers.custody import admit
from ledger.application import Ledger
from ledger.keyring import Keyring
from ledger.master_key import app
from ledger.opening import open_ledger
from ledger.rotation import rotate
from ledger.store import Database
from ledger.vault import unseal
from ledger.wrapping import CUSTODY, ZEROS, FileWrapping, OtherKey

# One key, one ciphertext


def test_what_is_wrapped_opens_under_its_own_key_in_its_own_place_and_unchanged() -> None:
    one, other = FileWrapping(b"1" * 32), FileWrapping(b"2" * 32)
    wrapped = one.wrap(b"k" * 32, b"about")
    assert one.unwrap(wrapped, b"about") == b"k" * 32
    assert one.wrap(b"k" * 32, b"about") != wrapped
    for wrong in (wrapped[:-1] + b"x", wrapped[:9] + bytes(12) + wrapped[21:]):
        with pytest.raises(InvalidTag):
            one.unwrap(wrong, b"about")
    with pytest.raises(InvalidTag):
        one.unwrap(wrapped, b"elsewhere")
    with pytest.raises(OtherKey):
        other.unwrap(wrapped, b"about")
    with pytest.raises(InvalidTag):
        other.unwrap(wrapped[:1] + other.key_id + wrapped[9:], b"about")
    with pytest.raises(ValueError, match="form"):
        one.unwrap(b"\x03" + wrapped[1:], b"about")
    assert one.key_id != other.key_id != FileWrapping(b"2" * 32, CUSTODY).key_id


def test_what_was_wrapped_before_there_were_versions_still_opens() -> None:
    one = FileWrapping(b"1" * 32)
    before = bytes(12) + AESGCM(one.derive(b"lightwell wrap v1")).encrypt(bytes(12), b"k" * 32, b"about")
    assert one.unwrap(before, b"about") == b"k" * 32


def times(x: int, y: int) -> int:
    """In GF(2¹²⁸) as GCM has it (NIST SP 800-38D §6.3)."""
    z = 0
    for bit in range(127, -1, -1):
        if x >> bit & 1:
            z ^= y
        y = (y >> 1) ^ (0xE1 << 120 if y & 1 else 0)
    return z


def inverse(x: int) -> int:
    result, power = 1 << 127, x
    for _ in range(127):
        power = times(power, power)
        result = times(result, power)
    return result


def two_faced(one: bytes, two: bytes, nonce: bytes, about: bytes, plain: bytes) -> bytes:
    """A ciphertext of AES-GCM that both keys open: to ``plain`` and a block under the first, to anything under the
    second (Dodis et al. 2018). Its last block is chosen so that the tags are equal."""

    def block(key: bytes, data: bytes) -> int:
        cipher = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # the block itself is what is wanted
        return int.from_bytes(cipher.update(data), "big")

    padded = about + bytes(-len(about) % 16)
    first = AESGCM(one).encrypt(nonce, plain, about)[:-16]
    blocks = [padded[at : at + 16] for at in range(0, len(padded), 16)]
    blocks += [first[at : at + 16] for at in range(0, len(first), 16)]
    lengths = (len(about) * 8).to_bytes(8, "big") + ((len(first) + 16) * 8).to_bytes(8, "big")
    tags, squares = [], []
    for key in (one, two):
        h, y = block(key, bytes(16)), 0
        for part in blocks:
            y = times(y ^ int.from_bytes(part, "big"), h)
        rest = times(times(y, h), h) ^ times(int.from_bytes(lengths, "big"), h)
        tags.append(rest ^ block(key, nonce + b"\x00\x00\x00\x01"))
        squares.append(times(h, h))
    free = times(tags[0] ^ tags[1], inverse(squares[0] ^ squares[1]))
    tag = tags[0] ^ times(free, squares[0])
    return first + free.to_bytes(16, "big") + tag.to_bytes(16, "big")


def test_a_ciphertext_that_two_keys_open_is_taken_from_one_at_most() -> None:
    one, two, nonce, digest = b"1" * 32, b"2" * 32, b"n" * 12, bytes(32)
    place = digest + (0).to_bytes(4, "big")
    forged = two_faced(one, two, nonce, place, ZEROS + b"a disclosure ..." * 3)
    for key in (one, two):
        assert AESGCM(key).decrypt(nonce, forged, place), "AES-GCM itself is content with both"
    assert unseal(AESGCM(one), digest, 0, b"\x01" + nonce + forged).startswith(b"a disclosure")
    with pytest.raises(InvalidTag):
        unseal(AESGCM(two), digest, 0, b"\x01" + nonce + forged)
    first, second = FileWrapping(one), FileWrapping(two)
    forged = two_faced(first.derive(b"lightwell wrap v1"), second.derive(b"lightwell wrap v1"), nonce, b"about", ZEROS)
    assert len(first.unwrap(b"\x02" + first.key_id + nonce + forged, b"about")) == 16
    with pytest.raises(InvalidTag):
        second.unwrap(b"\x02" + second.key_id + nonce + forged, b"about")


# Another one takes its place


@pytest.fixture
def place(tmp_path: Path, database: str) -> Place:
    return Place(tmp_path / "data")


def filled(place: Place) -> tuple[Party, bytes]:
    """A shelter with two people, and the digest of what was said of them."""
    shelter = place.organisation()
    said = two_people(shelter, place.id())
    place.seal(said)
    return shelter, said.digest


def known(ledger: Ledger, shelter: Party, digest: bytes) -> Any:
    return opened(ledger, digest), person(ledger, shelter, "C-1"), person(ledger, shelter, "C-2")


def test_everybody_is_found_as_before_and_the_old_key_opens_nothing(place: Place, tmp_path: Path) -> None:
    shelter, digest = filled(place)
    before, data, database = known(place.ledger, shelter, digest), tmp_path / "data", place.ledger.database
    old = (data / "keys" / "master.key").read_text()
    place.ledger.close()
    recorder = database.recorder(data)
    assert rotate(recorder, data / "keys") == 3
    at_once = copies(data, tmp_path / "at-once")
    (at_once / "keys" / "master.key").write_text(old)
    assert Thief(at_once).keys() == {}, "nor is there anything of it beside the database"
    assert (data / "keys" / "master.key").read_text() != old
    again = Ledger(data, Keyring.open(data / "keys"), ORIGIN, database=database)
    assert known(again, shelter, digest) == before
    place.ledger = again
    place.seal(two_people(shelter, place.id()))
    assert known(again, shelter, digest) == before, "and whoever is named again is the same person"
    assert len(rows(again, "SELECT id FROM subject")) == 3
    check_whole(again)
    new, aside = Thief(copies(data, tmp_path / "after")), tmp_path / "thief"
    assert "Aroha-Canary" in new.read()
    shutil.copytree(tmp_path / "after", aside)
    (aside / "keys" / "master.key").write_text(old)
    thief = Thief(aside)
    assert thief.keys() == {}
    assert thief.traces(shelter.organisation, "C-1") == []
    assert bytes.fromhex(old) not in b"".join(new.files.values())
    assert old.strip().encode() not in b"".join(new.files.values())
    again.close()
    (data / "keys" / "master.key").write_text(old)
    with pytest.raises(OSError, match="another master key"):
        Ledger(data, Keyring.open(data / "keys"), ORIGIN, database=database)


def test_a_process_that_has_the_old_key_writes_nothing_any_more(place: Place, tmp_path: Path) -> None:
    shelter, _ = filled(place)
    rotate(place.ledger.database.recorder(tmp_path / "data"), tmp_path / "data" / "keys")
    size = place.ledger.size()
    with pytest.raises(OSError, match="start this process again"):
        place.seal(two_people(shelter, place.id()))
    assert place.ledger.size() == size


def steps(data: Path, most: int) -> int:
    """Changes the master key in a process that is killed at its ``most``-th write; 0 once it is not killed any more."""
    child = os.fork()
    if child == 0:
        done, real, wrap = 0, os.fsync, FileWrapping.wrap

        def step() -> None:
            nonlocal done
            done += 1
            if done == most:
                os.kill(os.getpid(), signal.SIGKILL)

        def fsync(handle: int) -> None:
            step()
            real(handle)
            step()

        def wrapping(self: FileWrapping, key: bytes, about: bytes) -> bytes:
            step()
            return wrap(self, key, about)

        moves = Path.replace

        def moving(self: Path, to: Path) -> Path:
            step()
            moved = moves(self, to)
            step()
            return moved

        os.fsync, FileWrapping.wrap, Path.replace = fsync, wrapping, moving  # type: ignore[method-assign, assignment]
        try:
            rotate(Database().recorder(data), data / "keys")
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return most if os.WIFSIGNALED(status) else 0


def test_killed_at_any_write_it_goes_on_from_there(tmp_path: Path) -> None:
    databases.use(None)
    with hosting(tmp_path / "first") as house:
        shelter, book = house.place.organisation(), house.place.id()
        said = two_people(shelter, book)
        house.place.seal(said)
        admit(client(house, shelter), shelter.organisation)
        before = known(house.site.ledger, shelter, said.digest)
    kill = 1
    while True:
        data = tmp_path / f"killed-{kill}"
        shutil.copytree(tmp_path / "first", data)
        old = (data / "keys" / "master.key").read_text()
        if not steps(data, kill):
            break
        if (data / "keys" / "master.key.new").exists():
            with pytest.raises(OSError, match="rotate-master"):
                open_ledger(data)
        told = CliRunner().invoke(app, ["--data", str(data)])
        assert told.exit_code == 0, (kill, told.output, told.exception)
        assert not list((data / "keys").glob("*.new"))
        assert (data / "keys" / "master.key").read_text() != old
        with hosting(data) as house:
            assert known(house.site.ledger, shelter, said.digest) == before, kill
            sealed = house.site.custody.say(shelter.organisation, "information.accessed.v1", opening(shelter, book))
            assert sealed.new
        kill += 1
    assert kill > 12, "there are so many writes"
