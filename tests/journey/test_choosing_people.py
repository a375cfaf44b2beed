"""Where a provider has many people, a form lists none of them: a number or a name is written, and without scripts."""

import re
from collections.abc import Iterator
from typing import Any

import flows
import pytest
from by_hand import main, says, tries
from families import person
from world import World, world

from api.pages import picking
from api.pages.acts import BY_NAME
from api.pages.forms import Form
from ledger import jws, strictjson
from ledger.vault import Vault

STORY = {"title": "A grandmother and the clinic", "identifiability": "coded", "role": "case_worker"}
ASKED = {"kind": "access", "by": "self", "channel": "phone", "text": "What do you hold?"}


@pytest.fixture(scope="module")
def w(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two more people than in every world, whose names begin as Hera's does."""
    with world(tmp_path_factory.mktemp("world")) as made:
        more = {1: {"ref": "C-8", "given_name": "Herewini"}, 2: {"ref": "C-9", "given_name": "Hereata"}}
        made.tell(made.ccss.collected(made.id(), [(1, 2)], made.ccss.people(more)))
        made.page("privacy", f"/people/{person(made, 'Hera')}?reason=concern")
        yield made


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picking, "MANY", 1)


def offered(page: str, name: str) -> list[str]:
    """Who can be chosen, as they are called."""
    return re.findall(rf'<label for="{name}-(?!wanted)[^"]+">([^<]+)</label>', page)


def value(page: str, name: str, called: str) -> str:
    found = re.search(rf'<label for="{name}-([^"]+)">{called}</label>', page)
    assert found, called
    return found[1]


@pytest.mark.parametrize("act", ["record-choice", "keep-back", "keep-record", "look-for", "ask-name"])
def test_an_act_about_a_person_leads_from_a_number_or_a_name_to_its_form(w: World, act: str) -> None:
    path, hera = f"/do/{act}", person(w, "Hera")
    asked = w.page("privacy", path)
    assert not re.search("Hera|Mele|Sela", asked)
    for words in ("C-1", "hera"):
        found = {"person-wanted": words}
        if BY_NAME[act].case:
            said = tries(w, "privacy", path, **found)
            assert picking.ALONE in said and offered(said, "person") == ["Hera"], "a mistyped number is somebody else's"
            found["person"] = hera
        assert w.post("privacy", path, **found) == f"{path}?of={hera}"
    assert "Write a number or a name." in tries(w, "privacy", path, **{"person-wanted": ""})
    assert picking.NOBODY in tries(w, "privacy", path, **{"person-wanted": "nobody is called so"})
    several = tries(w, "privacy", path, **{"person-wanted": "Her"})
    assert picking.WHICH in several
    assert offered(several, "person") == ["Hera", "Hereata", "Herewini"]
    assert w.post("privacy", path, **{"person-wanted": "Her", "person": hera}) == f"{path}?of={hera}"


def test_nobodys_trail_is_read_before_they_are_named(w: World) -> None:
    def readings() -> list[str]:
        rows = w.house.site.ledger.recorder.select_notifications(1, 10_000, topics=["lightwell.trail.read.v2"])
        return [strictjson.read(jws.parse(row.state).payload)["data"]["reason"] for row in rows]

    mele, before = person(w, "Mele"), readings()
    tries(w, "privacy", "/do/keep-back", **{"person-wanted": "C-2"})
    chosen = w.post("privacy", "/do/keep-back", **{"person-wanted": "C-2", "person": mele})
    asked = main(w.page("privacy", chosen))
    assert "What do you read this trail for?" in asked and "Mele" in asked
    assert readings() == before
    w.page("privacy", f"{chosen}&reason=withholding")
    assert readings() == [*before, "withholding"]


def test_a_request_is_passed_on_for_whoever_is_found(w: World) -> None:
    assert not re.search("Hera|Mele|Sela", w.page("manager", "/requests/new"))
    assert "Write a number or a name." in tries(w, "manager", "/requests/new", **ASKED, **{"person-wanted": " "})
    assert picking.NOBODY in tries(w, "manager", "/requests/new", **ASKED, **{"person-wanted": "C-77"})
    several = tries(w, "manager", "/requests/new", **ASKED, **{"person-wanted": "Her"})
    herewini = value(several, "person", "Herewini")
    place = w.post("manager", "/requests/new", **ASKED, **{"person-wanted": "Her", "person": herewini})
    assert _whose(w, place) == herewini
    hera, sela = person(w, "Hera"), person(w, "Sela")
    alone = tries(w, "manager", "/requests/new", **ASKED, **{"person-wanted": "C-1"})
    assert picking.ALONE in alone, "a mistyped number may be somebody else's"
    assert offered(alone, "person") == ["Hera"]
    chosen = w.post("manager", "/requests/new", **ASKED, **{"person-wanted": "C-1", "person": hera})
    assert _whose(w, chosen) == hera
    changed = {"person-wanted": "Sela", "person": herewini}
    again = w.client("manager").post("/requests/new", data=ASKED | changed).text
    assert picking.ALONE in again, "what is written last counts"
    assert _whose(w, w.post("manager", "/requests/new", **ASKED, **changed | {"person": sela})) == sela


