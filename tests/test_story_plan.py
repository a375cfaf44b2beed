"""The story's plan: it holds what it promises, it is the same each time, and a real ledger refuses none of it."""

import json
import re
import stat
from collections import Counter
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey
from story_expectations import (
    ABOUT_GROUPS,
    ABOUT_YOU,
    DECISIONS,
    INFORMED,
    SELA_HELD,
    SUBMISSIONS,
    TRAILS,
    YEAR_ONE,
    Came,
    Row,
)

from consumers.story.entry import Entry
from consumers.story.gathering import register_of
from consumers.story.identities import identities, write_identities
from consumers.story.loader import CHUNK, chunks
from consumers.story.nztime import nz
from consumers.story.organisations import FEEDS, LEDGER, unit_of
from consumers.story.plan import Plan, plan
from consumers.story.seed import Seed
from consumers.story.signing import Signer, keep_keys, organisation_keys
from ledger import disclosures, door, jws
from ledger.application import Ledger
from ledger.clock import StoryClock
from ledger.encoding import unb64
from ledger.keyring import Keyring
from ledger.matters import MATTERS
from ledger.problems import Problem

OPERATOR = SigningKey(b"operator of the story's tests ..")
SOMEWHERE = "6f1e8c1e-5f0f-4b0e-9d5a-3f8f5b1c2d3e"


@cache
def story() -> Plan:
    return plan()


@cache
def lines() -> list[tuple[Entry, dict[str, Any]]]:
    return list(Signer(story().seed, SOMEWHERE, OPERATOR).lines(story().entries))


def said(name: str) -> list[Entry]:
    return [entry for entry in story().entries if entry.name == name]


def test_the_same_seed_says_the_same_bytes() -> None:
    again = plan()
    assert [line for _, line in Signer(again.seed, SOMEWHERE, OPERATOR).lines(again.entries)] == [
        one for _, one in lines()
    ]


def test_another_seed_says_something_else() -> None:
    other = plan(Seed(b"another"))
    tokens = {line["statement"] for _, line in lines()}
    assert all(
        line["statement"] not in tokens for _, line in Signer(other.seed, SOMEWHERE, OPERATOR).lines(other.entries)
    )


def test_times_rise_through_eighteen_months() -> None:
    times = [entry.time for entry in story().entries]
    assert all(a < b for a, b in pairwise(times))
    assert times[0][:7] == "2025-03" or times[0][:7] == "2025-04"
    assert times[-1][:7] == "2026-09"
    assert 4_000 <= len(times) <= 7_000


def test_two_hundred_whanau_each_with_adults_and_children_on_lines_of_their_own() -> None:
    groups = story().whanau.groups
    families = [family for group in groups for family in group.families]
    assert len(families) == 200
    assert len({family[0].family for family in families}) == 200
    assert all({person.adult for person in family} == {True, False} for family in families)
    assert any(sum(not person.adult for person in family) >= 3 for family in families)
    for provider in ("ccss", "kereru", "steps"):
        numbers = [p.line for group in groups if group.provider == provider for p in group.people]
        assert numbers == list(range(1, len(numbers) + 1))


def test_an_emptied_ledger_refuses_no_line_of_it(tmp_path: Path) -> None:
    keyring = Keyring.open(tmp_path / "keys", b"story")
    clock = StoryClock(instant("2025-01-01T00:00:00Z"))
    ledger = Ledger(tmp_path, keyring, "lightwell.test/story", clock)
    signer = Signer(story().seed, ledger.state.ledger, keyring.operator)
    refused: list[Problem] = []
    for chunk in chunks(signer.lines(story().entries)):
        keys = ledger.state.public_keys()
        now = instant("2026-10-01T00:00:00Z")
        checked = [door.check(line["statement"].encode(), line["private"], keys, now) for line in chunk]
        refused += [answer for answer in ledger.record(checked) if isinstance(answer, Problem)]
    assert refused == []
    ledger.close()


def test_a_changed_word_in_a_private_part_is_refused(tmp_path: Path) -> None:
    entry, line = next((entry, line) for entry, line in lines() if entry.name == "information.written.v1")
    keys = {jws.thumbprint(bytes(k.verify_key)): bytes(k.verify_key) for k in organisation_keys(story().seed).values()}
    swapped = disclosures.make(entry.private[0][0], entry.private[0][1], "Somebody Else", bytes(16)).decode()
    now = instant("2026-10-01T00:00:00Z")
    with pytest.raises(Problem, match="private"):
        door.check(line["statement"].encode(), [swapped, *line["private"][1:]], keys, now)


def test_nothing_private_is_in_any_statement() -> None:
    words = {value for entry in story().entries for _, _, value in entry.private} - {"parent", "child", "grandparent"}
    log = "\n".join(unb64(line["statement"].split(".")[1]).decode() for _, line in lines())
    assert len(words) > 1_000
    assert set(re.findall(r'"([^"]*)"', log)) & words == set()
    assert [word for word in words if " " in word and word in log] == []


