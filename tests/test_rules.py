"""Who may say what (``ledger.rules``), rule by rule, in a real ledger."""

from pathlib import Path
from typing import Any

import pytest
from building import ORIGIN, WHY, Line, Party, Place
from nacl.bindings import crypto_core_ed25519_add
from nacl.signing import SigningKey

from ledger import door, jws
from ledger.admission import Sealed
from ledger.application import Ledger
from ledger.encoding import b64
from ledger.problems import Problem
from ledger.rules import OPERATOR_ONLY, State
from ledger.statements.parties import possession_text

pytestmark = pytest.mark.usefixtures("database")

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def refused(place: Place, line: Line) -> tuple[str, str]:
    """(code, place) of the refusal; fails if the statement is sealed."""
    (answer,) = place.record(line)
    assert isinstance(answer, Problem), answer
    return answer.code, answer.where


# 1 The genesis


def test_the_log_is_opened_once(place: Place) -> None:
    operator = place.operator
    data = {
        "ledger": place.id(), "operator": place.id(), "log_key": "0" * 64, "rules": 1,
        "key": place.registration(operator.organisation, place.key())["key"],
    }  # fmt: skip
    assert refused(place, operator.say("ledger.opened.v1", data)) == ("wrong-issuer", "statement.payload.type")
    shelter = place.organisation()
    assert refused(place, shelter.say("ledger.opened.v1", data))[0] == "wrong-issuer"


# 2 Organisations and their keys


def test_an_organisation_is_registered_by_the_operator_and_once(place: Place) -> None:
    shelter = place.organisation()
    data = {"organisation": place.id(), "kind": "provider", "safety_sensitive": False}
    assert refused(place, shelter.say("organisation.registered.v1", data))[0] == "wrong-issuer"
    place.seal(place.operator.say("organisation.registered.v1", data))
    assert refused(place, place.operator.say("organisation.registered.v1", data))[0] == "already-exists"


def test_an_organisations_key_is_registered_by_itself_or_the_operator(place: Place) -> None:
    shelter, agency = place.organisation(), place.organisation("agency")
    data = place.registration(shelter.organisation, place.key())
    assert refused(place, agency.say("key.registered.v1", data))[0] == "wrong-issuer"
    place.seal(shelter.say("key.registered.v1", data))
    assert refused(place, shelter.say("key.registered.v1", data))[0] == "already-exists"


def test_an_operators_later_key_for_an_organisation_is_a_recovery(place: Place) -> None:
    shelter = place.organisation()
    key, _ = shelter.another_key()
    recovered = place.key()
    place.seal(place.operator.say("key.registered.v1", place.registration(shelter.organisation, recovered)))
    kinds = {entry.public: entry.recovery for entry in place.ledger.state.keys.values()}
    assert [kinds[bytes(one.verify_key)] for one in (shelter.key, key, recovered)] == [False, False, True]


def test_a_key_of_an_unknown_organisation_is_refused(place: Place) -> None:
    data = place.registration(place.id(), place.key())
    assert refused(place, place.operator.say("key.registered.v1", data))[0] == "unknown-organisation"


def test_a_key_without_proof_of_possession_is_refused(place: Place) -> None:
    shelter, agency = place.organisation(), place.organisation("agency")
    key = place.key()
    good = place.registration(shelter.organisation, key)
    by_another = place.registration(shelter.organisation, place.key())["possession"]
    for_another = place.registration(agency.organisation, key)["possession"]
    of_another_log = b64(key.sign(possession_text(place.id(), shelter.organisation, "x" * 43)).signature)
    spare_bits = good["possession"][:-1] + ALPHABET[ALPHABET.index(good["possession"][-1]) + 1]
    for wrong in (by_another, for_another, of_another_log, spare_bits):
        line = shelter.say("key.registered.v1", good | {"possession": wrong})
        assert refused(place, line) == ("no-possession", "statement.payload.data.possession")
    place.seal(shelter.say("key.registered.v1", good))


#: Points of order 1, 2, 4 and 8, and spellings of points that are not the canonical ones (RFC 8032 §5.1.3).
WEAK = {
    "the identity": (1).to_bytes(32, "little"),
    "zero, order 4": bytes(32),
    "order 2": (2**255 - 20).to_bytes(32, "little"),
    "order 8": bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    "order 8, other sign": bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
    "identity spelt p + 1": (2**255 - 18).to_bytes(32, "little"),
    "zero spelt p": (2**255 - 19).to_bytes(32, "little"),
    "identity with a sign": (1 + 2**255).to_bytes(32, "little"),
    "a y that is on no point": (2).to_bytes(32, "little"),
    "a valid y spelt with p added": (3 + 2**255 - 19).to_bytes(32, "little"),
    "ones": b"\xff" * 32,
}


