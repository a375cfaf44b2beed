"""Every way we know to spoil an export, and what ``verify`` says of each: none passes, and the guilty one is named."""

import json
import os
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from building import ORIGIN, Line, Party, Place
from nacl.signing import SigningKey
from resealing import reseal, tokens_of

from ledger import disclosures, jws, merkle, note, tiles
from ledger.encoding import b64
from ledger.export import export
from ledger.statements import types
from ledger.verify import verify

SIZE = 600  # two whole bundles and a partial one


@dataclass
class Log:
    """A finished log with its export, the tokens in it, and the parties who can say more."""

    place: Place
    shelter: Party
    agency: Party
    register: str
    tokens: list[bytes]
    folder: Path
    sequenced: str
    retracted: bytes

    def index(self, token: bytes) -> int:
        return self.tokens.index(token)


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    folder = tmp_path_factory.mktemp("log")
    place = Place(folder / "data")
    shelter, agency = place.organisation(), place.organisation("agency")
    register = place.id()
    place.seal(shelter.collected(register, [(1, 3)]))
    sequenced = agency.another_feed(sequenced=True)
    place.seal(agency.heartbeat(feed=sequenced, sequence="000000000001"))
    place.clock.step = timedelta(0)
    while (missing := SIZE - place.ledger.state.size) > 0:
        place.seal(*(shelter.accessed(register, [[1, 1]]) for _ in range(max(1, missing - 1))))
    assert place.ledger.state.size == SIZE
    export(place.ledger, folder / "export")
    tokens = tokens_of(place.ledger)
    return Log(place, shelter, agency, register, tokens, folder / "export", sequenced, tokens[300])


@pytest.fixture
def folder(log, tmp_path):
    """A copy to spoil."""
    return Path(shutil.copytree(log.folder, tmp_path / "export"))


def found(folder: Path) -> set[tuple[int | None, str]]:
    """(index or None, code) of everything that does not hold."""
    report = verify(folder, 1)
    assert report.ok == (report.found == 0)
    assert report.found == len(report.findings)
    named = set()
    for finding in report.findings:
        span = [None] if finding.first is None else range(finding.first, (finding.last or 0) + 1)
        named |= {(index, finding.code) for index in span}
    assert report.failed == len({index for index, _ in named} - {None})
    return named


def test_the_log_that_is_spoilt_below_holds_before(log, folder):
    assert found(folder) == set()


# What somebody can do to the files

ENTRIES, HASHES, ABOVE = "tile/entries/001", "tile/0/001", "tile/1/000.p/2"
BEYOND = ("tile/0/003", "tile/entries/000.p/7", "tile/2/000.p/1", "tile/0/x000/001", "tile/00/000", "tile/readme")
EDGE = f"tile/entries/002.p/{SIZE % 256}"


def edit(folder: Path, path: str, change: Any) -> None:
    (folder / path).write_bytes(bytes(change(bytearray((folder / path).read_bytes()))))


def repack(folder: Path, path: str, width: int, change: Any) -> None:
    """Changes the list of a bundle's entries."""
    entries = tiles.unpack((folder / path).read_bytes(), width)
    (folder / path).write_bytes(tiles.pack(change(entries)))


def flip(at: int, bit: int = 0) -> Any:
    def change(data: bytearray) -> bytearray:
        data[at] ^= 1 << bit
        return data

    return change


def swap(entries: list[bytes], a: int, b: int) -> list[bytes]:
    entries[a], entries[b] = entries[b], entries[a]
    return entries


def drop(entries: list[bytes], at: int) -> list[bytes]:
    return entries[:at] + entries[at + 1 :]


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


# What a dishonest operator can seal: the tree is right, the statements are not


def resealed(log: Log, tmp_path: Path, tokens: list[bytes]) -> set[tuple[int | None, str]]:
    return found(reseal(tmp_path / "forged", tokens, log.place.keyring.log, ORIGIN))


def added(log: Log, tmp_path: Path, *said: bytes | Line) -> list[tuple[int, str]]:
    """What is found when these are sealed after the log without asking its rules; indexes count from its end."""
    tokens = [one.token if isinstance(one, Line) else one for one in said]
    named = resealed(log, tmp_path, [*log.tokens, *tokens])
    return sorted(((index if index is None else index - SIZE), code) for index, code in named)


