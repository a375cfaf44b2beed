"""A person ends by themselves that somebody looks for them, or staff do for them; staff make that somebody's slip."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from test_speaking_for import recorded, signed_in
from world import World, world

pytestmark = pytest.mark.usefixtures("database")
HTML = {"accept": "text/html"}


@pytest.fixture
def w(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as opened:
        yield opened


def id_of(w: World, name: str) -> str:
    return str(next(one["person"] for one in w.get("manager", "/api/people") if one["name"] == name))


@contextmanager
def with_code(w: World, code: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=f"http://127.0.0.1:{w.house.port}", timeout=60) as client:
        assert client.post("/sign-in/code", data={"code": code}).headers["location"] == "/for"
        yield client


def refused(client: httpx2.Client) -> bool:
    return all(client.get(path, headers=HTML).status_code in (401, 404) for path in ("/api/trail", "/for"))


def test_a_person_ends_it_on_their_own_page_and_the_very_next_look_is_refused(w: World) -> None:
    id, other = recorded(w), recorded(w, 3)
    with signed_in(w, id) as client, signed_in(w, other) as others:
        page = w.page("hera", "/my/speakers")
        assert "An advocate" in page and "31 December 2026" in page
        (shown,) = w.get("hera", "/api/my/representations")
        assert (shown["representation"], shown["kind"], shown["until"]) == (id, "advocate", "2026-12-31")
        assert client.get("/api/trail").status_code == 200
        w.send("hera", f"/api/my/representations/{other}/end", {}, 404)  # Sela's is not hers to end
        assert re.findall(r"/my/speakers/([0-9a-f-]{36})/end", page) == [id]
        assert w.post("hera", f"/my/speakers/{id}/end") == "/my/speakers"
        assert refused(client)
        assert others.get("/api/trail").status_code == 200, "hers goes on"
    assert w.get("hera", "/api/my/representations") == []
    w.send("hera", f"/api/my/representations/{id}/end", {}, 404)
    assert w.client("manager").post(f"/api/representations/{id}/codes").status_code == 404
    said = [one["type"] for one in w.get("privacy", "/api/news")]
    assert said[0] == "representation.ended", "the house is told"


def test_a_code_that_waits_is_worth_nothing_once_it_ended(w: World) -> None:
    id = recorded(w, 2, kind="parent", views="too_young")
    code = w.send("manager", f"/api/representations/{id}/codes", {})["code"]
    assert "Stop this" in w.page("mele", "/my/speakers")
    w.post("mele", f"/my/speakers/{id}/end")
    with httpx2.Client(base_url=f"http://127.0.0.1:{w.house.port}", timeout=60) as client:
        assert client.post("/sign-in/code", data={"code": code}).status_code == 401


def test_staff_make_the_slip_on_a_page_it_is_sealed_as_a_read_and_they_end_it(w: World) -> None:
    id, hera = recorded(w), id_of(w, "Hera")
    assert "/speakers" in w.page("manager", f"/people/{hera}")
    page = w.page("manager", f"/people/{hera}/speakers")
    address = f"/people/{hera}/speakers/{id}"
    assert "An advocate" in page and address in page
    forgotten = w.client("manager").post(address, headers=HTML)
    assert forgotten.status_code == 422 and "Tick the box first" in forgotten.text
    made = w.client("manager").post(address, data={"promised": "yes"}, headers=HTML)
    code = re.search(r'<p class="code">([0-9A-Z-]{14})</p>', made.text)
    assert made.status_code == 200 and code
    assert w.get("hera", "/api/trail")["entries"][-1]["type"] == "trail.read"
    with with_code(w, code[1]) as client:
        assert client.get("/api/trail").status_code == 200
        w.post("manager", f"/do/end-look-for?of={id}", reason="withdrawn")
        assert refused(client)
    assert "Nobody looks for Hera now" in w.page("manager", f"/people/{hera}/speakers")
    assert w.client("manager").post(address, data={"promised": "yes"}, headers=HTML).status_code == 404


def test_the_pages_are_for_the_person_and_for_the_staff_of_their_own_house(w: World) -> None:
    id, hera = recorded(w), id_of(w, "Hera")
    for who in ("kereru", "board", "reporting", "advisor", "contracting", "officer", "auditor", "sela"):
        w.page(who, f"/people/{hera}/speakers", status=200 if who == "officer" else 404)  # asked what for, and no more
        answer = w.client(who).post(f"/people/{hera}/speakers/{id}", data={"promised": "yes"}, headers=HTML)
        assert answer.status_code == 404, who
    for who in ("manager", "privacy", "board", "auditor"):
        w.page(who, "/my/speakers", status=404)
        w.send(who, f"/api/my/representations/{id}/end", {}, 403 if who == "board" else 404)
    assert id not in w.page("sela", "/my/speakers")
    assert "What do you read this trail for?" in w.page("privacy", f"/people/{hera}/speakers")
    w.page("privacy", f"/people/{hera}?reason=concern")
    page = w.page("privacy", f"/people/{hera}/speakers")
    assert "An advocate" in page and "Make a sign-in slip" not in page
    answer = w.client("privacy").post(f"/people/{hera}/speakers/{id}", data={"promised": "yes"}, headers=HTML)
    assert answer.status_code == 404
