"""The real application behind a real HTTP server on a free port, that can be told to fail.

    with serving(place) as server:
        server.faults += ["busy", "drop-after"]     # what the next requests to record suffer, in order
        Client(server.url, …)

Faults: ``busy`` answers 503; ``drop-before`` breaks the answer off without recording; ``drop-after`` records first;
``forge`` answers with another leaf's proof; an empty one does no harm.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from time import sleep
from typing import Any

import uvicorn
from building import ORIGIN, Place
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.app import create_app
from ledger import strictjson
from ledger.settings import Settings

OWN = ("lightwell.ledger.ticked.v1", "lightwell.refusal.recorded.v1")


@dataclass
class Server:
    place: Place
    url: str = ""
    faults: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def statements(self) -> int:
        """How many statements the log holds, without the ledger's own ticks and refusals."""
        with self.place.ledger.recorder.reader() as cursor:
            cursor.execute("SELECT COUNT(*) FROM stored_events WHERE topic NOT IN (?, ?)", OWN)
            return int(cursor.fetchone()[0])


@contextmanager
def serving(place: Place) -> Iterator[Server]:
    """Serves the place's folder; meanwhile ``place.ledger`` is the server's own."""
    own = place.ledger
    own.close()
    app = create_app(Settings(data=own.data, origin=ORIGIN, workers=1, database=own.database.url))
    server = Server(place)
    uvi = uvicorn.Server(uvicorn.Config(Faulty(app, server), port=0, log_level="warning"))
    thread = Thread(target=uvi.run, daemon=True)
    thread.start()
    while not uvi.started:
        assert thread.is_alive(), "the server did not start"
        sleep(0.01)
    server.url = f"http://127.0.0.1:{uvi.servers[0].sockets[0].getsockname()[1]}"
    place.ledger = app.state.site.ledger
    try:
        yield server
    finally:
        uvi.should_exit = True
        thread.join()


class Faulty:
    """Lets what is sent to ``/statements`` suffer the next fault."""

    def __init__(self, app: ASGIApp, server: Server) -> None:
        self.app, self.server = app, server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/statements":
            return await self.app(scope, receive, send)
        body = b""
        while (message := await receive())["type"] == "http.request":
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.server.bodies.append(body)
        fault = self.server.faults.pop(0) if self.server.faults else ""
        if fault == "busy":
            return await _answer(send, 503, b'{"code": "busy"}')
        answer: list[Message] = []
        if fault != "drop-before":
            await self.app(scope, _once(body), _into(answer))
        if fault.startswith("drop"):
            # Fewer bytes than were promised: the server closes the connection, as a crash would.
            return await _answer(send, 200, b"{", promised=1000)
        if fault == "forge":
            receipt = strictjson.read(answer[1]["body"])
            other = self.server.place.ledger.receipt(receipt["index"] - 1)
            return await _answer(send, 201, strictjson.write(other | {"digest": receipt["digest"], "new": True}))
        for message in answer:
            await send(message)


async def _answer(send: Send, status: int, body: bytes, promised: int | None = None) -> None:
    length = str(promised or len(body)).encode()
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", length)]})
    await send({"type": "http.response.body", "body": body})


def _once(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _into(answer: list[Message]) -> Any:
    async def send(message: Message) -> None:
        answer.append(message)

    return send