def raw(party: Party, payload: bytes) -> bytes:
    return jws.sign(payload, party.key)


def missigned(token: bytes) -> bytes:
    """The same statement with a wrong signature of the right form."""
    return token[:-10] + (b"A" if token[-10:-9] != b"A" else b"B") + token[-9:]


def test_what_keeps_the_rules_may_be_added(log, tmp_path):
    assert added(log, tmp_path, log.shelter.heartbeat(), log.agency.heartbeat()) == []


def test_a_bad_signature_is_named(log, tmp_path):
    tokens = [*log.tokens[:300], missigned(log.tokens[300]), *log.tokens[301:]]
    assert resealed(log, tmp_path, tokens) == {(300, "bad-signature")}


def test_a_bad_signature_is_named_where_the_log_begins(log, tmp_path):
    """There the keys are still to be learnt from the statements themselves."""
    for index in range(12):
        tokens = [*log.tokens[:index], missigned(log.tokens[index]), *log.tokens[index + 1 :]]
        folder = reseal(tmp_path / str(index), tokens, log.place.keyring.log, ORIGIN)
        assert (index, "bad-signature") in found(folder)


def test_a_bad_signature_is_named_while_its_key_is_still_on_its_way(log, tmp_path):
    """Other processes read far ahead of the registration that the rules are at."""
    new, registration = log.shelter.another_key(seal=False)
    fill = [log.shelter.heartbeat().token for _ in range(500)]
    said = [log.shelter.heartbeat(key=new).token for _ in range(1500)]
    tokens = [*log.tokens, *fill, registration.token, *said]
    guilty = {len(tokens) - 1500: missigned(tokens[-1500]), len(tokens) - 2: missigned(tokens[-2])}
    early = [log.shelter.heartbeat(key=new).token]
    tokens = [guilty.get(index, token) for index, token in enumerate(tokens)]
    tokens = [*tokens[:SIZE], *early, *tokens[SIZE + 1 :]]
    folder = reseal(tmp_path / "forged", tokens, log.place.keyring.log, ORIGIN)
    expected = {(SIZE, "key-not-registered"), *((index, "bad-signature") for index in guilty)}
    for processes in (1, 2):
        assert {(finding.first, finding.code) for finding in verify(folder, processes).findings} == expected


def test_a_statement_signed_again_with_another_key_is_named(log, tmp_path):
    again = jws.sign(jws.parse(log.tokens[300]).payload, SigningKey(b"\7" * 32))
    others = jws.sign(jws.parse(log.tokens[301]).payload, log.agency.key)
    named = resealed(log, tmp_path, [*log.tokens[:300], again, others, *log.tokens[302:]])
    assert named == {(300, "key-not-registered"), (301, "wrong-issuer")}


def test_a_signature_of_one_key_under_the_name_of_another_is_named(log, tmp_path):
    good = log.shelter.heartbeat().token
    header, payload, _ = good.split(b".")
    other = b64(log.agency.key.sign(header + b"." + payload).signature).encode()
    assert added(log, tmp_path, b".".join((header, payload, other))) == [(0, "bad-signature")]


def test_a_statement_twice_and_an_id_twice_are_named(log, tmp_path):
    first = log.shelter.heartbeat()
    id = json.loads(jws.parse(first.token).payload)["id"]
    second = log.shelter.heartbeat(7, id=id)
    elsewhere = log.agency.heartbeat(7, id=id)
    assert added(log, tmp_path, first, first, second, elsewhere) == [(1, "id-reused"), (2, "id-reused")]


def test_a_forked_feed_is_named(log, tmp_path):
    fork = log.agency.heartbeat(9, feed=log.sequenced, sequence="000000000001")
    later = log.agency.heartbeat(9, feed=log.sequenced, sequence="000000000003")
    assert added(log, tmp_path, fork, later) == [(0, "feed-fork")]


def test_a_statement_before_its_key_is_named_whatever_its_time(log, tmp_path):
    new, registration = log.shelter.another_key(seal=False)
    early = log.shelter.heartbeat(key=new, time="2020-01-01T00:00:00Z")
    late = log.shelter.heartbeat(key=new, time="2020-01-01T00:00:00Z")
    assert added(log, tmp_path, early, registration, late) == [(0, "key-not-registered")]