@pytest.mark.parametrize("what", WEAK)
def test_a_key_on_which_libraries_disagree_is_refused(place: Place, what: str) -> None:
    shelter = place.organisation()
    data = place.registration(shelter.organisation, place.key())
    data["key"] = data["key"] | {"x": b64(WEAK[what])}
    assert refused(place, shelter.say("key.registered.v1", data))[0] == "key-weak"


def test_a_key_that_mixes_a_small_order_point_in_is_refused(place: Place) -> None:
    """Signatures of such a key hold in one library and not in another."""
    shelter = place.organisation()
    mixed = crypto_core_ed25519_add(bytes(place.key().verify_key), WEAK["order 8"])
    data = place.registration(shelter.organisation, place.key())
    data["key"] = data["key"] | {"x": b64(mixed)}
    assert refused(place, shelter.say("key.registered.v1", data))[0] == "key-weak"


def test_a_key_spelt_with_spare_bits_is_refused_and_sinks_nobody(place: Place) -> None:
    shelter, agency = place.organisation(), place.organisation("agency")
    data = place.registration(shelter.organisation, place.key())
    x = data["key"]["x"]
    data["key"] = data["key"] | {"x": x[:-1] + ALPHABET[ALPHABET.index(x[-1]) + 1]}
    before, bad, after = place.record(agency.heartbeat(), shelter.say("key.registered.v1", data), agency.heartbeat())
    assert isinstance(before, Sealed)
    assert isinstance(after, Sealed)
    assert isinstance(bad, Problem)
    assert bad.code == "key-weak"


# 3 Keys are valid by index


def test_a_key_is_valid_from_the_index_after_its_registration_whatever_time_says(place: Place) -> None:
    shelter = place.organisation()
    key, registration = shelter.another_key(seal=False)
    early = shelter.heartbeat(key=key, time="2026-01-01T00:00:00Z")
    assert refused(place, early) == ("key-not-registered", "statement.header.kid")
    place.seal(registration)
    place.seal(early)


def test_a_key_used_in_the_batch_that_registers_it_is_judged_in_order(place: Place) -> None:
    shelter = place.organisation()
    key, registration = shelter.another_key(seal=False)
    public = {shelter.kid: bytes(shelter.key.verify_key)}
    public[jws.thumbprint(bytes(key.verify_key))] = bytes(key.verify_key)
    first, second = shelter.heartbeat(key=key), shelter.heartbeat(key=key)
    batch = [door.check(line.token, [], public, place.clock()) for line in (first, registration, second)]
    answers = place.ledger.record(batch)
    assert isinstance(answers[0], Problem)
    assert answers[0].code == "key-not-registered"
    assert all(isinstance(answer, Sealed) for answer in answers[1:])


@pytest.mark.parametrize("how", ["revoked", "compromised"])
def test_a_key_says_nothing_after_its_end_but_what_it_said_stands(place: Place, how: str) -> None:
    shelter = place.organisation()
    key, _ = shelter.another_key()
    said = shelter.heartbeat()
    (sealed,) = place.seal(said)
    ending = {"reason": "lost"} if how == "revoked" else {"from_index": sealed.index}
    before = shelter.heartbeat(time="2026-01-01T00:00:00Z")
    place.seal(shelter.say(f"key.{how}.v1", {"kid": shelter.kid} | ending, key=key))
    assert refused(place, before) == ("key-revoked", "statement.header.kid")
    assert place.record(said) == [Sealed(sealed.index, said.digest, new=False)]
    assert place.ledger.state.keys[shelter.kid].compromised_from == ending.get("from_index")


def test_a_key_is_ended_by_its_organisation_or_the_operator(place: Place) -> None:
    shelter, agency = place.organisation(), place.organisation("agency")
    data = {"kid": shelter.kid, "reason": "lost"}
    assert refused(place, agency.say("key.revoked.v1", data))[0] == "wrong-issuer"
    assert refused(place, agency.say("key.revoked.v1", data | {"kid": "A" * 43}))[0] == "key-not-registered"
    place.seal(place.operator.say("key.revoked.v1", data))
    assert refused(place, shelter.heartbeat())[0] == "key-revoked"


