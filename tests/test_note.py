"""Signed notes, checkpoints and verifier keys, as C2SP has them; and the proof files made with them."""

from base64 import b64decode, b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey, VerifyKey

from ledger import merkle, note, proof

KEY, OTHER = SigningKey(b"\1" * 32), SigningKey(b"\2" * 32)
ORIGIN = "lightwell.test/log"
LOG = note.Verifier(ORIGIN, bytes(KEY.verify_key))
CHECKPOINT = note.Checkpoint(ORIGIN, 5, bytes(range(32)))
SIGNED = note.sign(CHECKPOINT, KEY)


def signature_line(name, key, text):
    raw = note.key_id(name, bytes(key.verify_key)) + key.sign(text.encode()).signature
    return f"— {name} {b64encode(raw).decode()}\n"


def signed(text, key=KEY):
    return f"{text}\n{signature_line(ORIGIN, key, text)}"


def test_the_go_reference_verifier_key_and_note_are_accepted():
    # From the documentation of golang.org/x/mod/sumdb/note: a key and a note that our code had no part in.
    verifier = note.Verifier.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    assert verifier.name == "PeterNeumann"
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    raw = b64decode("x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=")
    assert raw[:4] == note.key_id(verifier.name, verifier.public)
    VerifyKey(verifier.public).verify(text.encode(), raw[4:])


def test_a_checkpoint_reads_back_as_signed():
    assert note.open_checkpoint(SIGNED, LOG) == CHECKPOINT
    assert SIGNED.startswith(f"{ORIGIN}\n5\n{b64encode(CHECKPOINT.root).decode()}\n\n— {ORIGIN} ")


def test_a_verifier_key_reads_back_and_no_other_spelling_does():
    text = note.vkey(ORIGIN, LOG.public)
    assert note.Verifier.parse(text) == note.Verifier.parse(text + "\n") == LOG
    name, identifier, key = text.split("+", 2)
    algorithm = b64encode(b"\x02" + LOG.public).decode()
    for bad in (
        "",
        name,
        f"{name}+{identifier}",
        f"{name}+{identifier.upper()}+{key}" if identifier.upper() != identifier else f"{name}+0+{key}",
        f"{name}+00000000+{key}",
        f"other+{identifier}+{key}",
        f"{name}+{identifier}+{key[:-4]}",
        f"{name}+{identifier}+{algorithm}",
        f"{name} x+{note.key_id(name + ' x', LOG.public).hex()}+{key}",
        f"+{note.key_id('', LOG.public).hex()}+{key}",
    ):
        with pytest.raises(ValueError, match=r"."):
            note.Verifier.parse(bad)


def test_unknown_signers_and_extension_lines_are_let_be():
    text = CHECKPOINT.text() + "extension\n"
    lines = "".join(signature_line(f"witness{i}", OTHER, text) for i in range(20))
    assert note.open_checkpoint(f"{text}\n{lines}{signature_line(ORIGIN, KEY, text)}{lines}", LOG) == CHECKPOINT


def test_a_bad_signature_beside_a_good_one_rejects_the_note():
    bad = signature_line(ORIGIN, KEY, "something else\n")
    with pytest.raises(ValueError, match="wrong"):
        note.open_checkpoint(SIGNED + bad, LOG)


def test_the_note_of_another_key_or_log_is_refused():
    with pytest.raises(ValueError, match="did not sign"):
        note.open_checkpoint(signed(CHECKPOINT.text(), OTHER), LOG)
    other = note.Checkpoint("other.test/log", 5, CHECKPOINT.root)
    with pytest.raises(ValueError, match="another log"):
        note.open_checkpoint(note.sign(other, KEY), LOG)


ROOT = b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n05\n{ROOT}\n",
        f"{ORIGIN}\n+5\n{ROOT}\n",
        f"{ORIGIN}\n-5\n{ROOT}\n",
        f"{ORIGIN}\n5_0\n{ROOT}\n",
        f"{ORIGIN}\n٥\n{ROOT}\n",
        f"{ORIGIN}\n\n{ROOT}\n",
        f"{ORIGIN}\n5\n{ROOT[:-4]}\n",
        f"{ORIGIN}\n5\n{ROOT[:-2]}B=\n",
        f"{ORIGIN}\n5\n{ROOT} \n",
        f"{ORIGIN}\n5\n",
        f"{ORIGIN}\n",
        f"{ORIGIN}\n5\n{ROOT}\n\nextension after an empty line\n",
        f"{ORIGIN}\r\n5\n{ROOT}\n",
        f"{ORIGIN}\n5\n{ROOT}\n\x00\n",
        "\n5\n" + ROOT + "\n",
    ],
)
def test_a_checkpoint_in_any_other_form_is_refused_although_it_is_signed(text):
    with pytest.raises(ValueError, match=r"."):
        note.open_checkpoint(signed(text), LOG)


