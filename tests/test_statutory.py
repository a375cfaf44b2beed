"""The statutory clock: worked by hand, and by property."""

import os
import time
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ledger import statutory
from ledger.statutory import STATUTE, Limit
from ledger.working_days import HERE, public_holidays

DAYS = STATUTE.working_days
#: Received → the twentieth working day after.
TWENTY = {
    "2022-11-25": "2022-12-23",  # the last one before the shutdown
    "2022-11-28": "2023-01-16",  # and the first after it: 16 January is a Monday
    "2026-04-10": "2026-05-11",  # over Anzac Day, a Saturday, kept on Monday 27 April
    "2026-05-04": "2026-06-02",  # over the King's Birthday, 1 June
    "2026-06-15": "2026-07-14",  # over Matariki, 10 July
    "2026-12-24": "2027-02-15",  # over the shutdown, and Waitangi Day, a Saturday, kept on Monday 8 February
    "2026-12-28": "2027-02-15",
    "2027-01-10": "2027-02-15",
    "2027-01-22": "2027-02-22",
    # 26 Mar 1, 27 Mar 2, 30 Mar – 2 Apr 6, Good Friday 3 and Easter Monday 6, 7–10 Apr 10, 13–17 15, 20–24 20.
    "2026-03-25": "2026-04-24",
    # Labour Day, 26 October: 13–16 Oct 4, 19–23 9, 27–30 13, 2–6 Nov 18, 9 Nov 19, 10 Nov 20.
    "2026-10-12": "2026-11-10",
    # Waitangi Day 2026 is a Friday: 2–5 Feb 4, 9–13 9, 16–20 14, 23–27 19, 2 March 20.
    "2026-01-30": "2026-03-02",
    # Good Friday 25 and Easter Monday 28 March 2016: 21–24 Mar 4, 29 Mar – 1 Apr 8, 4–8 13, 11–15 18, 18, 19 Apr 20.
    "2016-03-18": "2016-04-19",
    # Anzac Day 2027 is a Sunday, kept on Monday 26 April: 20–23 Apr 4, 27–30 8, 3–7 May 13, 10–14 18, 17, 18 May 20.
    "2027-04-19": "2027-05-18",
    # 29 February 2028 is a Tuesday: 15–18 Feb 4, 21–25 9, 28 Feb – 3 Mar 14, 6–10 19, 13 Mar 20.
    "2028-02-14": "2028-03-13",
}


@pytest.mark.parametrize("received", TWENTY)
def test_decisions_are_due_on_the_twentieth_working_day_after_receipt(received: str) -> None:
    for limit in (Limit.ACCESS, Limit.CORRECTION):
        assert STATUTE.due(limit, date.fromisoformat(received)).isoformat() == TWENTY[received]


def test_a_transfer_is_due_on_the_tenth() -> None:
    assert STATUTE.due(Limit.TRANSFER, date(2026, 3, 20)) == date(2026, 4, 7)  # over Easter
    # 15–18 Dec 4, 21–24 8, 18 and 19 January 10.
    assert STATUTE.due(Limit.TRANSFER, date(2026, 12, 14)) == date(2027, 1, 19)
    assert (STATUTE.rule("access"), STATUTE.rule("transfer")) == ("nz-pa2020:s44", "nz-pa2020:s43")


def test_the_days_of_a_year_that_are_none() -> None:
    """2026: 365 days, 261 of them Monday to Friday. Not working: seven of the year's eight named days (Anzac Day's
    Monday is the eighth), and the shutdown's weekdays: 1–2, 5–9, 12–15 January (11) and 25, 28–31 December (5)."""
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    weekdays = [day for day in year if day.weekday() < 5]
    off = [day for day in weekdays if day not in DAYS]
    shut = [day for day in off if day <= date(2026, 1, 15) or day >= date(2026, 12, 25)]
    named = ["02-06", "04-03", "04-06", "04-27", "06-01", "07-10", "10-26"]
    assert len(weekdays) == 261 and len(shut) == 16
    assert [day.strftime("%m-%d") for day in off if day not in shut] == named


def test_provincial_anniversaries_count_unless_a_province_is_named() -> None:
    anniversary = date(2027, 2, 1)  # Auckland's
    assert anniversary in DAYS and anniversary not in replace(DAYS, provinces=("AUK",), _years={})
    assert anniversary in replace(DAYS, provinces=("WGN",), _years={})


def test_what_comes_after_five_counts_as_the_next_working_day() -> None:
    friday = datetime(2026, 3, 20, 17, 0, tzinfo=HERE)
    assert STATUTE.received(friday.isoformat()) == date(2026, 3, 20)
    late = friday + timedelta(seconds=1)
    assert STATUTE.received(late.isoformat()) == date(2026, 3, 23)
    assert STATUTE.received(late.isoformat(), electronic=False) == date(2026, 3, 20)
    assert replace(DAYS, closes=None).received(late) == date(2026, 3, 20)
    # On a day that is none there is no close of business: the first working day after it is the first that counts.
    assert STATUTE.received("2026-03-21T20:00:00+13:00") == date(2026, 3, 21)
    # The same instant in Greenwich: 20 March 04:00:01 UTC is 17:00:01 in Auckland, in summer time.
    assert STATUTE.received("2026-03-20T04:00:01Z") == date(2026, 3, 23)


