"""Whose a holding is, and who may name the people in it (rule 8 of ``ledger.rules``)."""

from typing import Any

import pytest
from building import WHY, Line, Party, Place

from ledger.admission import Sealed
from ledger.problems import Problem

pytestmark = pytest.mark.usefixtures("database")


def refused(place: Place, line: Line) -> tuple[str, str]:
    """(code, place) of the refusal; fails if the statement is sealed."""
    (answer,) = place.record(line)
    assert isinstance(answer, Problem), answer
    return answer.code, answer.where


def product(holding: str) -> dict[str, Any]:
    return {"product": holding, "kind": "analysis", "lines": 1, "parts": ["name"]}


def used(place: Place, party: Party, source: str, *products: str) -> Line:
    data = {
        "use": place.id(), "unit": party.unit, "role": "reporting_analyst", "why": WHY,
        "inputs": [{"holding": source, "lines": "all", "parts": ["name"]}],
        "products": [product(holding) for holding in products],
    }  # fmt: skip
    return party.say("information.used.v1", data)


def transferred(place: Place, sender: Party, recipient: Party, source: str, holding: str, **other: Any) -> Line:
    data = {
        "transfer": place.id(), "unit": sender.unit, "to_unit": recipient.unit, "holding": holding,
        "derived": [{"source": source, "mapping": "all"}], "lines": 1, "parts": ["name"], "why": WHY,
    }  # fmt: skip
    return sender.say("information.transferred.v1", data | other)


def received(place: Place, recipient: Party, holding: str, private: list[bytes] | None = None) -> Line:
    data = {
        "transfer": place.id(), "statement": "0" * 64, "holding": holding, "unit": recipient.unit,
        "system": recipient.system, "lines": 3,
    }  # fmt: skip
    return recipient.say("information.received.v1", data, private or [])


def test_the_first_statement_fixes_whose_a_holding_is(place: Place) -> None:
    shelter, agency = place.organisation(), place.organisation("agency")
    collected, made, sent = place.id(), place.id(), place.id()
    place.seal(shelter.collected(collected, [(1, 3)]), used(place, shelter, collected, made))
    place.seal(transferred(place, shelter, agency, collected, sent))
    for holding in (collected, made):
        assert refused(place, agency.collected(holding, [(9, 9)]))[0] == "holding-taken"
        assert refused(place, used(place, agency, sent, holding))[0] == "holding-taken"
        assert refused(place, transferred(place, shelter, agency, collected, holding))[0] == "holding-taken"
        assert refused(place, received(place, agency, holding))[0] == "holding-taken"
    assert refused(place, shelter.collected(sent, [(1, 1)]))[0] == "holding-taken"
    place.seal(received(place, agency, sent), agency.collected(sent, [(2, 2)]))


def test_two_organisations_cannot_take_one_holding_in_one_batch(place: Place) -> None:
    shelter, agency = place.organisation(), place.organisation("agency")
    holding = place.id()
    first, second = place.record(shelter.collected(holding, [(1, 1)]), agency.collected(holding, [(1, 1)]))
    assert isinstance(first, Sealed)
    assert isinstance(second, Problem)
    assert second.code == "holding-taken"


def test_nobody_names_the_lines_of_anothers_holding(place: Place) -> None:
    """Else a client of theirs would be shown the trail of somebody else's client."""
    shelter, agency = place.organisation(), place.organisation("agency")
    register = place.id()
    place.seal(shelter.collected(register, [(1, 3)], shelter.people({1: {"ref": "C-1"}})))
    mine = agency.people({2: {"ref": "B-7"}})
    assert refused(place, received(place, agency, register, mine))[0] == "holding-taken"
    sent = agency.say(
        "information.transferred.v1",
        {
            "transfer": place.id(), "unit": agency.unit, "to_unit": shelter.unit, "holding": register, "lines": 3,
            "derived": [{"source": place.id(), "mapping": "all"}], "parts": ["name"], "why": WHY,
        },
        mine,
    )  # fmt: skip
    place.record(sent)
    with place.ledger.recorder.reader() as cursor:
        person = place.ledger.vault.person(cursor, agency.organisation, "B-7")
        assert person is None or place.ledger.vault.lines_of(cursor, person) == []
    place.seal(shelter.collected(register, [(2, 2)], shelter.people({2: {"ref": "C-2"}})))


def test_a_transfer_to_a_unit_that_does_not_exist_is_refused(place: Place) -> None:
    shelter, agency = place.organisation(), place.organisation("agency")
    source = place.id()
    place.seal(shelter.collected(source, [(1, 1)]))
    line = transferred(place, shelter, agency, source, place.id(), to_unit=place.id())
    assert refused(place, line) == ("unknown-unit", "statement.payload.data.to_unit")
