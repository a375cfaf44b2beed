"""How much, how slowly and how often: bounds on every route, and headers on every answer."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import httpx2
import pytest
from hosting import JOSE, House, hosting

import api.app
from api.identity.bounds import Bound
from api.identity.limits import neighbourhood

FORM = {"content-type": "application/x-www-form-urlencoded"}
SMALL = Bound(size=2_000, pause=0.4, whole=1.5)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with hosting(tmp_path, demo=True, rate_read="20/minute", rate_open="5/minute", rate_sign_in="5/minute") as opened:
        path = tmp_path / "demo" / "identities.json"
        path.parent.mkdir()
        nothing = dict.fromkeys(("organisation", "unit", "ref", "about"))
        path.write_text(json.dumps([{"id": id, "name": id, "kind": "auditor"} | nothing for id in ("one", "two")]))
        yield opened


def test_a_body_that_is_too_large_is_refused_before_or_as_it_arrives(house: House) -> None:
    large = b"id=" + b"x" * (1024 * 1024)
    for path in ("/check", "/demo/sign-in", "/sign-in/code", "/people/erasures", "/api/trail/copies", "/nowhere"):
        assert house.send("POST", path, large, FORM).code == "too-large", path
        parts = (large[n : n + 50_000] for n in range(0, len(large), 50_000))
        assert house.send("POST", path, parts, FORM, chunked=True).status in (413, 404), path


def test_statements_have_bounds_of_their_own(house: House) -> None:
    shelter = house.place.organisation("provider")
    many = b"\n".join(shelter.heartbeat().token for _ in range(3_000))
    assert len(many) > 1024 * 1024
    assert house.send("POST", "/statements", many, {"content-type": "application/x-ndjson"}).status == 200


@pytest.mark.parametrize("drip", [False, True])
def test_a_body_that_does_not_arrive_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drip: bool
) -> None:
    """Neither when nothing more comes, nor when a byte comes now and then."""
    monkeypatch.setattr(api.app, "USUAL", SMALL)
    with hosting(tmp_path) as house, socket.create_connection(("127.0.0.1", house.port)) as slow:
        head = "POST /check HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        slow.sendall(f"{head}Content-Length: 500\r\n\r\ntext=".encode())
        slow.settimeout(0.2)
        answer, began = b"", monotonic()
        while b"\r\n\r\n" not in answer and monotonic() < began + 60:
            try:
                answer += slow.recv(4096)
            except TimeoutError:
                if drip:
                    slow.sendall(b"x")
        assert b" 408 " in answer.split(b"\r\n", 1)[0]


def test_every_answer_says_what_the_browser_must_not_do(house: House) -> None:
    house.place.seal(house.place.organisation("provider").heartbeat())
    for method, path in (
        ("GET", "/"), ("GET", "/sign-in"), ("GET", "/healthz"), ("GET", "/nowhere"), ("GET", "/api/log"),
        ("GET", "/static/lightwell.css"), ("GET", "/checkpoint"), ("POST", "/check"), ("DELETE", "/"),
    ):  # fmt: skip
        answer = httpx2.request(method, f"http://127.0.0.1:{house.port}{path}")
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; "), path
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert "server" not in answer.headers
        assert "strict-transport-security" not in answer.headers, "there is no TLS on this machine"
        if not path.startswith(("/static/", "/checkpoint")):
            assert answer.headers["cache-control"] == "no-store"
    broken = house.site.settings.data / "demo" / "identities.json"
    broken.write_text("{")
    unforeseen = httpx2.get(f"http://127.0.0.1:{house.port}/")
    assert unforeseen.status_code == 500
    assert unforeseen.headers["content-security-policy"]
    cross = httpx2.post(f"http://127.0.0.1:{house.port}/check", headers={"sec-fetch-site": "cross-site"})
    assert cross.headers["content-security-policy"]


def test_nothing_is_listed_traced_or_shared_with_other_sites(house: House) -> None:
    with httpx2.Client(base_url=f"http://127.0.0.1:{house.port}") as client:
        hidden = ("/static/", "/static/../app.py", "/static/%2e%2e/app.py", "/.git/config", "/docs", "/redoc")
        assert {path: client.get(path).status_code for path in hidden} == dict.fromkeys(hidden, 404)
        for path in ("/", "/api/log", "/ledger"):
            assert client.request("TRACE", path).status_code == 405, path
            assert client.options(path, headers={"origin": "https://evil.example"}).status_code == 405
            answer = client.get(path, headers={"origin": "https://evil.example"})
            assert not [name for name in answer.headers if name.startswith("access-control-")]
        kinds = {path: client.get(path).headers["content-type"] for path in ("/", "/ledger", "/checkpoint", "/api/log")}
    assert kinds == {
        "/": "text/html; charset=utf-8", "/ledger": "application/json",
        "/checkpoint": "text/plain; charset=utf-8", "/api/log": "application/problem+json",
    }  # fmt: skip


def test_behind_tls_browsers_are_told_to_stay_there(tmp_path: Path) -> None:
    with hosting(tmp_path / "a") as house:
        headers = {"x-forwarded-proto": "https"}
        found = httpx2.get(f"http://127.0.0.1:{house.port}/", headers=headers).headers
        assert found["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    with hosting(tmp_path / "b", url="https://ledger.example") as house:
        answer = httpx2.get(f"http://127.0.0.1:{house.port}/nowhere")
        assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_one_viewer_reads_so_often_and_the_others_go_on(house: House) -> None:
    with httpx2.Client(base_url=f"http://127.0.0.1:{house.port}") as one, \
            httpx2.Client(base_url=f"http://127.0.0.1:{house.port}") as two:  # fmt: skip
        one.post("/demo/sign-in", data={"id": "one"})
        two.post("/demo/sign-in", data={"id": "two"})
        answers = [one.get("/api/log") for _ in range(21)]
        assert [answer.status_code for answer in answers] == [200] * 20 + [429]
        assert answers[-1].json()["code"] == "too-often"
        one.post("/demo/sign-in", data={"id": "one"})
        assert one.get("/api/log").status_code == 429, "a new session is the same viewer"
        assert one.get("/log", headers={"accept": "text/html"}).status_code == 429
        assert two.get("/api/log").status_code == 200
    assert house.site.counters.as_json()["limited"] == {"read": 3}


def test_what_anybody_may_ask_is_limited_for_each_address(house: House) -> None:
    answers = [house.send("POST", "/check", b"text=ab", FORM) for _ in range(6)]
    assert [answer.status for answer in answers] == [200] * 5 + [429]
    bad = {"authorization": "Bearer nonsense"}
    assert [house.send("GET", "/api/log", headers=bad).status for _ in range(6)] == [401] * 5 + [429]
    shelter = house.place.organisation("provider")
    assert house.post(shelter.heartbeat().token, JOSE).status == 201, "a signature admits statements, not an address"


def test_an_address_is_that_of_one_subscriber() -> None:
    assert neighbourhood("203.0.113.7") == "203.0.113.7"
    assert neighbourhood("::ffff:203.0.113.7") == "203.0.113.7"
    assert neighbourhood("2001:db8:1:2:3:4:5:6") == neighbourhood("2001:db8:1:2::9") != neighbourhood("2001:db8:1:3::")
    assert neighbourhood("not an address") == "unknown"
