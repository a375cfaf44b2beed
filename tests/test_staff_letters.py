"""A letter that staff print for a person: what both may see, on request, after a private question, and on record."""

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import flows
import httpx2
import papers
import pytest
import telling
from homes import Home, at_home
from textstat import textstat

from ledger.export import export
from ledger.exported import ExportedLog
from projections.reproduce import REPRODUCED, reproduce

ASKED = {"asked": "yes", "safe": "yes", "way": "hand", "reader": "adult", "size": "usual"}
HELD = {"purpose": "safety", "basis": "fva2018:s20"}


def printed(home: Home, who: str = "manager", **other: str) -> httpx2.Response:
    with home.signed_in(who) as client:
        return client.post(f"/people/{home.person()}/letter", data=ASKED | other)


def facts(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = json.loads(papers.attached(answer.content)["facts.json"])["answer"]
    return found


def test_it_says_what_the_persons_own_page_says_and_who_printed_it(tmp_path: Path) -> None:
    with at_home(tmp_path) as home:
        own = home.get("aroha", "/api/trail").json()
        answer = printed(home)
        assert facts(answer)["entries"] == own["entries"] != []
        said = papers.words(answer.content)
        assert "Kiaora,Aroha" in said and "printedthisforyouon" in said and "becauseyouasked" in said
        assert "Yourworries" not in said and "Yourcopies" not in said, "what they chose and worry about is not staff's"
        assert answer.headers["content-disposition"] == 'attachment; filename="letter.pdf"'
        assert "We" in papers.words(printed(home, reader="child").content)


def test_it_is_sealed_as_a_read_and_as_given_and_the_person_sees_that(tmp_path: Path) -> None:
    with at_home(tmp_path) as home:
        assert home.said("trail.read") == home.said("answer.given") == []
        body = papers.attached(printed(home).content)["facts.json"]
        (read,), (given,) = home.said("trail.read"), home.said("answer.given")
        assert (read["organisation"], read["role"], read["lines"]) == (home.shelter.organisation, "case_worker",
                                                                      [[home.book, 1]])  # fmt: skip
        assert (given["kind"], given["body"]) == ("trail", sha256(body).hexdigest())
        assert [e["type"] for e in home.get("aroha", "/api/trail").json()["entries"]][-1] == "trail.read"
        home.break_ledger()
        assert printed(home, "worker").status_code == 503
        assert len(home.said("answer.given")) == 1


def test_nothing_is_printed_unless_they_asked_and_said_in_private_that_it_is_safe(tmp_path: Path) -> None:
    with at_home(tmp_path) as home:
        for field, says in (
            ({"asked": ""}, "only where they asked for it themselves"), ({"safe": ""}, "where nobody else can hear"),
            ({"safe": "no"}, "Then do not print it now."), ({"way": ""}, "Choose how they get it."),
            ({"way": "sent"}, "handed to them, and to nobody else"),  # nobody knows how old Aroha is
        ):  # fmt: skip
            answer = printed(home, **field)
            assert (answer.status_code, says in answer.text) == (422, True), field
        assert home.said("trail.read") == home.said("answer.given") == []


def test_it_holds_no_more_than_both_the_person_and_the_staff_may_see(tmp_path: Path) -> None:
    with at_home(tmp_path) as home:
        held = flows.accessed(home.shelter, home.book, [[1, 1]], why=HELD)
        home.house.place.seal(held)
        assert home.get("officer", f"/api/people/{home.person()}/trail?reason=complaint").status_code == 200
        staff = home.get("manager", f"/api/people/{home.person()}/trail").json()["entries"]
        own = home.get("aroha", "/api/trail").json()["entries"]
        found = facts(printed(home))["entries"]
    assert held.digest.hex() in {one["digest"] for one in staff}, "staff know what they did"
    assert [one["role"] for one in own].count("privacy_officer") == 1, "the person knows that an officer looked"
    assert "privacy_officer" not in {one["role"] for one in found}
    assert HELD["basis"] not in {one["basis"] for one in found}
    assert len(found) == len(own) - 1


def test_it_is_made_again_from_an_export(tmp_path: Path) -> None:
    with at_home(tmp_path / "house") as home:
        assert home.get("officer", f"/api/people/{home.person()}/trail?reason=complaint").status_code == 200
        (tmp_path / "copies").mkdir()
        (tmp_path / "copies" / "letter.pdf").write_bytes(printed(home).content)
        export(home.house.site.ledger, tmp_path / "out")
    (tmp_path / "again").mkdir()
    done, views = reproduce(ExportedLog(tmp_path / "out"), tmp_path / "again", tmp_path / "copies")
    views.dispose()
    assert [(one.result, "printed by its provider's staff" in one.words) for one in done.answers] == [
        (REPRODUCED, True)
    ]


def test_only_the_persons_own_providers_staff_print_one(tmp_path: Path) -> None:
    with at_home(tmp_path) as home:
        for who, status in (("stranger", 404), ("board", 403), ("officer", 403), ("unit", 403), ("operator", 403),
                            ("aroha", 403), ("tama", 403)):  # fmt: skip
            assert printed(home, who).status_code == status, who
            assert home.get(who, f"/people/{home.person()}/letter").status_code == status, who
        assert home.said("answer.given") == []


@pytest.mark.parametrize(("who", "reader", "grade"), [("Hera", "adult", 8), ("Mele", "child", 4)])
def test_it_is_easy_to_read_and_can_be_read_by_everybody(who: str, reader: str, grade: int) -> None:
    story, young = telling.story(), reader == "child"
    client = story.signed_in("ccss-manager")
    called = [one["person"] for one in story.get("ccss-manager", "/api/people").json() if one["name"].startswith(who)]
    forms = {one: client.get(f"/people/{one}/letter", headers={"accept": "text/html"}).text for one in called}
    person = next(one for one, form in forms.items() if ("Not to a parent" in form) == young)
    assert ("I send it to an address that they call safe" in forms[person]) != young
    way = {} if young else {"way": "sent"}
    answer = client.post(f"/people/{person}/letter", data=ASKED | {"reader": reader} | way)
    assert answer.status_code == 200, answer.text
    papers.assert_for_everybody(answer.content)
    text = "".join(p.extract_text() for p in papers.read(answer.content).pages)
    text = re.sub(r"\S+/l/\S+|My information.*Page \d+ of \d+", " ", text)
    assert textstat.automated_readability_index(text) <= grade
