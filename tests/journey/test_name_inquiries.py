"""A worker's name comes out for one recorded inquiry only: asked by one, approved by two others, shown once."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import flows
import pytest
from families import sent
from world import World, world

from ledger import jws, strictjson

pytestmark = pytest.mark.usefixtures("database")
NAME = "Robin Lastname"
#: Everybody but privacy officers of the two houses and auditors.
OTHERS = ("manager", "board", "kereru", "reporting", "evaluation", "advisor", "contracting", "hera", "mele")


@pytest.fixture
def w(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as opened:
        opened.sign_in("third", "privacy", opened.ccss, opened.ccss.unit)
        opened.sign_in("officer-too", "privacy", opened.acf, opened.privacy_office)
        yield opened


def opened(w: World, party: Any = None, holding: str = "", worker: str = NAME) -> str:
    """The digest of an opening of Hera's record, by somebody."""
    by = party or w.ccss
    data = {
        "holding": holding or w.register, "lines": [[1, 1]], "parts": ["name"], "unit": by.unit, "role": "case_worker",
        "mode": "opened", "why": flows.WHY,
    }  # fmt: skip
    return w.say(by, "information.accessed.v1", data, **({"worker": worker} if worker else {}))


def asked(w: World, statement: str, who: str = "privacy", status: int = 201, **more: Any) -> Any:
    about = {"statement": statement, "holding": w.register, "line": 1, "ground": "related"} | more
    return w.send(who, "/api/inquiries", about, status)


def decided(w: World, who: str, inquiry: str, decision: str = "approve", status: int = 201) -> Any:
    return w.send(who, f"/api/inquiries/{inquiry}/decisions", {"decision": decision}, status)


def named(w: World, who: str, inquiry: str, status: int = 200) -> Any:
    return w.send(who, f"/api/inquiries/{inquiry}/name", {}, status)


def test_two_others_approve_and_the_name_is_shown_once_to_who_asked(w: World) -> None:
    id = asked(w, opened(w))["inquiry"]
    assert named(w, "privacy", id, 409)["code"] == "approvers-needed"
    assert decided(w, "privacy", id, status=422)["code"] == "second-person", "who asked does not approve"
    assert [d["kind"] for d in w.get("second", "/api/duties")["ours"] if d["noun"] == "inquiry"] == ["inquiry-decide"]
    assert decided(w, "second", id)["state"] == "waiting"
    refused = named(w, "privacy", id, 409)
    assert refused["code"] == "approvers-needed" and "two trained approvers" in refused["detail"]
    assert decided(w, "second", id, status=422)["code"] == "approved-before", "the same person twice is one person"
    assert decided(w, "third", id)["state"] == "approved"
    assert named(w, "second", id, 403)["code"] == "not-allowed", "it is for who asked"
    shown = named(w, "privacy", id)
    assert shown["names"] == [NAME]
    row = w.house.site.ledger.statement(shown["index"])
    assert row is not None
    said = strictjson.read(jws.parse(row).payload)
    assert (said["type"], said["data"]["inquiry"], said["data"]["names"]) == ("lightwell.inquiry.answered.v1", id, 1)
    assert named(w, "privacy", id, 409)["code"] == "given-once"
    assert w.get("privacy", f"/api/inquiries/{id}")["state"] == "shown"


def test_of_many_who_ask_at_once_one_is_shown_it(w: World) -> None:
    id = asked(w, opened(w))["inquiry"]
    for who in ("second", "third"):
        decided(w, who, id)
    address = f"/api/inquiries/{id}/name"
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: w.client("privacy").post(address, json={}), range(6)))
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 5]


def test_another_houses_worker_is_named_only_with_somebody_of_that_house_and_it_is_told(w: World) -> None:
    there = opened(w, w.acf, sent(w, w.reporting).holding)
    id = asked(w, there)["inquiry"]
    assert "inquiry.opened" in [said["type"] for said in w.get("officer", "/api/news")]
    assert [d["kind"] for d in w.get("officer", "/api/duties")["ours"] if d["noun"] == "inquiry"] == ["inquiry-decide"]
    for who in ("second", "third"):
        assert decided(w, who, id)["state"] == "waiting", "nobody's information leaves a house without that house"
    assert named(w, "privacy", id, 409)["code"] == "approvers-needed"
    assert decided(w, "officer", id)["state"] == "approved"
    assert named(w, "officer", id, 403)["code"] == "not-allowed"
    assert named(w, "privacy", id)["names"] == [NAME]
    assert w.get("officer", "/api/news")[0]["type"] == "inquiry.answered", "the worker's house is told"
    mine = asked(w, there, "officer-too")["inquiry"]
    assert decided(w, "privacy", mine, status=403)["code"] == "not-a-party", "it is their own worker"
    assert mine not in w.page("privacy", "/do/approve-name")


def test_one_who_refuses_ends_it_and_so_do_thirty_days(w: World) -> None:
    line = opened(w)
    id = asked(w, line)["inquiry"]
    decided(w, "second", id)
    assert decided(w, "third", id, "refuse")["state"] == "refused"
    assert named(w, "privacy", id, 422)["code"] == "no-longer-open"
    late = asked(w, line)["inquiry"]
    for who in ("second", "third"):
        decided(w, who, late)
    w.house.site.ledger.clock.observe(_later(w, 31))
    assert named(w, "privacy", late, 422)["code"] == "no-longer-open"
    assert NAME not in w.client("auditor").get("/api/inquiries").text


def _later(w: World, days: int) -> str:
    return (w.house.site.ledger.clock.now() + timedelta(days=days)).isoformat().replace("+00:00", "Z")


