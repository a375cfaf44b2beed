"""Statements that pour in: they are sealed while more arrive, and nothing that can wait stands in their way."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Condition
from time import monotonic, sleep

import databases
import pytest
from building import Party, Place
from hosting import NDJSON, House, hosting

from api.statements import CHUNK
from ledger.intake import NICE, Intake
from projections.follow import Follower
from projections.project import BATCH, open_views

pytestmark = pytest.mark.usefixtures("database")


def test_what_is_checked_is_sealed_while_more_is_arriving(tmp_path: Path) -> None:
    with hosting(tmp_path) as house:
        shelter = house.place.organisation()
        size, seen = house.site.ledger.size(), []
        reply = house.send("POST", "/statements", _slowly(house, shelter, size, seen), {"Content-Type": NDJSON}, True)
        assert {line["status"] for line in reply.lines()} == {201}
        assert [line["line"] for line in reply.lines()] == list(range(1, len(seen) * CHUNK + 1))
        assert any(seen), "nothing was sealed before the last line was there"


def _slowly(house: House, shelter: Party, size: int, seen: list[bool]) -> Iterator[bytes]:
    """A chunk of lines after the other, until something of them is sealed, or there are as many as may wait."""
    house.site.intake.elsewhere(_niceness).result(300)
    for _ in range(15):
        yield b"".join(shelter.heartbeat().token + b"\n" for _ in range(CHUNK))
        until = monotonic() + 2
        while house.site.ledger.size() == size and monotonic() < until:
            sleep(0.05)
        seen.append(house.site.ledger.size() > size)
        if seen[-1]:
            return


def test_checking_gives_way_to_sealing(tmp_path: Path) -> None:
    intake = Intake(Place(tmp_path).ledger, 1)
    try:
        assert intake.elsewhere(_niceness).result(300) == os.nice(0) + NICE
    finally:
        intake.close()


def _niceness() -> int:
    return os.nice(0)


def test_read_models_wait_for_a_pour_that_began_meanwhile_unless_somebody_waits_for_them(tmp_path: Path) -> None:
    place = Place(tmp_path / "ledger")
    shelter = place.organisation()
    size = place.ledger.size()
    follower = Follower(
        place.ledger, open_views(databases.views(tmp_path / "views.db")), Condition(),
        lambda: follower.size > size,  # as soon as something of what comes now was read
    )  # fmt: skip
    try:
        follower.wait(size, 30)
        place.seal(*(shelter.heartbeat() for _ in range(2 * BATCH)))
        until = monotonic() + 30
        while follower.size == size and monotonic() < until:
            sleep(0.05)
        sleep(1)
        assert follower.size == size + BATCH
        follower.wait(place.ledger.size(), 30)
        assert follower.size == place.ledger.size()
    finally:
        follower.close()
