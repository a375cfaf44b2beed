"""Recording through the real server: one at a time, 64 clients at once, bulk NDJSON."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from time import perf_counter, process_time, sleep

from ledger.store import Database

SQLITE = Database()
NOTHING: dict[str, str] = {}


@contextmanager
def serving(
    data: Path, database: Database = SQLITE, settings: dict[str, str] = NOTHING, demo: bool = False
) -> Iterator[int]:
    """The real server on ``data``; gives its port. ``settings``: environment variables."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "ledger", "serve", "--data", str(data), "--port", str(port), *["--demo"] * demo]
    server = subprocess.Popen(command, env=os.environ | {"LIGHTWELL_DATABASE": database.url} | settings)
    try:
        for _ in range(1_200):
            try:
                post(HTTPConnection("127.0.0.1", port), b"", "GET", "/healthz")
                break
            except OSError:
                sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait()


def post(
    connection: HTTPConnection, body: bytes, method: str = "POST", path: str = "/statements", kind: str = "json"
) -> bytes:
    """One request; raises AssertionError unless it is answered with 200 or 201."""
    connection.request(method, path, body, {"Content-Type": f"application/{kind}"})
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status in (200, 201), content[:300]
    return content


def one_per_s(port: int, lines: Sequence[bytes]) -> float:
    connection = HTTPConnection("127.0.0.1", port)
    began = perf_counter()
    for line in lines:
        post(connection, line)
    return len(lines) / (perf_counter() - began)


def clients_per_s(port: int, lines: Sequence[bytes], clients: int) -> tuple[float, float, float]:
    """(statements a second, p99 in ms, the clients' own CPU seconds)."""
    waits: list[float] = []

    def client(mine: Sequence[bytes]) -> None:
        connection = HTTPConnection("127.0.0.1", port)
        for line in mine:
            sent = perf_counter()
            post(connection, line)
            waits.append(perf_counter() - sent)

    threads = [Thread(target=client, args=(lines[n::clients],)) for n in range(clients)]
    cpu, began = process_time(), perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = perf_counter() - began
    return len(lines) / seconds, sorted(waits)[int(len(waits) * 0.99)] * 1000, process_time() - cpu


def seen_ms(port: int, lines: Sequence[bytes]) -> tuple[float, float]:
    """(p50, p99) in ms from sending a statement until the read models have it, as the server itself says."""
    connection, times = HTTPConnection("127.0.0.1", port), []
    for line in lines:
        sent = perf_counter()
        index = json.loads(post(connection, line))["index"]
        while json.loads(post(connection, b"", "GET", "/healthz"))["read_models"] <= index:
            sleep(0.002)
        times.append((perf_counter() - sent) * 1000)
    return sorted(times)[len(times) // 2], sorted(times)[int(len(times) * 0.99)]


def bulk_per_s(port: int, bodies: Sequence[bytes], count: int) -> tuple[float, float]:
    """(statements a second, the client's own CPU seconds)."""
    connection = HTTPConnection("127.0.0.1", port)
    cpu, began = process_time(), perf_counter()
    for body in bodies:
        results = post(connection, body, kind="x-ndjson")
        assert results.count(b'"status":201') == body.count(b"\n"), "every line must land"
    return count / (perf_counter() - began), process_time() - cpu


def machine() -> str:
    return f"{os.cpu_count()} cores, {os.uname().machine}, Python {sys.version.split()[0]}"
