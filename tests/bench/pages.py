"""Pages as a browser gets them: the time to the first byte, beside the bare query that the page is made from."""

import json
import random
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from bench import load, reading, recording
from bench.load import START, Sender
from bench.recording import SQLITE
from ledger import ids
from ledger.store import Database
from ledger.store.connection import connect
from projections.database import SCHEMA

CALLS, SENDINGS = 200, 8
SETTINGS = {
    "LIGHTWELL_RATE_READ": "999999/minute", "LIGHTWELL_RATE_OPEN": "999999/minute",
    "LIGHTWELL_RATE_SIGN_IN": "999999/minute",
}  # fmt: skip
SENT = "SELECT id, holding FROM transfer WHERE organisation = {} ORDER BY idx DESC"
ON_THE_REGISTER = "SELECT root_line, holding FROM member WHERE root_holding = {} AND held = 0"
#: What a provider's staff read of everybody at once.
OF_ALL = ("/people", "/told", "/duties", "/flagged", "/board-report")
DONE = "SELECT a.*, t.parts FROM touch t JOIN act a ON a.idx = t.act WHERE t.holding = {} ORDER BY a.idx"


def sent(data: Path, sender: Sender, people: int, rng: random.Random, database: Database = SQLITE) -> None:
    """The register goes to an agency's unit eight times, and each time somebody there opens a line of it."""
    ledger = reading.open_again(data, database)
    agency = load.joined(ledger, "agency", rng)
    ledger.close()
    at = START + timedelta(days=90)
    lines = load.founding(agency, rng)
    for _ in range(SENDINGS):
        holding = ids.uuid7(at, rng.randbytes(10))
        why = {"purpose": "dpv:ServiceMonitoring", "basis": "nz-pa2020:IPP11(1)(a)"}
        passed: dict[str, object] = {
            "transfer": ids.uuid7(at, rng.randbytes(10)), "unit": sender.unit, "to_unit": agency.unit,
            "holding": holding, "derived": [{"source": sender.register, "mapping": "all"}], "lines": people,
            "parts": ["attendance", "goals"], "why": why,
        }  # fmt: skip
        opened: dict[str, object] = {
            "holding": holding, "lines": [[1, 1]], "parts": ["goals"], "unit": agency.unit,
            "role": "evaluation_analyst", "mode": "opened", "why": why,
        }  # fmt: skip
        lines.append(sender.line("information.transferred.v1", passed, at, [], rng))
        lines.append(agency.line("information.accessed.v1", opened, at + timedelta(days=1), [], rng))
    with recording.serving(data, database) as port:
        for line in lines:
            recording.bulk_per_s(port, [line + b"\n"], 1)
    reading.project(data, database)


def first_bytes_ms(
    data: Path, sender: Sender, line: int, database: Database = SQLITE
) -> dict[str, dict[str, float]]:  # fmt: skip
    """Of the page of the person on a line, of "where our information went", and of pages about all people at once."""
    people = [
        {"id": "person", "kind": "person", "ref": f"C-{line:06d}", "unit": None},
        {"id": "manager", "kind": "provider", "ref": None, "unit": sender.unit},
    ]
    more = {"name": "Somebody Invented", "about": "", "reader": "adult", "organisation": sender.organisation}
    (data / "demo").mkdir(exist_ok=True)
    (data / "demo" / "identities.json").write_text(json.dumps([one | more for one in people]))
    trail, said = reading.bare_trail(data, database), _driver(data, database)

    def submissions() -> None:
        for row in said(SENT, sender.organisation):
            said(DONE, row[1])

    def register() -> object:
        return said(ON_THE_REGISTER, sender.register)

    with recording.serving(data, database, SETTINGS, demo=True) as port:
        return {
            "family": _measured(port, "person", "/my", lambda: trail(sender.register, line)),
            "submissions": _measured(port, "manager", "/submissions", submissions),
            **{path[1:]: _measured(port, "manager", path, register) for path in OF_ALL},
        }


def _measured(port: int, who: str, path: str, bare: Callable[[], object]) -> dict[str, float]:
    """p50 and p99 to the first byte, p99 of the bare query, turn by turn; and how many times as long a page takes."""
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/demo/sign-in", f"id={who}", {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    said = answer.read()
    assert answer.status == 303, said[:300]
    cookie = str(answer.headers["set-cookie"]).partition(";")[0]
    until = perf_counter() + 60
    while not _answers(connection, path, cookie):  # a server that has just begun catches up with the log first
        assert perf_counter() < until, f"{path} does not answer"
        sleep(0.2)
    pages, plain = [], []
    for call in range(CALLS + 10):
        began = perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html"})
        answer = connection.getresponse()  # returns with the first bytes
        between = perf_counter()
        assert answer.status == 200, answer.read()[:300]
        answer.read()
        asked = perf_counter()
        bare()
        if call >= 10:
            pages.append((between - began) * 1000)
            plain.append((perf_counter() - asked) * 1000)
    found = {
        "p50_ms": reading.at(pages, 0.5),
        "p99_ms": reading.at(pages, 0.99),
        "bare_p99_ms": reading.at(plain, 0.99),
    }
    return found | {"ratio": round(found["p99_ms"] / found["bare_p99_ms"], 1)}


def _answers(connection: HTTPConnection, path: str, cookie: str) -> bool:
    connection.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html"})
    answer = connection.getresponse()
    answer.read()
    assert answer.status in (200, 503), answer.status
    return answer.status == 200


def _driver(data: Path, database: Database) -> Callable[[str, str], list[Any]]:
    """Runs a query with one value, through sqlite3 or psycopg."""
    if database.url:
        connection = connect(database.url, SCHEMA)
        return lambda query, value: connection.execute(query.format("%s").encode(), (value,)).fetchall()
    file = sqlite3.connect(data / "views.db")
    return lambda query, value: file.execute(query.format("?"), (value,)).fetchall()