def test_an_approval_that_was_taken_back_is_none(w: World) -> None:
    id = asked(w, opened(w))["inquiry"]
    by = {"inquiry": id, "decision": "approve", "unit": w.ccss.unit}
    w.say(w.ccss, "inquiry.decided.v1", by | {"by": "1" * 64})
    back = w.say(w.ccss, "inquiry.decided.v1", by | {"by": "2" * 64})
    w.say(w.ccss, "statement.retracted.v1", {"statement": back, "reason": "recorded_by_mistake"})
    assert named(w, "privacy", id, 409)["code"] == "approvers-needed"


def test_the_log_refuses_what_the_pages_would(w: World) -> None:
    digest = opened(w)
    data = {
        "inquiry": w.id(), "holding": w.register, "lines": [[1, 1]], "statement": digest, "to": w.ccss.organisation,
        "ground": "barred", "unit": w.ccss.unit, "by": "1" * 64,
    }  # fmt: skip
    assert w.refused(w.ccss, "inquiry.opened.v1", data | {"to": w.acf.organisation}) == "wrong-issuer"
    assert w.refused(w.ccss, "inquiry.opened.v1", data | {"statement": "0" * 64}) == "unknown-statement"
    strange = data | {"unit": w.kereru.unit}
    assert w.refused(w.kereru, "inquiry.opened.v1", strange) == "wrong-issuer"
    w.say(w.ccss, "inquiry.opened.v1", data)
    decision = {"inquiry": data["inquiry"], "decision": "approve", "unit": w.ccss.unit, "by": "1" * 64}
    assert w.refused(w.ccss, "inquiry.decided.v1", decision) == "second-person"
    other = decision | {"unit": w.acf.unit, "by": "2" * 64}
    assert w.refused(w.acf, "inquiry.decided.v1", other) == "not-a-party"
    w.say(w.ccss, "inquiry.decided.v1", decision | {"by": "2" * 64})
    assert w.refused(w.ccss, "inquiry.decided.v1", decision | {"by": "2" * 64}) == "approved-before"
    shown = {"inquiry": data["inquiry"], "organisation": w.ccss.organisation, "unit": None, "by": "1" * 64, "names": 1}
    assert w.refused(w.ccss, "inquiry.answered.v1", shown) == "wrong-issuer", "only the ledger shows a name"


def test_what_did_not_touch_the_person_is_no_inquiry_of_theirs(w: World) -> None:
    assert asked(w, opened(w), line=2, status=404)["code"] == "not-found"
    assert asked(w, opened(w), "officer", status=404)["code"] == "not-found"
    assert asked(w, "0" * 64, status=404)["code"] == "not-found"


def test_nobody_but_officers_of_the_two_houses_and_auditors_reads_of_it_and_no_family(w: World) -> None:
    line = opened(w)
    before = {who: w.client(who).get("/api/trail").content for who in ("hera", "mele")}
    id = asked(w, line)["inquiry"]
    for who in ("second", "third"):
        decided(w, who, id)
    named(w, "privacy", id)
    for who in OTHERS:
        assert w.client(who).get("/api/inquiries").status_code == 403, who
        assert w.client(who).get(f"/api/inquiries/{id}").status_code == 403, who
        for path in (f"/api/matters/{id}", "/api/news", "/api/duties", "/news", "/duties", "/my", "/api/trail"):
            assert id not in w.client(who).get(path, headers={"accept": "text/html"}).text, (who, path)
        w.send(who, f"/api/inquiries/{id}/name", {}, 403)
        decided(w, who, id, status=403)
        asked(w, line, who, 403)
    assert {who: w.client(who).get("/api/trail").content for who in ("hera", "mele")} == before
    assert w.get("officer", "/api/inquiries") == [], "not of the agency"
    (seen,) = w.get("auditor", "/api/inquiries")
    assert (seen["inquiry"], seen["state"], len(seen["approved"])) == (id, "shown", 2)
    log = b"".join(n.state for n in w.house.site.ledger.recorder.select_notifications(1, 10_000))
    assert b"Lastname" not in log
    assert w.house.log and not any("Lastname" in said for said in w.house.log)


def test_by_hand_from_an_alert_to_the_name(w: World) -> None:
    w.send("hera", "/api/my/barrings", {"name": "robin lastname"})
    opened(w)
    link = re.search(r"/do/ask-name\?of=[0-9a-f]{64}", w.page("privacy", "/told"))
    assert link
    w.page("privacy", link[0] + "&reason=misuse")
    form = w.page("privacy", link[0])
    new = re.search(r'name="new" value="([0-9a-f-]{36})"', form)
    assert new and 'id="statement"' not in form
    w.post("privacy", link[0], new=new[1], ground="barred")
    page = f"/inquiries/{new[1]}"
    assert "Ask two other officers" in w.page("privacy", page)
    refused = w.client("privacy").post(f"{page}/name", headers={"accept": "text/html"})
    assert refused.status_code == 409 and "Two other people must approve" in refused.text
    assert new[1] not in w.page("privacy", "/do/approve-name"), "who asked has nothing to approve"
    for who in ("second", "third"):
        assert "Approve or refuse it" in w.page(who, page)
        w.post(who, f"/do/approve-name?of={new[1]}", decision="approve")
    assert "Show me the name" not in w.page("second", page)
    assert "Show me the name" in w.page("privacy", page)
    shown = w.client("privacy").post(f"{page}/name", headers={"accept": "text/html"})
    assert shown.status_code == 200 and NAME in shown.text
    assert NAME not in w.page("privacy", page)
