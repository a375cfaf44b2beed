"""What a dishonest operator can seal: the tree is right, the statements are not. ``verify`` names each of them."""

import json
from typing import Any

import pytest
from building import ORIGIN, Line
from nacl.signing import SigningKey
from resealing import reseal
from spoiling import SIZE, added, found, made, missigned, raw, resealed

from ledger import disclosures, jws
from ledger.encoding import b64
from ledger.statements import types
from ledger.verify import verify


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return made(tmp_path_factory.mktemp("log"))


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