@settings(deadline=None)
@given(st.data())
def test_a_changed_note_never_passes_for_another_checkpoint(data):
    raw = bytearray(SIGNED.encode())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(ValueError, match=r"."):
        note.open_checkpoint(raw.decode(), LOG)


def test_a_truncated_note_never_passes():
    for length in range(len(SIGNED)):
        with pytest.raises(ValueError, match=r"."):
            note.open_checkpoint(SIGNED[:length], LOG)


# Proof files and receipts

TOKENS = [b"header.payload%d.signature" % i for i in range(11)]
LEAVES = [merkle.leaf_hash(token) for token in TOKENS]
TREE = note.Checkpoint(ORIGIN, len(LEAVES), merkle.root_of(LEAVES))


def proven(index, extra=b""):
    def node(level, at):
        return merkle.root_of(LEAVES[at << level : (at + 1) << level])

    built = proof.build(index, TREE, note.sign(TREE, KEY), node)
    return proof.Proof(built.index, built.hashes, built.checkpoint, extra)


@pytest.mark.parametrize("extra", [b"", b"anything"])
def test_a_proof_file_proves_its_statement_and_no_other(extra):
    for index, token in enumerate(TOKENS):
        text = proven(index, extra).text()
        read = proof.Proof.parse(text)
        assert read == proven(index, extra)
        assert read.check(token, LOG) == TREE
        with pytest.raises(ValueError, match="another root"):
            read.check(TOKENS[index - 1], LOG)
        with pytest.raises(ValueError, match=r"."):
            read.check(token, note.Verifier(ORIGIN, bytes(OTHER.verify_key)))


def test_a_proof_file_has_one_spelling():
    text = proven(3).text()
    assert text.startswith("c2sp.org/tlog-proof@v1\nindex 3\n")
    for bad in (
        "",
        text.replace("@v1", "@v2"),
        text.replace("index 3", "index 03"),
        text.replace("index 3", "index +3"),
        text.replace("index 3", "index  3"),
        text.replace("index 3\n", ""),
        text.replace("index 3", "index 99999999999999999999"),
        text.replace("index 3\n", "index 3\nindex 3\n"),
        text.replace("\n\n", "\n"),
        text.replace("index 3", "extra \nindex 3"),
        text.replace("\nindex", " \nindex"),
        text.replace("index 3\n", "index 3\n!\n"),
    ):
        with pytest.raises(ValueError, match=r"."):
            proof.Proof.parse(bad).check(TOKENS[3], LOG)


def test_a_receipt_is_checked_in_every_member():
    receipt = proof.receipt(proven(7), TOKENS[7], new=True)
    assert proof.check_receipt(receipt, TOKENS[7], LOG) == TREE
    bad = [
        (receipt, TOKENS[6]),
        *(({k: v for k, v in receipt.items() if k != name}, TOKENS[7]) for name in receipt if name != "new"),
        (receipt | {"index": 6}, TOKENS[7]),
        (receipt | {"index": "7"}, TOKENS[7]),
        (receipt | {"index": True}, TOKENS[7]),
        (receipt | {"index": -4}, TOKENS[7]),
        (receipt | {"proof": receipt["proof"][1:]}, TOKENS[7]),
        (receipt | {"proof": [*receipt["proof"], receipt["proof"][0]]}, TOKENS[7]),
        (receipt | {"proof": [1, 2]}, TOKENS[7]),
        (receipt | {"proof": "".join(receipt["proof"])}, TOKENS[7]),
        (receipt | {"digest": "00" * 32}, TOKENS[7]),
        (receipt | {"checkpoint": note.sign(TREE, OTHER)}, TOKENS[7]),
        (receipt | {"checkpoint": note.sign(note.Checkpoint(ORIGIN, 11, bytes(32)), KEY)}, TOKENS[7]),
    ]
    for changed, token in bad:
        with pytest.raises(ValueError, match=r"."):
            proof.check_receipt(changed, token, LOG)
