"""What is told from a statement's encoded bytes must be what reading it would have told."""

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey
from test_shapes import spoilt

from ledger import ids, jws
from ledger.encoding import b64
from ledger.problems import Problem
from ledger.statements import types
from ledger.statements.shapes import Shapes
from ledger.verification import frames
from ledger.verification.frames import Frames, Saying

KEY = SigningKey(b"k" * 32)
KID = jws.thumbprint(bytes(KEY.verify_key))
FEED = "urn:uuid:01890a5d-ac96-7e6b-9c65-8d3f6b1e2a11"
UNIT = "01890a5d-ac96-4e6b-9c65-8d3f6b1e2a12"
SAYING = Saying(KID, ids.raw(FEED), 0, False, False)


def payload(n: int = 1, lines: Any = ((11, 13),), why: Any = (), private: bool = True, **feed: str) -> bytes:
    data: dict[str, Any] = {"holding": UNIT, "unit": UNIT, "role": "system", "mode": "opened", "lines": lines}
    data |= {"parts": ["goals"], "why": dict(why)}
    if private:
        data["private"] = {"root": f"{n:064x}", "count": 3}
    id, time = f"01890a5d-ac96-7e6b-9c65-{n:012x}", f"2026-02-28T12:34:{n % 60:02d}Z"
    return types.build("information.accessed.v1", data, id=id, source=FEED, time=time, **feed)


def signed(payload: bytes) -> bytes:
    return jws.sign(payload, KEY)


def learn(known: Frames, token: bytes) -> None:
    parsed = jws.parse(token)
    event = types._check(parsed.payload)
    shapes = Shapes(event["type"], types.MODELS[event["type"]])
    shapes.learn(parsed.payload, event)
    like = shapes.match(parsed.payload)
    assert like
    known.learn(token, parsed, *like, SAYING)


def taught(*tokens: bytes) -> Frames:
    known = Frames()
    for token in tokens:
        learn(known, token)
    return known


def without_its_own(event: dict[str, Any]) -> dict[str, Any]:
    own = ("id", "time", "sequence", "previous")
    data = {name: value for name, value in event["data"].items() if name != "lines"}
    if "private" in data:
        data["private"] = data["private"] | {"root": ""}
    return {name: value for name, value in event.items() if name not in own} | {"data": data}


def compare(known: Frames, example: bytes, token: bytes) -> bool:
    """Whether it fits a frame; if so, it must be what the strict reading takes, and say the same as the example."""
    found = known.find(token)
    if found is None:
        return False
    kid, signature, said, saying, own = found
    parsed = jws.parse(token)
    event, before = (types._check(jws.parse(one).payload) for one in (token, example))
    assert (kid, signature, said) == (parsed.kid, parsed.signature, parsed.signed)
    assert saying is SAYING
    assert without_its_own(event) == without_its_own(before)
    assert orjson.dumps(event) == parsed.payload
    told = event | {"lines": event["data"]["lines"], "root": event["data"].get("private", {}).get("root")}
    for name, value in own.groupdict().items():
        assert value.decode() in (told[name], orjson.dumps(told[name]).decode())
    return True


@pytest.mark.parametrize("private", [True, False])
@pytest.mark.parametrize(
    "feed", [{}, {"sequence": "000000000007"}, {"sequence": "000000000007", "previous": "ab" * 32}]
)
@pytest.mark.parametrize("purpose", ["", "dpv:ServiceProvision"])
def test_statements_of_one_form_are_told_from_their_bytes(private: bool, feed: dict[str, str], purpose: str) -> None:
    """However their members come to stand to the encoding's groups of three."""
    why = {"purpose": purpose} if purpose else {}
    for lines in ([[11, 13]], [[1, 2], [4, 9]], [[101, 103]], [[7, 7]]):
        first = signed(payload(1, lines, why, private, **feed))
        known, later = taught(first), {name: value.replace("7", "8").replace("a", "c") for name, value in feed.items()}
        assert compare(known, first, first)
        assert compare(known, first, signed(payload(2, lines, why, private, **later)))


def test_a_frame_is_of_one_key_and_one_content() -> None:
    first = signed(payload())
    known = taught(first)
    assert not compare(known, first, jws.sign(payload(2), SigningKey(b"o" * 32)))
    assert not compare(known, first, signed(payload(2).replace(UNIT.encode(), UNIT.replace("12", "13").encode())))
    assert not compare(known, first, signed(payload(2).replace(b"opened", b"copied")))


