"""What a verification remembers: little, and the same verdicts as if it remembered all."""

import json
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from building import Place
from hypothesis import given, settings
from hypothesis import strategies as st
from resealing import reseal, tokens_of

from ledger import jws
from ledger.encoding import unb64
from ledger.statements import types
from ledger.verification import names
from ledger.verification.feeds import Feed
from ledger.verify import verify


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path / "data")


def test_no_member_of_data_is_called_type():
    """A statement's type is looked for before the rest of it is read."""
    for model in types.MODELS.values():
        for definition in model.model_json_schema()["$defs"].values():
            assert "type" not in definition.get("properties", {})


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from([None, *(bytes([n]).hex() for n in range(6))])), max_size=14)
)
def test_the_runs_of_a_feed_say_what_a_table_of_all_its_numbers_would(said):
    feed, table = Feed(), {}
    for place, (number, previous) in enumerate(said):
        digest = bytes([place % 6])
        assert feed.has(number) == (number in table)
        assert feed.take(number, previous, digest) == (number not in table)
        table.setdefault(number, (digest, previous))
    highest = max(table, default=0)
    missing = [number for number in range(1, highest) if number not in table]
    broken = sum(
        previous is not None and number - 1 in table and previous != table[number - 1][0].hex()
        for number, (_, previous) in table.items()
    )
    gap = feed.gap("feed")
    assert (gap is None) == (not missing and not broken)
    if gap:
        assert (gap.statements, gap.missing, gap.broken) == (len(table), len(missing), broken)
        assert [number for first, last in gap.ranges for number in range(first, last + 1)] == missing


@pytest.mark.parametrize("once", [names.ONCE, names.RECORD * 5])
def test_names_used_again_are_found_in_memory_or_on_disk(monkeypatch, once):
    monkeypatch.setattr(names, "ONCE", once)
    rng = random.Random(7)
    known = [(rng.randbytes(16), rng.choice((b"a" * 16, b"b" * 16))) for _ in range(700)]
    known += [(bytes(16), rng.randbytes(16)) for _ in range(40)]  # one id, many feeds: that is allowed
    used = known + [rng.choice(known) for _ in range(60)]
    first: dict[tuple[bytes, bytes], int] = {}
    again = {index for index, name in enumerate(used) if first.setdefault(name, index) != index}
    order = [*enumerate(used)]
    rng.shuffle(order)
    with names.Names() as taken:
        for index, (id, source) in order:
            taken.add_one(id, source, index)
        assert sorted(taken.repeated()) == sorted(again)