def _whose(w: World, place: str) -> str:
    (found,) = [one for one in w.get("manager", "/api/requests") if place.endswith(one["request"])]
    with w.house.site.ledger.recorder.reader() as cursor:
        whose = w.house.site.ledger.vault.person_at(cursor, found["holding"], found["line"])
    assert whose
    return whose.hex()


def test_a_story_is_somebodys_or_nobodys(w: World) -> None:
    path = "/do/begin-story"
    assert not re.search("Hera|Mele|Sela", w.page("manager", path))
    assert picking.NOBODY in tries(w, "manager", path, new=w.id(), **STORY, **{"person-wanted": "C-77"})
    assert offered(tries(w, "manager", path, new=w.id(), **STORY, **{"person-wanted": "Her"}), "person")
    for wanted, chosen, whose in (("Mele", person(w, "Mele"), True), ("", person(w, "Mele"), False), ("", "", False)):
        new = w.id()
        says(w, "manager", path, new=new, **STORY, **{"person-wanted": wanted, "person": chosen})
        assert (new in w.page("manager", "/do/take-story-back")) is whose


def test_what_is_held_is_decided_for_everybody_or_somebody(w: World) -> None:
    w.say(w.ccss, "information.accessed.v1", {
        "holding": w.register, "lines": [[1, 3]], "parts": ["name"], "unit": w.ccss.unit, "role": "case_worker",
        "mode": "opened", "why": {"purpose": "safety", "basis": "fva2018:s20"},
    })  # fmt: skip
    found = re.search(r"/do/decide-held\?of=[0-9a-f]{64}", w.page("privacy", "/do/decide-held"))
    assert found
    path = found[0]
    assert offered(w.page("privacy", path), "whom") == ["Everybody whom it is about"]
    assert picking.ONE_WAY in tries(w, "privacy", path, decision="show", whom="all", **{"whom-wanted": "C-1"})
    assert picking.ALONE in tries(w, "privacy", path, decision="show", **{"whom-wanted": "C-1"})
    other = {"whom-wanted": "C-8", "whom": person(w, "Herewini")}
    assert "It is not about them." in tries(w, "privacy", path, decision="show", **other)
    says(w, "privacy", path, decision="show", **{"whom-wanted": "C-1", "whom": person(w, "Hera")})


