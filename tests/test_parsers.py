"""Whatever bytes an outsider sends, a parser answers with what it says it raises, or with something well formed."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
import pytest
from building import Place
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey
from resealing import tokens_of

from ledger import cosignature, disclosures, door, encoding, jws, note, proof, quorum, strictjson, tiles, witness
from ledger.export import export
from ledger.problems import Problem
from ledger.statements import types
from ledger.verification.chunk import Task, examine
from ledger.verification.mentions import gather
from ledger.verify import verify

KEY, LOG = SigningKey(b"\1" * 32), "log.test/one"
PUBLIC = bytes(KEY.verify_key)
VERIFIER = note.Verifier(LOG, PUBLIC)
ROOT = bytes(range(32))
SIGNED = note.sign(note.Checkpoint(LOG, 700, ROOT), KEY)
COSIGNED = SIGNED + cosignature.cosign(SIGNED.rpartition("\n\n")[0] + "\n", "witness.test/w", KEY, 1_700_000_000)
PROOF = proof.Proof(3, (ROOT, ROOT[::-1]), SIGNED, b"extra").text()
RECEIPT = proof.receipt(proof.Proof(0, (), SIGNED), b"token", new=True)
SUBMISSION = witness.Submission.parse(f"old 0\n\n{SIGNED}".encode()).body()
COSIGNER = cosignature.Cosigner("witness.test/w", cosignature.ED25519, PUBLIC).vkey()
TOKEN = jws.sign(b'{"a":1}', KEY)
PART = disclosures.make(1, "ref", "C-1", bytes(16))
BUNDLE = tiles.pack([TOKEN, b"", b"x" * 300])

#: Pieces that break parsers: separators, other alphabets, huge numbers, half characters, control characters.
ODD = st.sampled_from(
    [b"", b"\n", b"\n\n", b" ", b"\t", b"\r\n", b"\0", b"\x7f", b"=", b"==", b"+", b"/", b"-", b"_", b".", b"..", b'"',
     b"\\", b"\\u0000", b"\\ud800", b"{", b"}", b"[", b"]" * 40, b"[" * 400, b"null", b"NaN", b"1e999", b"-0",
     b"9" * 40, b"\xff", b"\xc3",
     b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", "—".encode(), "٣".encode(), "²".encode(),
     "\u2028".encode(), b"x999/", b"000"]
)  # fmt: skip


@st.composite
def near(draw: Any, *examples: bytes) -> bytes:
    """An example with a few places changed; or any bytes at all."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=300))
    data = draw(st.sampled_from(examples))
    for _ in range(draw(st.integers(1, 3))):
        at, end = sorted(draw(st.tuples(st.integers(0, len(data)), st.integers(0, len(data)))))
        match draw(st.integers(0, 4)):
            case 0:
                data = data[:at] + draw(ODD) + data[at:]
            case 1:
                data = data[:at] + draw(ODD) + data[min(at + 3, end) :]
            case 2:
                data = data[:at] + data[end:]
            case 3:
                data = data[:end] + data[at:]
            case 4 if at < len(data):
                data = data[:at] + bytes([data[at] ^ 1 << draw(st.integers(0, 7))]) + data[at + 1 :]
    return data


def text(parse: Callable[[str], Any]) -> Callable[[bytes], Any]:
    """A parser of text, given whatever text the bytes can be; also with half characters, as JSON can make them."""
    return lambda data: parse(data.decode("utf-8", "surrogatepass" if data[:1] > b"m" else "replace"))


def disclosed(leaf: bytes) -> None:
    opened = disclosures.parse([leaf], {"root": disclosures.root([leaf]).hex(), "count": 1}, 5)
    assert opened.leaves == (leaf,)
    assert all(type(line) is int for line in opened.lines)


def receipt_of(data: bytes) -> None:
    try:
        value = orjson.loads(data)
    except ValueError:
        return
    if isinstance(value, dict):
        proof.check_receipt(value, b"token", VERIFIER)


PARSERS: dict[str, tuple[Callable[[bytes], Any], type[Exception], tuple[bytes, ...]]] = {
    "verifier key": (text(note.Verifier.parse), ValueError, (note.vkey(LOG, PUBLIC).encode(),)),
    "cosigner's key": (text(cosignature.Cosigner.parse), ValueError, (COSIGNER.encode(),)),
    "note": (text(note.split), ValueError, (SIGNED.encode(), COSIGNED.encode())),
    "checkpoint": (text(lambda s: note.open_checkpoint(s, VERIFIER)), ValueError, (SIGNED.encode(), COSIGNED.encode())),
    "checkpoint text": (text(note.read_text), ValueError, (SIGNED.partition("\n\n")[0].encode() + b"\n",)),
    "proof file": (text(proof.Proof.parse), ValueError, (PROOF.encode(),)),
    "proof": (text(lambda s: proof.Proof.parse(s).check(b"token", VERIFIER)), ValueError, (PROOF.encode(),)),
    "receipt": (receipt_of, ValueError, (orjson.dumps(RECEIPT),)),
    "submission": (witness.Submission.parse, ValueError, (SUBMISSION,)),
    "policy": (quorum.Policy.parse, quorum.BadPolicy, (f"log {note.vkey(LOG, PUBLIC)}\nquorum none\n".encode(),)),
    "tile number": (text(tiles.parse_number), ValueError, (b"x001/x234/067", b"000", b"x999/x999/x999/x999/x999/999")),
    "bundle": (lambda data: tiles.unpack(data, 3), ValueError, (BUNDLE,)),
    "base64url": (encoding.unb64, ValueError, (TOKEN.split(b".")[0],)),
    "JWS": (jws.parse, Problem, (TOKEN,)),
    "signature": (lambda data: jws.verify(jws.parse(data), PUBLIC), Problem, (TOKEN,)),
    "JSON": (strictjson.read, Problem, (b'{"a":[1,2.5,null,true,"\\u00e9"],"b":{"c":"d"}}', b'{"a":1,"a":2}')),
    "line": (door.open_line, Problem, (TOKEN, orjson.dumps({"statement": TOKEN.decode(), "private": [PART.decode()]}))),
    "disclosure": (disclosed, Problem, (PART,)),
    "disclosed JSON": (lambda data: disclosed(encoding.b64(data).encode()), Problem, (encoding.unb64(PART),)),
    "public key": (jws.check_public_key, Problem, (PUBLIC,)),
}


