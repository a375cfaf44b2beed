"""Agreements: in force once every party has signed one and the same text, whoever writes at the same moment."""

import json
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import databases
import pytest
from building import ORIGIN, Clock, LedgerClock, Line, Party, Place

from ledger import ids
from ledger.admission import Sealed
from ledger.application import Ledger
from ledger.encoding import unb64
from ledger.matters.agreement import Agreement
from ledger.matters.matter import Step, project
from ledger.problems import Problem

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def proposed(place: Place, by: Party, id: str, version: int, *parties: Party, ends: str = "2026-12-31") -> Line:
    schedule = {"line": 1, "to_unit": parties[-1].unit, "parts": ["name"], "purpose": "evaluation"}
    data = {
        "agreement": id, "version": version, "parties": [party.organisation for party in parties],
        "schedule": [schedule | {"basis": "nz-pa2020:IPP1"}], "starts": "2026-01-01", "ends": ends,
    }  # fmt: skip
    return by.say("agreement.proposed.v1", data)


def signed(by: Party, id: str, version: int, proposal: Line) -> Line:
    return by.say("agreement.signed.v1", {"agreement": id, "version": version, "content": proposal.digest.hex()})


def agreement(place: Place, id: str) -> Agreement:
    """As the log leaves it."""
    keys = place.ledger.state.keys
    said: list[Any] = list(place.ledger.events.get(ids.aggregate(id, "agreement")))
    return project(
        Agreement, (Step.of(one.event, keys[one.kid].organisation, Line(one.token, []).digest) for one in said)
    )


def refusal(place: Place, line: Line) -> tuple[str, str]:
    (answer,) = place.record(line)
    assert isinstance(answer, Problem), answer
    return answer.code, answer.where.removeprefix("statement.payload.data.")


def test_it_is_in_force_when_all_parties_have_signed_the_same_digest(place: Place) -> None:
    shelter, agency, id = place.organisation(), place.organisation("agency"), place.id()
    proposal = proposed(place, shelter, id, 1, shelter, agency)
    place.seal(proposal)
    assert not agreement(place, id).in_force
    place.seal(signed(agency, id, 1, proposal))
    assert not agreement(place, id).in_force, "to propose is not to sign"
    place.seal(signed(shelter, id, 1, proposal))
    assert agreement(place, id).in_force


def test_another_digest_is_not_what_was_proposed(place: Place) -> None:
    shelter, agency, id = place.organisation(), place.organisation("agency"), place.id()
    proposal, other = proposed(place, shelter, id, 1, shelter, agency), proposed(place, shelter, id, 1, shelter, agency)
    place.seal(proposal)
    assert refusal(place, signed(agency, id, 1, other)) == ("digest-differs", "content")
    assert refusal(place, signed(agency, id, 2, proposal)) == ("digest-differs", "content")


def test_only_parties_sign_and_propose(place: Place) -> None:
    shelter, agency, stranger, id = place.organisation(), place.organisation(), place.organisation(), place.id()
    assert refusal(place, proposed(place, stranger, id, 1, shelter, agency)) == ("not-a-party", "parties")
    proposal = proposed(place, shelter, id, 1, shelter, agency)
    place.seal(proposal)
    assert refusal(place, signed(stranger, id, 1, proposal))[0] == "not-a-party"
    assert refusal(place, proposed(place, stranger, id, 2, stranger, agency)) == ("not-a-party", "parties")


def test_what_nobody_proposed_cannot_be_signed(place: Place) -> None:
    shelter, agency = place.organisation(), place.organisation("agency")
    proposal = proposed(place, shelter, place.id(), 1, shelter, agency)
    assert refusal(place, signed(agency, place.id(), 1, proposal)) == ("unknown-agreement", "agreement")


def test_a_new_version_wants_new_signatures(place: Place) -> None:
    shelter, agency, id = place.organisation(), place.organisation("agency"), place.id()
    first = proposed(place, shelter, id, 1, shelter, agency)
    place.seal(first, signed(shelter, id, 1, first), signed(agency, id, 1, first))
    second = proposed(place, agency, id, 2, shelter, agency, ends="2027-12-31")
    place.seal(second)
    assert not agreement(place, id).in_force
    assert refusal(place, signed(shelter, id, 1, first))[0] == "digest-differs"
    for version in (1, 2, 4):
        assert refusal(place, proposed(place, shelter, id, version, shelter, agency))[0] == "already-exists"
    place.seal(signed(shelter, id, 2, second), signed(agency, id, 2, second))
    assert agreement(place, id).in_force


