"""Who may look for somebody else: on recorded authority, until it ends, and never at what families are not shown."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flows
import httpx2
import pytest
from test_withholding import keep
from world import World, world

from ledger import jws, strictjson

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def w(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as opened:
        yield opened


def recorded(w: World, line: int = 1, **more: object) -> str:
    data = {
        "representation": w.id(), "holding": w.register, "lines": [[line, line]], "kind": "advocate",
        "views": "agrees", "unit": w.ccss.unit, "until": "2026-12-31",
    } | more  # fmt: skip
    w.say(w.ccss, "representation.recorded.v1", data)
    return str(data["representation"])


def ended(w: World, id: str, line: int = 1) -> None:
    data = {"representation": id, "holding": w.register, "lines": [[line, line]], "voice": "relayed"}
    w.say(w.ccss, "representation.ended.v1", data | {"reason": "withdrawn"})


@contextmanager
def signed_in(w: World, id: str) -> Iterator[httpx2.Client]:
    slip = w.send("manager", f"/api/representations/{id}/codes", {})
    client = httpx2.Client(base_url=f"http://127.0.0.1:{w.house.port}", timeout=60)
    try:
        assert client.post("/sign-in/code", data={"code": slip["code"]}).headers["location"] == "/for"
        yield client
    finally:
        client.close()


def test_they_see_what_the_person_sees_it_is_on_record_and_it_ends_at_once(w: World) -> None:
    id = recorded(w)
    with signed_in(w, id) as client:
        own = w.get("hera", "/api/trail")
        assert client.get("/api/trail").json()["entries"] == own["entries"]
        page = client.get("/for", headers={"accept": "text/html"})
        assert page.status_code == 200
        assert "Privacy Commissioner" in page.text
        last = w.get("hera", "/api/trail")["entries"][-1]
        assert (last["type"], last["role"]) == ("trail.read", "representative")
        ended(w, id)
        assert client.get("/api/trail").status_code == 404
        assert client.get("/for", headers={"accept": "text/html"}).status_code == 404
    assert w.client("manager").post(f"/api/representations/{id}/codes").status_code == 404


def test_after_its_last_day_nobody_looks(w: World) -> None:
    with signed_in(w, recorded(w, until="2099-01-01")) as client:
        assert client.get("/api/trail").status_code == 200
    w.at("2025-01-02T00:00:00Z")
    id = recorded(w, until="2025-02-01")
    assert w.client("manager").post(f"/api/representations/{id}/codes").status_code == 404


def test_they_act_in_nothing_and_take_nothing_away(w: World) -> None:
    with signed_in(w, recorded(w)) as client:
        for path in ("/api/my/notices", "/api/my/requests", "/api/news", "/api/duties", "/api/log", "/api/flows", "/my",
                     "/api/people", "/api/submissions", f"/api/people/{'0' * 32}/trail"):  # fmt: skip
            assert client.get(path).status_code in (403, 404), path
        proof = {"entry": 1, "safe": True}
        for path, body in (("/api/trail/copies", {}), ("/my/letter", {}), ("/api/my/proofs", proof),
                           ("/api/my/barrings", {"name": "Robin"})):  # fmt: skip
            assert client.post(path, json=body).status_code in (403, 404), path


def test_what_is_kept_from_those_who_speak_for_somebody_is_the_persons_alone(w: World) -> None:
    line = flows.accessed(w.ccss, w.register, [[1, 1]])
    w.tell(line)
    with signed_in(w, recorded(w)) as client:
        before = len(client.get("/api/trail").json()["entries"])
        w.tell(keep(w.ccss, line, w.register, [[1, 1]], viewers="representatives"))
        entries = client.get("/api/trail").json()["entries"]
        assert "information.accessed" not in [e["type"] for e in entries]
        assert len(entries) == before  # one less, and their own reading
        assert "information.accessed" in [e["type"] for e in w.get("hera", "/api/trail")["entries"]]


def test_a_child_who_objects_is_not_spoken_for_and_a_code_of_ones_own_ends_it(w: World) -> None:
    parent = {"holding": w.register, "lines": [[2, 2]], "kind": "parent", "unit": w.ccss.unit, "until": "2027-01-01"}
    asked = parent | {"representation": w.id(), "views": "objects"}
    assert w.refused(w.ccss, "representation.recorded.v1", asked) == "person-objects"
    advocate = parent | {"representation": w.id(), "views": "too_young", "kind": "advocate"}
    assert w.refused(w.ccss, "representation.recorded.v1", advocate) == "schema"
    assert w.refused(w.acf, "representation.recorded.v1", asked | {"unit": w.reporting}) == "wrong-issuer"
    with signed_in(w, recorded(w, 2, kind="parent", views="too_young")) as client:
        assert client.get("/api/trail").status_code == 200
        people = {one["name"]: one["person"] for one in w.get("manager", "/api/people")}
        w.send("manager", f"/api/people/{people['Mele']}/codes", {})
        assert client.get("/api/trail").status_code == 401, "signed out, and the authority is over"


def test_a_privacy_officer_says_for_each_person_what_it_is_for(w: World) -> None:
    people = {one["name"]: one["person"] for one in w.get("manager", "/api/people")}
    hera, sela = (f"/api/people/{people[name]}/trail" for name in ("Hera", "Sela"))
    assert w.get("privacy", hera, 403)["code"] == "reason-needed"
    assert w.get("privacy", hera, 400, reason="curious")["code"] == "bad-request"
    assert "What do you read this trail for?" in w.page("privacy", f"/people/{people['Hera']}")
    w.get("privacy", hera, reason="complaint")
    w.get("privacy", hera)
    assert w.get("privacy", sela, 403)["code"] == "reason-needed", "a case is about one person"
    rows = w.house.site.ledger.recorder.select_notifications(1, 10_000, topics=["lightwell.trail.read.v2"])
    said = [strictjson.read(jws.parse(row.state).payload)["data"] for row in rows]
    assert [(one["role"], one["reason"]) for one in said] == [("privacy_officer", "complaint")]


def test_keeping_back_by_hand_needs_another_hand(w: World) -> None:
    people = {one["name"]: one["person"] for one in w.get("manager", "/api/people")}
    hera = people["Hera"]
    w.page("privacy", f"/people/{hera}?reason=withholding")
    form = w.page("privacy", f"/do/keep-back?of={hera}")
    digest = re.findall(r'value="([0-9a-f]{64})"', form)[-1]
    fields = {"statement": digest, "viewers": "family", "ground": "fva2018:s20", "review": "2099-01-01"}
    new = re.search(r'name="new" value="([0-9a-f-]{36})"', form)
    assert new
    w.post("privacy", f"/do/keep-back?of={hera}", new=new[1], **fields)
    assert "information.collected" not in w.client("hera").get("/api/trail").text
    waiting = re.search(r"/do/decide-kept-back\?of=([0-9a-f-]{36})", w.page("privacy", "/do/decide-kept-back"))
    assert waiting
    address = f"/do/decide-kept-back?of={waiting[1]}"
    refused = w.client("privacy").post(address, data={"decision": "end"}, headers={"accept": "text/html"})
    assert "another trained approver" in refused.text
    assert "information.collected" not in w.client("hera").get("/api/trail").text
    w.post("second", address, decision="end")
    assert "information.collected" in w.client("hera").get("/api/trail").text
