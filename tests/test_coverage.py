"""How far each feed can be relied on, told from what it said and did not say."""

from datetime import timedelta
from pathlib import Path

import flows
import pytest
from building import Party, Place
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine

from projections import tables
from projections.answers import Feed
from projections.coverage import by_heartbeat, feeds, known, silent_since
from projections.family import as_of_signs
from projections.heard import Heard
from projections.memory import Memory
from projections.rows import Rows

pytestmark = pytest.mark.usefixtures("database")


def feed_of(place: Place, folder: Path, party: Party, *, family: bool = False) -> Feed:
    with flows.projected(place, folder).connect() as connection:
        now = place.clock.text()
        found = by_heartbeat(known(connection), as_of_signs(connection)) if family else feeds(connection, now)
    return next(one for one in found if one.source == party.feed)


def number(n: int) -> str:
    return f"{n:012d}"


def test_a_feed_counts_from_its_registration_on_and_is_heard_by_what_it_claims(place: Place, tmp_path: Path) -> None:
    party, book = place.organisation(), place.id()
    assert feed_of(place, tmp_path, party).statements == 1
    ahead = "2026-03-02T09:04:00Z"  # a clock may run ahead a little
    place.seal(party.collected(book, [(1, 1)], time=ahead), party.heartbeat())
    found = feed_of(place, tmp_path, party)
    assert (found.statements, found.last_heard) == (3, ahead)


def test_silence_is_longer_than_promised_and_never_where_nothing_was_promised() -> None:
    last, then = "2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z"
    assert silent_since(last, "2026-01-01", 24, then) is None
    assert silent_since(last, "2026-01-01", 23, then) == last
    assert silent_since(last, "2026-01-01", None, then) is None
    assert silent_since(None, "2026-01-01", 24, then) == "2026-01-01T00:00:00Z"


def test_missing_numbers_are_named_until_they_come(place: Place, tmp_path: Path) -> None:
    party = place.organisation(sequenced=True)
    place.seal(*(party.heartbeat(sequence=number(n)) for n in (3, 7, 4)))
    assert feed_of(place, tmp_path, party).missing_sequences == (number(5), number(6))
    place.seal(party.heartbeat(sequence=number(5)), party.heartbeat(sequence=number(1)))
    assert feed_of(place, tmp_path, party).missing_sequences == (number(2), number(6))


def test_to_the_family_only_heartbeats_count_as_being_heard(place: Place, tmp_path: Path) -> None:
    party = place.organisation(heartbeat_hours=24)
    last = "2026-03-02T09:00:00Z"
    place.seal(party.heartbeat(time=last))
    place.clock.now += timedelta(hours=30)
    other, book = place.organisation(heartbeat_hours=24), place.id()
    place.seal(other.heartbeat(), party.collected(book, [(1, 1)]))
    found = feed_of(place, tmp_path, party, family=True)
    assert (found.silent_since, found.last_heard) == (last, last)
    assert (found.statements, found.registered) == (None, None)
    assert feed_of(place, tmp_path, party).silent_since is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=30))
def test_gaps_kept_one_by_one_are_those_counted_at_the_end(numbers: list[int]) -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        tables.metadata.create_all(connection)
        rows = Rows(connection)
        heard = Heard(rows, Memory(rows))
        for n in numbers:
            heard.number("a feed", n)
        assert gaps(connection) == sorted(set(range(min(numbers), max(numbers))) - set(numbers))
    engine.dispose()


def gaps(connection: Connection) -> list[int]:
    found = connection.execute(tables.feed_gap.select().order_by(tables.feed_gap.c.first))
    return [n for row in found for n in range(row.first, row.last + 1)]
