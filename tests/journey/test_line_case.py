"""An officer of an agency follows one row of what was sent to it across its units, with no name and for a reason."""

from collections.abc import Iterator
from pathlib import Path

import flows
import pytest
from families import person, sent
from test_programme_pages import main
from world import World, world

from ledger import jws, strictjson

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def w(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as told:
        yield told


def readings(w: World) -> list[dict[str, object]]:
    rows = w.house.site.ledger.recorder.select_notifications(1, 10_000, topics=["lightwell.trail.read.v2"])
    return [dict(strictjson.read(jws.parse(row.state).payload)["data"]) for row in rows]


def test_an_officer_of_an_agency_follows_a_row_across_its_units(w: World) -> None:
    first, second = sent(w, w.reporting), sent(w, w.evaluation, 2, [[1, 1, 2], [3, 3, 1]])
    used = flows.used(w.acf, (second.holding, [[2, 2]], ["goals"]), unit=w.evaluation, role="evaluation_analyst")
    w.tell(flows.accessed(w.acf, first.holding, [[1, 1]], unit=w.reporting, role="reporting_analyst"))
    w.tell(flows.accessed(w.acf, first.holding, [[2, 2]], unit=w.contracting, role="contract_manager"))
    w.tell(used.line)
    w.tell(flows.outcome(w.acf, used.use, unit=w.evaluation))
    worry = {"about": "used", "to": w.acf.organisation, "text": "Why?"}
    concern = w.send("hera", "/api/my/concerns", worry)["concern"]
    other_worry = w.send("sela", "/api/my/concerns", worry)["concern"]

    assert 'href="/cases"' in w.page("officer", "/people").partition("<main")[2]
    where = w.client("officer").get("/cases", params={"sent": first.transfer, "row": "1"})
    assert (where.status_code, where.headers["location"]) == (303, f"/cases/{first.transfer}/1")
    assert "What do you read this trail for?" in w.page("officer", f"/cases/{first.transfer}/1")
    assert readings(w) == []
    whole = w.page("officer", f"/cases/{first.transfer}/1?reason=misuse")
    page = main(whole)
    assert "A reporting analyst opened" in page
    assert "An evaluation analyst used" in page, "another unit, in another file"
    assert "contract manager" not in page, "that was another row"
    assert "Row 1:" in page
    assert "Row 2:" in page, "where the second file has the same person"
    assert "Decision on funding" in page
    assert "Answer somebody who worries" in page
    assert concern in whole
    assert other_worry not in whole
    for name in ("Hera", "Mele", "Sela", "C-1"):
        assert name not in whole
    (said,) = readings(w)
    assert (said["organisation"], said["reason"], said["role"]) == (w.acf.organisation, "misuse", "privacy_officer")
    assert said["lines"] == [[first.holding, 1]]
    w.page("officer", f"/cases/{first.transfer}/1")
    assert len(readings(w)) == 1, "what it is for is remembered while the work lasts"


def test_a_reason_given_for_somebody_else_is_none_for_a_row(w: World) -> None:
    there, other = sent(w, w.reporting), person(w, "Hera")
    w.page("officer", f"/cases?of={other}&reason=complaint")
    assert "What do you read this trail for?" in w.page("officer", f"/cases/{there.transfer}/1?of={other}")
    assert readings(w) == []
    w.page("officer", f"/cases/{there.transfer}/1?of={other}&reason=misuse")
    assert "What do you read this trail for?" in w.page("officer", f"/cases/{there.transfer}/2?of={other}")
    assert [one["reason"] for one in readings(w)] == ["misuse"]


def test_the_person_sees_that_the_officer_read(w: World) -> None:
    there = sent(w, w.reporting)
    w.page("officer", f"/cases/{there.transfer}/2?reason=complaint")

    def read(who: str) -> list[str]:
        return [e["organisation"] for e in w.get(who, "/api/trail")["entries"] if e["role"] == "privacy_officer"]

    assert read("mele") == [w.acf.organisation]
    assert read("hera") == [], "theirs is another row"


def test_a_row_is_for_the_officer_of_the_house_that_was_sent_it(w: World) -> None:
    there = sent(w, w.reporting)
    address = f"/cases/{there.transfer}/2?reason=misuse"
    w.page("officer", address)
    for who in ("manager", "board", "privacy", "kereru", "reporting", "advisor", "contracting", "auditor", "hera"):
        w.page(who, address, status=404)
    for who in ("manager", "board", "reporting", "contracting", "auditor", "hera"):
        w.page(who, "/cases", status=404)
    assert there.transfer not in w.page("privacy", "/cases"), "it was not sent to them"
    for wrong in (f"/cases/{there.transfer}/4", f"/cases/{w.id()}/1", f"/cases/{there.transfer}/0"):
        assert w.client("officer").get(f"{wrong}?reason=misuse").status_code in (400, 404), wrong
    assert len(readings(w)) == 1, "nothing else was a reading"


def test_another_agencys_doings_with_the_same_person_are_not_in_it(w: World) -> None:
    other = w.place.organisation("agency", unit_kind="reporting")
    here = sent(w, w.reporting)
    there = flows.sent(w.ccss, other, w.register, 3, "all", to_unit=other.unit)
    w.tell(there.line)
    w.tell(flows.accessed(other, there.holding, [[2, 2]], unit=other.unit, role="policy_advisor"))
    page = w.page("officer", f"/cases/{here.transfer}/2?reason=misuse")
    assert "policy advisor" not in page
    w.page("officer", f"/cases/{there.transfer}/2?reason=misuse", status=404)


def test_a_wrong_row_is_said_beside_its_field(w: World) -> None:
    there = sent(w, w.reporting)
    page = w.page("officer", f"/cases?sent={there.transfer}&row=9", status=422)
    assert "It has the rows 1 to 3" in page
    page = w.page("officer", "/cases?row=2", status=422)
    assert 'id="sent-error">Choose the file that the row is in.' in page and "row-error" not in page
    assert "Choose one of these files" in w.page("officer", "/cases?sent=nothing&row=1", status=422)


def test_every_row_of_theirs_in_a_file_is_named(w: World) -> None:
    twice = [{"source": w.register, "mapping": [[1, 1, row]]} for row in (3, 9)]
    there = sent(w, w.reporting, 9, derived=twice)
    page = main(w.page("officer", f"/cases/{there.transfer}/3?reason=misuse"))
    assert page.count("Row 3:") == page.count("Row 9:") == 1


def test_what_brought_no_line_is_not_offered(w: World) -> None:
    first, theirs = sent(w, w.reporting), w.id()
    w.tell(w.kereru.collected(theirs, [(1, 1)]))
    second = flows.sent(w.kereru, w.acf, theirs, 1, holding=first.holding, to_unit=w.reporting)
    w.tell(second.line)
    page = w.page("officer", "/cases")
    assert first.transfer in page
    assert second.transfer not in page, "it is another's holding already"
    w.page("officer", f"/cases/{second.transfer}/1?reason=misuse", status=404)
