"""Who reads a family's trail is on record before it is read; nobody's reading stops a person from reading their own."""

import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import flows
import pytest
from homes import Home, at_home

from projections import copies
from projections.policy import Kind, Viewer

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with at_home(tmp_path) as opened:
        yield opened


def test_a_staff_read_is_in_the_log_before_the_answer_and_is_not_in_that_answer(home: Home) -> None:
    size = home.house.site.ledger.size()
    answer = home.get("manager", f"/api/people/{home.person()}/trail").json()
    assert answer["header"]["size"] == size
    assert [e["type"] for e in answer["entries"]] == ["information.collected", "information.accessed"]
    (read,) = home.said("trail.read")
    assert read["lines"] == [[home.book, 1]]
    assert (read["size"], read["role"], read["organisation"]) == (size, "case_worker", home.shelter.organisation)


def test_the_person_sees_who_read_their_page(home: Home) -> None:
    home.get("manager", f"/api/people/{home.person()}/trail")
    last = home.get("aroha", "/api/trail").json()["entries"][-1]
    assert (last["type"], last["role"], last["whose"]) == ("trail.read", "case_worker", "own")
    assert "trail.read" not in home.get("tama", "/api/trail").text


def test_staff_do_not_see_that_a_privacy_officer_read_it(home: Home) -> None:
    home.get("officer", f"/api/people/{home.person()}/trail?reason=complaint")
    assert "trail.read" not in home.get("manager", f"/api/people/{home.person()}/trail").text
    roles = [e["role"] for e in home.get("aroha", "/api/trail").json()["entries"] if e["type"] == "trail.read"]
    assert sorted(roles) == ["case_worker", "privacy_officer"]


def test_one_read_per_viewer_person_and_quarter_of_an_hour_is_sealed(home: Home) -> None:
    path, other = f"/api/people/{home.person()}/trail", f"/api/people/{home.person('C-2')}/trail"
    home.get("manager", path)
    home.clock.at += timedelta(minutes=14)
    home.get("manager", path)
    assert len(home.said("trail.read")) == 1
    home.get("worker", path)
    home.get("manager", other)
    assert len(home.said("trail.read")) == 3
    home.clock.at += timedelta(minutes=2)
    home.get("manager", path)
    assert len(home.said("trail.read")) == 4


def test_a_persons_own_reads_are_counted_and_not_sealed(home: Home) -> None:
    size = home.house.site.ledger.size()
    for _ in range(3):
        assert home.get("aroha", "/api/trail").status_code == 200
    assert home.house.site.reads.own == 3
    assert home.house.site.ledger.size() == size


def test_when_the_ledger_cannot_write_staff_wait_and_a_person_reads_on(home: Home) -> None:
    path, before = f"/api/people/{home.person()}/trail", home.get("aroha", "/api/trail").content
    home.break_ledger()
    answer = home.get("manager", path)
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert "Aroha" not in answer.text
    assert home.book not in answer.text
    assert home.get("manager", f"/people/{home.person()}").status_code == 503
    assert home.get("aroha", "/api/trail").content == before
    assert home.copy("aroha").status_code == 503, "a copy leaves the house, so it must be sealed"


@pytest.mark.parametrize("who", ["board", "operator", "unit", "stranger", "tama"])
def test_whoever_may_not_see_a_trail_learns_nothing_and_leaves_no_read(home: Home, who: str) -> None:
    real, made_up = (home.get(who, f"/api/people/{id}/trail") for id in (home.person(), "0" * 32))
    assert (real.status_code, real.content) == (made_up.status_code, made_up.content)
    assert real.status_code == 404
    assert home.said("trail.read") == []


@pytest.mark.parametrize("id", ["nobody", "zz", "0", "é" * 16])
def test_an_address_that_names_nobody_is_not_found(home: Home, id: str) -> None:
    assert home.get("manager", f"/api/people/{id}/trail").status_code == 404


@pytest.mark.parametrize(("who", "viewer"), [("aroha", Kind.PERSON), ("manager", Kind.PROVIDER)])
def test_a_copy_is_sealed_and_the_log_replays_to_it_before_and_after_an_erasure_of_somebody_else(
    home: Home, tmp_path: Path, who: str, viewer: Kind
) -> None:
    person = {} if who == "aroha" else {"person": home.person()}
    answer = home.copy(who, **person)
    assert answer.status_code == 200
    body = answer.content
    (given,) = home.said("answer.given")
    assert given["body"] == sha256(body).hexdigest()
    lines = [(holding, line) for holding, line in json.loads(body)["answer"]["lines"]]
    asked = Viewer(viewer, home.shelter.organisation, home.shelter.unit, "a" * 32)
    ledger = home.house.site.ledger
    (tmp_path / "one").mkdir()
    assert copies.replay(ledger, tmp_path / "one", given["size"], asked, lines) == body
    with ledger.recorder.reader() as cursor:
        somebody = ledger.vault.person(cursor, home.shelter.organisation, "C-2")
    assert somebody is not None
    ledger.erase(somebody)
    home.house.place.seal(flows.accessed(home.shelter, home.book))
    (tmp_path / "two").mkdir()
    assert copies.replay(ledger, tmp_path / "two", given["size"], asked, lines) == body
    assert b"Aroha" not in body


def test_a_copy_of_somebody_elses_trail_is_not_to_be_had(home: Home) -> None:
    assert home.copy("tama", person=home.person()).status_code == 404
    assert home.copy("board", person=home.person()).status_code == 404
    assert home.said("answer.given") == []
