"""kill -9 of the real server in the middle of a load: nothing that was acknowledged is lost, moved or changed."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import databases
import psutil
import pytest
from building import ORIGIN, Line, Party, Place
from hosting import JSON, NDJSON, packed
from whole import check_whole

from ledger.application import Ledger
from ledger.export import export
from ledger.intake import CHUNK
from ledger.keyring import Keyring
from ledger.verify import verify

pytestmark = pytest.mark.usefixtures("database")

ROUNDS = 100 if os.environ.get("LIGHTWELL_SOAK") else 4
SENDERS = 3


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@contextmanager
def server(data: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """``lightwell serve`` as a process; killed without warning on leaving, if it still lives."""
    port = free_port()
    command = [sys.executable, "-m", "ledger", "serve", "--data", str(data), "--port", str(port)]
    environment = os.environ | {"LIGHTWELL_WORKERS": "1", "LIGHTWELL_DATABASE": databases.of(data).url}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        until = monotonic() + 300
        while not listens(port):
            assert process.poll() is None, process.stdout.read().decode() if process.stdout else ""
            assert monotonic() < until, "it does not listen"
            sleep(0.05)
        yield process, port
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def post(port: int, body: bytes, kind: str, method: str = "POST", path: str = "/statements") -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, {"content-type": kind})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def batch(place: Place, party: Party, holding: str, first: int) -> list[Line]:
    """Statements with and without private parts: a client on every fourth line of a register."""
    lines = []
    for n in range(first, first + 40):
        if n % 4:
            lines.append(party.heartbeat(n))
        else:
            people = party.people({n: {"ref": f"C-{n}", "given_name": f"Nobody {n}"}})
            lines.append(party.collected(holding, [(n, n)], people))
    return lines


class Sender:
    """Sends batches, whole or one by one, until the server is gone; remembers what was acknowledged."""

    def __init__(self, port: int, batches: list[list[Line]], one_by_one: bool) -> None:
        self.port, self.batches, self.one_by_one = port, batches, one_by_one
        self.acknowledged: dict[bytes, int] = {}
        self.enough, self.errors = Event(), list[Any]()
        self.thread = Thread(target=self.run)

    def run(self) -> None:
        try:
            for lines in self.batches:
                if self.one_by_one:
                    for line in lines:
                        status, body = post(self.port, packed(line), JSON)
                        self.note(line, status, json.loads(body))
                else:
                    status, body = post(self.port, b"\n".join(map(packed, lines)), NDJSON)
                    for line, result in zip(lines, map(json.loads, body.splitlines()), strict=True):
                        self.note(line, result["status"], result)
        except (OSError, HTTPException):
            pass  # this is what being killed looks like from here
        except Exception as error:
            self.errors.append(error)
        finally:
            self.enough.set()

    def note(self, line: Line, status: int, answer: dict[str, Any]) -> None:
        assert status in (200, 201), answer
        assert answer["digest"] == line.digest.hex()
        self.acknowledged[line.digest] = answer["index"]
        if len(self.acknowledged) > 60:
            self.enough.set()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Three organisations in a ledger that nobody has open when the server starts."""
    made = Place(tmp_path / "data")
    yield made
    made.ledger.close()


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(place: Place, tmp_path: Path) -> None:
    data, chance = tmp_path / "data", random.Random(7)
    parties = [place.organisation() for _ in range(SENDERS)]
    registers = [place.id() for _ in parties]
    place.ledger.close()
    acknowledged: dict[bytes, int] = {}
    sent: list[Line] = []
    for attempt in range(ROUNDS):
        batches = [
            [batch(place, party, register, 1 + 1_000 * attempt + 40 * n) for n in range(10)]
            for party, register in zip(parties, registers, strict=True)
        ]
        with server(data) as (process, port):
            senders = [Sender(port, mine, one_by_one=n == 0) for n, mine in enumerate(batches)]
            for sender in senders:
                sender.thread.start()
            assert all(sender.enough.wait(60) for sender in senders[1:])
            sleep(chance.random() * 0.2)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            for sender in senders:
                sender.thread.join(60)
                assert sender.errors == []
        fresh = {digest: index for sender in senders for digest, index in sender.acknowledged.items()}
        assert len(fresh) > 60
        acknowledged |= fresh
        sent += [line for mine in batches for lines in mine for line in lines]
        holds(place, data, acknowledged, whole=attempt < 4 or attempt % 10 == 0)
    with server(data) as (_, port):
        again(port, sent, acknowledged)
    holds(place, data, acknowledged)
    verifies(data, place.keyring, tmp_path / "export")


