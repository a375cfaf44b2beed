"""Slips with one-time codes, through the real server: who makes one, what it opens, and what it tells nobody."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from building import Party
from hosting import House, hosting
from textstat import textstat
from told import words

from api.identity.codes import Whose, plain
from ledger import jws, strictjson


@dataclass
class Home:
    house: House
    shelter: Party
    people: dict[str, str]

    def visitor(self) -> httpx2.Client:
        return httpx2.Client(base_url=f"http://127.0.0.1:{self.house.port}", timeout=30)

    @contextmanager
    def staff(self, who: str = "manager") -> Iterator[httpx2.Client]:
        with self.visitor() as client:
            assert client.post("/demo/sign-in", data={"id": who}).status_code == 303
            yield client

    def issue(self, name: str) -> dict[str, Any]:
        with self.staff() as client:
            answer = client.post(f"/api/people/{self.people[name]}/codes")
            assert answer.status_code == 201, answer.text
            found: dict[str, Any] = answer.json()
            return found

    def reads(self) -> list[dict[str, Any]]:
        rows = self.house.site.ledger.recorder.select_notifications(1, 10_000, topics=["lightwell.trail.read.v2"])
        return [strictjson.read(jws.parse(row.state).payload)["data"] for row in rows]


def staff(id: str, kind: str, party: Party) -> dict[str, Any]:
    return {"id": id, "name": id, "kind": kind, "organisation": party.organisation, "unit": party.unit, "ref": None}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with hosting(tmp_path, demo=True) as house:
        shelter, other = house.place.organisation("provider"), house.place.organisation("provider")
        today = house.site.ledger.clock.now().date()
        born = {"Hera": today.replace(year=today.year - 30), "Mele": today.replace(year=today.year - 10)}
        told = {
            1: {"ref": "C-1", "given_name": "Hera", "birth_date": born["Hera"].isoformat()},
            2: {"ref": "C-2", "given_name": "Mele", "birth_date": born["Mele"].isoformat()},
            3: {"ref": "C-3", "given_name": "Tui"},
        }
        house.place.seal(shelter.collected(house.place.id(), [(1, 3)], shelter.people(told)))
        people = [staff("manager", "provider", shelter), staff("stranger", "provider", other)]
        people += [staff("officer", "privacy", shelter), staff("board", "board", shelter)]
        path = tmp_path / "demo" / "identities.json"
        path.parent.mkdir()
        path.write_text(json.dumps(people))
        with house.site.ledger.recorder.reader() as cursor:
            known = house.site.ledger.vault.people(cursor, shelter.organisation)
        yield Home(house, shelter, {name: person.hex() for person, name in known})


def test_a_person_signs_in_with_their_slip_and_sees_their_own_page(home: Home) -> None:
    made = home.issue("Mele")
    assert made["young"]
    assert not home.issue("Hera")["young"]
    assert home.issue("Tui")["young"], "nobody knows how old Tui is"
    with home.visitor() as mele:
        page = mele.get(made["link"])
        assert (page.status_code, made["code"] in page.text) == (200, True)
        signed = mele.post("/sign-in/code", data={"code": made["code"]})
        assert (signed.status_code, signed.headers["location"]) == (303, "/my")
        assert "You are <strong>Mele</strong>" in mele.get("/my").text
        own = mele.get("/api/trail").json()
        assert {tuple(line) for line in own["lines"]} == {(own["lines"][0][0], 2)}
        assert mele.get(f"/api/people/{home.people['Hera']}/trail").status_code == 404
        assert mele.post(f"/api/people/{home.people['Mele']}/codes").status_code == 403


def test_a_link_that_a_mail_program_opens_is_not_used_up(home: Home) -> None:
    made = home.issue("Mele")
    with home.visitor() as scanner, home.visitor() as mele:
        for _ in range(3):
            assert scanner.get(made["link"]).status_code == 200
            assert "set-cookie" not in scanner.get(made["link"]).headers
            scanner.head(made["link"])
            scanner.get("/sign-in/code", params={"code": made["code"]})
        assert mele.post("/sign-in/code", data={"code": made["code"]}).status_code == 303


def test_a_link_tells_nobody_whether_its_code_is_any(home: Home) -> None:
    made = home.issue("Mele")
    with home.visitor() as visitor:
        real, other = visitor.get(made["link"]), visitor.get("/c/ABCD-EFGH-JKMN")
    assert real.text.replace(made["code"], "#") == other.text.replace("ABCD-EFGH-JKMN", "#")
    assert "Referer" not in real.text
    assert real.headers["referrer-policy"] == "same-origin"
    assert real.headers["cache-control"] == "no-store"


def test_every_code_that_does_not_work_gets_the_same_answer(home: Home) -> None:
    used, other = home.issue("Mele"), home.issue("Hera")
    with home.visitor() as mele, home.staff() as client:
        mele.post("/sign-in/code", data={"code": used["code"]})
        assert client.delete(f"/api/people/{home.people['Hera']}/codes/{other['id']}").status_code == 204
    answers = []
    for code in (used["code"], other["code"], "ABCD-EFGH-JKMN", "?"):
        for accept in ("text/html", "application/json"):
            with home.visitor() as visitor:
                answer = visitor.post("/sign-in/code", data={"code": code}, headers={"accept": accept})
            headers = {name: value for name, value in answer.headers.items() if name != "date"}
            answers.append((accept, answer.status_code, answer.content, tuple(headers.items())))
    assert len(set(answers)) == 2
    assert {status for _, status, _, _ in answers} == {401}


def test_making_one_is_on_record_as_a_read_and_cancelling_ends_the_session(home: Home) -> None:
    before = len(home.reads())
    made = home.issue("Mele")
    assert len(home.reads()) == before + 1
    assert home.reads()[-1]["lines"][0][1] == 2
    with home.visitor() as mele, home.staff() as client:
        mele.post("/sign-in/code", data={"code": made["code"]})
        assert mele.get("/my").status_code == 200
        again = home.issue("Mele")
        assert [one["state"] for one in client.get(f"/api/people/{home.people['Mele']}/codes").json()] == [
            "waiting", "used"
        ]  # fmt: skip
        for one in (again, home.issue("Mele")):
            mele.post("/sign-in/code", data={"code": one["code"]})
            assert client.delete(f"/api/people/{home.people['Mele']}/codes/{one['id']}").status_code == 204
            assert mele.get("/my").status_code == 401, "used or not, it ends here"
        assert client.delete(f"/api/people/{home.people['Hera']}/codes/{made['id']}").status_code == 404


def test_nobody_but_the_persons_own_providers_staff_makes_one(home: Home) -> None:
    mele = home.people["Mele"]
    for who, status in (("stranger", 404), ("officer", 403), ("board", 403)):
        with home.staff(who) as client:
            for answer in (
                client.post(f"/api/people/{mele}/codes"),
                client.get(f"/api/people/{mele}/codes"),
                client.delete(f"/api/people/{mele}/codes/abc"),
                client.get(f"/people/{mele}/slip"),
                client.post(f"/people/{mele}/slip", data={"promised": "yes"}),
            ):
                assert answer.status_code == status, (who, answer.text)
    with home.visitor() as nobody:
        assert nobody.post(f"/api/people/{mele}/codes").status_code == 401
    for wrong in ("00" * 16, "zz", "Mele"):
        with home.staff() as client:
            assert client.post(f"/api/people/{wrong}/codes").status_code == 404


def test_the_slip_can_be_printed_and_says_whose_it_is(home: Home) -> None:
    address = f"/people/{home.people['Mele']}/slip"
    with home.staff() as client:
        form = client.get(address).text
        assert "Mele is 10." in form
        assert "Not to a parent" in form
        forgotten = client.post(address, data={})
        assert (forgotten.status_code, "Tick the box first" in forgotten.text) == (422, True)
        assert home.reads() == []
        slip = client.post(address, data={"promised": "yes"})
        again = client.get(address).text
    (code,) = re.findall(r'<p class="code">(.*?)</p>', slip.text)
    assert "Mele, this is for you" in slip.text
    assert "your mum, your dad" in slip.text
    assert slip.text.count("<svg") == 1
    assert "style=" not in slip.text, "the content security policy would stop it"
    assert code not in again
    with home.visitor() as mele:
        assert mele.post("/sign-in/code", data={"code": code}).status_code == 303
    with home.staff() as client:
        adult = client.get(f"/people/{home.people['Hera']}/slip").text
    assert "Not to a partner" in adult


def test_a_name_is_shown_as_text_whatever_is_in_it(home: Home) -> None:
    name = "<script>alert(1)</script>\"'&"
    told = {1: {"ref": "C-9", "given_name": name, "birth_date": "2000-01-01"}}
    home.house.place.seal(home.shelter.collected(home.house.place.id(), [(1, 1)], home.shelter.people(told)))
    with home.staff() as client:
        people = client.get("/api/people").json()
        (person,) = (one["person"] for one in people if "script" in one["name"])
        pages = [client.get("/people").text, client.get(f"/people/{person}/slip").text]
        pages.append(client.post(f"/people/{person}/slip", data={"promised": "yes"}).text)
        pages.append(client.get(f"/people/{person}").text)
    for page in pages:
        assert "<script" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&amp;" in page


def test_trying_again_and_again_is_stopped_for_that_address(home: Home) -> None:
    made = home.issue("Mele")
    with home.visitor() as visitor:
        answers = [visitor.post("/sign-in/code", data={"code": "ABCD-EFGH-JKMN"}) for _ in range(31)]
        assert [one.status_code for one in answers] == [401] * 30 + [429]
        assert answers[-1].headers["retry-after"] == "60"
        assert visitor.post("/sign-in/code", data={"code": made["code"]}).status_code == 429, "a right one too"
        elsewhere = {"x-forwarded-for": "203.0.113.7"}
        assert visitor.post("/sign-in/code", data={"code": made["code"]}, headers=elsewhere).status_code == 303
    assert home.house.site.counters.as_json()["limited"] == {"code": 2}


def test_no_code_is_ever_logged(home: Home) -> None:
    made = home.issue("Mele")
    with home.visitor() as visitor:
        visitor.get(made["link"])
        visitor.post("/sign-in/code", data={"code": made["code"]})
        visitor.post("/sign-in/code", data={"code": made["code"]})
    logged = "\n".join(home.house.log)
    assert "/c/{" in logged
    assert made["code"] not in logged
    assert plain(made["code"]) not in logged
    with home.house.site.ledger.recorder.reader() as cursor:
        cursor.execute("SELECT state FROM stored_events")
        assert not any(made["code"].encode() in bytes(row[0]) for row in cursor.fetchall())


@pytest.mark.usefixtures("database")
def test_an_erased_person_gets_in_no_more(home: Home) -> None:
    """Nor is anything of their codes kept, and who is signed in as them is out."""
    used = home.issue("Mele")
    whose = {"organisation": home.shelter.organisation, "ref": "C-2"}
    with home.visitor() as mele, home.staff("officer") as officer:
        mele.post("/sign-in/code", data={"code": used["code"]})
        assert mele.get("/my").status_code == 200
        waiting = home.issue("Mele")
        asked = whose | {"asked": "person", "copy_first": "declined"}
        assert officer.post("/people/erasures", json=asked).status_code == 201
        assert mele.get("/my").status_code == 401
        assert mele.post("/sign-in/code", data={"code": waiting["code"]}).status_code == 401
    assert home.house.site.codes.issued(Whose(**whose)) == []
    assert [one.way for one in home.house.site.sessions.standing() if one.way == "code"] == []


@pytest.mark.usefixtures("database")
def test_where_only_the_log_knows_of_the_erasure_a_code_is_worth_nothing_either(home: Home) -> None:
    made = home.issue("Mele")
    with home.house.site.ledger.recorder.reader() as cursor:
        person = home.house.site.ledger.vault.person(cursor, home.shelter.organisation, "C-2")
    assert person
    home.house.site.ledger.erase(person)
    with home.visitor() as mele:
        assert mele.post("/sign-in/code", data={"code": made["code"]}).status_code == 401


def test_a_slip_can_be_read_by_a_child_and_the_sign_in_page_by_everybody(home: Home) -> None:
    with home.staff() as client:
        slip = client.post(f"/people/{home.people['Mele']}/slip", data={"promised": "yes"}).text
        form = client.get(f"/people/{home.people['Mele']}/slip").text
        page = client.get("/sign-in").text
    section = re.search(r'<section class="slip".*?</section>', slip, re.DOTALL)
    assert section
    assert (
        textstat.automated_readability_index(words(re.sub(r"<svg.*?</svg>|http\S+", "", section[0], flags=re.DOTALL)))
        <= 4
    )
    for text in (form, page):
        main = re.search(r"<main.*?</main>", text, re.DOTALL)
        assert main
        assert textstat.automated_readability_index(words(main[0])) <= 8
