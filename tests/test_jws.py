"""Our JWS beside a library that nobody here wrote, and everything that must not pass for one."""

import json
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws as outside
from joserfc.jwk import OKPKey
from nacl.signing import SigningKey

from ledger import encoding, jws
from ledger.encoding import b64
from ledger.problems import Problem

KEY, OTHER = SigningKey(b"\1" * 32), SigningKey(b"\2" * 32)
PUBLIC = bytes(KEY.verify_key)
KID = jws.thumbprint(PUBLIC)
HEADER = {"alg": "EdDSA", "kid": KID, "typ": jws.TYP}
TOKEN = jws.sign(b'{"a":1}', KEY)
OUTSIDE = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "d": b64(bytes(KEY)), "x": b64(PUBLIC)})


def check(token):
    parsed = jws.parse(token)
    jws.verify(parsed, PUBLIC)
    return parsed


def code(token):
    with pytest.raises(Problem) as refused:
        check(token)
    return refused.value.code


def forged(header, payload=b'{"a":1}', key=KEY):
    """A token with any header at all, properly signed."""
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    signed = b64(raw).encode() + b"." + b64(payload).encode()
    return signed + b"." + b64(key.sign(signed).signature).encode()


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=2000))
def test_an_outside_library_accepts_what_we_sign(payload):
    read = outside.deserialize_compact(jws.sign(payload, KEY), OUTSIDE, algorithms=["EdDSA"])
    assert read.payload == payload
    assert read.headers() == HEADER


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=2000))
def test_we_accept_what_an_outside_library_signs(payload):
    token = outside.serialize_compact(HEADER, payload, OUTSIDE, algorithms=["EdDSA"]).encode()
    assert check(token).payload == payload
    assert check(token).kid == OUTSIDE.thumbprint() == KID