def holds(place: Place, data: Path, acknowledged: dict[bytes, int], *, whole: bool = True) -> None:
    """Everything acknowledged lies at its index, and the ledger is whole."""
    ledger = Ledger(data, place.keyring, ORIGIN, database=databases.of(data))
    try:
        size = check_whole(ledger) if whole else ledger.size()
        assert {digest: ledger.find(digest) for digest in acknowledged} == acknowledged
        assert size > max(acknowledged.values())
    finally:
        ledger.close()


def again(port: int, sent: list[Line], acknowledged: dict[bytes, int]) -> None:
    """The same bytes once more: the same index for what was acknowledged, an index for all."""
    found = {}
    for at in range(0, len(sent), 800):
        part = sent[at : at + 800]
        status, body = post(port, b"\n".join(map(packed, part)), NDJSON)
        assert status == 200
        for line, result in zip(part, map(json.loads, body.splitlines()), strict=True):
            assert result["status"] == 200 or line.digest not in acknowledged, result
            found[line.digest] = result["index"]
    assert acknowledged.items() <= found.items()
    assert len(set(found.values())) == len(sent)
    acknowledged |= found


def verifies(data: Path, keyring: Keyring, folder: Path) -> None:
    ledger = Ledger(data, keyring, ORIGIN, database=databases.of(data))
    export(ledger, folder)
    size = ledger.size()
    ledger.close()
    report = verify(folder, 1)
    assert report.ok, report.as_json()
    assert report.size == size


def test_a_killed_server_leaves_no_process_behind(place: Place, tmp_path: Path) -> None:
    shelter = place.organisation()
    place.ledger.close()
    with server(tmp_path / "data") as (process, port):
        status, _ = post(port, b"\n".join(shelter.heartbeat().token for _ in range(2 * CHUNK)), NDJSON)
        assert status == 200
        children = psutil.Process(process.pid).children(recursive=True)
        assert children, "the checking processes run"
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    until = monotonic() + 10
    while (alive := [child for child in children if running(child)]) and monotonic() < until:
        sleep(0.05)
    for child in alive:
        child.kill()
    assert alive == []


def running(process: psutil.Process) -> bool:
    """A zombie whom nobody has collected yet runs no more."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_a_killed_checking_process_costs_no_more_than_its_request(place: Place, tmp_path: Path) -> None:
    shelter = place.organisation()
    place.ledger.close()
    with server(tmp_path / "data") as (process, port):
        body = b"\n".join(shelter.heartbeat().token for _ in range(300))
        assert post(port, body, NDJSON)[0] == 200
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
        answers = [post(port, body, NDJSON) for _ in range(3)]
        assert answers[-1][0] == 200
        assert all(json.loads(line)["status"] == 200 for line in answers[-1][1].splitlines())


def test_a_server_that_is_asked_to_stop_answers_what_it_has_taken(place: Place, tmp_path: Path) -> None:
    shelter = place.organisation()
    place.ledger.close()
    lines = [shelter.heartbeat() for _ in range(1_500)]
    answers: list[tuple[int, bytes]] = []
    with server(tmp_path / "data") as (process, port):
        body = b"\n".join(line.token for line in lines)
        thread = Thread(target=lambda: answers.append(post(port, body, NDJSON)))
        thread.start()
        sleep(0.5)
        process.terminate()
        thread.join(60)
        process.wait(60)
    ((status, body),) = answers
    assert status == 200
    results = [json.loads(line) for line in body.splitlines()]
    holds(place, tmp_path / "data", {line.digest: r["index"] for line, r in zip(lines, results, strict=True)})
