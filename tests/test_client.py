"""The client against a real ledger behind a real server, also one that fails."""

import doctest
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from building import WHY, Party, Place
from nacl.signing import SigningKey
from serving import Server

import consumers.client
from consumers.client import Client
from consumers.receipt import BadReceipt
from consumers.sequence import FeedSequence
from ledger import disclosures, jws, note, strictjson
from ledger.problems import Problem


@pytest.fixture
def party(place: Place) -> Party:
    return place.organisation()


def client(server: Server, party: Party, **options: Any) -> Client:
    options = {"clock": server.place.clock, "pause": lambda seconds: None} | options
    return Client(server.url, options.pop("key", party.key), options.pop("feed", party.feed), **options)


def collected(party: Party, line: int = 1) -> dict[str, Any]:
    data = {"holding": party.unit, "unit": party.unit, "system": party.system, "relation": "from"}
    return data | {"lines": [[line, line]], "parts": ["name"], "why": WHY}


def test_the_ten_lines_of_the_docstring_record_a_statement(server: Server, party: Party, tmp_path: Path) -> None:
    server.place.clock.now = server.place.clock.now.replace(year=2099)
    key_file = tmp_path / "key"
    key_file.write_text(bytes(party.key).hex())
    names = {"url": server.url, "key_file": key_file, "feed": party.feed, "unit": party.unit, "system": party.system}
    example = consumers.client.__doc__ or ""
    test = doctest.DocTestParser().get_doctest(example, names | {"holding": server.place.id()}, "example", None, None)
    assert len([line for e in test.examples for line in e.source.splitlines()]) <= 10
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test, clear_globs=False)
    assert runner.summarize(verbose=False).failed == 0
    assert test.globs["receipt"]["index"] == server.place.ledger.state.size - 1


def test_what_is_said_is_sealed_with_its_private_part(server: Server, party: Party) -> None:
    private = [disclosures.make(1, "ref", "C-1"), disclosures.make(1, "given_name", "Aroha")]
    receipt = client(server, party).say("information.collected.v1", collected(party), private)
    assert receipt["new"] is True
    with server.place.ledger.recorder.reader() as cursor:
        kept = server.place.ledger.vault.open(cursor, bytes.fromhex(receipt["digest"]))
    assert [(d.name, d.value) for _, d in kept] == [("ref", "C-1"), ("given_name", "Aroha")]


def test_the_same_bytes_are_sent_again_when_the_server_is_busy_or_the_line_breaks(server: Server, party: Party) -> None:
    pauses: list[float] = []
    server.faults += ["busy", "drop-before", "drop-after"]
    receipt = client(server, party, pause=pauses.append).say("information.collected.v1", collected(party))
    assert len(server.bodies) == 4
    assert len(set(server.bodies)) == 1
    assert receipt["new"] is False, "the third try was recorded before the connection broke"
    assert pauses == sorted(pauses)
    assert len(pauses) == 3


def test_it_gives_up_after_its_attempts_and_says_that_sending_again_is_safe(server: Server, party: Party) -> None:
    size = server.statements()
    server.faults += ["busy", "drop-before", "busy"]
    with pytest.raises(Problem) as caught:
        client(server, party, attempts=3).say("information.collected.v1", collected(party))
    assert caught.value.code == "busy"
    assert "same bytes again" in str(caught.value)
    assert server.statements() == size


def test_a_server_that_is_not_there_is_busy(party: Party) -> None:
    absent = Client("http://127.0.0.1:9", party.key, party.feed, attempts=2, pause=lambda seconds: None)
    with pytest.raises(Problem, match="connection") as caught:
        absent.say("information.collected.v1", collected(party))
    assert caught.value.code == "busy"


def test_a_refusal_is_raised_with_the_servers_code_and_not_sent_twice(server: Server, party: Party) -> None:
    with pytest.raises(Problem) as caught:
        client(server, party, key=SigningKey(bytes(32))).say("information.collected.v1", collected(party))
    assert caught.value.code == "key-not-registered"
    assert len(server.bodies) == 1


