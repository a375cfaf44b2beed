"""A ledger behind a real HTTP server on a free port, as small as the client needs, that can be told to fail.

    with serving(place) as server:
        server.faults += ["busy", "drop-after"]     # what the next requests suffer, in order
        Client(server.url, …)

Faults: ``busy`` answers 503; ``drop-before`` closes the connection unanswered; ``drop-after`` records first, then
closes; ``forge`` answers with another root's proof.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from building import Place

from ledger import door, merkle, note, strictjson
from ledger.admission import Sealed
from ledger.problems import Problem
from ledger.store.writer import read_tile
from ledger.tiles import node_reader


@dataclass
class Server:
    place: Place
    url: str = ""
    faults: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def statements(self) -> int:
        """How many statements the log holds, without the ledger's ticks."""
        with self.place.ledger.recorder.reader() as cursor:
            cursor.execute("SELECT COUNT(*) FROM stored_events WHERE topic <> 'lightwell.ledger.ticked.v1'")
            return int(cursor.fetchone()[0])

    def record(self, bodies: list[bytes]) -> list[Sealed | Problem]:
        answers: list[Sealed | Problem] = []
        for body in bodies:
            try:
                token, private = door.open_line(body)
                keys = self.place.ledger.state.public_keys()
                answers += self.place.ledger.record([door.check(token, private, keys, self.place.clock())])
            except Problem as problem:
                answers.append(problem)
        return answers

    def receipt(self, sealed: Sealed, forge: bool) -> dict[str, Any]:
        with self.place.ledger.recorder.reader() as cursor:
            cursor.execute("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")
            text = cursor.fetchone()[0]
            size = note.open_checkpoint(text, self.place.ledger.log_verifier).size
            node = node_reader(lambda level, n: read_tile(cursor, level, n))
            proof = merkle.inclusion_proof(sealed.index - forge, size, node)
        steps = [b64encode(step).decode() for step in proof]
        fields = {"index": sealed.index - forge, "digest": sealed.digest.hex(), "new": sealed.new}
        return fields | {"checkpoint": text, "proof": steps}


@contextmanager
def serving(place: Place) -> Iterator[Server]:
    server = Server(place)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            state, log = place.ledger.state, place.ledger.log_verifier
            about = {"ledger": state.ledger, "operator": state.operator, "origin": log.name, "size": state.size}
            self.answer(200, about | {"vkey": note.vkey(log.name, log.public)})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            server.bodies.append(body)
            fault = server.faults.pop(0) if server.faults else ""
            many = self.headers["content-type"] == "application/x-ndjson"
            if fault == "busy":
                return self.answer(503, Problem("busy").as_json())
            answers = [] if fault == "drop-before" else server.record(body.splitlines() if many else [body])
            if fault.startswith("drop"):
                self.close_connection = True
                return self.connection.close()
            if many:
                return self.answer(200, *(result(n, answer) for n, answer in enumerate(answers, 1)))
            (one,) = answers
            if isinstance(one, Problem):
                return self.answer(422, one.as_json())
            return self.answer(201 if one.new else 200, server.receipt(one, fault == "forge"))

        def answer(self, status: int, *lines: dict[str, Any]) -> None:
            body = b"\n".join(map(strictjson.write, lines))
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """A test's output is its own."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server.url = f"http://127.0.0.1:{http.server_port}"
    thread = Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def result(line: int, answer: Sealed | Problem) -> dict[str, Any]:
    if isinstance(answer, Problem):
        return {"line": line, "status": 422, "problem": answer.as_json()}
    status = 201 if answer.new else 200
    return {"line": line, "status": status, "index": answer.index, "digest": answer.digest.hex()}
