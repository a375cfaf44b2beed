"""What a unit owes, until it has answered."""

from datetime import timedelta
from pathlib import Path

import flows
import pytest
from building import Line, Party, Place

from projections.answers import Duty, Owed
from projections.owed import owed

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def book(place: Place, shelter: Party) -> str:
    holding = place.id()
    place.seal(shelter.collected(holding, [(1, 4)]))
    return holding


def owes(place: Place, folder: Path, unit: str) -> Owed:
    with flows.projected(place, folder).connect() as connection:
        return owed(connection, unit)


def kinds(place: Place, folder: Path, unit: str) -> list[str]:
    return [duty.kind for duty in owes(place, folder, unit).duties]


def taken_in(place: Place, sender: Party, to: Party, book: str, lines: int = 4, **other: object) -> flows.Sent:
    sent = flows.sent(sender, to, book, lines, **other)
    place.seal(sent.line, flows.received(to, sent))
    return sent


def test_a_receipt_is_owed_until_it_is_given_or_the_transfer_is_taken_back(
    place: Place, shelter: Party, agency: Party, book: str, tmp_path: Path
) -> None:
    first, second = (flows.sent(shelter, agency, book, 4) for _ in range(2))
    place.seal(first.line, second.line)
    assert kinds(place, tmp_path, agency.unit) == ["receipt", "receipt"]
    place.seal(flows.received(agency, first), flows.retracted(shelter, second.line))
    assert kinds(place, tmp_path, agency.unit) == []


def test_a_use_owes_an_outcome_until_one_stands(
    place: Place, shelter: Party, agency: Party, book: str, tmp_path: Path
) -> None:
    sent = taken_in(place, shelter, agency, book)
    use = flows.used(agency, (sent.holding, "all", ["goals"]))
    came = flows.outcome(agency, use.use)
    place.seal(use.line)
    (duty,) = owes(place, tmp_path, agency.unit).duties
    assert (duty.kind, duty.to, duty.overdue, duty.due) == ("outcome", (shelter.organisation,), False, "2026-05-31")
    place.seal(came)
    assert kinds(place, tmp_path, agency.unit) == []
    place.seal(flows.retracted(agency, came))
    assert kinds(place, tmp_path, agency.unit) == ["outcome"]
    place.clock.now += timedelta(days=91)
    place.seal(shelter.heartbeat())
    assert owes(place, tmp_path, agency.unit).duties[0].overdue


def test_what_came_of_a_uses_product_answers_for_the_use(
    place: Place, shelter: Party, agency: Party, book: str, tmp_path: Path
) -> None:
    sent = taken_in(place, shelter, agency, book)
    analysis = flows.product(place, (sent.holding, "group"))
    first = flows.used(agency, (sent.holding, "all", ["goals"]), products=[analysis])
    second = flows.used(agency, (analysis["product"], "all", ["goals"]))
    place.seal(first.line, second.line)
    assert kinds(place, tmp_path, agency.unit) == ["outcome", "outcome"]
    place.seal(flows.outcome(agency, second.use))
    assert kinds(place, tmp_path, agency.unit) == []


def test_a_promised_answer_is_owed_until_it_is_given(
    place: Place, shelter: Party, agency: Party, book: str, tmp_path: Path
) -> None:
    sent = taken_in(place, shelter, agency, book)
    use = flows.used(agency, (sent.holding, "all", ["goals"]))
    promise = flows.outcome(agency, use.use, kind="cannot_tell", reason="cabinet", until="2026-03-20")
    place.seal(use.line, promise)
    (duty,) = owes(place, tmp_path, agency.unit).duties
    assert (duty.kind, duty.due, duty.overdue) == ("promised", "2026-03-20", False)
    place.clock.now += timedelta(days=30)
    place.seal(shelter.heartbeat())
    assert owes(place, tmp_path, agency.unit).duties[0].overdue
    place.seal(flows.outcome(agency, use.use))
    assert kinds(place, tmp_path, agency.unit) == []


def corrections(place: Place, folder: Path, by: Party) -> list[Duty]:
    return [duty for duty in owes(place, folder, by.unit).duties if duty.kind == "correction"]


def put_right(by: Party, holding: str, line: int, parts: list[str]) -> Line:
    return flows.corrected(by, holding, [[line, line]], parts)


def test_a_correction_is_owed_by_whoever_received_that_part_of_that_person_before(
    place: Place, shelter: Party, agency: Party, book: str, tmp_path: Path
) -> None:
    homes, study = place.organisation("agency"), place.organisation("agency")
    sent = taken_in(place, shelter, agency, book)
    taken_in(place, agency, homes, sent.holding, 2, mapping=[[3, 4, 1]])
    taken_in(place, shelter, study, book, parts=["health"])
    place.seal(put_right(shelter, book, 3, ["name"]))
    late = place.organisation("agency")
    taken_in(place, shelter, late, book)
    assert [len(corrections(place, tmp_path, one)) for one in (agency, homes, study, late)] == [1, 1, 0, 0]
    place.seal(put_right(shelter, book, 1, ["name"]))
    assert [len(corrections(place, tmp_path, one)) for one in (agency, homes, study, late)] == [2, 1, 0, 1]


def test_a_correction_of_somebody_else_or_of_another_part_settles_nothing(
    place: Place, shelter: Party, agency: Party, book: str, tmp_path: Path
) -> None:
    sent = taken_in(place, shelter, agency, book)
    place.seal(put_right(agency, sent.holding, 3, ["name"]), put_right(shelter, book, 3, ["name"]))
    place.seal(put_right(agency, sent.holding, 2, ["name"]), put_right(agency, sent.holding, 3, ["goals"]))
    (duty,) = corrections(place, tmp_path, agency)
    assert (duty.people, duty.to) == (1, (shelter.organisation,))
    place.seal(put_right(agency, sent.holding, 3, ["name", "goals"]))
    assert corrections(place, tmp_path, agency) == []


def test_the_same_news_by_two_ways_is_one_duty(
    place: Place, shelter: Party, agency: Party, book: str, tmp_path: Path
) -> None:
    homes = place.organisation("agency")
    sent = taken_in(place, shelter, agency, book)
    taken_in(place, agency, homes, sent.holding)
    first = put_right(shelter, book, 3, ["name"])
    place.seal(first, put_right(agency, sent.holding, 3, ["name"]))
    assert len(corrections(place, tmp_path, homes)) == 1
    assert corrections(place, tmp_path, agency) == []
    place.seal(flows.retracted(shelter, first))
    assert [duty.to for duty in corrections(place, tmp_path, homes)] == [(agency.organisation,)]


def test_what_was_received_and_opened_is_counted_without_what_was_taken_back(
    place: Place, shelter: Party, agency: Party, book: str, tmp_path: Path
) -> None:
    sents = [taken_in(place, shelter, agency, book) for _ in range(3)]
    opened, mistaken = (flows.accessed(agency, one.holding) for one in sents[:2])
    place.seal(opened, mistaken, flows.retracted(agency, mistaken), flows.retracted(shelter, sents[2].line))
    found = owes(place, tmp_path, agency.unit)
    assert (found.submissions_received, found.submissions_opened) == (2, 1)
