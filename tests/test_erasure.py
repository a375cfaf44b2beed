"""What stands in the way of erasing somebody, and what they can keep to show that it was done."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from building import Line, Party, Place
from homes import Home, at_home
from test_vault import opened, person, two_people

from api.wording.erasing import grounds
from ledger import jws, proof, strictjson
from ledger.admission import Sealed
from ledger.erasure import Asked
from ledger.problems import Problem
from ledger.statements import erasing

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def book(place: Place, shelter: Party) -> str:
    holding = place.id()
    place.seal(two_people(shelter, holding))
    return holding


def refused(place: Place, shelter: Party, ref: str = "C-1", asked: Asked | None = None) -> tuple[str, list[str]]:
    """The code and the grounds of the refusal; nothing was changed."""
    who, size = person(place.ledger, shelter, ref), place.ledger.size()
    asked = asked or Asked()
    with pytest.raises(Problem) as refusal:
        place.ledger.erase(who, asked)
    assert place.ledger.size() == size
    assert person(place.ledger, shelter, ref) == who
    told = place.ledger.barred(who, asked)
    assert told is not None
    assert told.code == refusal.value.code
    return refusal.value.code, [rule for _, rule in refusal.value.errors]


def order(place: Place, shelter: Party, book: str, lines: Any, ground: str = "misuse") -> tuple[str, Line]:
    id = place.id()
    data = {"preservation": id, "holding": book, "lines": lines, "unit": shelter.unit}
    return id, shelter.say("preservation.ordered.v1", data | {"ground": ground, "review": "2026-09-01"})


@pytest.mark.parametrize("ground", erasing.KeptBy)
@pytest.mark.parametrize("lines", ["all", [[1, 1]], [[1, 2]]])
def test_nobody_is_erased_whom_an_order_preserves(
    place: Place, shelter: Party, book: str, lines: Any, ground: str
) -> None:
    id, ordered = order(place, shelter, book, lines, ground)
    place.seal(ordered)
    assert refused(place, shelter) == ("erasure-held", [ground])
    place.seal(shelter.say("preservation.ended.v1", {"preservation": id, "unit": shelter.unit}))
    assert isinstance(place.ledger.erase(person(place.ledger, shelter, "C-1")), Sealed)


def test_an_order_about_somebody_else_is_in_nobodys_way(place: Place, shelter: Party, book: str) -> None:
    place.seal(order(place, shelter, book, [[2, 2]])[1])
    assert place.ledger.barred(person(place.ledger, shelter, "C-1")) is None
    place.ledger.erase(person(place.ledger, shelter, "C-1"))
    assert refused(place, shelter, "C-2")[0] == "erasure-held"


def test_an_order_is_the_holders_alone(place: Place, shelter: Party, book: str) -> None:
    other = place.organisation()
    answers = place.record(order(place, other, book, "all")[1], order(place, shelter, place.id(), "all")[1])
    assert [answer.code for answer in answers if isinstance(answer, Problem)] == ["wrong-issuer", "unknown-holding"]
    id, ordered = order(place, shelter, book, "all")
    place.seal(ordered)
    ended = {"preservation": id, "unit": other.unit}
    (answer,) = place.record(other.say("preservation.ended.v1", ended))
    assert isinstance(answer, Problem)
    assert answer.code == "not-a-party"


def test_what_the_person_asked_for_comes_first(place: Place, shelter: Party, book: str) -> None:
    request = {
        "request": place.id(), "voice": "relayed", "kind": "access", "holding": book, "lines": [[1, 1]], "by": "self",
        "to": shelter.organisation, "organisations": [shelter.organisation], "channel": "in_person", "child": False,
    }  # fmt: skip
    place.seal(shelter.say("request.made.v1", request))
    assert refused(place, shelter) == ("erasure-request-open", ["access"])
    withdrawn = {"request": request["request"], "voice": "relayed", "holding": book, "lines": [[1, 1]]}
    place.seal(shelter.say("request.withdrawn.v1", withdrawn))
    assert place.ledger.barred(person(place.ledger, shelter, "C-1")) is None


def concern(place: Place, shelter: Party, book: str) -> tuple[str, Line]:
    id = place.id()
    data = {"concern": id, "voice": "relayed", "about": "seen", "to": shelter.organisation}
    return id, shelter.say("concern.raised.v1", data | {"holding": book, "lines": [[1, 1]]})


def test_a_worry_is_answered_first(place: Place, shelter: Party, book: str) -> None:
    id, raised = concern(place, shelter, book)
    place.seal(raised)
    assert refused(place, shelter) == ("erasure-concern-open", ["seen"])
    place.seal(shelter.say("concern.answered.v1", {"concern": id, "unit": shelter.unit, "result": "explained"}))
    assert place.ledger.barred(person(place.ledger, shelter, "C-1")) is None


def test_what_was_taken_back_bars_no_more(place: Place, shelter: Party, book: str) -> None:
    _, raised = concern(place, shelter, book)
    place.seal(raised)
    assert refused(place, shelter)[0] == "erasure-concern-open"
    place.seal(
        shelter.say("statement.retracted.v1", {"statement": raised.digest.hex(), "reason": "recorded_by_mistake"})
    )
    assert place.ledger.barred(person(place.ledger, shelter, "C-1")) is None


@pytest.mark.parametrize(("reason", "bars"), [("safety", True), ("concern", True), ("asked", False), ("wrong", False)])
def test_a_hold_for_somebodys_safety_keeps_them(
    place: Place, shelter: Party, book: str, reason: str, bars: bool
) -> None:
    hold = {"hold": place.id(), "holding": book, "lines": [[1, 1]], "parts": ["goals"], "reason": reason}
    place.seal(shelter.say("hold.placed.v1", hold))
    if bars:
        assert refused(place, shelter) == ("erasure-held", [reason])
        place.seal(shelter.say("hold.lifted.v1", {"hold": hold["hold"]}))
    assert place.ledger.barred(person(place.ledger, shelter, "C-1")) is None


def test_a_line_that_is_withheld_keeps_its_person_until_that_ends(place: Place, shelter: Party, book: str) -> None:
    """What is kept from somebody's eyes for another's safety is not destroyed because one of them asks."""
    opening = shelter.accessed(book, [[1, 1]])
    id, one, two = place.id(), "1" * 64, "2" * 64
    data = {
        "withholding": id, "holding": book, "lines": [[1, 1]], "statement": opening.digest.hex(), "unit": shelter.unit,
        "viewers": "family", "ground": "fva2018:s20", "by": one, "review": "2027-03-01",
    }  # fmt: skip
    place.seal(opening, shelter.say("withholding.proposed.v1", data))
    decided = {"withholding": id, "unit": shelter.unit, "by": two}
    assert refused(place, shelter) == ("erasure-held", ["fva2018:s20"])
    place.seal(shelter.say("withholding.decided.v1", decided | {"decision": "keep", "review": "2027-06-01"}))
    assert refused(place, shelter) == ("erasure-held", ["fva2018:s20"])
    place.seal(shelter.say("withholding.decided.v1", decided | {"decision": "end"}))
    assert place.ledger.barred(person(place.ledger, shelter, "C-1")) is None


def test_what_comes_in_while_somebody_is_being_erased_is_seen_under_the_lock(
    place: Place, shelter: Party, book: str
) -> None:
    ledger, who, look = place.ledger, person(place.ledger, shelter, "C-1"), place.ledger.barred

    def looked(person: bytes, asked: Asked) -> Problem | None:
        found = look(person, asked)
        place.seal(order(place, shelter, book, [[1, 1]])[1])
        return found

    ledger.barred = looked  # type: ignore[assignment, method-assign]
    with pytest.raises(Problem) as refusal:
        ledger.erase(who)
    assert refusal.value.code == "erasure-held"
    assert person(ledger, shelter, "C-1") == who


def test_a_worker_is_never_erased(place: Place, shelter: Party, book: str) -> None:
    """Neither by asking for it, nor by naming the organisation's own words, in which its workers are."""
    assert refused(place, shelter, asked=Asked("worker")) == ("erasure-of-worker", [])
    with place.ledger.recorder.reader() as cursor:
        mac = place.ledger.vault.subject_mac(shelter.organisation, None)
        cursor.execute("SELECT person FROM subject WHERE ref_mac=?", (mac,))
        own = bytes(cursor.fetchone()[0])
    with pytest.raises(Problem) as refusal:
        place.ledger.erase(own)
    assert refusal.value.code == "erasure-of-worker"


