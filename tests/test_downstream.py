"""What became of a submission: received, opened, used, informed; and when that cannot be told."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import flows
import pytest
from building import Party, Place

from projections.answers import Submission
from projections.downstream import downstream
from projections.policy import Kind, Viewer

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def agency(place: Place) -> Party:
    return place.organisation("agency", unit_kind="reporting", sequenced=True, heartbeat_hours=24)


def register(of: Party, lines: int) -> str:
    holding = of.place.id()
    of.place.seal(of.collected(holding, [(1, lines)]))
    return holding


def became(place: Place, folder: Path, sender: Party, viewer: Viewer | None = None) -> Submission:
    with flows.projected(place, folder).connect() as connection:
        return downstream(connection, sender.organisation, viewer).submissions[-1]


def told(found: Submission) -> tuple[str, str | None]:
    return found.opened, found.blind_reason


def test_nobody_opened_it_is_said_where_the_system_reports_openings(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    sent = flows.sent(shelter, agency, register(shelter, 3), 3)
    place.seal(sent.line, flows.received(agency, sent))
    assert told(became(place, tmp_path, shelter)) == ("not_opened", None)
    place.seal(flows.accessed(agency, sent.holding, [[2, 2]]))
    found = became(place, tmp_path, shelter)
    assert told(found) == ("opened", None)
    assert {p.part: (len(p.openings), len(p.uses)) for p in found.parts} == {"name": (1, 0), "goals": (0, 0)}


def test_nobody_opened_it_is_not_said_before_it_is_known_to_have_arrived(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    place.seal(flows.sent(shelter, agency, register(shelter, 3), 3).line)
    assert told(became(place, tmp_path, shelter)) == ("cannot_tell", "not-received")


def test_a_system_that_does_not_report_openings_cannot_tell(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    sent, system = flows.sent(shelter, agency, register(shelter, 3), 3), place.id()
    agency.another_feed(system=system, reports=["received", "used"])
    place.seal(sent.line, flows.received(agency, sent, system=system))
    found = became(place, tmp_path, shelter)
    assert (*told(found), found.blind_system) == ("cannot_tell", "does-not-report", system)


@pytest.mark.parametrize("since", ["2026-01-01", "2026-09-01"])
def test_a_promise_made_after_it_arrived_does_not_reach_back(
    place: Place, shelter: Party, agency: Party, tmp_path: Path, since: str
) -> None:
    sent, system = flows.sent(shelter, agency, register(shelter, 3), 3), place.id()
    place.seal(sent.line, flows.received(agency, sent, system=system))
    agency.another_feed(system=system, reports=["accessed"], since=since)
    assert told(became(place, tmp_path, shelter)) == ("cannot_tell", "does-not-report")


def test_a_feed_that_starts_later_than_the_receipt_cannot_tell(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    system = place.id()
    agency.another_feed(system=system, reports=["accessed"], since="2026-09-01")
    sent = flows.sent(shelter, agency, register(shelter, 3), 3)
    place.seal(sent.line, flows.received(agency, sent, system=system))
    assert told(became(place, tmp_path, shelter)) == ("cannot_tell", "does-not-report")


def later(place: Place, hours: int) -> None:
    place.clock.now += timedelta(hours=hours)


def test_a_feed_that_fell_silent_cannot_tell_until_it_speaks_again(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    sent = flows.sent(shelter, agency, register(shelter, 3), 3)
    place.seal(sent.line, flows.received(agency, sent))
    later(place, 25)
    place.seal(shelter.heartbeat())
    found = became(place, tmp_path, shelter)
    assert told(found) == ("cannot_tell", "silent")
    assert (found.silent_since or "").startswith("2026-03-02T09")
    place.seal(agency.heartbeat())
    assert told(became(place, tmp_path, shelter)) == ("not_opened", None)


def test_a_feed_with_a_gap_cannot_tell_until_the_gap_is_filled(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    sent = flows.sent(shelter, agency, register(shelter, 3), 3)
    place.seal(sent.line, flows.received(agency, sent))
    place.seal(agency.heartbeat(sequence=f"{1:012d}"), agency.heartbeat(sequence=f"{3:012d}"))
    assert told(became(place, tmp_path, shelter)) == ("cannot_tell", "gaps")
    place.seal(agency.heartbeat(sequence=f"{2:012d}"))
    assert told(became(place, tmp_path, shelter)) == ("not_opened", None)


def test_of_two_feeds_one_silent_and_one_with_gaps_neither_can_be_relied_on(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    second = agency.another_feed(system=agency.system, reports=["accessed"])
    sent = flows.sent(shelter, agency, register(shelter, 3), 3)
    place.seal(sent.line, flows.received(agency, sent))
    place.seal(agency.heartbeat(sequence=f"{1:012d}", feed=second), agency.heartbeat(sequence=f"{3:012d}", feed=second))
    later(place, 25)
    place.seal(shelter.heartbeat())
    assert told(became(place, tmp_path, shelter)) == ("cannot_tell", "silent")


def test_a_receipt_taken_back_is_no_receipt_and_the_next_one_counts(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    sent = flows.sent(shelter, agency, register(shelter, 3), 3)
    wrong, right = flows.received(agency, sent, lines=2), flows.received(agency, sent)
    place.seal(sent.line, wrong)
    found = became(place, tmp_path, shelter)
    assert (found.received_lines, found.counts_match) == (2, False)
    place.seal(flows.retracted(agency, wrong))
    assert told(became(place, tmp_path, shelter)) == ("cannot_tell", "not-received")
    place.seal(right)
    found = became(place, tmp_path, shelter)
    assert (found.received_lines, found.counts_match) == (3, True)


def test_only_the_recipient_can_confirm_what_was_sent(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    homes = place.organisation("agency")
    sent = flows.sent(shelter, agency, register(shelter, 3), 3)
    elsewhere = (flows.received(by, sent, holding=place.id()) for by in (homes, agency))
    place.seal(sent.line, *elsewhere)
    assert became(place, tmp_path, shelter).received is None


def test_what_was_taken_back_was_not_an_opening(place: Place, shelter: Party, agency: Party, tmp_path: Path) -> None:
    sent = flows.sent(shelter, agency, register(shelter, 3), 3)
    opened = flows.accessed(agency, sent.holding)
    place.seal(sent.line, flows.received(agency, sent), opened, flows.retracted(agency, opened))
    assert told(became(place, tmp_path, shelter)) == ("not_opened", None)


def test_what_is_made_of_it_and_sent_on_counts_once_each(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    homes = place.organisation("agency", unit_kind="policy")
    sent = flows.sent(shelter, agency, register(shelter, 3), 3)
    analysis = flows.product(place, (sent.holding, "group"))
    first = flows.used(agency, (sent.holding, "all", ["goals"]), products=[analysis])
    both = flows.used(agency, (sent.holding, [[1, 1]], ["goals"]), (analysis["product"], "all", ["goals"]))
    onward = flows.sent(agency, homes, sent.holding, 3)
    far = flows.accessed(homes, onward.holding)
    came = [flows.outcome(agency, both.use, first.use), flows.outcome(agency, first.use, kind="report")]
    place.seal(sent.line, flows.received(agency, sent), first.line, both.line, onward.line, far, *came)
    found = became(place, tmp_path, shelter)
    assert {p.part: (len(p.openings), len(p.uses)) for p in found.parts} == {"name": (1, 0), "goals": (0, 2)}
    assert [o.kind for o in found.outcomes] == ["decision", "report"]
    assert found.onward == (homes.unit,)


def test_an_opening_under_a_held_rule_counts_as_opened_and_is_not_listed_to_the_provider(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    sent = flows.sent(shelter, agency, register(shelter, 3), 3)
    use = flows.used(agency, (sent.holding, [[1, 1]], ["name"]), why=flows.HELD)
    place.seal(sent.line, flows.received(agency, sent), use.line, flows.outcome(agency, use.use))
    found = became(place, tmp_path, shelter)
    assert (found.opened, found.parts[0].uses, found.outcomes) == ("opened", (), ())
    whole = became(place, tmp_path, shelter, Viewer(Kind.AUDITOR))
    assert (len(whole.parts[0].uses), len(whole.outcomes)) == (1, 1)


@pytest.mark.parametrize(
    ("time", "late"),
    [("2026-01-20T10:59:59Z", 0), ("2026-01-20T11:00:00Z", 1), ("2026-02-26T01:40:05Z", 37)],
)
def test_lateness_is_counted_in_new_zealand_days(
    place: Place, shelter: Party, agency: Party, tmp_path: Path, time: str, late: int
) -> None:
    data: dict[str, Any] = {
        "transfer": place.id(), "unit": shelter.unit, "to_unit": agency.unit, "holding": place.id(),
        "derived": [{"source": register(shelter, 1), "mapping": "all"}], "lines": 1, "parts": ["name"],
        "why": flows.WHY, "due": "2026-01-20",
    }  # fmt: skip
    place.seal(shelter.say("information.transferred.v1", data, time=time))
    assert became(place, tmp_path, shelter).late_days == late