def test_a_day_ends_at_midnight_in_new_zealand() -> None:
    assert statutory.here("2026-05-11T11:59:59Z") == date(2026, 5, 11)  # 23:59:59 in winter time
    assert statutory.here("2026-05-11T12:00:00Z") == date(2026, 5, 12)
    assert statutory.here("2026-12-31T10:59:59Z") == date(2026, 12, 31)  # 23:59:59 in summer time
    assert not statutory.is_late(date(2026, 5, 11), date(2026, 5, 11))
    assert statutory.is_late(date(2026, 5, 11), date(2026, 5, 12))


def test_an_extension_counts_only_with_its_whole_notice_in_time() -> None:
    received, until = date(2026, 4, 10), date(2026, 6, 5)  # due 11 May
    on_the_day, after = "2026-05-11T11:59:59Z", "2026-05-11T12:00:00Z"
    for limit in ("access", "correction"):
        extends = STATUTE.extends
        assert extends(limit, received, on_the_day, until, "large_quantity", told=True)
        assert not extends(limit, received, after, until, "large_quantity", told=True)
        assert not extends(limit, received, on_the_day, until, "large_quantity", told=False)
        assert not extends(limit, received, on_the_day, date(2026, 5, 11), "large_quantity", told=True)
        assert not extends(limit, received, on_the_day, until, "busy", told=True)


def test_a_breach_is_told_within_three_days() -> None:
    assert STATUTE.breach_due("2026-03-02T10:00:00Z") == date(2026, 3, 5)
    assert STATUTE.breach_due("2026-03-02T11:00:00Z") == date(2026, 3, 6)  # already the 3rd in New Zealand


def test_a_rule_is_corrected_in_the_data_alone() -> None:
    data = tomllib.loads(Path(statutory.__file__).with_name("statutory.toml").read_text())
    data["limit"]["access"]["days"] = 10
    data["working_days"]["added"] = [date(2026, 3, 3)]
    changed = statutory.read(data)
    assert changed.due("access", date(2026, 3, 2)) == date(2026, 3, 17)  # 4–6 Mar 3, 9–13 8, 16 and 17 10
    assert STATUTE.due("access", date(2026, 3, 2)) == date(2026, 3, 30)


dates = some.dates(date(2015, 1, 1), date(2049, 12, 31))
counts = some.integers(1, 40)


@given(dates, counts)
def test_a_due_date_is_always_a_working_day(received: date, count: int) -> None:
    due = DAYS.after(received, count)
    assert due in DAYS and due.weekday() < 5 and due not in public_holidays(due.year)
    assert not (due.month, due.day) >= (12, 25) and not (due.month, due.day) <= (1, 15)
    assert DAYS.between(received, due) == count
    assert DAYS.between(due, received) == 0


@given(dates, counts, some.sets(some.integers(1, 100), max_size=30))
def test_more_holidays_never_shorten_a_deadline(received: date, count: int, more: set[int]) -> None:
    fewer = replace(DAYS, added=frozenset(received + timedelta(days=n) for n in more), _years={})
    assert fewer.after(received, count) >= DAYS.after(received, count)
    provincial = replace(DAYS, provinces=("AUK", "WGN", "CAN"), _years={})
    assert provincial.after(received, count) >= DAYS.after(received, count)


@given(dates, counts)
def test_a_later_receipt_is_never_due_sooner(received: date, count: int) -> None:
    assert DAYS.after(received + timedelta(days=1), count) >= DAYS.after(received, count)


@given(some.datetimes(datetime(2015, 1, 1), datetime(2049, 1, 1)), some.integers(-720, 840), some.booleans())
def test_the_clock_never_depends_on_how_a_time_is_written(at: datetime, minutes: int, electronic: bool) -> None:
    utc = at.replace(tzinfo=UTC)
    elsewhere = utc.astimezone(timezone(timedelta(minutes=minutes)))
    assert DAYS.received(utc, electronic=electronic) == DAYS.received(elsewhere, electronic=electronic)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_the_clock_never_depends_on_the_servers_zone(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "TZ", zone)
    time.tzset()
    try:
        received = STATUTE.received("2026-03-20T04:00:01Z")
        assert (received, STATUTE.due("access", received)) == (date(2026, 3, 23), date(2026, 4, 22))
        assert statutory.here("2026-05-11T12:00:00Z") == date(2026, 5, 12)
    finally:
        monkeypatch.undo()
        time.tzset()