def test_a_public_office_names_its_authority(place: Place) -> None:
    agency, book = place.organisation("agency"), place.id()
    place.seal(two_people(agency, book))
    assert refused(place, agency) == ("erasure-no-authority", [])
    sealed = place.ledger.erase(person(place.ledger, agency, "C-1"), Asked(disposal="GDA6"))
    assert said(place.ledger.statement(sealed.index))["disposal"] == "GDA6"


def test_nobody_is_erased_who_is_not_there(place: Place, shelter: Party) -> None:
    with pytest.raises(Problem) as refusal:
        place.ledger.erase(bytes(16))
    assert refusal.value.code == "not-found"


def said(token: bytes | None) -> dict[str, Any]:
    data: dict[str, Any] = strictjson.read(jws.parse(token or b"").payload)["data"]
    return data


# By API


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with at_home(tmp_path / "home") as opened:
        yield opened


def asking(home: Home, **changed: Any) -> dict[str, Any]:
    asked = {"organisation": home.shelter.organisation, "ref": "C-1", "asked": "person", "copy_first": "given"}
    return asked | changed


def test_the_receipt_can_be_kept_and_checked_by_anybody_and_names_nobody(home: Home) -> None:
    ledger = home.house.site.ledger
    with home.signed_in("officer") as officer:
        answer = officer.post("/people/erasures", json=asking(home))
    assert answer.status_code == 201
    kept = answer.json()
    token = kept["statement"].encode()
    assert kept["digest"] == sha256(token).hexdigest()
    assert proof.check_receipt(kept, token, ledger.log_verifier).size == ledger.size()
    parsed = jws.parse(token)
    jws.verify(parsed, ledger.public_keys()[parsed.kid])
    data = said(token)
    assert (data["asked"], data["copy_first"], data["lines"]) == ("person", "given", [[home.book, 1]])
    assert not any(name in str(strictjson.read(parsed.payload)) + answer.text for name in ("Aroha", "C-1"))