def test_a_code_from_a_newer_server_can_still_be_printed() -> None:
    assert "made-up" in str(consumers.client.problem_of({"code": "made-up"}))


def test_a_statement_that_cannot_be_right_is_neither_sent_nor_numbered(server: Server, party: Party) -> None:
    speaker = client(server, party, sequence=FeedSequence())
    with pytest.raises(Problem, match="schema"):
        speaker.say("information.collected.v1", collected(party) | {"parts": ["shoe_size"]})
    with pytest.raises(Problem, match="schema"):
        speaker.sign("information.collected.v1", collected(party), time="yesterday")
    assert server.bodies == []
    event = strictjson.read(jws.parse(speaker.sign("feed.heartbeat.v1", HEARTBEAT)["statement"].encode()).payload)
    assert event["sequence"] == "000000000001"


def test_a_receipt_with_another_leafs_proof_is_not_believed(server: Server, party: Party) -> None:
    server.faults += ["forge", "forge"]
    with pytest.raises(BadReceipt):
        client(server, party).say("information.collected.v1", collected(party))
    assert client(server, party, verify=False).say("information.collected.v1", collected(party))["new"] is True


def test_a_receipt_of_another_log_is_not_believed(server: Server, party: Party) -> None:
    other = note.vkey("lightwell.test/log", bytes(SigningKey(bytes(32)).verify_key))
    with pytest.raises(BadReceipt, match="sign"):
        client(server, party, vkey=other).say("information.collected.v1", collected(party))


def test_of_many_lines_the_bad_one_is_named_and_the_others_land(server: Server, party: Party) -> None:
    server.place.clock.now -= timedelta(days=1)  # it goes on with each statement, and must not come to tomorrow
    speaker = client(server, party)
    stranger = client(server, party, key=SigningKey(bytes(32)))
    lines = [
        (stranger if n == 1700 else speaker).sign("information.collected.v1", collected(party, n))
        for n in range(1, 2101)
    ]
    server.faults += ["", "drop-after"]
    results = list(speaker.record_many(lines))
    assert [r["line"] for r in results] == list(range(1, 2101))
    assert [r["line"] for r in results if r["status"] not in (200, 201)] == [1700]
    assert results[1699]["problem"]["code"] == "key-not-registered"
    assert results[0]["status"] == 201
    assert results[-1]["status"] == 200, "the second chunk was sealed before its answer was lost"


HEARTBEAT = {"up_to": "2026-03-02T09:00:00Z", "statements": 1}


def test_a_sequenced_feed_counts_on_over_restarts_and_names_what_went_before(
    server: Server, party: Party, tmp_path: Path
) -> None:
    feed = party.another_feed(sequenced=True)
    first = client(server, party, feed=feed, sequence=tmp_path / "feed.json")
    digests = [first.say("feed.heartbeat.v1", HEARTBEAT)["digest"] for _ in range(2)]
    again = client(server, party, feed=feed, sequence=tmp_path / "feed.json")
    line = again.sign("feed.heartbeat.v1", HEARTBEAT)
    event = strictjson.read(jws.parse(line["statement"].encode()).payload)
    assert (event["sequence"], event["previous"]) == ("000000000003", digests[1])
    assert again.record(line)["new"] is True


def test_two_writers_of_one_sequence_are_told_to_stop(server: Server, party: Party) -> None:
    feed = party.another_feed(sequenced=True)
    for fresh in (True, False):
        speaker = client(server, party, feed=feed, sequence=FeedSequence())
        if fresh:
            speaker.say("feed.heartbeat.v1", HEARTBEAT)
        else:
            with pytest.raises(Problem, match="two writers"):
                speaker.say("feed.heartbeat.v1", HEARTBEAT | {"statements": 2})