@pytest.mark.parametrize("lines", [[[13, 11]], [[11, 00]], [[10, 1.5]], [["1", 2]], [[1], [2]], [[0, 13]]])
def test_lines_that_break_their_rule_fit_no_frame(lines: Any) -> None:
    known = taught(signed(payload()))
    assert known.find(signed(payload(2, [[22, 23]])))
    assert known.find(signed(payload(2, lines))) is None
    for other in ("13,11", "00,11", "1.,11", "011,1", "1,2,3", "1 ,13"):
        assert known.find(signed(payload(2).replace(b"11,13", other.encode()))) is None


def test_a_token_changed_in_one_place_is_told_as_it_would_be_read() -> None:
    """Another spelling of the same bytes, another header, a dot more: nothing of it gets by."""
    first, second = signed(payload(1)), signed(payload(2))
    known, kept = taught(first), 0
    for at in range(len(second)):
        for other in (b"+", b"/", b"=", b".", b"-", b"_", b"A", b"Q", b"z", b"4", b"\n", b"\xff"):
            kept += compare(known, first, second[:at] + other + second[at + 1 :])
    assert kept > 500  # most with a signature that is not their own, which is for the signature's check to find


def test_no_member_reaches_into_the_next() -> None:
    """A shorter time and longer lines: side by side they are what the shape allows, but where they stand no JSON."""
    body = payload(1, [[11, 13], [21, 23], [31, 33]]).replace(b":01Z", b":01.5Z")
    time, lines = b"2026-02-28T12:34:01.5Z", b"[[11,13],[21,23],[31,33]]"
    assert (body.index(time) + len(time)) % 3 == 0 == body.index(lines) % 3, "nothing of ours is decoded in between"
    known = taught(signed(body))
    crafted = body.replace(time, b"2026-02-28T12:34:01Z[[").replace(lines, b"11,13],[21,23],[31,3335]]")
    assert known.find(signed(body.replace(time, b"2026-02-28T12:34:02.7Z")))
    assert known.find(signed(crafted)) is None


def test_cut_and_lengthened_tokens_fit_no_frame() -> None:
    first = signed(payload())
    known = taught(first)
    assert not any(compare(known, first, first[:end]) for end in range(len(first)))
    assert not any(compare(known, first, token) for token in (b"A" + first, first + b"A", first + b"==", first + b"."))


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_what_is_nearly_a_statement_is_told_as_it_would_be_read(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(([[11, 13]], [[1, 2], [4, 9]])))
    example = payload(1, lines, {"purpose": "dpv:ServiceProvision"})
    other = data.draw(spoilt(payload(data.draw(st.integers(0, 2**40)), lines, {"purpose": "dpv:ServiceProvision"})))
    known, first, token = taught(signed(example)), signed(example), signed(other)
    if len(token) == len(first) and data.draw(st.booleans()):  # parts of the one in the other
        at, end = sorted(data.draw(st.integers(0, len(first))) for _ in range(2))
        token = token[:at] + first[at:end] + token[end:]
    compare(known, first, token)


def test_statements_of_one_length_have_each_a_frame() -> None:
    numbered = signed(payload(1, sequence="000000000007"))
    longer = signed(payload(1, [[11, 13], [21, 23], [31, 33], [101, 103]]))
    assert len(numbered) == len(longer)
    for known in (taught(numbered, longer), taught(longer, numbered)):
        assert compare(known, numbered, signed(payload(2, sequence="000000000009")))
        assert compare(known, longer, signed(payload(2, [[12, 13], [22, 23], [32, 33], [102, 103]])))


def test_what_is_always_different_is_not_kept() -> None:
    known = Frames()
    for n in range(3 * frames.KEPT):
        learn(known, signed(payload().replace(UNIT.encode(), f"01890a5d-ac96-4e6b-9c65-{n:012x}".encode())))
    assert known._learnt == frames.KEPT
    assert all(len(cuts) <= frames.CUTS for cuts in known._cuts.values())


def test_a_signature_of_another_length_makes_no_frame() -> None:
    header, body, _ = signed(payload()).split(b".")
    token = b".".join((header, body, b64(bytes(63)).encode()))
    known = taught(token)
    assert known.find(token) is None
    with pytest.raises(Problem):
        jws.verify(jws.parse(token), bytes(KEY.verify_key))