def test_the_thumbprint_is_the_one_of_the_specification():
    # RFC 8037, appendix A.3
    x = encoding.unb64("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
    assert jws.thumbprint(x) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_the_signature_of_the_specification_verifies():
    # RFC 8037, appendix A.4; its header has no kid, so only the signature is ours to check.
    signed = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
    signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    public = encoding.unb64("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
    jws.verify(jws.Token("", b"", signed, encoding.unb64(signature)), public)
    assert code(signed + b"." + signature.encode()) == "bad-header"


@pytest.mark.parametrize(
    "header",
    [
        HEADER | {"alg": "none"},
        HEADER | {"alg": "None"},
        HEADER | {"alg": "HS256"},
        HEADER | {"alg": "ES256"},
        HEADER | {"alg": "Ed25519"},
        HEADER | {"alg": ["EdDSA"]},
        HEADER | {"crit": []},
        HEADER | {"crit": ["b64"], "b64": False},
        HEADER | {"b64": False},
        HEADER | {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": b64(PUBLIC)}},
        HEADER | {"jku": "https://example.test/keys"},
        HEADER | {"x5c": []},
        HEADER | {"cty": "JWT"},
        HEADER | {"typ": "JWT"},
        HEADER | {"kid": 7},
        HEADER | {"kid": KID[:-1]},
        HEADER | {"kid": KID + "A"},
        {"alg": "EdDSA", "kid": KID},
        {"alg": "EdDSA", "typ": jws.TYP},
        {"kid": KID, "typ": jws.TYP},
        {},
        [],
        "EdDSA",
        None,
        json.dumps(HEADER).encode() + b" " * 400,
    ],
    ids=str,
)
def test_any_other_header_is_refused_although_it_is_signed(header):
    assert code(forged(header)) == "bad-header"


@pytest.mark.parametrize(
    "raw",
    [
        b'{"alg":"EdDSA","alg":"EdDSA","kid":"%s","typ":"cloudevents+json"}' % KID.encode(),
        b'{"alg":"none","alg":"EdDSA","kid":"%s","typ":"cloudevents+json"}' % KID.encode(),
        b'{"alg":"EdDSA","\\u0061lg":"none","kid":"%s","typ":"cloudevents+json"}' % KID.encode(),
        b"\xef\xbb\xbf" + json.dumps(HEADER).encode(),
        json.dumps(HEADER).encode() + b"x",
        json.dumps(HEADER).encode("utf-16"),
        b"[" * 300,
        b"",
    ],
)
def test_a_header_that_is_not_plain_json_is_refused(raw):
    assert code(forged(raw)) == "bad-json"


def test_the_form_without_signature_is_refused():
    header, payload, signature = TOKEN.split(b".")
    none = b64(json.dumps({"alg": "none"}).encode()).encode()
    assert code(none + b"." + payload + b".") == "bad-header"
    assert code(header + b"." + payload + b".") == "bad-signature"
    for token in (b"", b".", b"..", header + b"." + payload, TOKEN + b".", b"." + TOKEN, TOKEN + b"." + signature):
        assert code(token) in ("not-jws", "bad-json")


@pytest.mark.parametrize("part", [0, 1, 2])
@pytest.mark.parametrize("change", [b"=", b"==", b"\n", b" ", b"+", b"/", b"\x00", b"\xff", b"*"])
def test_padding_and_foreign_characters_are_refused(part, change):
    for place in (0, 5, None):
        parts = TOKEN.split(b".")
        at = len(parts[part]) if place is None else place
        parts[part] = parts[part][:at] + change + parts[part][at:]
        assert code(b".".join(parts)) == "not-jws"


def test_the_other_alphabet_is_refused():
    token = next(t for t in (jws.sign(b"%d" % i, KEY) for i in range(100)) if b"-" in t and b"_" in t)
    check(token)
    assert code(token.replace(b"-", b"+")) == "not-jws"
    assert code(token.replace(b"_", b"/")) == "not-jws"


def test_spare_bits_that_are_not_zero_are_refused():
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for payload in (b"1", b"12", b"123"):
        for part in (1, 2):
            parts = jws.sign(payload, KEY).split(b".")
            spare = {0: 1, 2: 16, 3: 4}[len(parts[part]) % 4]
            last = alphabet.index(parts[part][-1:])
            for bits in range(1, spare):
                changed = [*parts]
                changed[part] = parts[part][:-1] + alphabet[last + bits : last + bits + 1]
                assert code(b".".join(changed)) == "not-jws"


def test_a_bit_flipped_anywhere_is_refused():
    for at in range(len(TOKEN)):
        for bit in range(8):
            changed = bytearray(TOKEN)
            changed[at] ^= 1 << bit
            with pytest.raises(Problem):
                check(bytes(changed))


def test_a_token_cut_anywhere_is_refused():
    for length in range(len(TOKEN)):
        with pytest.raises(Problem):
            check(TOKEN[:length])
        with pytest.raises(Problem):
            check(TOKEN[length + 1 :])


def test_another_keys_signature_is_refused():
    assert code(forged(HEADER, key=OTHER)) == "bad-signature"
    header, payload, _ = TOKEN.split(b".")
    other = jws.sign(b'{"a":2}', KEY).split(b".")[2]
    assert code(b".".join((header, payload, other))) == "bad-signature"


def test_a_signature_has_one_spelling():
    """S + L verifies in careless libraries: a second token with the same meaning and another digest."""
    order = 2**252 + 27742317777372353535851937790883648493
    header, payload, signature = TOKEN.split(b".")
    raw = encoding.unb64(signature)
    s = int.from_bytes(raw[32:], "little") + order
    assert code(b".".join((header, payload, b64(raw[:32] + s.to_bytes(32, "little")).encode()))) == "bad-signature"
    for longer in (raw + b"\0", raw[:-1], b""):
        assert code(b".".join((header, payload, b64(longer).encode()))) == "bad-signature"


SMALL_ORDER = [
    bytes(32),
    b"\1" + bytes(31),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
]


@pytest.mark.parametrize("public", [*SMALL_ORDER, b"\xff" * 32, b"", PUBLIC[:31], PUBLIC + b"\0"], ids=bytes.hex)
def test_weak_and_malformed_keys_are_refused(public):
    with pytest.raises(Problem) as refused:
        jws.check_public_key(public)
    assert refused.value.code == "key-weak"
    with pytest.raises(Problem) as refused:
        # R = identity, S = 0 verifies under a small-order key where a library lets it.
        jws.verify(jws.Token("", b"", b"anything", b"\1" + bytes(63)), public)
    assert refused.value.code == "bad-signature"


def test_a_statement_has_at_most_what_a_bundle_entry_can_hold():
    room = (jws.MAX_STATEMENT - len(jws.sign(b"", KEY))) * 3 // 4
    assert len(jws.sign(b"x" * room, KEY)) <= 65_535
    check(jws.sign(b"x" * room, KEY))
    assert code(jws.sign(b"x" * (room + 1), KEY)) == "too-large"


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_base64url_reads_back_in_its_one_spelling(data):
    text = b64(data)
    assert encoding.unb64(text) == encoding.unb64(text.encode()) == data


@settings(deadline=None)
@given(st.text(st.sampled_from("AQgw-_+/=ZzE4 \n.é"), max_size=12) | st.binary(max_size=12))
def test_base64url_has_no_second_spelling(text):
    """Whatever is read is what the standard library would have written."""
    try:
        data = encoding.unb64(text)
    except ValueError:
        return
    raw = text.encode() if isinstance(text, str) else text
    assert urlsafe_b64encode(data).rstrip(b"=") == raw
