"""The newest replay of the log is there for every server, after a restart, and says which size of the log it is of."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import databases
import httpx2
import pytest
from hosting import House, hosting
from postgresql import Server
from sqlalchemy.exc import OperationalError
from test_programme_pages import main
from test_replays import ended
from world import world

from api import replaying
from api.replay_kept import LOST, Kept, Replayed, State
from projections.project import open_views
from projections.project import rebuild as rebuild_views

on_both = pytest.mark.usefixtures("database")


class Hands:
    """A clock that is set by hand."""

    at = 1_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "NICE", 0)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Kept, Kept, Hands]]:
    """Two servers' hands on one row."""
    where, clock = databases.views(tmp_path / "views.db"), Hands()
    engines = [open_views(where), open_views(where)]
    yield Kept(engines[0], clock), Kept(engines[1], clock), clock
    for engine in engines:
        engine.dispose()


@on_both
def test_one_replays_at_a_time_among_all_servers(two: tuple[Kept, Kept, Hands]) -> None:
    here, there, clock = two
    assert here.read() == there.read() == Replayed()
    assert here.claim(Replayed(State.RUNNING, "now", total=9))
    assert not there.claim(Replayed(State.RUNNING, "later"))
    here.tell(Replayed(State.RUNNING, "now", done=4, total=9))
    assert there.read().done == 4
    clock.at += LOST + 1
    assert there.read().state is State.BROKEN, "it has not been heard of"
    assert there.claim(Replayed(State.RUNNING, "later"))
    here.tell(Replayed(State.HOLDS, "now"))
    assert there.read().started == "later", "the place is another's by now"


@on_both
def test_the_verdict_outlives_the_server_and_a_rebuild_and_says_of_which_size_it_is(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.post("auditor", "/log/replay")
        told = ended(w)
        assert told["state"] == "holds"
        assert "come since" not in main(w.page("auditor", "/log/replay"))
        w.tell(w.ccss.heartbeat())
        page = main(w.page("auditor", "/log/replay"))
        assert f"the checkpoint of {told['size']:,} statements" in page
        assert "come since; it does not speak of them" in page
        rebuild_views(w.house.site.ledger, w.house.site.views)
    with hosting(tmp_path, demo=True) as house:
        assert newest(house) == told


def test_every_server_on_postgresql_shows_the_one_that_is_on_its_way_and_its_verdict(
    tmp_path: Path, postgresql_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with a folder of its own; both with the same keys."""
    go = tmp_path / "go"
    waiting = (
        "import json, pathlib, time\n"
        "print(json.dumps({'doing': 'verify', 'done': 7, 'total': 20}), flush=True)\n"
        f"while not pathlib.Path({str(go)!r}).exists(): time.sleep(0.05)\n"
        "print(json.dumps({'ok': False, 'verdict': {}, 'text': 'Statement 4 does not hold'}), flush=True)\n"
    )
    real = replaying.Popen
    monkeypatch.setattr(replaying, "Popen", lambda _, **how: real([sys.executable, "-c", waiting], **how))
    monkeypatch.setattr(replaying, "BEAT", 0.1)
    databases.use(postgresql_server)
    one, two = tmp_path / "one", tmp_path / "two"
    try:
        with world(one) as w:
            for part in ("keys", "demo"):
                shutil.copytree(one / part, two / part)
            shutil.copy(one / "origin", two / "origin")
            databases.keep(two, databases.of(one))
            with hosting(two, demo=True) as there:
                w.post("auditor", "/log/replay")
                wait_until(lambda: newest(there)["done"] == 7)
                assert newest(there, "POST")["started"] == newest(there)["started"], "one at a time"
                assert there.site.replays._process is None
                go.touch()
                assert ended(w)["state"] == "fails"
                assert newest(there) == w.get("auditor", "/api/log/replay")
    finally:
        databases.use(None)


def test_a_verdict_that_cannot_be_kept_at_once_is_kept_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a rebuild, say, holds the lock of the read models."""
    tell, refused = Kept.tell, list[State]()

    def late(self: Kept, told: Replayed) -> None:
        if told.state is not State.RUNNING and len(refused) < replaying.TRIES - 1:
            refused.append(told.state)
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        tell(self, told)

    monkeypatch.setattr(Kept, "tell", late)
    monkeypatch.setattr(replaying, "BEAT", 0.1)
    with world(tmp_path) as w:
        w.post("auditor", "/log/replay")
        assert ended(w)["state"] == "holds"
    assert refused == [State.HOLDS] * (replaying.TRIES - 1)


@on_both
def test_a_server_that_stops_in_the_middle_leaves_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, waits = replaying.Popen, "import time; time.sleep(600)"
    monkeypatch.setattr(replaying, "Popen", lambda _, **how: real([sys.executable, "-c", waits], **how))
    with world(tmp_path) as w:
        w.post("auditor", "/log/replay")
        wait_until(lambda: w.house.site.replays._process is not None)
    with hosting(tmp_path, demo=True) as house:
        assert newest(house)["state"] == "broken"


def newest(house: House, method: str = "GET") -> Any:
    """What a server says of the newest replay, or of the one that it was asked for."""
    with httpx2.Client(base_url=f"http://127.0.0.1:{house.port}", timeout=60) as client:
        assert client.post("/demo/sign-in", data={"id": "auditor"}).status_code == 303
        return client.request(method, "/api/log/replay").json()


def wait_until(so: Callable[[], bool]) -> None:
    until = monotonic() + 60
    while not so():
        assert monotonic() < until
        sleep(0.05)
