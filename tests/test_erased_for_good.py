"""Who was erased is in no file any more: not for somebody who copied all of them afterwards, and the master key.

The same attempt on copies from before the erasure finds everything, or it would show nothing.
"""

from collections.abc import Iterator
from pathlib import Path

import flows
import httpx2
import pytest
from attacking import Thief, copies
from building import Place
from homes import Home, at_home
from test_vault import opened, person, rows, two_people

from ledger.export import export
from ledger.verify import verify
from projections.project import rebuild


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with at_home(tmp_path / "data") as opened:
        yield opened


def visitor(home: Home) -> httpx2.Client:
    return httpx2.Client(base_url=f"http://127.0.0.1:{home.house.port}", timeout=30)


@pytest.mark.usefixtures("database")
def test_copies_of_every_file_and_the_master_key_find_nobody_who_was_erased(home: Home, tmp_path: Path) -> None:
    site, shelter = home.house.site, home.shelter
    with home.signed_in("manager") as manager, home.signed_in("officer") as officer, visitor(home) as aroha:
        used = manager.post(f"/api/people/{home.person()}/codes").json()["code"]
        assert aroha.post("/sign-in/code", data={"code": used}).status_code == 303
        assert aroha.get("/my").status_code == 200
        assert aroha.post("/api/trail/copies", json={}).status_code == 200
        who = home.person()
        code = manager.post(f"/api/people/{who}/codes").json()["code"]
        manager.get(f"/api/people/{who}/trail").raise_for_status()
        export(site.ledger, tmp_path / "data" / "export")
        private = opened(site.ledger, bytes(rows(site.ledger, "SELECT digest FROM disclosure")[0][0]))
        assert {"Aroha", "C-1", "Tama", "C-2"} <= {value for _, _, value in private}
        ((wrapped, mac),) = rows(
            site.ledger, "SELECT wrapped_key, ref_mac FROM subject WHERE person=?", bytes.fromhex(who)
        )
        sealed = [bytes(row[0]) for row in rows(site.ledger, "SELECT sealed FROM disclosure WHERE subject=?",
                                                bytes.fromhex(who))]  # fmt: skip
        before = Thief(copies(tmp_path / "data", tmp_path / "before"))
        asked = {"organisation": shelter.organisation, "ref": "C-1", "asked": "person", "copy_first": "given"}
        assert officer.post("/people/erasures", json=asked).status_code == 201
        rebuild(site.ledger, site.views)
        export(site.ledger, tmp_path / "data" / "export")
        after = Thief(copies(tmp_path / "data", tmp_path / "after"))
        assert aroha.get("/my").status_code == 401

    secrets = (bytes.fromhex(who), bytes(wrapped), bytes(mac), *sealed)
    assert {"Aroha", "C-1", "Tama", "C-2"} <= before.read()
    assert {bytes.fromhex(who)} <= before.keys().keys()
    assert before.traces(shelter.organisation, "C-1") != []
    assert before.finds(*secrets) != []

    assert {"Tama", "C-2"} <= after.read(), "the attempt works"
    assert after.traces(shelter.organisation, "C-2") != []
    assert not {"Aroha", "C-1"} & after.read()
    assert bytes.fromhex(who) not in set(after.keys())
    assert after.traces(shelter.organisation, "C-1") == []
    assert after.finds(*secrets, b"Aroha", code.encode()) == []
    assert home.house.log and "Aroha" not in "\n".join(home.house.log)

    report = verify(tmp_path / "data" / "export", 1)
    assert report.ok, report


@pytest.mark.usefixtures("database")
def test_the_read_models_are_the_same_rows_before_and_after_and_name_nobody(tmp_path: Path) -> None:
    place = Place(tmp_path)
    shelter, holding = place.organisation(), place.id()
    place.seal(two_people(shelter, holding))
    size = place.ledger.size()
    before = flows.rows(flows.projected(place, tmp_path))
    who = person(place.ledger, shelter, "C-1")
    place.ledger.erase(who)
    views = flows.projected(place, tmp_path)
    rebuild(place.ledger, views)
    after = flows.rows(views)
    assert {name for name in before if before[name] != after[name]} <= {"position", "tick"}
    assert place.ledger.size() > size
    assert not any(named in str(after) for named in (who.hex(), "C-1", "Aroha"))
