"""Statements over HTTP: receipts, idempotency, and each refusal of the rules with its status and its code."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from time import monotonic, sleep
from typing import Any

import pytest
from building import WHY, Line, Party
from hosting import JOSE, JSON, NDJSON, House, hosting, packed

from ledger import note, proof
from ledger.committer import Committer
from ledger.problems import Problem
from ledger.statements import types

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, database: str) -> Iterator[House]:
    with hosting(tmp_path_factory.mktemp("house")) as opened:
        yield opened
        opened.site.follower.wait(opened.site.ledger.size(), 20)
        assert opened.site.follower.error is None
        assert not any("Traceback" in line for line in opened.log), opened.log


@pytest.fixture(scope="module")
def shelter(house: House) -> Party:
    return house.place.organisation("provider", sequenced=True)


@pytest.fixture(scope="module")
def agency(house: House) -> Party:
    return house.place.organisation("agency", unit_kind="reporting")


def refused(house: House, line: Line, status: int, code: str, where: str | None = None) -> None:
    """The same alone and among others, and kept nowhere."""
    reply = house.tell(line)
    assert (reply.status, reply.code) == (status, code)
    if where is not None:
        assert reply.json()["location"] == where
    (result,) = house.many(packed(line) if line.private else line.token)
    assert (result["status"], result["problem"]["code"]) == (status, code)
    assert house.site.ledger.find(line.digest) is None


# Receipts


def test_a_receipt_proves_that_the_statement_is_sealed(house: House, shelter: Party) -> None:
    line = shelter.collected(house.place.id(), [(1, 1)], shelter.people({1: {"ref": "C-1"}}))
    reply = house.tell(line)
    assert (reply.status, reply.kind) == (201, "application/json")
    receipt = reply.json()
    about = house.send("GET", "/ledger").json()
    log = note.Verifier.parse(about["vkey"])
    assert proof.check_receipt(receipt, line.token, log).size > receipt["index"]
    assert (receipt["digest"], receipt["new"]) == (sha256(line.token).hexdigest(), True)
    again = house.send("GET", f"/statements/{line.digest.hex()}/receipt").json()
    assert again["index"] == receipt["index"]
    assert proof.check_receipt(again, line.token, log)


def test_the_same_bytes_again_have_the_same_place(house: House, shelter: Party) -> None:
    line = shelter.heartbeat()
    first = house.tell(line)
    for again in (house.tell(line), house.post(packed(line), JSON), house.post(b" " + line.token + b"\r\n", JOSE)):
        assert (again.status, again.json()["index"], again.json()["new"]) == (200, first.json()["index"], False)
    (result,) = house.many(line.token)
    assert result == {"line": 1, "status": 200, "index": first.json()["index"], "digest": line.digest.hex()}


def test_many_senders_of_the_same_bytes_make_one_statement(house: House, shelter: Party) -> None:
    line = shelter.heartbeat()
    with ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(lambda _: house.tell(line), range(32)))
    assert sorted(reply.status for reply in replies) == [200] * 31 + [201]
    assert len({reply.json()["index"] for reply in replies}) == 1


def test_another_statement_under_the_same_id_is_refused(house: House, shelter: Party) -> None:
    id = house.place.statement_id()
    assert house.tell(shelter.heartbeat(id=id)).status == 201
    refused(house, shelter.heartbeat(2, id=id), 409, "id-reused", "statement.payload.id")


def test_what_is_sealed_is_published_without_waiting_for_more(house: House, shelter: Party) -> None:
    for _ in range(3):
        index = house.tell(shelter.heartbeat()).json()["index"]
    until = monotonic() + 5
    while (size := int(house.send("GET", "/checkpoint").body.split(b"\n")[1])) <= index and monotonic() < until:
        sleep(0.05)
    assert size > index


# Keys


def test_a_statement_signed_before_its_key_is_registered_is_taken_afterwards(house: House, agency: Party) -> None:
    key, registration = agency.another_key(seal=False)
    line = agency.heartbeat(key=key)
    refused(house, line, 403, "key-not-registered", "statement.header.kid")
    assert house.tell(registration).status == 201
    assert house.tell(line).status == 201


@pytest.mark.parametrize("how", ["revoked", "compromised"])
def test_a_key_that_has_ended_says_nothing_more(house: House, how: str) -> None:
    party = house.place.organisation()
    key, _ = party.another_key()
    said = party.heartbeat()
    index = house.tell(said).json()["index"]
    data = {"reason": "lost"} if how == "revoked" else {"from_index": index}
    assert house.tell(party.say(f"key.{how}.v1", {"kid": party.kid} | data, key=key)).status == 201
    refused(house, party.heartbeat(time="2026-01-01T00:00:00Z"), 403, "key-revoked", "statement.header.kid")
    assert house.tell(said).json()["index"] == index
    assert house.tell(party.heartbeat(key=key)).status == 201


def test_bad_keys_are_not_registered(house: House, agency: Party) -> None:
    good = house.place.registration(agency.organisation, house.place.key())
    small = good | {"key": good["key"] | {"x": "A" * 43}}
    refused(house, agency.say("key.registered.v1", small), 422, "key-weak")
    spare = good | {"key": good["key"] | {"x": good["key"]["x"][:-1] + "B"}}
    refused(house, agency.say("key.registered.v1", spare), 422, "key-weak")
    other = house.place.registration(agency.organisation, house.place.key())["possession"]
    refused(house, agency.say("key.registered.v1", good | {"possession": other}), 422, "no-possession")


# Rules


def test_what_belongs_to_another_organisation_is_refused(house: House, shelter: Party, agency: Party) -> None:
    holding = house.place.id()
    assert house.tell(shelter.collected(holding, [(1, 1)])).status == 201
    refused(house, agency.heartbeat(feed=shelter.feed), 403, "wrong-issuer", "statement.payload.source")
    refused(house, agency.collected(holding, [(1, 1)]), 409, "holding-taken")
    access = {
        "holding": holding,
        "lines": "all",
        "parts": ["name"],
        "role": "case_worker",
        "mode": "opened",
        "why": WHY,
    }
    line = agency.say("information.accessed.v1", access | {"unit": shelter.unit})
    refused(house, line, 403, "wrong-issuer", "statement.payload.data.unit")
    line = agency.say("information.accessed.v1", access | {"unit": house.place.id()})
    refused(house, line, 422, "unknown-unit", "statement.payload.data.unit")
    line = agency.heartbeat(feed=f"urn:uuid:{house.place.id()}")
    refused(house, line, 422, "unknown-feed", "statement.payload.source")
    key = house.place.registration(shelter.organisation, house.place.key())
    refused(house, agency.say("key.registered.v1", key), 403, "wrong-issuer")
    refused(house, agency.say("ledger.ticked.v1", {"at": "2026-03-02T09:00:00Z"}), 403, "wrong-issuer")
    wrong = {"statement": "0" * 64, "reason": "duplicate"}
    refused(house, agency.say("statement.retracted.v1", wrong), 422, "unknown-statement")


def test_what_happened_is_recorded_even_without_an_agreement_or_a_reason(house: House, agency: Party) -> None:
    line = agency.say(
        "information.accessed.v1",
        {
            "holding": house.place.id(), "lines": "all", "parts": ["case_notes"], "unit": agency.unit,
            "role": "unknown", "mode": "exported", "why": {},
        },
    )  # fmt: skip
    assert house.tell(line).status == 201


def test_a_feed_that_says_two_things_at_one_number_is_refused(house: House, shelter: Party) -> None:
    line = shelter.heartbeat(sequence="000000000007")
    assert house.tell(line).status == 201
    refused(house, shelter.heartbeat(2, sequence="000000000007"), 409, "feed-fork", "statement.payload.sequence")
    assert house.tell(shelter.heartbeat(sequence="000000000003")).status == 201, "late is not wrong"
    assert house.tell(line).status == 200


# Private parts


def test_a_private_part_must_be_the_one_that_was_signed(house: House, shelter: Party) -> None:
    people = shelter.people({1: {"ref": "C-77", "given_name": "Aroha"}})
    line = shelter.collected(house.place.id(), [(1, 1)], people)
    for private in ([], people[:1], people[::-1], [*people, people[0]], shelter.people({1: {"ref": "C-78"}})):
        reply = house.post(packed(line, private), JSON)
        assert (reply.status, reply.code) == (422, "private-mismatch")
    reply = house.post(line.token, JOSE)
    assert reply.code == "private-mismatch", "a statement never comes without the private part it promises"
    assert house.tell(line).status == 201


@pytest.mark.parametrize(
    "spoil",
    [
        lambda p: p.people({1: {"given_name": "Nobody"}}),
        lambda p: p.people({1: {"ref": "C-1"}}) + p.people({1: {"ref": "C-2"}}),
        lambda p: p.people({9: {"ref": "C-1"}}),
        lambda p: p.people({1: {"ref": "C-1", "shoe_size": "44"}}),
        lambda p: [b"bm90IGEgbGlzdA"],
        lambda p: [b"W10"],
        lambda p: [b"not base64url!"],
    ],
    ids=["no ref", "two refs", "no such line", "unknown name", "no list", "an empty list", "no base64url"],
)
def test_a_private_part_that_is_not_well_formed_is_refused(
    house: House, shelter: Party, spoil: Callable[[Party], list[bytes]]
) -> None:
    line = shelter.collected(house.place.id(), [(1, 1)], spoil(shelter))
    reply = house.tell(line)
    assert reply.status in (400, 422)
    assert reply.code in ("private-form", "bad-json")


def test_a_line_that_is_already_somebody_else_is_refused(house: House, shelter: Party) -> None:
    holding = house.place.id()
    assert house.tell(shelter.collected(holding, [(1, 1)], shelter.people({1: {"ref": "C-1"}}))).status == 201
    refused(
        house, shelter.collected(holding, [(1, 1)], shelter.people({1: {"ref": "C-2"}})), 409, "line-taken", "private"
    )


# Batches


def test_one_statement_that_breaks_a_seal_does_not_sink_the_others(house: House, shelter: Party) -> None:
    """A fault of ours, and so one that no sender can make; the others of the same seal must not feel it."""
    lines = [shelter.heartbeat() for _ in range(9)]
    checked = [house.place.check(line) for line in lines]
    checked[4].private = 7  # type: ignore[assignment]
    committer = Committer(house.site.ledger)
    futures = [committer.submit(checked[:3]), committer.submit(checked[3:])]
    answers = [answer for future in futures for answer in future.result(10)]
    committer.close()
    assert [isinstance(answer, Problem) for answer in answers] == [n == 4 for n in range(9)]
    found = [house.site.ledger.find(line.digest) for line in lines]
    assert [index is None for index in found] == [n == 4 for n in range(9)]
    house.log[:] = [line for line in house.log if "could not be sealed" not in line and "admission" not in line]


def test_a_checkpoint_that_cannot_be_published_stops_nobody(
    house: House, shelter: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish, calls = house.site.ledger.publish, list[float]()

    def fail() -> None:
        calls.append(monotonic())
        raise OSError("no room")

    monkeypatch.setattr(house.site.ledger, "publish", fail)
    until = monotonic() + 10
    while not calls and monotonic() < until:
        assert house.tell(shelter.heartbeat()).status == 201
        sleep(0.1)
    assert calls
    index = house.tell(shelter.heartbeat()).json()["index"]
    monkeypatch.setattr(house.site.ledger, "publish", publish)
    until = monotonic() + 5
    while house.site.ledger.published()[0] <= index and monotonic() < until:
        sleep(0.05)
    assert house.site.ledger.published()[0] > index


# Schemas


def test_every_type_has_its_schema_where_the_list_says(house: House) -> None:
    addresses: dict[str, Any] = house.send("GET", "/schemas").json()
    assert set(addresses) == set(types.MODELS)
    for name, address in addresses.items():
        reply = house.send("GET", address)
        assert (reply.status, reply.kind) == (200, "application/schema+json")
        assert reply.json()["$id"] == types.schema_uri(name.removeprefix("lightwell."))


def test_a_result_line_is_the_last_word_about_each_line(house: House, shelter: Party) -> None:
    reply = house.post(b"\n".join([shelter.heartbeat().token, b"x", shelter.heartbeat().token]), NDJSON)
    assert [set(line) for line in reply.lines()] == [
        {"line", "status", "index", "digest"}, {"line", "status", "problem"}, {"line", "status", "index", "digest"},
    ]  # fmt: skip
    assert reply.body.endswith(b"\n")
