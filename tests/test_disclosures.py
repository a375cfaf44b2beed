"""The private part: what commits to what, and every way in which it must not pass."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import disclosures, merkle
from ledger.disclosures import NOTHING, make, parse, read, root
from ledger.encoding import b64, unb64
from ledger.problems import Problem

SALT = b"0123456789abcdef"
PART = [make(0, "worker", "Sam Testcase"), make(1, "ref", "C-1"), make(1, "given_name", "Aroha"), make(2, "ref", "C-2")]


def expected(leaves):
    return {"root": root(leaves).hex(), "count": len(leaves)}


def code(leaves, commitment, lines=2):
    with pytest.raises(Problem) as refused:
        parse(leaves, commitment, lines)
    return refused.value.code


def leaf(value):
    return b64(json.dumps(value).encode()).encode()


def test_a_private_part_reads_back():
    opened = parse(PART, expected(PART), 2)
    assert opened.leaves == tuple(PART)
    assert opened.lines == (0, 1, 1, 2)
    assert dict(opened.refs) == {1: "C-1", 2: "C-2"}
    assert [(one.name, one.value) for one in (read(leaf, 2) for leaf in PART)] == [
        ("worker", "Sam Testcase"), ("ref", "C-1"), ("given_name", "Aroha"), ("ref", "C-2"),
    ]  # fmt: skip
    assert parse([one.decode() for one in PART], expected(PART), 2) == opened


def test_the_commitment_is_the_merkle_root_over_the_disclosures_as_text():
    hashes = [merkle.leaf_hash(one) for one in PART]
    pairs = merkle.node_hash(hashes[0], hashes[1]), merkle.node_hash(hashes[2], hashes[3])
    assert root(PART) == merkle.node_hash(*pairs)


def test_nothing_promised_is_nothing_given():
    assert parse([], None, 2) == NOTHING
    assert code(PART, None) == "private-mismatch"
    assert code([], expected(PART)) == "private-mismatch"


def test_any_change_to_the_part_breaks_the_commitment():
    changes = [
        PART[:-1],
        [*PART, make(1, "note", "one more")],
        [*PART, PART[-1]],
        PART[::-1],
        [PART[0], PART[2], PART[1], PART[3]],
        [*PART[:3], make(2, "ref", "C-2")],
        [*PART[:3], PART[3] + b"="],
    ]
    for changed in changes:
        assert code(changed, expected(PART)) == "private-mismatch"
    assert code(PART, expected(PART) | {"count": 3}) == "private-mismatch"
    assert code(PART, expected(PART) | {"root": "00" * 32}) == "private-mismatch"


@settings(deadline=None)
@given(st.data())
def test_a_bit_flipped_anywhere_breaks_the_commitment(data):
    changed = [bytearray(one) for one in PART]
    one = data.draw(st.sampled_from(changed))
    one[data.draw(st.integers(0, len(one) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert code([bytes(each) for each in changed], expected(PART)) == "private-mismatch"


@pytest.mark.parametrize(
    "value",
    [
        ["short salt", 1, "ref", "C-1"],
        [b64(SALT)[:21], 1, "ref", "C-1"],
        [7, 1, "ref", "C-1"],
        [b64(SALT), "1", "ref", "C-1"],
        [b64(SALT), 1.0, "ref", "C-1"],
        [b64(SALT), True, "ref", "C-1"],
        [b64(SALT), -1, "ref", "C-1"],
        [b64(SALT), 3, "ref", "C-1"],
        [b64(SALT), 1, "password", "C-1"],
        [b64(SALT), 1, "ref", 7],
        [b64(SALT), 1, "ref", None],
        [b64(SALT), 1, "ref"],
        [b64(SALT), 1, "ref", "C-1", "more"],
        {"salt": b64(SALT), "line": 1, "name": "ref", "value": "C-1"},
        "ref",
        None,
    ],
    ids=str,
)
def test_a_disclosure_in_another_form_is_refused_although_it_is_committed_to(value):
    leaves = [leaf(value)]
    assert code(leaves, expected(leaves)) == "private-form"


@pytest.mark.parametrize(
    "raw", [b"", b"!", b"W10=", leaf([b64(SALT), 1, "ref", "x"]) + b"=", b"\xff\xfe", b"W1" * 3000]
)
def test_a_disclosure_that_is_not_canonical_base64url_of_json_is_refused(raw):
    assert code([raw], expected([raw])) in ("private-form", "bad-json")


def test_people_need_the_organisations_own_name_for_them():
    nameless = [make(1, "given_name", "Aroha")]
    assert code(nameless, expected(nameless)) == "private-form"
    elsewhere = [make(1, "given_name", "Aroha"), make(2, "ref", "C-2")]
    assert code(elsewhere, expected(elsewhere)) == "private-form"
    words = [make(0, "title", "A report about nobody")]
    assert parse(words, expected(words), 0).leaves == tuple(words)
    twice = [make(1, "ref", "C-1"), make(1, "ref", "C-9")]
    assert code(twice, expected(twice)) == "private-form"


def test_a_private_part_has_a_limit():
    giant = [make(0, "note", "x" * (13 * 1024 * 1024))]
    assert len(giant[0]) > disclosures.MAX_PRIVATE
    assert code(giant, expected(giant)) == "too-large"


def test_every_salt_is_fresh_and_long():
    made = {make(1, "ref", "C-1") for _ in range(200)}
    assert len(made) == 200
    assert {len(unb64(json.loads(unb64(one))[0])) for one in made} == {16}


def test_refusals_echo_no_value():
    for bad in (leaf([b64(SALT), 1, "password", "Aroha Testcase"]), leaf(["x", 1, "ref", "Aroha Testcase"])):
        with pytest.raises(Problem) as refused:
            read(bad, 2)
        assert "Aroha" not in str(refused.value) + repr(refused.value.as_json())