def test_a_sequenced_feed_lost_one_statement_and_the_study_vault_none() -> None:
    missing = {}
    for feed in ("casebook", "vault"):
        payloads = [json.loads(unb64(line["statement"].split(".")[1])) for e, line in lines() if e.feed == feed]
        numbers = [int(payload["sequence"]) for payload in payloads if "sequence" in payload]
        missing[feed] = set(range(1, numbers[-1] + 1)) - set(numbers)
    assert len(missing["casebook"]) == 1
    assert missing["vault"] == set()


def test_one_feed_falls_silent_and_the_others_speak_every_week() -> None:
    last = {slug: max(e.time for e in story().entries if e.feed == slug) for slug in FEEDS}
    assert [slug for slug in FEEDS if last[slug] < "2026-08" and FEEDS[slug].heartbeat] == ["homes-index"]
    beats = [e for e in said("feed.heartbeat.v1") if e.feed == "shelf"]
    assert len(beats) == 78
    before = [e for e in story().entries if e.feed == "shelf" and e.time < beats[-1].time]
    assert beats[-1].data["statements"] == len(before)


def test_warehouse_s_promises_no_accesses_and_says_none() -> None:
    assert FEEDS["warehouse"].reports == ("received",)
    assert {e.name for e in story().entries if e.feed == "warehouse"} == {
        "feed.registered.v1", "feed.heartbeat.v1", "information.received.v1",
    }  # fmt: skip


def test_each_promised_incident_is_there() -> None:
    counts = Counter(entry.name for entry in story().entries)
    for name in ("access.refused.v1", "statement.retracted.v1", "statement.replaced.v1"):
        assert counts[name] == 1
    transfers = {e.data["transfer"]: e for e in said("information.transferred.v1")}
    receipts = {e.data["transfer"]: e for e in said("information.received.v1")}
    late = [e for e in transfers.values() if e.data.get("due", "9999") < e.time[:10]]
    assert {(e.organisation, e.data["period_to"]) for e in late} == {("steps", "2025-12-31")}
    assert len(transfers.keys() - receipts.keys()) == 1
    assert [
        e.organisation
        for id, e in transfers.items()
        if id in receipts and receipts[id].data["lines"] != e.data["lines"]
    ] == ["steps"]
    touches = [e for e in story().entries if e.name in ("information.accessed.v1", "information.used.v1")]
    assert [e.time for e in touches if "purpose" not in e.data["why"]] == ["2026-01-23T04:45:55Z"]
    assert [e.time for e in touches if e.data["why"].get("basis") == "fva2018:s20"] == [SELA_HELD.when]
    kinds = Counter(e.data["kind"] for e in said("outcome.reported.v1"))
    assert kinds.keys() == {"decision", "advice", "report", "led_nowhere", "cannot_tell"}
    products = [p["kind"] for e in said("information.used.v1") for p in e.data.get("products", ())]
    assert products.count("deidentified") == 1


# The expectations are checked against the plan itself here, and against the projections elsewhere.


def touching(slug: str) -> dict[str, Entry]:
    """Time → statement that touches the person's line in the register, or wherever that line was sent."""
    whole, seed = story(), story().seed
    person = whole.whanau.known[slug]
    places = {register_of(seed, "ccss"): person.line}
    found = {}
    for entry in whole.entries:
        data = entry.data
        if entry.name == "information.transferred.v1":
            (derived,) = data["derived"]
            line = places.get(derived["source"])
            moved = line if derived["mapping"] == "all" else _moved(line, derived["mapping"])
            if line and moved:
                places[data["holding"]] = moved
                found[entry.time] = entry
            continue
        spots = data.get("inputs", [data])
        if f"lightwell.{entry.name}" in MATTERS and entry.name != "notice.given.v1":
            continue  # what is said about a matter is in its own place, and not in the trail
        if any(_covers(spot, places) for spot in spots if "holding" in spot):
            found[entry.time] = entry
    return found


def _moved(line: int | None, mapping: list[list[int]]) -> int | None:
    return next((at + line - a for a, b, at in mapping if line and a <= line <= b), None)


def _covers(spot: dict[str, Any], places: dict[str, int]) -> bool:
    line = places.get(spot["holding"])
    if line is None:
        return False
    ranges = spot.get("lines", "all")
    return not isinstance(ranges, list) or any(a <= line <= b for a, b in ranges)


@pytest.mark.parametrize("slug", TRAILS)
def test_a_trail_worked_out_by_hand_names_every_statement_that_touches_the_person(slug: str) -> None:
    expected = [row for row in TRAILS[slug] if row not in YEAR_ONE]
    found = touching(slug)
    assert [row.when for row in expected] == sorted(found)
    for row in expected:
        _holds(row, found[row.when])
    assert 10 <= len(TRAILS[slug]) <= 30


def _holds(row: Row, entry: Entry) -> None:
    data = entry.data
    parts = data.get("parts") or [part for one in data.get("inputs", ()) for part in one["parts"]]
    assert (entry.name, tuple(parts)) == (f"{row.type}.v1", row.parts)
    assert data.get("unit") == (unit_of(story().seed, row.unit) if row.unit else None)
    touched = (data.get("inputs") or [data])[0].get("lines")
    single = isinstance(touched, list) and len(touched) == 1 and touched[0][0] == touched[0][1]
    assert (row.whose == "own") == single


