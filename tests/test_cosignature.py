"""Cosignatures in the two forms of C2SP tlog-cosignature, and the policies that count them."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from nacl.signing import SigningKey
from trees import Log

from ledger import note
from ledger.cosignature import ED25519, ML_DSA_44, Cosigner, cosign, subtree_message
from ledger.quorum import BadPolicy, Policy

KEY = SigningKey(b"\2" * 32)
LOG = Log().grow(5)


def witness(name: str, seed: int) -> tuple[SigningKey, Cosigner]:
    key = SigningKey(bytes([seed]) * 32)
    return key, Cosigner(name, ED25519, bytes(key.verify_key))


def cosigned(signed: str, *by: tuple[str, SigningKey], time: int = 1_700_000_000) -> str:
    text, _ = note.split(signed)
    return signed + "".join(cosign(text, name, key, time) for name, key in by)


def test_an_ed25519_cosignature_is_what_the_specification_says():
    """The message is put together here by hand."""
    cosigner = Cosigner("w.test/1", ED25519, bytes(KEY.verify_key))
    signed = cosigned(LOG.checkpoint(5), ("w.test/1", KEY))
    assert cosigner.time(signed) == 1_700_000_000
    _, signatures = note.split(signed)
    name, raw = signatures[-1]
    text, _ = note.split(LOG.checkpoint(5))
    assert (name, raw[:4], raw[4:12]) == ("w.test/1", cosigner.id, (1_700_000_000).to_bytes(8, "big"))
    KEY.verify_key.verify(b"cosignature/v1\ntime 1700000000\n" + text.encode(), raw[12:])
    assert note.open_checkpoint(signed, LOG.verifier).size == 5
    assert Cosigner.parse(cosigner.vkey()) == cosigner
    assert Cosigner("other.test", ED25519, cosigner.public).time(signed) is None


def test_an_ml_dsa_44_cosignature_is_checked():
    key = MLDSA44PrivateKey.generate()
    cosigner = Cosigner("pq.test/w", ML_DSA_44, key.public_key().public_bytes_raw())
    text, _ = note.split(LOG.checkpoint(5))
    message = subtree_message(text, "pq.test/w", 77)
    assert message == (
        b"subtree/v1\n\0" + b"\x09pq.test/w" + (77).to_bytes(8, "big") + b"\x0alog.test/a"
        + bytes(8) + (5).to_bytes(8, "big") + LOG.root(5)
    )  # fmt: skip
    raw = cosigner.id + (77).to_bytes(8, "big") + key.sign(message)
    assert cosigner.time(LOG.checkpoint(5) + note.line("pq.test/w", raw)) == 77
    assert Cosigner.parse(cosigner.vkey()) == cosigner
    spoilt = bytearray(raw)
    spoilt[500] ^= 1
    with pytest.raises(ValueError, match="is wrong"):
        cosigner.time(LOG.checkpoint(5) + note.line("pq.test/w", bytes(spoilt)))


def test_a_cosignature_of_something_else_is_refused():
    cosigner = Cosigner("w.test/1", ED25519, bytes(KEY.verify_key))
    signed = cosigned(LOG.checkpoint(5), ("w.test/1", KEY))
    line = signed.splitlines(keepends=True)[-1]
    raw = bytearray(note.split(signed)[1][-1][1])
    raw[11] ^= 1  # the time
    other_time = LOG.checkpoint(5) + note.line("w.test/1", bytes(raw))
    plain = cosigner.id + KEY.sign(note.split(LOG.checkpoint(5))[0].encode()).signature
    never = cosigner.id + bytes(8) + plain[4:]
    for bad in (
        LOG.checkpoint(4) + line,
        other_time,
        *(LOG.checkpoint(5) + note.line("w.test/1", r) for r in (plain, never)),
    ):
        with pytest.raises(ValueError, match=r"wrong|no time"):
            cosigner.time(bad)


@pytest.mark.parametrize(
    "text", ["", "a+b", "a+00000000+AAAA", LOG.verifier.name, "w+zz+!!", note.vkey("w", bytes(32))]
)
def test_what_is_no_witness_key_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        Cosigner.parse(text)


def lines(**keys: Cosigner) -> str:
    return "".join(f"witness {name} {key.vkey()}\n" for name, key in keys.items())


def test_a_quorum_of_groups_is_counted():
    """The example of C2SP tlog-policy: two of three, and one of three others."""
    made = {f"{side}{n}": witness(f"{side}{n}.test", 10 * ord(side) % 250 + n) for side in "XY" for n in (1, 2, 3)}
    trusted = f"log {note.vkey(LOG.origin, LOG.verifier.public)}"
    text = f"# trust\n{trusted} https://log.test/\n\n"
    text += lines(**{name: key for name, (_, key) in made.items()})
    text += "group X-witnesses 2 X1 X2 X3\n group\tY-witnesses any Y1 Y2 Y3 \ngroup both all X-witnesses Y-witnesses\n"
    policy = Policy.parse((text + "quorum both\n").encode())
    for by, met in (
        ("X1 X2 Y3", True),
        ("X1 X2 X3", False),
        ("X1 Y1 Y2", False),
        ("X1 X2 X3 Y1 Y2", True),
        ("", False),
    ):
        signed = cosigned(LOG.checkpoint(5), *((f"{name}.test", made[name][0]) for name in by.split()))
        seen = policy.check(signed)
        assert (set(seen.times), seen.met) == (set(by.split()), met)
    assert (
        Policy.parse(f"log {note.vkey(LOG.origin, LOG.verifier.public)}\nquorum none".encode())
        .check(LOG.checkpoint(5))
        .met
    )
    with pytest.raises(ValueError, match="another log"):
        policy.check(Log("log.test/b").grow(1).checkpoint(1))
    with pytest.raises(ValueError, match="did not sign"):
        Policy.parse(b"quorum none").check(LOG.checkpoint(5), note.Verifier(LOG.origin, bytes(32)))


_, ONE = witness("one.test", 11)
_, TWO = witness("two.test", 12)
TWO_LINES = lines(a=ONE, b=TWO)


WRONG = """
quorum
quorum a
perhaps; quorum none
witness a; quorum none
log nonsense; quorum none
group g any h; group h any g; quorum g
"""
#: Each goes on after the two witnesses a and b.
WRONG_AFTER = """
quorum a; quorum a
quorum c
group g 3 a b; quorum g
group g 0 a b; quorum g
group g -1 a b; quorum g
group g x a b; quorum g
group g ٢ a b; quorum g
group g any; quorum g
group g any a a; quorum g
group g any a; group h any a b; quorum h
group g all a none; quorum g
group a any b; quorum a
"""
SAME_LOG = f"log {note.vkey('l', ONE.public)}\nlog {note.vkey('m', ONE.public)}\n"
POLICIES = [
    "", TWO_LINES, "quorum none\r\n", SAME_LOG + "quorum none\n", lines(a=ONE, b=ONE) + "quorum none\n",
    TWO_LINES + lines(a=TWO) + "quorum none\n", lines(none=ONE) + "quorum none\n",
    *(text.replace("; ", "\n") for text in WRONG.strip().split("\n")),
    *(TWO_LINES + text.replace("; ", "\n") for text in WRONG_AFTER.strip().split("\n")),
]  # fmt: skip


@pytest.mark.parametrize("text", POLICIES)
def test_what_is_no_policy_is_refused_with_its_line(text):
    with pytest.raises(BadPolicy):
        Policy.parse(text.encode())


def test_names_are_octets():
    kelvin = lines(K=ONE).encode() + "witness \u212a ".encode() + TWO.vkey().encode() + b"\nquorum \xe2\x84\xaa\n"
    policy = Policy.parse(kelvin)
    assert len(policy.witnesses) == 2
    assert not policy.met({"K"})
    assert Policy.parse(b"# \xff\nquorum none").quorum == "none"


def test_a_key_of_another_type_under_the_same_name_is_not_mixed_up():
    log_line = b64encode(b"\x01" + ONE.public).decode()
    with pytest.raises(BadPolicy):
        Policy.parse(f"witness a one.test+{ONE.id.hex()}+{log_line}\nquorum a\n".encode())