def test_a_second_revocation_does_not_make_a_key_valid_for_longer(place: Place) -> None:
    shelter = place.organisation()
    data = {"kid": shelter.kid, "reason": "lost"}
    place.seal(place.operator.say("key.revoked.v1", data))
    ended = place.ledger.state.keys[shelter.kid].revoked
    place.seal(place.operator.say("key.revoked.v1", data))
    assert place.ledger.state.keys[shelter.kid].revoked == ended


# 4 Feeds and units


def test_a_feed_and_a_unit_belong_to_one_organisation(place: Place) -> None:
    shelter, agency = place.organisation(), place.organisation("agency")
    assert refused(place, shelter.heartbeat(feed=agency.feed)) == ("wrong-issuer", "statement.payload.source")
    stray = f"urn:uuid:{place.id()}"
    assert refused(place, shelter.heartbeat(feed=stray)) == ("unknown-feed", "statement.payload.source")
    holding = place.id()
    for unit, code in ((agency.unit, "wrong-issuer"), (place.id(), "unknown-unit")):
        line = shelter.say("information.accessed.v1", access(holding, unit))
        assert refused(place, line) == (code, "statement.payload.data.unit")


def access(holding: str, unit: str) -> dict[str, Any]:
    return {
        "holding": holding, "lines": "all", "parts": ["name"], "unit": unit, "role": "case_worker", "mode": "opened",
        "why": WHY,
    }  # fmt: skip


def test_units_and_feeds_are_never_redefined(place: Place) -> None:
    shelter, agency = place.organisation(), place.organisation("agency")
    for party in (shelter, agency):
        line = party.say("unit.registered.v1", {"unit": shelter.unit, "kind": "policy"})
        assert refused(place, line) == ("already-exists", "statement.payload.data.unit")
        data = {"unit": party.unit, "system": place.id(), "reports": [], "since": "2026-01-01"}
        assert refused(place, party.say("feed.registered.v1", data, feed=shelter.feed))[0] == "already-exists"
    data = {"unit": agency.unit, "system": place.id(), "reports": [], "since": "2026-01-01"}
    line = shelter.say("feed.registered.v1", data, feed=f"urn:uuid:{place.id()}")
    assert refused(place, line) == ("wrong-issuer", "statement.payload.data.unit")


# 5 The operator's own


@pytest.mark.parametrize("name", sorted(OPERATOR_ONLY))
def test_only_the_operator_speaks_for_the_ledger(place: Place, name: str) -> None:
    shelter = place.organisation()
    zero = "0" * 64
    data: dict[str, dict[str, Any]] = {
        "ledger.opened.v1": {
            "ledger": place.id(), "operator": place.id(), "log_key": zero, "rules": 1,
            "key": place.registration(shelter.organisation, place.key())["key"],
        },
        "ledger.ticked.v1": {"at": "2026-03-02T09:00:00Z"},
        "organisation.registered.v1": {"organisation": place.id(), "kind": "provider", "safety_sensitive": False},
        "answer.given.v1": {
            "kind": "trail", "size": 1, "as_of": "2026-03-02T09:00:00Z", "rules": 1, "query": zero, "body": zero,
        },
        "trail.read.v1": {
            "organisation": shelter.organisation, "unit": shelter.unit, "role": "auditor", "size": 1, "lines": [],
            "purpose": "dpv:RightsFulfilment",
        },
        "trail.read.v2": {
            "organisation": shelter.organisation, "unit": shelter.unit, "role": "auditor", "size": 1, "lines": [],
            "purpose": "dpv:RightsFulfilment",
        },
        "learning.read.v1": {
            "learning": place.id(), "organisation": shelter.organisation, "read_by": None, "role": "case_worker",
        },
        "ledger.rekeyed.v1": {"log_key": zero},
        "refusal.recorded.v1": {"statement": zero, "kid": shelter.kid, "code": 1},
        "viewer.refused.v1": {
            "organisation": None, "unit": None, "kind": "auditor", "thing": "other", "code": 91,
        },
        "inquiry.answered.v1": {
            "inquiry": place.id(), "organisation": shelter.organisation, "unit": shelter.unit, "by": zero, "names": 1,
        },
        "subject.erased.v1": {"lines": [], "disclosures": 0},
        "subject.erased.v2": {
            "organisation": shelter.organisation, "lines": [], "disclosures": 0, "asked": "person",
            "copy_first": "given",
        },
    }  # fmt: skip
    short = name.removeprefix("lightwell.")
    assert refused(place, shelter.say(short, data[short]))[0] == "wrong-issuer"
    assert refused(place, shelter.say(short, data[short], feed=place.ledger.feed))[0] == "wrong-issuer"


