"""Bad bytes through the real server: each is refused with the right code, nothing of it is kept, nothing is echoed."""

import json
import socket
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from building import WHY, Line, Party
from hosting import JOSE, JSON, NDJSON, House, hosting, packed

from ledger import disclosures, jws, strictjson
from ledger.encoding import b64, unb64
from ledger.statements import types

pytestmark = pytest.mark.usefixtures("database")

#: Put in every place that a sender can write to; it must come back from none.
CANARY = "Kahurangi-Canary-7Q"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, database: str) -> Iterator[House]:
    with hosting(tmp_path_factory.mktemp("house"), max_body=48 * 1024 * 1024) as opened:
        opened.place.organisation("provider")  # so that indexes and organisations are not the first ones everywhere
        yield opened
        size = opened.site.ledger.size()
        opened.site.follower.wait(size, 20)
        assert opened.site.follower.error is None
        assert json.loads(opened.send("GET", "/healthz").body)["ok"]


@pytest.fixture(scope="module")
def shelter(house: House) -> Party:
    return house.place.organisation("provider")


@pytest.fixture(scope="module")
def agency(house: House) -> Party:
    return house.place.organisation("agency", unit_kind="reporting")


@pytest.fixture(autouse=True)
def _nothing_comes_back(house: House) -> Iterator[None]:
    """After every test of this file: no canary in any answer or log line, in any spelling; no traceback either."""
    yield
    spellings = {CANARY.encode(), CANARY.encode().hex().encode(), CANARY.lower().encode()}
    for shift in range(3):
        for encode in (b64encode, urlsafe_b64encode):
            spellings.add(encode(b"x" * shift + CANARY.encode())[4:-4])
    for sent, text in product(spellings, [*house.received, "\n".join(house.log).encode()]):
        assert sent not in text
    assert not any("Traceback" in line for line in house.log), house.log
    house.received.clear()


def flipped(text: str) -> str:
    """The next character of the alphabet in the last place: other spare bits, or another value."""
    return text[:-1] + ALPHABET[(ALPHABET.index(text[-1]) + 1) % 64]


def signed(party: Party, payload: bytes, header: bytes | None = None) -> bytes:
    """A JWS over any payload and header."""
    head = header or strictjson.write({"alg": "EdDSA", "kid": party.kid, "typ": jws.TYP})
    text = b64(head).encode() + b"." + b64(payload).encode()
    return text + b"." + b64(party.key.sign(text).signature).encode()


def header_of(party: Party, **members: Any) -> bytes:
    return strictjson.write({"alg": "EdDSA", "kid": party.kid, "typ": jws.TYP} | members)


def payload_of(party: Party, **members: Any) -> dict[str, Any]:
    """A heartbeat's payload as a dictionary, to be spoilt."""
    event: dict[str, Any] = json.loads(unb64(party.heartbeat().token.split(b".")[1]))
    return event | members


def keep(line: Line) -> bytes:
    return line.token


Make = Callable[[Party], bytes]

