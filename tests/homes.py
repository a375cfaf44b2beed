"""A house with two people, a shelter's staff and others who may or may not read their trails: over real HTTP.

with at_home(tmp_path) as home:
    home.get("manager", f"/api/people/{home.person()}/trail")
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import flows
import httpx2
from building import Party
from hosting import House, hosting

from ledger import jws, strictjson
from ledger.clock import Clock


class Hand(Clock):
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@dataclass
class Home:
    house: House
    clock: Hand
    shelter: Party
    other: Party
    book: str

    @contextmanager
    def signed_in(self, who: str) -> Iterator[httpx2.Client]:
        with httpx2.Client(base_url=f"http://127.0.0.1:{self.house.port}", timeout=30) as client:
            assert client.post("/demo/sign-in", data={"id": who}).status_code == 303
            yield client

    def get(self, who: str, path: str) -> httpx2.Response:
        with self.signed_in(who) as client:
            return client.get(path)

    def copy(self, who: str, **body: Any) -> httpx2.Response:
        """A privacy officer says what it is read for."""
        asked = {"reason": "complaint"} if who == "officer" else {}
        with self.signed_in(who) as client:
            return client.post("/api/trail/copies", params=asked, json=body)

    def said(self, type: str) -> list[dict[str, Any]]:
        """The data of every statement of a type, from the log itself."""
        rows = self.house.site.ledger.recorder.select_notifications(
            1, 10_000, topics=[f"lightwell.{type}.v{n}" for n in (1, 2)]
        )
        return [strictjson.read(jws.parse(row.state).payload)["data"] for row in rows]

    def person(self, ref: str = "C-1") -> str:
        ledger = self.house.site.ledger
        with ledger.recorder.reader() as cursor:
            found = ledger.vault.person(cursor, self.shelter.organisation, ref)
        assert found is not None
        return found.hex()

    def break_ledger(self) -> None:
        """From now on nothing can be appended."""
        with self.house.site.ledger.recorder.plain_writer() as cursor:
            if self.house.site.ledger.database.url:
                cursor.execute("ALTER TABLE stored_events ADD CONSTRAINT full_disk CHECK (false) NOT VALID")
            else:
                cursor.execute(
                    "CREATE TRIGGER full BEFORE INSERT ON stored_events BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
                )


@contextmanager
def at_home(tmp_path: Path) -> Iterator[Home]:
    with hosting(tmp_path, demo=True) as house:
        clock = house.site.ledger.clock = Hand()
        place = house.place
        shelter, other, book = place.organisation(), place.organisation(), place.id()
        people = shelter.people({1: {"ref": "C-1", "given_name": "Aroha"}, 2: {"ref": "C-2", "given_name": "Tama"}})
        place.seal(shelter.collected(book, [(1, 2)], people), flows.accessed(shelter, book, [[1, 1]]))
        staff = {"organisation": shelter.organisation, "unit": shelter.unit, "ref": None}
        told = [
            {"id": "aroha", "kind": "person", **staff, "ref": "C-1", "unit": None},
            {"id": "tama", "kind": "person", **staff, "ref": "C-2", "unit": None},
            {"id": "manager", "kind": "provider", **staff},
            {"id": "worker", "kind": "provider", **staff},
            {"id": "officer", "kind": "privacy", **staff},
            {"id": "board", "kind": "board", **staff},
            {"id": "operator", "kind": "operator", **staff},
            {"id": "unit", "kind": "unit", **staff},
            {"id": "stranger", "kind": "provider", "organisation": other.organisation, "unit": other.unit, "ref": None},
        ]
        named = [one | {"name": one["id"], "reader": "adult", "about": "Invented."} for one in told]
        (tmp_path / "demo").mkdir()
        (tmp_path / "demo" / "identities.json").write_text(json.dumps(named))
        yield Home(house, clock, shelter, other, book)
