"""PostgreSQL dies and comes back, and writers are killed, under load: nothing acknowledged is lost or moved."""

import json
import os
import random
import signal
import subprocess
import sys
from http.client import HTTPException
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import flows
import postgresql
import pytest
from building import Line, Place
from hosting import JSON, NDJSON, packed
from test_crash import batch, post, server
from whole import check_whole

from ledger.export import export
from ledger.verify import verify
from projections.project import open_views

SOAK = os.environ.get("LIGHTWELL_SOAK") == "1"
RESTARTS, KILLS, WRITERS = (20, 60, 4) if SOAK else (3, 10, 3)


@pytest.fixture
def place(machine: postgresql.Server, tmp_path: Path) -> Place:
    return Place(tmp_path / "data")


class Persistent:
    """Sends the same bytes until they are acknowledged; remembers every place that was given to them."""

    def __init__(self, port: int, batches: list[list[Line]], one_by_one: bool) -> None:
        self.port, self.batches, self.one_by_one = port, batches, one_by_one
        self.places: dict[bytes, set[int]] = {}
        self.tries, self.errors = 0, list[Exception]()
        self.thread = Thread(target=self.run)

    def run(self) -> None:
        try:
            for lines in self.batches:
                for part in [[line] for line in lines] if self.one_by_one else [lines]:
                    while not self.send(part):
                        sleep(0.1)
        except Exception as error:
            self.errors.append(error)

    def send(self, lines: list[Line]) -> bool:
        self.tries += 1
        try:
            single = len(lines) == 1
            body = packed(lines[0]) if single else b"\n".join(map(packed, lines))
            status, answer = post(self.port, body, JSON if single else NDJSON)
        except (OSError, HTTPException):
            return False
        if status == 503:
            return False
        assert status in (200, 201), answer
        results = [json.loads(answer)] if single else list(map(json.loads, answer.splitlines()))
        for line, result in zip(lines, results, strict=True):
            if result.get("status", status) == 503:
                return False
            assert result["digest"] == line.digest.hex(), result
            self.places.setdefault(line.digest, set()).add(result["index"])
        return True


def test_nothing_acknowledged_is_lost_when_postgresql_dies(
    place: Place, machine: postgresql.Server, tmp_path: Path
) -> None:
    parties = [place.organisation() for _ in range(3)]
    registers, chance = [place.id() for _ in parties], random.Random(3)
    place.ledger.close()
    batches = [
        [batch(place, party, register, 1 + 40 * n) for n in range(6 * RESTARTS)]
        for party, register in zip(parties, registers, strict=True)
    ]
    with server(tmp_path / "data") as (_, port):
        senders = [Persistent(port, mine, one_by_one=n == 0) for n, mine in enumerate(batches)]
        for sender in senders:
            sender.thread.start()
        for _ in range(RESTARTS):
            sleep(0.3 + chance.random())
            machine.restart("immediate")
        for sender in senders:
            sender.thread.join(300)
            assert sender.errors == []
            assert not sender.thread.is_alive()
        assert sum(sender.tries for sender in senders) > sum(map(len, batches)), "some had to send again"
        again = [sender.send(lines) for sender in senders for lines in sender.batches]
        assert all(again)
        health = caught_up(port)
    said = {line.digest for mine in batches for lines in mine for line in lines}
    found = {digest: places for sender in senders for digest, places in sender.places.items()}
    assert set(found) == said
    assert all(len(places) == 1 for places in found.values()), "a statement was given two places"
    place = Place(tmp_path / "data", seed=place.seed)
    size = check_whole(place.ledger)
    assert size == health["size"]
    assert {digest: {place.ledger.find(digest)} for digest in found} == found
    views = open_views(place.ledger.database.url)
    rows = flows.rows(views)
    assert rows == flows.rows(flows.projected(place, tmp_path)), "the read models are those of a rebuild from zero"
    views.dispose()


def caught_up(port: int) -> dict[str, int]:
    """The health of a server whose read models are at the head again."""
    until = monotonic() + 30
    while monotonic() < until:
        status, body = post(port, b"", JSON, "GET", "/healthz")
        health: dict[str, int] = json.loads(body)
        if status == 200 and health["ok"] and health["size"] == health["read_models"]:
            return health
        sleep(0.1)
    raise AssertionError(body)


def all_have_said(running: list[tuple["subprocess.Popen[bytes]", Any]], size: int) -> None:
    """Returns when each has written so many bytes: what it takes to start is no part of the race."""
    until = monotonic() + 120
    while not all(os.fstat(output.fileno()).st_size >= size for _, output in running):
        assert monotonic() < until
        sleep(0.005)


def test_nothing_acknowledged_is_lost_when_writers_are_killed(place: Place, tmp_path: Path) -> None:
    parties, chance = [place.organisation() for _ in range(WRITERS)], random.Random(5)
    url = place.ledger.database.url
    command = [sys.executable, str(Path(__file__).parent / "writing.py"), str(tmp_path / "data")]
    environment = os.environ | {"LIGHTWELL_DATABASE": url, "PYTHONPATH": os.pathsep.join(sys.path)}
    acknowledged: dict[str, int] = {}
    sent: list[Line] = []
    for attempt in range(KILLS):
        running = []
        for n, party in enumerate(parties):
            lines = [party.heartbeat(k) for k in range(3_000)]
            sent += lines
            file = tmp_path / f"{n}.txt"
            file.write_bytes(b"\n".join(line.token for line in lines))
            output = (tmp_path / f"{n}-{attempt}.out").open("w+")
            started = subprocess.Popen([*command, str(file)], env=environment, stdin=subprocess.PIPE, stdout=output)
            running.append((started, output))
        all_have_said(running, len("ready\n"))
        for process, _ in running:
            assert process.stdin
            process.stdin.write(b"begin\n")
            process.stdin.close()
        all_have_said(running, len("ready\n") + 1)
        for process, _ in chance.sample(running, len(running)):
            sleep(chance.random() * 0.2)
            assert process.poll() is None, "it was to be killed at work"
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        for _, output in running:
            output.seek(len("ready\n"))
            whole = [line.split() for line in output.read().splitlines(keepends=True) if line.endswith("\n")]
            assert whole
            acknowledged |= {digest: int(index) for digest, index in whole}
            output.close()
        if attempt % 5 == 4:
            check_whole(place.ledger)
    size = check_whole(place.ledger)
    assert len(acknowledged) > 10 * KILLS
    assert {digest: place.ledger.find(bytes.fromhex(digest)) for digest in acknowledged} == acknowledged
    place.ledger.look_for_keys()
    again = place.seal(*sent[-6_000:])
    assert all(acknowledged.get(answer.digest.hex(), answer.index) == answer.index for answer in again)
    assert check_whole(place.ledger) > size
    export(place.ledger, tmp_path / "export")
    assert verify(tmp_path / "export", 1).ok