FORMS: dict[str, tuple[Make, str, int, str]] = {
    # what: (the bytes, content type, status, code)
    "nothing": (lambda p: b"", JOSE, 400, "not-jws"),
    "nothing as JSON": (lambda p: b"", JSON, 400, "not-jws"),
    "words": (lambda p: CANARY.encode(), JOSE, 400, "not-jws"),
    "zeros": (lambda p: bytes(500), JOSE, 400, "not-jws"),
    "two parts": (lambda p: p.heartbeat().token.rpartition(b".")[0], JOSE, 400, "not-jws"),
    "four parts": (lambda p: p.heartbeat().token + b".AAAA", JOSE, 400, "not-jws"),
    "cut by one": (lambda p: p.heartbeat().token[:-1], JOSE, 400, "not-jws"),
    "cut by six": (lambda p: p.heartbeat().token[:-6], JOSE, 401, "bad-signature"),
    "no signature": (lambda p: p.heartbeat().token.rpartition(b".")[0] + b".", JOSE, 401, "bad-signature"),
    "padding": (lambda p: p.heartbeat().token + b"==", JOSE, 400, "not-jws"),
    "spare bits": (lambda p: flipped(p.heartbeat().token.decode()).encode(), JOSE, 400, "not-jws"),
    "standard alphabet": (lambda p: p.heartbeat().token.replace(b".", b"+.", 1), JOSE, 400, "not-jws"),
    "alg none": (lambda p: signed(p, b"{}", header_of(p, alg="none")), JOSE, 400, "bad-header"),
    "alg HS256": (lambda p: signed(p, b"{}", header_of(p, alg="HS256")), JOSE, 400, "bad-header"),
    "another typ": (lambda p: signed(p, b"{}", header_of(p, typ=CANARY)), JOSE, 400, "bad-header"),
    "crit": (lambda p: signed(p, b"{}", header_of(p, crit=[CANARY])), JOSE, 400, "bad-header"),
    "an embedded key": (lambda p: signed(p, b"{}", header_of(p, jwk={"x": CANARY})), JOSE, 400, "bad-header"),
    "a header too long": (lambda p: signed(p, b"{}", header_of(p, x=CANARY * 99)), JOSE, 400, "bad-header"),
    "a header list": (lambda p: signed(p, b"{}", b"[1]"), JOSE, 400, "bad-header"),
    "a header with no JSON": (lambda p: signed(p, b"{}", CANARY.encode()), JOSE, 400, "bad-json"),
    "a header key twice": (
        lambda p: signed(p, b"{}", header_of(p)[:-1] + b',"alg":"EdDSA"}'), JOSE, 400, "bad-json"),
    "an unknown kid": (lambda p: signed(p, b"{}", header_of(p, kid=CANARY.ljust(43, "A"))), JOSE, 403,
                       "key-not-registered"),
    "a kid of no text": (lambda p: signed(p, b"{}", header_of(p, kid=7)), JOSE, 400, "bad-header"),
    "a payload that is empty": (lambda p: signed(p, b""), JOSE, 400, "bad-json"),
    "a payload list": (lambda p: signed(p, b"[]"), JOSE, 422, "unknown-type"),
    "a payload not UTF-8": (lambda p: signed(p, b'{"type":"\xff' + CANARY.encode() + b'"}'), JOSE, 400, "bad-json"),
    "a payload with half a surrogate": (lambda p: signed(p, b'{"type":"\\ud800"}'), JOSE, 400, "bad-json"),
    "a payload key twice": (
        lambda p: signed(p, strictjson.write(payload_of(p))[:-1] + b',"id":"' + CANARY.encode() + b'"}'),
        JOSE, 400, "bad-json"),
    "a payload of NaN": (lambda p: signed(p, b'{"type":NaN}'), JOSE, 400, "bad-json"),
    "a payload of infinity": (lambda p: signed(p, b'{"type":-Infinity}'), JOSE, 400, "bad-json"),
    "a payload 10,000 deep": (lambda p: signed(p, b"[" * 10_000 + b"]" * 10_000), JOSE, 400, "bad-json"),
    "an integer of 6,000 digits": (lambda p: signed(p, b'{"type":' + b"9" * 6_000 + b"}"), JOSE, 400, "bad-json"),
    "an unknown type": (lambda p: signed(p, strictjson.write(payload_of(p, type=CANARY))), JOSE, 422, "unknown-type"),
    "a type of another version": (
        lambda p: signed(p, strictjson.write(payload_of(p, type="lightwell.feed.heartbeat.v2"))),
        JOSE, 422, "unknown-type"),
    "an unknown member": (lambda p: signed(p, strictjson.write(payload_of(p) | {CANARY: 1})), JOSE, 422, "schema"),
    "free text in the data": (lambda p: keep(p.heartbeat(CANARY)), JOSE, 422, "schema"),
    "a count with a fraction": (lambda p: keep(p.heartbeat(1.5)), JOSE, 422, "schema"),
    "a count that is a float": (
        lambda p: signed(p, strictjson.write(payload_of(p)).replace(b'"statements":1', b'"statements":1.0')),
        JOSE, 422, "schema"),
    "a count of 1e400": (
        lambda p: signed(p, strictjson.write(payload_of(p)).replace(b'"statements":1', b'"statements":1e400')),
        JOSE, 422, "schema"),
    "a count beyond 2**53": (lambda p: keep(p.heartbeat(2**53 + 1)), JOSE, 422, "schema"),
    "a negative count": (lambda p: keep(p.heartbeat(-1)), JOSE, 422, "schema"),
    "a count that is true": (lambda p: keep(p.heartbeat(True)), JOSE, 422, "schema"),
    "an id of another kind": (lambda p: keep(p.heartbeat(id=p.place.id())), JOSE, 422, "schema"),
    "an id with a line end": (
        lambda p: signed(p, strictjson.write(payload_of(p, id=p.place.statement_id() + "\n"))), JOSE, 422, "schema"),
    "a schema's address of its own": (
        lambda p: signed(p, strictjson.write(payload_of(p, dataschema="https://" + CANARY))), JOSE, 422, "schema"),
    "a day that is not": (lambda p: keep(p.heartbeat(time="2026-02-30T09:00:00Z")), JOSE, 422, "schema"),
    "an hour that is not": (lambda p: keep(p.heartbeat(time="2026-02-03T24:00:00Z")), JOSE, 422, "schema"),
    "a time without a zone": (lambda p: keep(p.heartbeat(time="2026-02-03T09:00:00")), JOSE, 422, "schema"),
    "a future time": (lambda p: keep(p.heartbeat(time="2098-02-03T09:00:00Z")), JOSE, 422, "future-time"),
    "a statement one byte too long": (lambda p: keep(p.heartbeat()).ljust(65_536, b"A"), JOSE, 413, "too-large"),
    "an outer list": (lambda p: b"[]", JSON, 400, "not-jws"),
    "an outer object without a statement": (lambda p: b'{"private":[]}', JSON, 400, "bad-json"),
    "an outer key too many": (
        lambda p: strictjson.write({"statement": keep(p.heartbeat()).decode(), CANARY: CANARY}), JSON, 400, "bad-json"),
    "an outer key twice": (
        lambda p: b'{"statement":"' + CANARY.encode() + b'","statement":"' + keep(p.heartbeat()) + b'"}',
        JSON, 400, "bad-json"),
    "outer JSON not UTF-8": (lambda p: b'{"statement":"\xff"}', JSON, 400, "bad-json"),
    "outer JSON 10,000 deep": (
        lambda p: b'{"statement":' + b"[" * 10_000 + b"]" * 10_000 + b"}", JSON, 400, "bad-json"),
    "outer JSON cut": (lambda p: packed(p.heartbeat())[:-2], JSON, 400, "bad-json"),
    "outer JSON with more behind": (lambda p: packed(p.heartbeat()) + b"{}", JSON, 400, "bad-json"),
    "a statement that is a number": (lambda p: b'{"statement":7}', JSON, 400, "bad-json"),
    "a private part that is text": (lambda p: b'{"statement":"a.b.c","private":"' + CANARY.encode() + b'"}', JSON, 400,
                                    "bad-json"),
    "a private part of numbers": (lambda p: b'{"statement":"a.b.c","private":[1]}', JSON, 400, "bad-json"),
    "a private part that was not promised": (
        lambda p: packed(p.heartbeat(), [disclosures.make(0, "name", CANARY)]), JSON, 422, "private-mismatch"),
    "another content type": (lambda p: keep(p.heartbeat()), f"text/{CANARY}", 400, "bad-request"),
    "no content type": (lambda p: keep(p.heartbeat()), "", 400, "bad-request"),
}  # fmt: skip


