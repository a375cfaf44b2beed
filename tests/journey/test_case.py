"""A privacy officer's case: one person, what it is for, and everything across the units on one page."""

from collections.abc import Iterator
from pathlib import Path

import flows
import pytest
from families import sent
from test_name_inquiries import asked, opened
from test_speaking_for import recorded
from test_withholding import keep
from world import World, world

from ledger import jws, strictjson

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def w(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as told:
        yield told


def test_one_case_is_one_page_and_is_sealed_with_what_it_is_for(w: World) -> None:
    people = {one["name"]: one["person"] for one in w.get("manager", "/api/people")}
    there = sent(w, w.reporting)
    opened(w, w.acf, there.holding)
    w.send("hera", "/api/my/barrings", {"name": "robin lastname"})
    line = opened(w)
    kept = flows.accessed(w.ccss, w.register, [[1, 1]], parts=["contact"])
    w.tell(kept)
    w.tell(keep(w.ccss, kept, w.register, [[1, 1]]))
    worry = {"about": "used", "to": w.acf.organisation, "text": "Why?"}
    concern = w.send("hera", "/api/my/concerns", worry)["concern"]
    speaker = recorded(w)
    inquiry = asked(w, line)["inquiry"]
    address = f"/people/{people['Hera']}/case"

    assert "What do you read this trail for?" in w.page("privacy", address)
    page = w.page("privacy", f"{address}?reason=misuse")
    assert "somebody may have looked who should not" in page
    for known in (concern, speaker, inquiry):
        assert known in page
    assert "whom the person had named" in page and "No second person has decided" in page
    assert page.count("Case worker") + page.count("case worker") >= 3, "openings of both houses"
    rows = w.house.site.ledger.recorder.select_notifications(1, 10_000, topics=["lightwell.trail.read.v2"])
    said = [strictjson.read(jws.parse(row.state).payload)["data"] for row in rows]
    assert said[-1]["reason"] == "misuse"
    other = w.page("privacy", f"/people/{people['Sela']}/case?reason=concern")
    for known in (concern, speaker, inquiry, "No second person has decided"):
        assert known not in other
    for who in ("manager", "board", "kereru", "reporting", "advisor", "contracting", "auditor", "hera"):
        w.page(who, f"{address}?reason=misuse", status=404)
    assert w.client("officer").get(f"{address}?reason=misuse").status_code == 404, "it is no case of theirs"