def test_an_agreement_cannot_occupy_the_place_of_a_coming_statement(place: Place) -> None:
    """The originator of a flow follows from its id and source: it must not be for sale as an agreement's id."""
    shelter, agency = place.organisation(), place.organisation("agency")
    coming = agency.heartbeat()
    event = json.loads(unb64(coming.token.split(b".")[1]))
    squatted = str(ids.originator(event["source"], event["id"]))
    place.seal(proposed(place, shelter, squatted, 1, shelter, agency))
    place.seal(coming, proposed(place, shelter, squatted, 2, shelter, agency))
    assert agreement(place, squatted).text.revision == 2


# Two writers at once, each with its own ledger on one log


def other_writer(place: Place, folder: Path) -> Ledger:
    return Ledger(folder, place.keyring, ORIGIN, LedgerClock(Clock()), database=databases.of(folder))


def race(place: Place, other: Ledger, one: Line, two: Line) -> list[Sealed | Problem]:
    """Both statements pass the door before either is sealed; then both are recorded at the same moment."""
    checked = [place.check(one), place.check(two)]
    start, answers = Barrier(2), dict[int, Sealed | Problem]()

    def record(n: int, ledger: Ledger) -> Callable[[], None]:
        def run() -> None:
            start.wait()
            (answers[n],) = ledger.record([checked[n]])

        return run

    threads = [Thread(target=record(0, place.ledger)), Thread(target=record(1, other))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[0], answers[1]]


def test_of_two_new_versions_at_once_one_wins(place: Place, tmp_path: Path) -> None:
    shelter, agency, id = place.organisation(), place.organisation("agency"), place.id()
    place.seal(proposed(place, shelter, id, 1, shelter, agency))
    other = other_writer(place, tmp_path)
    for version in range(2, 12):
        answers = race(
            place, other, proposed(place, shelter, id, version, shelter, agency),
            proposed(place, agency, id, version, shelter, agency),
        )  # fmt: skip
        assert sorted(type(answer).__name__ for answer in answers) == ["Problem", "Sealed"]
        assert [answer.code for answer in answers if isinstance(answer, Problem)] == ["already-exists"]
    assert agreement(place, id).text.revision == 11
    other.close()


def test_a_signature_never_counts_for_a_text_that_was_replaced_before_it(place: Place, tmp_path: Path) -> None:
    shelter, agency, id = place.organisation(), place.organisation("agency"), place.id()
    other = other_writer(place, tmp_path)
    for version in range(1, 20, 2):
        proposal = proposed(place, shelter, id, version, shelter, agency)
        place.seal(proposal)
        newer = proposed(place, shelter, id, version + 1, shelter, agency)
        new, signature = race(place, other, newer, signed(agency, id, version, proposal))
        assert isinstance(new, Sealed)
        if isinstance(signature, Sealed):
            assert signature.index < new.index
        else:
            assert signature.code == "digest-differs"
        assert agreement(place, id).text.signed == set()
    other.close()


def test_a_key_says_nothing_after_its_revocation_however_close(place: Place, tmp_path: Path) -> None:
    other = other_writer(place, tmp_path)
    for _ in range(10):
        shelter = place.organisation()
        key, _ = shelter.another_key()
        revocation = shelter.say("key.revoked.v1", {"kid": shelter.kid, "reason": "lost"}, key=key)
        revoked, said = race(place, other, revocation, shelter.heartbeat())
        assert isinstance(revoked, Sealed)
        if isinstance(said, Sealed):
            assert said.index < revoked.index
        else:
            assert said.code == "key-revoked"
    other.close()


def test_two_ledgers_that_write_at_once_refuse_the_same_things(place: Place, tmp_path: Path) -> None:
    other = other_writer(place, tmp_path)
    shelter, agency = place.organisation(sequenced=True), place.organisation("agency")
    for n in range(1, 9):
        holding, number = place.id(), f"{n:012d}"
        answers = race(place, other, shelter.heartbeat(1, sequence=number), shelter.heartbeat(2, sequence=number))
        assert [answer.code for answer in answers if isinstance(answer, Problem)] == ["feed-fork"]
        answers = race(place, other, shelter.collected(holding, [(1, 1)]), agency.collected(holding, [(1, 1)]))
        assert [answer.code for answer in answers if isinstance(answer, Problem)] == ["holding-taken"]
        same = shelter.heartbeat(3)
        answers = race(place, other, same, same)
        assert sorted(answer.new for answer in answers if isinstance(answer, Sealed)) == [False, True]
        register = place.id()
        answers = race(
            place, other,
            shelter.collected(register, [(1, 1)], shelter.people({1: {"ref": f"A-{n}"}})),
            shelter.collected(register, [(1, 1)], shelter.people({1: {"ref": f"B-{n}"}})),
        )  # fmt: skip
        assert [answer.code for answer in answers if isinstance(answer, Problem)] == ["line-taken"]
    other.close()
