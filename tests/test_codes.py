"""One-time codes: for one person, once, for some days; nothing tells a wrong one from a used one."""

import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

from api.identity.codes import ALPHABET, Codes, State, Whose, plain, well_formed
from api.identity.store import FILE, Store

MELE, HERA = Whose("0197aaaa-0000-7000-8000-000000000001", "C-17"), Whose("0197aaaa-0000-7000-8000-000000000001", "C-1")


class Hand:
    def __init__(self) -> None:
        self.at = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Desk:
    codes: Codes
    clock: Hand
    folder: Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store, clock = Store(tmp_path), Hand()
    yield Desk(Codes(store, b"m" * 32, timedelta(days=14), clock), clock, tmp_path)
    store.close()


def test_a_code_works_once_and_is_that_persons(desk: Desk) -> None:
    code, _ = desk.codes.issue(MELE)
    assert re.fullmatch(f"([{ALPHABET}]{{4}}-){{2}}[{ALPHABET}]{{4}}", code)
    assert desk.codes.redeem(code) == MELE
    assert desk.codes.redeem(code) is None
    assert [one.state for one in desk.codes.issued(MELE)] == [State.USED]
    assert desk.codes.issued(HERA) == []


def test_of_many_who_use_it_at_once_one_gets_in(desk: Desk) -> None:
    code, _ = desk.codes.issue(MELE)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(desk.codes.redeem, [code] * 40))
    assert [one for one in found if one] == [MELE]


def test_it_ends_by_itself_and_a_new_one_ends_it(desk: Desk) -> None:
    old, _ = desk.codes.issue(MELE)
    new, issued = desk.codes.issue(MELE)
    assert desk.codes.redeem(old) is None
    assert issued.expires - issued.made == timedelta(days=14)
    desk.clock.at += timedelta(days=14)
    assert desk.codes.redeem(new) is None
    assert [one.state for one in desk.codes.issued(MELE)] == [State.EXPIRED, State.CANCELLED]
    desk.clock.at += timedelta(days=90)
    desk.codes.issue(HERA)
    assert desk.codes.issued(MELE) == [], "forgotten"


def test_only_its_own_person_can_be_named_to_cancel_it(desk: Desk) -> None:
    code, issued = desk.codes.issue(MELE)
    assert not desk.codes.cancel(HERA, issued.id)
    assert desk.codes.cancel(MELE, issued.id)
    assert not desk.codes.cancel(MELE, issued.id)
    assert desk.codes.redeem(code) is None
    desk.codes.forget(MELE)
    assert desk.codes.issued(MELE) == []


def test_it_may_be_typed_as_people_type(desk: Desk) -> None:
    code, _ = desk.codes.issue(MELE)
    typed = " " + code.lower().replace("-", " ").replace("0", "o").replace("1", "l") + "\n"
    assert well_formed(typed)
    assert desk.codes.redeem(typed) == MELE
    assert plain("oil-") == "011"
    for wrong in ("", "ABCD", code + "A", "ABCD-EFGH-IJU!", "ABCD-EFGH-IJKU", "x" * 5_000):
        assert not well_formed(wrong)
        assert desk.codes.redeem(wrong) is None


def test_the_file_holds_no_code_and_nobody(desk: Desk) -> None:
    code, _ = desk.codes.issue(MELE)
    used, _ = desk.codes.issue(HERA)
    desk.codes.redeem(used)
    held = b"".join(path.read_bytes() for path in desk.folder.glob(FILE + "*"))
    for told in (code, plain(code), plain(used), MELE.ref + '"', MELE.organisation):
        assert told.encode() not in held
    with sqlite3.connect(desk.folder / FILE) as copy:
        assert copy.execute("SELECT sealed FROM code WHERE state='used'").fetchall() == [(b"",)]
    # Another ledger's secret finds nothing, even with the code in hand.
    store = Store(desk.folder)
    assert Codes(store, b"x" * 32, timedelta(days=14), desk.clock).redeem(code) is None
    store.close()


def test_guessing_finds_nothing(desk: Desk) -> None:
    """Neighbours of a real code, each letter changed; and codes drawn one after the other have nothing in common."""
    code, _ = desk.codes.issue(MELE)
    word = plain(code)
    near = [word[:n] + ALPHABET[ALPHABET.index(word[n]) - 1] + word[n + 1 :] for n in range(len(word))]
    assert not any(desk.codes.redeem(guess) for guess in near)
    assert desk.codes.redeem(code) == MELE
    drawn = [plain(desk.codes.issue(MELE)[0]) for _ in range(120)]
    assert len(set(drawn)) == 120
    for place in range(12):
        assert len({one[place] for one in drawn}) > 20, "every place varies over the whole alphabet"


def test_wrong_used_and_old_codes_take_the_same_steps(desk: Desk) -> None:
    """The same statements to the database; and, over many tries, no telling difference in time."""
    used, _ = desk.codes.issue(HERA)
    desk.codes.redeem(used)
    cancelled, issued = desk.codes.issue(HERA)
    desk.codes.cancel(HERA, issued.id)
    old, _ = desk.codes.issue(MELE)
    desk.clock.at += timedelta(days=30)
    kinds = {"used": used, "cancelled": cancelled, "old": old, "never": "ABCD-EFGH-JKMN", "malformed": "?"}
    steps, times = {}, {kind: [] for kind in kinds}
    traced: list[str] = []
    with desk.codes._store.reading() as db:
        db.set_trace_callback(lambda sql: traced.append(re.sub(r"x?'[^']*'|[\d.]+", "?", sql)))
    for kind, code in kinds.items():
        traced.clear()
        assert desk.codes.redeem(code) is None
        steps[kind] = tuple(traced)
    assert len(set(steps.values())) == 1
    assert len(steps["never"]) == 3, "begin, look, commit"
    with desk.codes._store.reading() as db:
        db.set_trace_callback(None)
    for _ in range(25):
        for kind, code in kinds.items():
            began = perf_counter()
            desk.codes.redeem(code)
            times[kind].append(perf_counter() - began)
    middles = [median(found) for found in times.values()]
    assert max(middles) < 2 * min(middles)