def test_mixed_statements_are_judged_alike_by_one_process_and_by_several(place, tmp_path):
    """Feeds with sequences, retractions of statements far back, a compromised key, and faults of each kind."""
    shelter, agency = place.organisation(), place.organisation("agency", sequenced=True)
    register, copy = place.id(), place.id()
    place.clock.step = timedelta(0)
    derived = [{"source": register, "mapping": "all"}]
    sent = {"transfer": place.id(), "unit": shelter.unit, "to_unit": agency.unit, "holding": copy, "derived": derived}
    said = [shelter.collected(register, [(1, 3)])]
    said.append(shelter.say("information.transferred.v1", sent | {"lines": 3, "parts": ["goals"], "why": {}}))
    for n in range(1, 1900):
        feed = {"sequence": f"{n:012d}", "previous": said[-1].digest.hex()} if n % 2 else {}
        match n % 5:
            case 0:
                said.append(agency.accessed(copy, [[1, 2]], **({"sequence": f"{n:012d}"} if n % 2 else {})))
            case 1 | 2:
                said.append(agency.heartbeat(**feed))
            case 3:
                said.append(shelter.collected(register, [(1, n)]))
            case 4:
                taken = {"statement": said[n // 3].digest.hex(), "reason": "duplicate"}
                own = shelter if said[n // 3].token.split(b".")[0] == said[0].token.split(b".")[0] else agency
                said.append(own.say("statement.retracted.v1", taken))
    place.seal(*said)
    new, _ = agency.another_key()
    place.seal(agency.say("key.compromised.v1", {"kid": agency.kid, "from_index": 1000}, key=new))
    tokens = tokens_of(place.ledger)
    one, two = (verify(reseal(tmp_path / "good", tokens, place.keyring.log, place.ledger.origin), 1),
                verify(tmp_path / "good", 2))  # fmt: skip
    assert one.ok
    assert one.size > 1900
    assert replace(one, processes=0, seconds=0, per_s=0) == replace(two, processes=0, seconds=0, per_s=0)
    kids = [json.loads(unb64(token.split(b".")[0]))["kid"] for token in tokens]
    assert one.flagged == kids[1000:].count(agency.kid) > 100
    assert one.gaps[0].statements == sum(b'"sequence"' in jws.parse(token).payload for token in tokens)

    faults = {
        len(tokens): (tokens[300], "id-reused"),
        len(tokens) + 1: (agency.heartbeat(sequence=f"{1:012d}").token, "key-revoked"),
        len(tokens) + 2: (agency.collected(register, [(1, 1)], key=new).token, "holding-taken"),
        len(tokens) + 3: (tokens[-1], "id-reused"),
        len(tokens) + 4: (agency.heartbeat(sequence=f"{1:012d}", key=new).token, "feed-fork"),
        len(tokens) + 5: (agency.heartbeat(sequence=f"{1:012d}", key=new).token, "feed-fork"),
    }
    spoilt = reseal(tmp_path / "bad", [*tokens, *(token for token, _ in faults.values())], place.keyring.log,
                    place.ledger.origin)  # fmt: skip
    one, two = verify(spoilt, 1), verify(spoilt, 2)
    assert one.findings == two.findings
    assert [(finding.first, finding.code) for finding in one.findings] == [(i, code) for i, (_, code) in faults.items()]


def test_a_key_in_a_second_spelling_is_named_and_stops_nothing(place, tmp_path):
    shelter = place.organisation()
    tokens = tokens_of(place.ledger)
    data = place.registration(shelter.organisation, place.key())
    odd = data["key"]["x"][:-1] + chr(ord(data["key"]["x"][-1]) + 1)  # spare bits that are not zero
    said = shelter.say("key.registered.v1", data | {"key": data["key"] | {"x": odd}})
    folder = reseal(tmp_path / "out", [*tokens, said.token], place.keyring.log, place.ledger.origin)
    assert [(one.first, one.code) for one in verify(folder, 1).findings] == [(len(tokens), "key-weak")]


def test_statements_in_other_spellings_verify_too(place, tmp_path):
    """With spaces, escapes and members in another order; they are read the long way."""
    shelter, register = place.organisation(), place.id()
    first = shelter.collected(register, [(1, 3)])
    place.seal(first)
    event = json.loads(jws.parse(first.token).payload)
    tokens = tokens_of(place.ledger)
    for n in range(60):
        again = event | {"id": place.statement_id()}
        if n % 3 == 0:
            again |= {"sequence": None, "previous": None}
        text = json.dumps(dict(reversed(again.items())) if n % 2 else again, indent=n % 4 or None)
        text = text.replace("about", "\\u0061bout").replace("name", "n\\u0061me") if n % 5 == 0 else text
        tokens.append(jws.sign(text.encode(), shelter.key))
    taken = shelter.say("statement.retracted.v1", {"statement": first.digest.hex(), "reason": "duplicate"})
    text, digest = json.dumps(json.loads(jws.parse(taken.token).payload), indent=1), first.digest.hex()
    tokens.append(jws.sign(text.replace(digest, f"\\u{ord(digest[0]):04x}{digest[1:]}").encode(), shelter.key))
    report = verify(reseal(tmp_path / "out", tokens, place.keyring.log, place.ledger.origin), 1)
    assert report.findings == []
    assert report.ok