@pytest.mark.parametrize("row", [*YEAR_ONE, SELA_HELD], ids=lambda row: row.when)
def test_rows_about_what_was_made_of_many_are_in_the_plan(row: Row) -> None:
    (entry,) = [entry for entry in story().entries if entry.time == row.when]
    assert entry.name == f"{row.type}.v1"
    assert entry.data["unit"] == unit_of(story().seed, row.unit or "")


@pytest.mark.parametrize("slug", TRAILS)
def test_what_came_of_it_is_in_the_plan(slug: str) -> None:
    by_time = {entry.time: entry.data for entry in said("outcome.reported.v1")}
    for came in INFORMED[slug]:
        data = by_time[came.when]
        unit = unit_of(story().seed, came.unit)
        assert data["unit"] == unit
        assert came == Came(data["kind"], data["subject"], came.when, came.unit, data["scope"], data["people"])
    decisions = {came.when: came.scope for came in INFORMED[slug] if came.kind == "decision"}
    assert dict.fromkeys(ABOUT_YOU[slug], "person") | dict.fromkeys(ABOUT_GROUPS[slug], "group") == decisions


def test_submissions_worked_out_by_hand_are_sent_and_received_as_told() -> None:
    receipts = {e.data["transfer"]: e for e in said("information.received.v1")}
    sent = {e.slug: e for e in said("information.transferred.v1")}
    for slug, expected in SUBMISSIONS.items():
        entry = sent[slug]
        assert (entry.time, entry.data["lines"], set(entry.data["parts"])) == (
            expected.sent,
            expected.lines,
            set(expected.parts),
        )
        receipt = receipts.get(entry.data["transfer"])
        assert (receipt and receipt.time, receipt and receipt.data["lines"]) == (
            expected.received,
            expected.received_lines,
        )
        for part, done in expected.parts.items():
            holding = entry.data["holding"]
            opened = [
                e for e in said("information.accessed.v1") if e.data["holding"] == holding and part in e.data["parts"]
            ]
            used = [
                e for e in said("information.used.v1")
                if any(i["holding"] == holding and part in i["parts"] for i in e.data["inputs"])
            ]  # fmt: skip
            assert (len(opened), len(used)) == done


def test_decisions_worked_out_by_hand_go_back_to_the_submissions_named() -> None:
    seed = story().seed
    holdings = {e.data["holding"]: e for e in said("information.transferred.v1")}
    uses = {e.data["use"]: e for e in said("information.used.v1")}
    outcomes = {e.data["outcome"]: e for e in said("outcome.reported.v1")}
    for slug, expected in DECISIONS.items():
        behind = []
        for use in outcomes[seed.uid(f"outcome:{slug}")].data["uses"]:
            for one in uses[use].data["inputs"]:
                sent = holdings[one["holding"]]
                count = sent.data["lines"] if one["lines"] == "all" else one["lines"][0][1] - one["lines"][0][0] + 1
                behind.append((sent.slug, count, tuple(one["parts"])))
        assert behind == [tuple(one) for one in expected]


def test_new_zealand_times_follow_daylight_saving() -> None:
    assert nz(date(2025, 9, 26), "09:00") == "2025-09-25T21:00:00Z"
    assert nz(date(2025, 9, 29), "09:00") == "2025-09-28T20:00:00Z"


def test_the_operators_lines_go_in_requests_of_their_own_and_a_request_spans_no_more_than_a_week() -> None:
    at = iter(story().entries)
    for chunk in chunks(lines()):
        entries = [next(e for e in at if not e.lost) for _ in chunk]
        assert len({entry.feed == LEDGER for entry in entries}) == 1
        assert len(chunk) <= CHUNK
        days = {entry.time[:10] for entry in entries}
        assert len(days) <= 7


def test_identities_name_the_people_one_can_be(tmp_path: Path) -> None:
    people = identities(story(), SOMEWHERE)
    path = tmp_path / "demo" / "identities.json"
    write_identities(path, people)
    assert json.loads(path.read_text()) == people
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kinds = Counter(one["kind"] for one in people)
    assert kinds.keys() == {
        "person", "provider", "board", "unit", "advisor", "contracting", "privacy", "auditor", "operator",
    }  # fmt: skip
    assert len({one["id"] for one in people}) == len(people)
    assert {one["organisation"] for one in people if one["kind"] == "operator"} == {SOMEWHERE}
    known = story().whanau.known
    assert {one["ref"] for one in people if one["kind"] == "person"} <= {person.ref for person in known.values()}
    assert {one["reader"] for one in people if one["id"] == "mele"} == {"child"}


def test_keys_are_kept_for_their_owner_alone(tmp_path: Path) -> None:
    keys = organisation_keys(story().seed)
    keep_keys(tmp_path / "keys", keys)
    for slug, key in keys.items():
        path = tmp_path / "keys" / f"{slug}.key"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert bytes.fromhex(path.read_text().strip()) == bytes(key)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