@pytest.mark.parametrize("name", PARSERS)
def test_a_parser_raises_only_what_it_says(name: str) -> None:
    parse, declared, examples = PARSERS[name]
    good = 0
    for example in examples:
        with suppress(declared):
            parse(example)
            good += 1
    assert good or name in ("proof", "receipt"), "an example must be well formed, or nothing near to it would be"

    @settings(max_examples=150, deadline=None)
    @given(near(*examples))
    def fuzz(data: bytes) -> None:
        with suppress(declared):
            parse(data)

    fuzz()


# What is written in one way only is read in that way only


@settings(max_examples=200, deadline=None)
@given(near(SIGNED.encode()))
def test_a_checkpoint_that_is_taken_was_signed_as_it_stands(data: bytes) -> None:
    try:
        checkpoint = note.open_checkpoint(data.decode(), VERIFIER)
    except ValueError:
        return
    assert checkpoint == note.Checkpoint(LOG, 700, ROOT)


@settings(max_examples=200, deadline=None)
@given(near(TOKEN))
def test_a_signature_that_is_taken_is_the_one_that_was_made(data: bytes) -> None:
    try:
        jws.verify(jws.parse(data), PUBLIC)
    except Problem:
        return
    assert data == TOKEN


@settings(max_examples=200, deadline=None)
@given(near(b"x001/x234/067", b"255"))
def test_a_tile_number_that_is_taken_has_its_one_spelling(data: bytes) -> None:
    try:
        number = tiles.parse_number(data.decode("utf-8", "replace"))
    except ValueError:
        return
    assert tiles.number_path(number).encode() == data


@settings(max_examples=200, deadline=None)
@given(near(BUNDLE))
def test_a_bundle_that_is_taken_packs_to_the_same_bytes(data: bytes) -> None:
    try:
        entries = tiles.unpack(data, 3)
    except ValueError:
        return
    assert tiles.pack(entries) == data


@settings(max_examples=200, deadline=None)
@given(near(b'{"a":[1,2.5,null,true,"x"],"b":{"c":"d"}}', b'{"a":1,"\\u0061":2}', b'{"b":1,"a":{"b":1}}'))
def test_json_that_is_taken_repeats_no_key(data: bytes) -> None:
    """Held against a parser of another house that shows every pair."""
    try:
        value = strictjson.read(data)
    except Problem:
        return

    def unlike(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({key for key, _ in pairs}) == len(pairs)
        return dict(pairs)

    assert json.loads(data, object_pairs_hook=unlike) == value


# A statement and a whole export


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    made = Place(tmp_path_factory.mktemp("place"))
    shelter, register = made.organisation(sequenced=True), made.id()
    made.seal(shelter.collected(register, [(1, 3)], sequence="000000000001"), shelter.accessed(register, "all"))
    made.seal(*(shelter.heartbeat() for _ in range(20)))
    return made


def test_a_payload_is_refused_or_fits(place: Place) -> None:
    payloads = [jws.parse(token).payload for token in tokens_of(place.ledger)]

    @settings(max_examples=300, deadline=None)
    @given(near(*payloads))
    def fuzz(data: bytes) -> None:
        told = types.like(data)
        try:
            event = types.check(data)
        except Problem:
            assert told is None
            return
        assert event["type"] in types.MODELS

    fuzz()


def test_a_spoilt_export_gives_findings_and_no_error(place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    export(place.ledger, folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    whole = {path: path.read_bytes() for path in files}

    @settings(max_examples=60, deadline=None)
    @given(st.data())
    def fuzz(data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(files))
        spoilt = data.draw(near(whole[path]))
        path.write_bytes(spoilt)
        report = verify(folder, 1)
        path.write_bytes(whole[path])
        assert report.ok == (
            spoilt.strip() == whole[path].strip() if path.name == "log.vkey" else spoilt == whole[path]
        )

    fuzz()


def test_tokens_of_any_bytes_are_findings(place: Place, tmp_path: Path) -> None:
    """Below the tree: what the tree confirms may still be anything."""
    tokens = tokens_of(place.ledger)
    (tmp_path / "tile/entries").mkdir(parents=True)
    path = tmp_path / tiles.tile_path("entries", 0, len(tokens))
    path.parent.mkdir()

    @settings(max_examples=80, deadline=None)
    @given(near(*tokens), st.integers(0, len(tokens) - 1))
    def fuzz(data: bytes, at: int) -> None:
        entries = [*tokens[:at], data[:65_535], *tokens[at + 1 :]]
        path.write_bytes(tiles.pack(entries))
        task = Task(tmp_path, 0, 1, len(tokens), {})
        chunk, mentions = examine(task), gather(task)
        said = sum(len(getattr(part, "leaves", "1")) for part in chunk.parts)
        assert said + len({finding.first for finding in chunk.findings} - {None}) == len(tokens)
        assert all(len(digest) == 32 for digest in mentions.digests)

    fuzz()