def test_nobody_of_another_house_is_chosen(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for chosen in (w.id().replace("-", ""), "nobody", "../x"):
        found = ASKED | {"person-wanted": "Her", "person": chosen}
        assert picking.WHICH in w.client("manager").post("/requests/new", data=found).text
        answer = w.client("manager").post("/requests/new", data=ASKED | {"person": chosen})
        assert answer.status_code == 422
    monkeypatch.setattr(picking, "MANY", -1)
    assert picking.NOBODY in tries(w, "kereru", "/requests/new", **ASKED, **{"person-wanted": "Hera"})


def test_no_more_are_offered_than_can_be_read(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picking, "MOST", 2)
    text = tries(w, "manager", "/requests/new", **ASKED, **{"person-wanted": "Her"})
    assert picking.TOO_MANY in text
    assert offered(text, "person") == []


def test_whoever_was_ticked_before_is_not_whom_new_words_mean() -> None:
    people = (("1", "Hera"), ("2", "Hereata"), ("3", "Sela"))
    search = picking.Search(
        lambda wanted: tuple(one for one in people if one[1].startswith(wanted)),
        lambda chosen: tuple(one for one in people if one[0] in chosen),
    )  # fmt: skip

    def picked(*ticked: str, shown: str | None = None) -> tuple[list[str], str, Any]:
        form = Form({"who": list(ticked), "who-wanted": "Her", "who-shown": shown})
        found = picking.several(search, "who", form)
        return found, form.errors.get("who", ""), form.values["who-wanted"]

    assert picked("1") == picked("1", shown="He") == (["1"], picking.WHICH, "Her")
    assert picked("3", shown="Her") == (["3"], picking.WHICH, "Her")
    assert picked("1", shown="Her") == (["1"], "", "")
    assert picked("2", "3", shown="Her") == (["2", "3"], "", "")


def test_who_was_told_of_a_breach_is_ticked_as_they_are_found(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    breach = w.id()
    w.say(w.ccss, "breach.recorded.v1", {
        "breach": breach, "unit": w.ccss.unit, "kind": "sent_wrongly", "holding": w.register, "lines": [[1, 3]],
        "parts": ["name"], "happened": "2026-02-20", "found": "2026-02-21T00:00:00Z", "harm": "likely",
    })  # fmt: skip
    path, said = f"/do/tell-people?of={breach}", {"channel": "phone", "text": "It went astray"}
    opened = list[Any]()
    people = Vault.people
    monkeypatch.setattr(Vault, "people", lambda *asked: opened.append(asked[3:]) or people(*asked))
    assert offered(w.page("manager", path), "lines") == ["Everybody who has not been told yet"]
    assert (None,) not in opened and () not in opened, "no name is opened to ask for one"
    first, third = f"{w.register}/1", f"{w.register}/3"
    assert "Tick somebody" in tries(w, "manager", path, **said, **{"lines-wanted": ""})
    looked = w.client("manager").post(path, data=said | {"lines-wanted": "hera", "look": "yes"}).text
    assert "Hera" in offered(looked, "lines") and f'value="{first}" checked' in looked and "It went astray" in looked
    again = w.client("manager").post(path, data=said | {"lines": first, "lines-wanted": "C-3", "look": "yes"}).text
    assert offered(again, "lines")[1:] == ["Hera", "Sela"] and again.count(" checked") == 2
    assert '<input type="hidden" name="lines-shown" value="C-77">' in tries(
        w, "manager", path, **{"lines-wanted": "C-77"}
    )
    off = w.client("manager").post(path, data=said | {"lines": first, "lines-wanted": "", "look": "yes"}).text
    assert offered(off, "lines")[1:] == ["Hera"]
    assert picking.NOBODY in tries(w, "manager", path, **said, **{"lines": first, "lines-wanted": "Herewini"})
    assert "2 people were told" in says(w, "manager", path, **said, lines=[first, third])
    monkeypatch.setattr(picking, "MANY", 0)
    assert "1 person was told" in says(w, "manager", path, **said, lines=f"{w.register}/all")


@pytest.mark.parametrize("most", [0, 50])
def test_nobody_of_the_next_register_is_said_to_be_told(w: World, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(picking, "MANY", most)
    other, breach, both = w.id(), w.id(), w.id()
    more = {1: {"ref": f"N-{most}1", "given_name": "Tama"}, 2: {"ref": f"N-{most}2", "given_name": "Rua"}}
    w.tell(w.ccss.collected(other, [(1, 2)], w.ccss.people(more)))
    derived = [{"source": w.register, "mapping": [[1, 3, 1]]}, {"source": other, "mapping": [[1, 2, 4]]}]
    w.tell(flows.sent(w.ccss, w.acf, w.register, 5, holding=both, derived=derived, to_unit=w.reporting).line)
    w.say(w.acf, "breach.recorded.v1", {
        "breach": breach, "unit": w.reporting, "kind": "sent_wrongly", "holding": both, "lines": "all",
        "parts": ["name"], "happened": "2026-02-20", "found": "2026-02-21T00:00:00Z", "harm": "likely",
    })  # fmt: skip
    path, said = f"/do/tell-people?of={breach}", {"channel": "phone", "text": "It went astray"}
    page = w.page("manager", path)
    (shown,) = set(re.findall(r'name="lines" type="checkbox" value="([^"/]+)/', page))
    whole = [f"{shown}/all"] if most == 0 else [f"{shown}/{line}" for line in (1, 2, 3) if f"{shown}/{line}" in page]
    says(w, "manager", path, **said, lines=whole)

    def told() -> dict[str, list[int]]:
        found = next(one for one in w.get("manager", "/api/fan-out/breaches") if one["breach"] == breach)
        return {one["holding"]: one["people_told"] for one in found["affected"]}

    (left,) = {w.register, other} - {shown}
    before = told()
    assert before[shown] and not before[left]
    for again in (whole, whole[:1], [*whole, f"{left}/1"], ["1"], ["all"]):
        answer = w.client("manager").post(path, data=said | {"lines": again})
        assert answer.status_code == 422 and picking.GONE in answer.text, again
    assert told() == before
    says(w, "manager", path, **said, lines=[f"{left}/1"])
    assert told()[left] == [1]
