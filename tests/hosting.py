"""The real application behind real HTTP on a free port, in this process, with all it answers and logs kept.

    with hosting(tmp_path) as house:
        shelter = house.place.organisation("provider")
        house.post(shelter.heartbeat().token, "application/jose").status     # 201

``house.place`` builds statements (``building``) and shares the server's own ledger.
"""

import json
import logging
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import databases
import uvicorn
from building import Clock, Line, Place

from api.app import create_app
from api.site import Site
from ledger import logs, strictjson
from ledger.settings import Settings

JOSE, JSON, NDJSON = "application/jose", "application/json", "application/x-ndjson"


class HousePlace(Place):
    """A builder on the server's ledger; the claimed times are the builder's own, months before the server's clock."""

    def __init__(self, site: Site, seed: bytes) -> None:
        self.seed, self._drawn, self.clock = seed, count(), Clock()
        self.keyring, self.ledger = site.ledger.keyring, site.ledger


@dataclass(frozen=True)
class Reply:
    status: int
    kind: str
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.body.splitlines()]

    @property
    def code(self) -> str:
        """The problem's code; fails unless the answer is a whole problem+json that says what to do."""
        assert self.kind == "application/problem+json", (self.status, self.body)
        problem = self.json()
        assert problem["type"].endswith(problem["code"]), problem
        assert problem["status"] == self.status, problem
        assert problem["title"], problem
        assert problem["detail"], problem
        return str(problem["code"])


@dataclass
class House:
    site: Site
    place: Place
    port: int
    log: list[str]
    received: list[bytes] = field(default_factory=list)

    def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, chunked: bool = False
    ) -> Reply:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {}, encode_chunked=chunked)
            answer = connection.getresponse()
            whole = answer.read()
            self.received.append(str(answer.headers).encode() + whole)
            return Reply(answer.status, answer.headers.get("content-type", ""), whole)
        finally:
            connection.close()

    def post(self, body: bytes, kind: str = JOSE) -> Reply:
        return self.send("POST", "/statements", body, {"content-type": kind})

    def tell(self, line: Line) -> Reply:
        """One statement, with its private part if it has one."""
        return self.post(line.token) if not line.private else self.post(packed(line), JSON)

    def many(self, *bodies: bytes, end: bytes = b"\n") -> list[Any]:
        """Results of one NDJSON request, one a line."""
        reply = self.post(end.join(bodies) + end, NDJSON)
        assert (reply.status, reply.kind) == (200, NDJSON), reply
        return reply.lines()


def packed(line: Line, private: Sequence[bytes] | None = None) -> bytes:
    """``{"statement", "private"}`` as the client sends it; with another private part on request."""
    disclosed = [leaf.decode() for leaf in (line.private if private is None else private)]
    return strictjson.write({"statement": line.token.decode(), "private": disclosed})


class _Kept(logging.Handler):
    """Each entry as a server prints it at its loudest, and with the words of its fault, which no server prints."""

    def __init__(self, log: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self.log, self.printed = log, logs.Lines(json=True)

    def emit(self, record: logging.LogRecord) -> None:
        self.log.append(f"{self.printed.format(record)}\n{self.format(record)}")


@contextmanager
def _loud() -> Iterator[list[str]]:
    """What our loggers say meanwhile, from ``debug`` up."""
    log: list[str] = []
    handler, ours = _Kept(log), [logging.getLogger(name) for name in logs.OURS]
    levels = [one.level for one in ours]
    logging.getLogger().addHandler(handler)
    for one in ours:
        one.setLevel(logging.DEBUG)
    try:
        yield log
    finally:
        for one, level in zip(ours, levels, strict=True):
            one.setLevel(level)
        logging.getLogger().removeHandler(handler)


@contextmanager
def hosting(folder: Path, seed: bytes = b"a house", **settings: Any) -> Iterator[House]:
    app = create_app(Settings(data=folder, workers=1, database=databases.of(folder).url, **settings))
    sock = socket.create_server(("127.0.0.1", 0))
    port = sock.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, server_header=False))
    thread = Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    until = monotonic() + 30
    while not server.started and monotonic() < until:
        sleep(0.01)
    try:
        site: Site = app.state.site
        with _loud() as log:
            yield House(site, HousePlace(site, seed), port, log)
    finally:
        server.should_exit = True
        thread.join(30)
        sock.close()