def test_a_statement_after_its_keys_end_is_named_whatever_its_time(log, tmp_path):
    for ending in ("key.revoked.v1", "key.compromised.v1"):
        data = {"kid": log.shelter.kid}
        data |= {"reason": "lost"} if ending == "key.revoked.v1" else {"from_index": 5}
        end = log.shelter.say(ending, data)
        late = log.shelter.heartbeat(time="2020-01-01T00:00:00Z")
        folder = tmp_path / ending
        folder.mkdir()
        assert added(log, folder, log.shelter.heartbeat(), end, late) == [(2, "key-revoked")]


def test_a_key_without_possession_and_a_key_of_a_stranger_are_named(log, tmp_path):
    key, other = log.place.key(), log.place.key()
    registration = log.place.registration(log.shelter.organisation, key)
    stolen = registration | {"possession": log.place.registration(log.agency.organisation, key)["possession"]}
    unknown = log.place.registration(log.place.id(), other)
    said = [log.shelter.say("key.registered.v1", data) for data in (stolen, unknown)]
    said.append(log.agency.say("key.registered.v1", registration))
    codes = added(log, tmp_path, *said, log.shelter.heartbeat(key=key))
    assert codes == [(0, "no-possession"), (1, "unknown-organisation"), (2, "wrong-issuer"), (3, "key-not-registered")]


def test_a_forged_registration_makes_no_key(log, tmp_path):
    """Nothing may rest on a governing statement whose own signature is wrong."""
    key, registration = log.shelter.another_key(seal=False)
    codes = added(log, tmp_path, missigned(registration.token), log.shelter.heartbeat(key=key))
    assert codes == [(0, "bad-signature"), (1, "key-not-registered")]


def test_saying_what_only_the_operator_may_is_named(log, tmp_path):
    admitted = {"organisation": log.place.id(), "kind": "provider", "safety_sensitive": False}
    genesis = json.loads(jws.parse(log.tokens[0]).payload)["data"]
    codes = added(
        log,
        tmp_path,
        log.shelter.say("organisation.registered.v1", admitted),
        log.shelter.say("ledger.ticked.v1", {"at": "2026-03-02T10:00:00Z"}),
        log.place.operator.say("ledger.opened.v1", genesis),
        log.place.operator.say("organisation.registered.v1", admitted | {"organisation": log.shelter.organisation}),
    )
    assert codes == [(0, "wrong-issuer"), (1, "wrong-issuer"), (2, "wrong-issuer"), (3, "already-exists")]


def test_speaking_for_others_is_named(log, tmp_path):
    shelter, agency, place = log.shelter, log.agency, log.place
    theirs = {"statement": Line(log.tokens[300], []).digest.hex(), "reason": "duplicate"}
    access = json.loads(jws.parse(agency.accessed(log.register, "all").token).payload)["data"]
    codes = added(
        log,
        tmp_path,
        agency.heartbeat(feed=shelter.feed),
        agency.heartbeat(feed=f"urn:uuid:{place.id()}"),
        agency.say("information.accessed.v1", access | {"unit": shelter.unit}),
        agency.say("information.accessed.v1", access | {"unit": place.id()}),
        agency.collected(log.register, [(1, 1)]),
        agency.say("statement.retracted.v1", theirs),
        agency.say("statement.retracted.v1", theirs | {"statement": "00" * 32}),
        agency.say("unit.registered.v1", {"unit": shelter.unit, "kind": "policy"}),
        agency.say("key.revoked.v1", {"kid": shelter.kid, "reason": "lost"}),
    )
    assert codes == list(
        enumerate(
            ["wrong-issuer", "unknown-feed", "wrong-issuer", "unknown-unit", "holding-taken", "wrong-issuer",
             "unknown-statement", "already-exists", "wrong-issuer"]
        )
    )  # fmt: skip