@pytest.mark.parametrize("what", FORMS)
def test_a_bad_form_is_refused_with_its_code_and_kept_nowhere(house: House, shelter: Party, what: str) -> None:
    make, kind, status, code = FORMS[what]
    body, size = make(shelter), house.site.ledger.size()
    reply = house.post(body, kind)
    assert (reply.status, reply.code) == (status, code)
    assert statements(house) == statements(house, size)
    assert house.tell(shelter.heartbeat()).status == 201, "the next good statement must not suffer"


@pytest.mark.parametrize("what", [what for what in FORMS if "content type" not in what and "nothing" not in what])
def test_a_bad_form_among_many_is_named_by_its_line_and_the_others_land(
    house: House, shelter: Party, what: str
) -> None:
    make, _, status, code = FORMS[what]
    bad = make(shelter)
    before, _, after = results = house.many(shelter.heartbeat().token, bad, packed(shelter.heartbeat()))
    assert [result["line"] for result in results] == [1, 2, 3]
    assert (before["status"], after["status"]) == (201, 201)
    assert (results[1]["status"], results[1]["problem"]["code"]) == (status, code)
    assert "index" not in results[1]


def test_every_single_bit_counts(house: House, shelter: Party) -> None:
    token = shelter.heartbeat().token
    step = max(1, len(token) // 120)
    for at in range(0, len(token), step):
        spoilt = bytearray(token)
        spoilt[at] ^= 1 << at % 7
        assert house.post(bytes(spoilt)).code in {
            "not-jws", "bad-header", "bad-json", "bad-signature", "key-not-registered", "unknown-type",
        }  # fmt: skip
    assert house.post(token).status == 201


def test_no_piece_of_a_statement_is_a_statement(house: House, shelter: Party) -> None:
    token = shelter.heartbeat().token
    for length in range(1, len(token), max(1, len(token) // 60)):
        assert house.post(token[:length]).status in (400, 401)


def test_a_statement_of_the_greatest_length_is_taken(house: House, shelter: Party) -> None:
    room = 65_535 - len(shelter.accessed(shelter.place.id(), [[1, 1]]).token)
    ranges = [[n * 2 + 100_000, n * 2 + 100_000] for n in range(room * 3 // 4 // 16)]
    line = shelter.accessed(shelter.place.id(), ranges[:3_000])
    assert 40_000 < len(line.token) < 65_536
    assert house.tell(line).status == 201


def test_the_body_of_one_statement_has_an_end(house: House, shelter: Party) -> None:
    assert house.post(b'{"statement":"' + CANARY.encode() * 1_000_000 + b'"}', JSON).code == "too-large"


def test_a_private_part_of_more_than_16_mb_is_refused(house: House, shelter: Party) -> None:
    words = [disclosures.make(0, "note", CANARY * 60_000) for _ in range(12)]
    line = shelter.collected(shelter.place.id(), [(1, 1)], words)
    assert sum(map(len, words)) > disclosures.MAX_PRIVATE
    assert house.tell(line).code == "too-large"


def test_a_line_too_long_among_many_is_named_and_the_others_land(house: House, shelter: Party) -> None:
    endless = CANARY.encode() * 1_000_000
    first, long, last = house.many(shelter.heartbeat().token, endless, shelter.heartbeat().token)
    assert (first["status"], last["status"]) == (201, 201)
    assert (long["line"], long["status"], long["problem"]["code"]) == (2, 413, "too-large")


def test_a_body_without_end_is_answered_before_it_ends(house: House) -> None:
    """Sent in chunks with no length given, as a line that never ends."""
    with socket.create_connection(("127.0.0.1", house.port), timeout=30) as line:
        line.sendall(
            b"POST /statements HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-ndjson\r\n"
            b"transfer-encoding: chunked\r\n\r\n"
        )
        piece = b"100000\r\n" + b"A" * 1_048_576 + b"\r\n"
        for _ in range(49):
            line.sendall(piece)
        answer = line.recv(4_096)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"application/problem+json" in answer


def test_a_sender_that_hangs_up_leaves_nothing(house: House, shelter: Party) -> None:
    token = shelter.heartbeat().token
    with socket.create_connection(("127.0.0.1", house.port), timeout=30) as line:
        head = f"POST /statements HTTP/1.1\r\nhost: x\r\ncontent-type: {JOSE}\r\ncontent-length: {len(token)}\r\n\r\n"
        line.sendall(head.encode() + token[:-9])
    assert house.tell(shelter.heartbeat()).status == 201
    assert house.post(token).status == 201


def test_blank_lines_crlf_and_a_missing_last_end_change_nothing(house: House, shelter: Party) -> None:
    one, two, three = (shelter.heartbeat().token for _ in range(3))
    reply = house.post(b"\r\n" + one + b"\r\n\n  \t\n" + two + b"\nnot one\r\n\n" + three, NDJSON)
    assert [(result["line"], result["status"]) for result in reply.lines()] == [(2, 201), (5, 201), (6, 400), (8, 201)]


def test_no_lines_give_no_results(house: House) -> None:
    for body in (b"", b"\n", b"\r\n \n"):
        reply = house.post(body, NDJSON)
        assert (reply.status, reply.body) == (200, b"")


def test_a_bad_line_in_the_middle_of_many_chunks_is_named(house: House, shelter: Party) -> None:
    lines = [shelter.heartbeat().token for _ in range(700)]
    lines[333] = lines[333][:-8] + b"AAAAAAAA"
    lines[600] = b"{" + CANARY.encode()
    results = house.many(*lines)
    assert [result["line"] for result in results] == list(range(1, 701))
    assert {result["line"]: result["problem"]["code"] for result in results if "problem" in result} == {
        334: "not-jws" if not lines[333].endswith((b"A", b"Q", b"g", b"w")) else "bad-signature",
        601: "bad-json",
    }
    indexes = [result["index"] for result in results if "index" in result]
    assert indexes == sorted(set(indexes))
    assert len(indexes) == 698


def test_the_same_bytes_twice_in_one_request_are_one_statement(house: House, shelter: Party) -> None:
    token = shelter.heartbeat().token
    first, second = house.many(token, token)
    assert (first["status"], second["status"]) == (201, 200)
    assert first["index"] == second["index"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/{CANARY}"),
        ("GET", f"/tile/0/{CANARY}"),
        ("GET", f"/tile/{CANARY}/000"),
        ("GET", f"/schemas/{CANARY}"),
        ("GET", f"/statements/{CANARY}/receipt"),
        ("GET", f"/statements/{CANARY.encode().hex().ljust(64, '0')}/receipt"),
        ("GET", f"/static/../{CANARY}"),
        ("DELETE", f"/statements?{CANARY}={CANARY}"),
        ("PUT", f"/checkpoint?x={CANARY}"),
    ],
)
def test_an_address_is_not_echoed(house: House, method: str, path: str) -> None:
    reply = house.send(method, path, None, {"cookie": f"lightwell_session={CANARY}", "x-request-id": CANARY})
    assert 400 <= reply.status < 500
    assert reply.code in ("not-found", "bad-request")


def test_every_refused_place_of_a_schema_is_named_without_its_value(house: House, shelter: Party) -> None:
    data = {
        "holding": CANARY, "lines": [[CANARY, 3], [2, 1]], "parts": [CANARY], "unit": CANARY, "role": CANARY,
        "mode": CANARY, "why": WHY | {"purpose": CANARY, "agreement": {"agreement": CANARY}}, CANARY: {CANARY: CANARY},
    }  # fmt: skip
    payload = types.build(
        "information.accessed.v1",
        data,
        id=shelter.place.statement_id(),
        source=shelter.feed,
        time="2026-03-02T09:00:00Z",
    )
    reply = house.post(signed(shelter, payload))
    assert reply.code == "schema"
    places = {error["location"] for error in reply.json()["errors"]}
    assert {place.split(".")[-1] for place in places} >= {"holding", "unit", "role", "mode", "purpose", "agreement"}


def statements(house: House, upto: int | None = None) -> list[int]:
    """Indexes in the log, without the ledger's own ticks and refusals."""
    with house.site.ledger.recorder.reader() as cursor:
        cursor.execute(
            "SELECT rowid FROM stored_events WHERE topic NOT IN ('lightwell.ledger.ticked.v1',"
            " 'lightwell.refusal.recorded.v1') AND rowid <= ?",
            (upto if upto is not None else 1 << 60,),
        )
        return [int(row[0]) for row in cursor.fetchall()]
