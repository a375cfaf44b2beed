"""An auditor has the whole log replayed from a page, sees how far it is, and reads the verdict: as text and as JSON."""

import json
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from hosting import hosting
from test_programme_pages import main
from world import World, world

from api import replaying
from ledger.export import export


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """No machine is so busy that these wait for ever."""
    monkeypatch.setattr(replaying, "NICE", 0)


def ended(w: World) -> Any:
    """The replay once it is over."""
    until = monotonic() + 300
    while (told := w.get("auditor", "/api/log/replay"))["state"] == "running":
        assert monotonic() < until
        sleep(0.2)
    return told


@pytest.mark.usefixtures("database")
def test_an_auditor_replays_the_log_and_reads_the_verdict_that_the_command_gives(tmp_path: Path) -> None:
    with world(tmp_path / "world") as w:
        assert "Replay the whole log" in w.page("auditor", "/log/replay")
        assert w.get("auditor", "/api/log/replay")["state"] == "none"
        assert w.post("auditor", "/log/replay") == "/log/replay"
        told = ended(w)
        export(w.house.site.ledger, tmp_path / "export")
        signed = w.house.site.ledger.size()
        assert (told["state"], told["size"]) == ("holds", signed)
        page = main(w.page("auditor", "/log/replay"))
        assert "The log holds." in page
        assert f"the checkpoint of {signed:,} statements" in page
        assert told["root"] in page
        assert "Not covered: to judge" in page
        command = [sys.executable, "-m", "ledger", "replay", str(tmp_path / "export"), "--json"]
        given = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
        assert told["verdict"] == given


def test_it_is_for_auditors_alone(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        for who in ("manager", "board", "privacy", "hera"):
            w.page(who, "/log/replay", status=404)
            w.post(who, "/log/replay", status=404)
            w.get(who, "/api/log/replay", status=403)
        assert w.get("auditor", "/api/log/replay")["state"] == "none"


def test_one_runs_at_a_time_and_says_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is one that waits to be told; the server goes on serving."""
    go = tmp_path / "go"
    waiting = (
        "import json, pathlib, sys, time\n"
        "print(json.dumps({'doing': 'verify', 'done': 7, 'total': 20}), flush=True)\n"
        f"while not pathlib.Path({str(go)!r}).exists(): time.sleep(0.05)\n"
        "print(json.dumps({'ok': False, 'verdict': {}, 'text': 'Statement 4 does not hold'}), flush=True)\n"
    )
    started: list[list[str]] = []
    real = replaying.Popen

    def instead(command: list[str], **how: Any) -> Any:
        started.append(command)
        assert not [name for name in how["env"] if name.startswith("LIGHTWELL")]
        return real([sys.executable, "-c", waiting], **how)

    monkeypatch.setattr(replaying, "Popen", instead)
    with world(tmp_path / "world") as w:
        w.send("auditor", "/api/log/replay", {}, status=202)
        until = monotonic() + 60
        while w.get("auditor", "/api/log/replay")["doing"] != "verify":
            assert monotonic() < until
            sleep(0.05)
        assert "Checking every hash, signature and rule: 7 of 20 statements." in main(w.page("auditor", "/log/replay"))
        assert w.send("auditor", "/api/log/replay", {}, status=202)["done"] == 7
        w.get("manager", "/api/news")
        assert len(started) == 1
        go.touch()
        assert ended(w)["state"] == "fails"
        page = main(w.page("auditor", "/log/replay"))
        assert "THE LOG DOES NOT HOLD." in page
        assert "Statement 4 does not hold" in page


def test_a_process_that_breaks_off_is_no_verdict_and_a_server_that_stops_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, processes, does = replaying.Popen, [], ["raise SystemExit(3)", "import time; time.sleep(600)"]

    def instead(command: list[str], **how: Any) -> Any:
        processes.append(real([sys.executable, "-c", does[len(processes)]], **how))
        return processes[-1]

    monkeypatch.setattr(replaying, "Popen", instead)
    with world(tmp_path) as w:
        w.post("auditor", "/log/replay")
        assert ended(w)["state"] == "broken"
        assert "It did not come to its end." in main(w.page("auditor", "/log/replay"))
        w.post("auditor", "/log/replay")
        until = monotonic() + 60
        while len(processes) < 2:
            assert monotonic() < until
            sleep(0.05)
    assert processes[1].poll() is not None, "it goes with the server"


def test_it_is_not_begun_again_and_again(tmp_path: Path) -> None:
    with hosting(tmp_path, demo=True, rate_replay="1/hour") as house:
        w = World(house, tmp_path)
        w.post("auditor", "/log/replay")
        ended(w)
        w.post("auditor", "/log/replay", status=429)
