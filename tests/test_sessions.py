"""Sessions: server-side, revocable, ending by themselves; and no other site acts with one."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from hosting import House, hosting
from nacl.utils import random

from api.identity.sessions import Limits, Sessions
from api.identity.store import FILE, Store
from ledger.settings import Settings

LIMITS = Limits(timedelta(minutes=30), timedelta(hours=12))
MELE = {"id": "mele", "name": "Mele Fictional", "kind": "person", "organisation": None, "unit": None, "ref": "C-17"}
AUDITOR = {"id": "auditor", "name": "Auditor", "kind": "auditor", "organisation": None, "unit": None, "ref": None}


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def later(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path)
    yield opened
    opened.close()


def sessions(store: Store, clock: Hand, secret: bytes = b"s" * 32) -> Sessions:
    return Sessions(store, secret, LIMITS, clock)


def test_a_session_outlives_the_process_that_opened_it(tmp_path: Path, clock: Hand) -> None:
    store = Store(tmp_path)
    cookie = sessions(store, clock).open(MELE, "demo", "demo mele")
    store.close()
    again = Store(tmp_path)
    assert sessions(again, clock).find(cookie) == MELE
    again.close()


def test_it_ends_when_idle_and_being_used_keeps_it_awake(store: Store, clock: Hand) -> None:
    held = sessions(store, clock)
    cookie = held.open(MELE, "demo", "demo mele")
    for _ in range(4):
        clock.later(minutes=29)
        assert held.find(cookie) == MELE
    clock.later(minutes=30)
    assert held.find(cookie) is None
    clock.later(minutes=-20)
    assert held.find(cookie) is None, "what has ended stays ended"


def test_it_ends_when_it_is_old_however_busy_it_is(store: Store, clock: Hand) -> None:
    held = sessions(store, clock)
    cookie = held.open(MELE, "demo", "demo mele")
    for _ in range(12 * 3 - 1):
        clock.later(minutes=20)
        assert held.find(cookie) == MELE
    clock.later(minutes=20)
    assert held.find(cookie) is None


def test_one_or_all_of_a_subjects_sessions_or_all_can_be_ended(store: Store, clock: Hand) -> None:
    held = sessions(store, clock)
    first, second = held.open(MELE, "code", "mele"), held.open(MELE, "code", "mele")
    other = held.open(AUDITOR, "oidc", "auditor")
    (standing,) = [one for one in held.standing() if one.kind == "auditor"]
    assert (standing.way, standing.started) == ("oidc", clock.at)
    assert held.revoke_subject("mele") == 2
    assert [held.find(cookie) for cookie in (first, second, other)] == [None, None, AUDITOR]
    assert held.revoke(standing.id)
    assert not held.revoke(standing.id)
    assert held.find(other) is None
    held.open(MELE, "code", "mele")
    assert held.revoke_all() == 1
    assert held.standing() == []


def test_a_copy_of_the_file_and_the_master_key_opens_no_session(tmp_path: Path, clock: Hand) -> None:
    store = Store(tmp_path)
    cookie = sessions(store, clock).open(MELE, "demo", "demo mele")
    with sqlite3.connect(tmp_path / FILE) as copy:
        rows = copy.execute("SELECT * FROM session").fetchall()
    store.close()
    held = repr(rows).encode() + b"".join(path.read_bytes() for path in tmp_path.glob(FILE + "*"))
    for told in (cookie, "Mele", "C-17", "demo mele"):
        assert told.encode() not in held


def test_no_cookie_but_the_whole_one_opens_it(store: Store, clock: Hand) -> None:
    held = sessions(store, clock)
    cookie = held.open(MELE, "demo", "demo mele")
    for wrong in ("", cookie[:-1], cookie + "A", cookie.lower(), cookie[1:], random(32).hex(), held.standing()[0].id):
        assert held.find(wrong) is None


# Through the real server

FIELDS = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with hosting(tmp_path, demo=True) as opened:
        path = opened.site.settings.data / "demo" / "identities.json"
        path.parent.mkdir()
        path.write_text(json.dumps([AUDITOR]))
        yield opened


def client(house: House) -> httpx2.Client:
    return httpx2.Client(base_url=f"http://127.0.0.1:{house.port}")


def test_the_cookie_is_for_no_script_and_for_no_other_site(house: House) -> None:
    with client(house) as visitor:
        cookie = visitor.post("/demo/sign-in", data={"id": "auditor"}).headers["set-cookie"]
        assert cookie.startswith("lightwell_session=")
        assert {"HttpOnly", "SameSite=strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
        assert "Domain" not in cookie
        assert "Secure" not in cookie, "on the machine itself there is no TLS"
        behind = visitor.post("/demo/sign-in", data={"id": "auditor"}, headers={"x-forwarded-proto": "https"})
        elsewhere = visitor.post("/demo/sign-in", data={"id": "auditor"}, headers={"host": "ledger.example"})
    for answer in (behind, elsewhere):
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-lightwell_session=")
        assert "Secure" in cookie


def test_signing_in_makes_a_new_session_and_ends_the_old_one(house: House) -> None:
    with client(house) as visitor:
        visitor.post("/demo/sign-in", data={"id": "auditor"})
        old = visitor.cookies["lightwell_session"]
        visitor.post("/demo/sign-in", data={"id": "auditor"})
        assert visitor.cookies["lightwell_session"] != old
    assert house.send("GET", "/api/log", headers={"cookie": f"lightwell_session={old}"}).code == "sign-in"


def test_one_sees_ones_own_sessions_and_leaves_everywhere(house: House) -> None:
    with client(house) as here, client(house) as there, client(house) as other:
        for visitor in (here, there):
            visitor.post("/demo/sign-in", data={"id": "auditor"})
        house.site.sessions.open(MELE, "code", "somebody else")
        page = here.get("/sign-ins").text
        assert "You are signed in 2 times" in page
        assert "A code" not in page
        assert here.post("/sign-out", data={"everywhere": "yes"}).status_code == 303
        assert [visitor.get("/api/log").status_code for visitor in (here, there, other)] == [401, 401, 401]
    assert [one.way for one in house.site.sessions.standing()] == ["code"]


def test_what_is_refused_is_counted_and_nobody_is_named(house: House) -> None:
    with client(house) as visitor:
        visitor.get("/api/log")
        visitor.post("/demo/sign-in", data={"id": "auditor"})
        visitor.get("/api/people")
        visitor.post("/sign-out", headers={"sec-fetch-site": "cross-site"})
    counts = json.loads(house.send("GET", "/healthz").body)["sign_in"]
    assert counts["refused"] == {"cross-site": 1, "not-allowed": 1, "sign-in": 1}
    assert "Auditor" not in json.dumps(counts)


def test_an_address_without_tls_is_not_taken(tmp_path: Path) -> None:
    for url in ("http://ledger.example", "ftp://ledger.example", "ledger.example"):
        with pytest.raises(ValueError, match="must be https"):
            Settings(url=url)
    assert Settings(url="http://127.0.0.1:8765").url
    assert Settings(url="https://ledger.example").url


@pytest.mark.parametrize("way", ["/sign-out", "/leave", "the operator's command"])
def test_a_stolen_cookie_is_worth_nothing_after_leaving_or_revoking(house: House, way: str) -> None:
    with client(house) as visitor:
        visitor.post("/demo/sign-in", data={"id": "auditor"})
        stolen = {"cookie": f"lightwell_session={visitor.cookies['lightwell_session']}"}
        assert house.send("GET", "/api/log", headers=stolen).status == 200
        if way == "/leave":
            assert visitor.get(way).status_code == 303
        elif way == "/sign-out":
            assert visitor.post(way).status_code == 303
        else:
            command = [sys.executable, "-m", "ledger", "sessions"]
            data = ["--data", str(house.site.settings.data)]
            shown = subprocess.run([*command, "list", *data], capture_output=True, text=True, check=True).stdout
            assert "demo" in shown
            assert "Auditor" not in shown
            subprocess.run([*command, "revoke", shown.split()[0], *data], check=True)
    assert house.send("GET", "/api/log", headers=stolen).code == "sign-in"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": ""},
        {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:{port}"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "http://127.0.0.1:{port}.evil.example"},
    ],
)
def test_another_site_cannot_act_with_somebodys_session(house: House, headers: dict[str, str]) -> None:
    sent = {name: value.format(port=house.port) for name, value in headers.items()}
    with client(house) as visitor:
        visitor.post("/demo/sign-in", data={"id": "auditor"})
        sent["cookie"] = f"lightwell_session={visitor.cookies['lightwell_session']}"
    for path in ("/sign-out", "/demo/sign-in", "/people/erasures", "/api/trail/copies", "/statements"):
        assert house.send("POST", path, b"id=auditor", FIELDS | sent).code == "cross-site"
    assert house.send("GET", "/api/log", headers=sent).status == 200, "and the session still stands"


@pytest.mark.parametrize(
    "headers",
    [{}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {"origin": "http://127.0.0.1:{port}"}],
)
def test_our_own_pages_and_programs_can(house: House, headers: dict[str, str]) -> None:
    sent = {name: value.format(port=house.port) for name, value in headers.items()}
    assert house.send("POST", "/demo/sign-in", b"id=auditor", FIELDS | sent).status == 303
    shelter = house.place.organisation("provider")
    assert (
        house.send("POST", "/statements", shelter.heartbeat().token, sent | {"content-type": "application/jose"}).status
        == 201
    )
