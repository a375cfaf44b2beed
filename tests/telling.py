"""The story, told once to a server of its own process over HTTP; its answers, its databases and all that it printed.

    story = telling.story()
    story.get("hera", "/api/trail").json()

One server serves all tests of a run; it stops when the run does.
"""

import atexit
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx2

from consumers.story.loader import load
from consumers.story.plan import Plan
from ledger.keyring import Keyring


@dataclass
class Story:
    url: str
    data: Path
    output: Path
    plan: Plan
    clients: dict[str, httpx2.Client] = field(default_factory=dict)

    def signed_in(self, who: str) -> httpx2.Client:
        if who not in self.clients:
            client = httpx2.Client(base_url=self.url, timeout=60)
            assert client.post("/demo/sign-in", data={"id": who}).status_code == 303
            self.clients[who] = client
        return self.clients[who]

    def get(self, who: str, path: str) -> Any:
        """The answer to ``who``, signed in."""
        return self.signed_in(who).get(path)

    def uid(self, name: str) -> str:
        return self.plan.seed.uid(name)

    def views(self) -> sqlite3.Connection:
        connection = sqlite3.connect(f"file:{self.data / 'views.db'}?mode=ro", uri=True)
        connection.row_factory = sqlite3.Row
        return connection


@cache
def story() -> Story:
    data = Path(tempfile.mkdtemp(prefix="lightwell-story-"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url, output = f"http://127.0.0.1:{port}", data / "output.txt"
    keyring = Keyring.open(data / "keys", b"a story for tests")
    command = [sys.executable, "-m", "ledger", "serve", "--demo", "--data", str(data), "--port", str(port)]
    with output.open("wb") as file:
        # It prints all that it can, so that tests see that nothing of it is personal.
        loud = os.environ | {"LIGHTWELL_LOG_LEVEL": "debug", "LIGHTWELL_LOG_FORMAT": "json"}
        server = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, env=loud)
    atexit.register(_end, server, data)
    until = monotonic() + 60
    while monotonic() < until and server.poll() is None:
        try:
            if httpx2.get(f"{url}/healthz", timeout=2.0).status_code == 200:
                break
        except httpx2.TransportError:
            sleep(0.1)
    return Story(url, data, output, load(url, data, keyring.operator).plan)


def _end(server: "subprocess.Popen[bytes]", data: Path) -> None:
    server.terminate()
    server.wait()
    shutil.rmtree(data, ignore_errors=True)