def test_an_agreement_signed_wrongly_is_named(log, tmp_path):
    shelter, agency, place = log.shelter, log.agency, log.place
    stranger = place.id()
    line = {"line": 1, "to_unit": agency.unit, "parts": ["goals"], "purpose": "dpv:ServiceProvision"}
    proposal = {
        "agreement": place.id(), "version": 1, "parties": [shelter.organisation, agency.organisation],
        "schedule": [line | {"basis": "nz-pa2020:IPP1"}], "starts": "2026-01-01", "ends": "2027-01-01",
    }  # fmt: skip
    proposed = shelter.say("agreement.proposed.v1", proposal)
    content = {"agreement": proposal["agreement"], "version": 1, "content": proposed.digest.hex()}
    codes = added(
        log,
        tmp_path,
        proposed,
        agency.say("agreement.signed.v1", content),
        agency.say("agreement.signed.v1", content | {"content": "00" * 32}),
        agency.say("agreement.signed.v1", content | {"agreement": stranger}),
        place.operator.say("agreement.signed.v1", content),
        agency.say("agreement.proposed.v1", proposal),
        place.operator.say("agreement.proposed.v1", proposal | {"version": 2}),
    )
    assert codes == [
        (2, "digest-differs"), (3, "unknown-agreement"), (4, "not-a-party"), (5, "already-exists"), (6, "not-a-party"),
    ]  # fmt: skip


def test_statements_in_another_form_are_named(log, tmp_path):
    shelter = log.shelter
    good = jws.parse(shelter.heartbeat().token).payload
    fields = json.loads(good)
    none = b64(json.dumps({"alg": "none"}).encode()).encode()
    forms = {
        b"": "not-jws",
        b"\xff" * 40: "not-jws",
        good: "not-jws",
        shelter.heartbeat().token + b"=": "not-jws",
        none + b"." + b64(good).encode() + b".": "bad-header",
        raw(shelter, good[:-1]): "bad-json",
        raw(shelter, good[:-1] + b',"data":{}}'): "bad-json",
        raw(shelter, b"[" * 10_000): "bad-json",
        raw(shelter, b'"\xff"'): "bad-json",
        raw(shelter, b"[]"): "unknown-type",
        raw(shelter, json.dumps(fields | {"type": "lightwell.anything.v1"}).encode()): "unknown-type",
        raw(shelter, json.dumps(fields | {"note": "a word"}).encode()): "schema",
        raw(shelter, json.dumps(fields | {"time": "yesterday"}).encode()): "schema",
        raw(shelter, json.dumps(fields | {"data": fields["data"] | {"statements": "1"}}).encode()): "schema",
        raw(shelter, json.dumps(fields | {"data": fields["data"] | {"statements": 1.0}}).encode()): "schema",
        raw(shelter, json.dumps(fields | {"dataschema": types.schema_uri("ledger.ticked.v1")}).encode()): "schema",
    }
    assert added(log, tmp_path, *forms) == list(enumerate(forms.values()))


def test_a_log_that_begins_otherwise_is_named(log, tmp_path):
    genesis = json.loads(jws.parse(log.tokens[0]).payload)
    operator, stranger = log.place.keyring.operator, SigningKey(b"\7" * 32)

    def begun(name: str, first: bytes) -> set[tuple[int | None, str]]:
        folder = reseal(tmp_path / name, [first, *log.tokens[1:]], log.place.keyring.log, ORIGIN)
        return found(folder)

    def changed(data: dict[str, Any], key: SigningKey = operator, **other: str) -> bytes:
        return jws.sign(json.dumps(genesis | other | {"data": genesis["data"] | data}).encode(), key)

    assert begun("same", changed({})) == set()
    assert begun("log key", changed({"log_key": "00" * 32})) == {(None, "log-key")}
    assert (0, "key-not-registered") in begun("signer", changed({}, stranger))
    assert (0, "wrong-issuer") in begun("feed", changed({}, source=log.shelter.feed))
    weak = changed({"key": genesis["data"]["key"] | {"x": b64(bytes(32))}})
    assert (0, "key-weak") in begun("weak", weak)
    without = found(reseal(tmp_path / "without", log.tokens[1:], log.place.keyring.log, ORIGIN))
    assert {index for index, _ in without} >= set(range(SIZE - 1))


def test_a_private_part_is_never_in_the_way(log, tmp_path):
    """Only its commitment is in the log."""
    part = log.shelter.people({1: {"ref": "C-1"}})
    line = log.shelter.collected(log.register, [(1, 1)], part)
    assert disclosures.root(part).hex().encode() in jws.parse(line.token).payload
    assert added(log, tmp_path, line) == []