# 6 Sequences


def test_one_sequence_number_carries_one_statement_and_gaps_are_let_in(place: Place) -> None:
    shelter = place.organisation(sequenced=True)
    first = shelter.heartbeat(sequence="000000000001")
    place.seal(first, shelter.heartbeat(sequence="000000000009"), shelter.heartbeat(sequence="000000000004"))
    assert refused(place, shelter.heartbeat(sequence="000000000001")) == ("feed-fork", "statement.payload.sequence")
    one, two = place.record(shelter.heartbeat(sequence="000000000010"), shelter.heartbeat(sequence="000000000010"))
    assert isinstance(one, Sealed)
    assert isinstance(two, Problem)
    assert two.code == "feed-fork"
    assert place.record(first) == [Sealed(place.ledger.find(first.digest) or -1, first.digest, new=False)]


def test_two_feeds_count_for_themselves(place: Place) -> None:
    shelter = place.organisation(sequenced=True)
    other = shelter.another_feed(sequenced=True)
    place.seal(shelter.heartbeat(sequence="000000000001"), shelter.heartbeat(feed=other, sequence="000000000001"))


# 9 Mistakes


def test_a_statement_is_taken_back_or_replaced_only_by_its_issuer(place: Place) -> None:
    shelter, agency = place.organisation(), place.organisation("agency")
    wrong, right, theirs = shelter.heartbeat(), shelter.heartbeat(), agency.heartbeat()
    place.seal(wrong, right, theirs)

    def retracted(party: Party, digest: bytes) -> Line:
        return party.say("statement.retracted.v1", {"statement": digest.hex(), "reason": "duplicate"})

    def replaced(party: Party, digest: bytes, by: bytes) -> Line:
        return party.say("statement.replaced.v1", {"statement": digest.hex(), "by": by.hex(), "reason": "wrong_parts"})

    assert refused(place, retracted(agency, wrong.digest)) == ("wrong-issuer", "statement.payload.data.statement")
    assert refused(place, retracted(shelter, bytes(32))) == ("unknown-statement", "statement.payload.data.statement")
    assert refused(place, replaced(shelter, wrong.digest, theirs.digest)) == (
        "wrong-issuer", "statement.payload.data.by")  # fmt: skip
    place.seal(retracted(shelter, wrong.digest), replaced(shelter, wrong.digest, right.digest))


def test_a_statement_can_be_taken_back_in_the_batch_that_says_it(place: Place) -> None:
    shelter = place.organisation()
    said = shelter.heartbeat()
    data = {"statement": said.digest.hex(), "reason": "recorded_by_mistake"}
    place.seal(said, shelter.say("statement.retracted.v1", data))


# The state is a function of the log


def test_a_restarted_ledger_knows_what_the_running_one_knew(place: Place, tmp_path: Path) -> None:
    shelter = place.organisation()
    key, _ = shelter.another_key()
    place.seal(shelter.say("key.compromised.v1", {"kid": shelter.kid, "from_index": 3}, key=key))
    again = Ledger(tmp_path, place.keyring, ORIGIN, database=place.ledger.database)
    names = [name for name in State.__slots__ if not name.startswith("find_")]
    assert {name: getattr(again.state, name) for name in names} == {
        name: getattr(place.ledger.state, name) for name in names
    }
    again.close()


def test_an_id_is_used_once_and_nobody_can_occupy_anothers(place: Place) -> None:
    shelter, agency = place.organisation(), place.organisation("agency")
    id = place.statement_id()
    first = shelter.heartbeat(id=id)
    place.seal(first, agency.heartbeat(id=id))
    assert refused(place, shelter.heartbeat(2, id=id)) == ("id-reused", "statement.payload.id")
    (again,) = place.record(first)
    assert isinstance(again, Sealed)
    assert not again.new
    one, two = place.record(shelter.heartbeat(3, id=(twin := place.statement_id())), shelter.heartbeat(4, id=twin))
    assert isinstance(one, Sealed)
    assert isinstance(two, Problem)
    assert two.code == "id-reused"


def test_signing_keys_of_other_people_are_no_use(place: Place) -> None:
    shelter = place.organisation()
    forged = shelter.heartbeat(key=SigningKey(bytes(32)))
    assert refused(place, forged)[0] == "key-not-registered"