def test_a_refusal_says_on_what_ground_and_what_to_do(home: Home) -> None:
    place, shelter = home.house.place, home.shelter
    place.seal(order(place, shelter, home.book, [[1, 1]], "police")[1])
    with home.signed_in("officer") as officer:
        held = officer.post("/people/erasures", json=asking(home))
        worker = officer.post("/people/erasures", json=asking(home, asked="worker"))
        nobody = officer.post("/people/erasures", json=asking(home, ref="C-9"))
        unclear = officer.post("/people/erasures", json={"organisation": shelter.organisation, "ref": "C-1"})
    problem = held.json()
    assert (held.status_code, problem["code"]) == (409, "erasure-held")
    assert problem["errors"] == [{"location": "ground", "rule": "police"}]
    assert "then erase" in problem["detail"]
    assert (worker.status_code, worker.json()["code"]) == (403, "erasure-of-worker")
    assert (nobody.status_code, unclear.status_code) == (404, 400)


def test_an_officer_does_it_on_a_page_and_the_person_gets_a_paper(home: Home) -> None:
    place, shelter = home.house.place, home.shelter
    address = f"/people/{home.person()}/erasure"
    id, ordered = order(place, shelter, home.book, [[1, 1]], "inquiry")
    place.seal(ordered)
    with home.signed_in("officer") as officer:
        barred = officer.get(address)
        assert "An inquiry has asked for it to be kept." in barred.text
        assert "<form method" not in barred.text.partition("<main")[2]
        place.seal(shelter.say("preservation.ended.v1", {"preservation": id, "unit": shelter.unit}))
        assert "Erase what is held about Aroha" in officer.get(address).text
        unsure = officer.post(address, data={"asked": "person", "copy_first": ""})
        assert unsure.status_code == 422
        assert 'value="person" selected' in unsure.text
        assert "Choose one." in unsure.text
        assert "Tick this" in unsure.text
        worker = officer.post(address, data={"asked": "worker", "copy_first": "given", "sure": "yes"})
        assert worker.status_code == 422
        assert home.person()
        paper = officer.post(address, data={"asked": "person", "copy_first": "given", "sure": "yes"})
        assert paper.status_code == 200
        assert "because you asked for it. You got a copy first." in paper.text
        assert "Aroha" not in paper.text
        assert officer.get(address).status_code == 404
        (digest,) = re.findall(r"<code>([0-9a-f]{64})</code>", paper.text)
        assert "Yes, this is in the record" in officer.post("/check", data={"text": digest}).text
    for who in ("manager", "tama", "stranger", "unit"):
        assert home.get(who, f"/people/{home.person('C-2')}/erasure").status_code in (403, 404), who


@pytest.mark.parametrize("ground", [*erasing.KeptBy, "safety", "concern", "access", "correction"])
def test_every_ground_has_words(ground: str) -> None:
    (told,) = grounds(Problem("erasure-held", "", [("ground", ground)]))
    assert "withheld" not in told


def test_an_order_is_read_by_the_privacy_officer_and_nobody_of_the_family(home: Home) -> None:
    """It may be about an investigation of somebody who reads over their shoulder."""
    place = home.house.place
    before = {who: home.get(who, path).text for who, path in (("aroha", "/api/news"), ("aroha", "/my"))}
    id, ordered = order(place, home.shelter, home.book, [[1, 1]], "police")
    place.seal(ordered)
    home.house.site.follower.wait(place.ledger.size())
    assert home.get("officer", f"/api/matters/{id}").status_code == 200
    for who in ("aroha", "tama", "manager", "unit", "board", "stranger"):
        assert home.get(who, f"/api/matters/{id}").status_code in (403, 404), who
    assert {who: home.get(who, path).text for who, path in (("aroha", "/api/news"), ("aroha", "/my"))} == before
    kinds = {due["kind"] for due in home.get("officer", "/api/duties").json()["ours"]}
    assert "preservation" in kinds
    assert not any(due["kind"] == "preservation" for due in home.get("manager", "/api/duties").json()["ours"])


def test_the_erased_are_gone_from_what_their_staff_can_open(home: Home) -> None:
    with home.signed_in("officer") as officer:
        who = home.person()
        assert officer.get(f"/api/people/{who}/trail?reason=erasure").status_code == 200
        officer.post("/people/erasures", json=asking(home)).raise_for_status()
        assert officer.get(f"/api/people/{who}/trail?reason=erasure").status_code == 404
        assert [one["name"] for one in officer.get("/api/people").json()] == ["Tama"]
    assert opened(home.house.site.ledger, bytes(32)) == []
