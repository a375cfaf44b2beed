"""A small world for the journey's tests, driven through the public API of a real server only.

    with world(tmp_path) as w:
        digest = w.say(w.ccss, "learning.given.v1", {...}, text="What we learned")       # signed and posted; 201
        code = w.refused(w.acf, "agreement.signed.v1", {...})                             # the problem's code
        w.get("manager", "/api/news")                                                     # JSON, as that person
        w.post("hera", "/my/concerns", text="…")                                          # a form on a page
    w.send("hera", "/api/my/concerns", {...})                                         # JSON, as that person

Who there is: the agency ``acf`` (units ``reporting``, ``evaluation``, ``policy``, ``contracting``, ``privacy_office``)
and the providers ``ccss`` and ``kereru``. City Centre's register ``register`` has Hera (line 1, adult), Mele (line 2, a
child) and Sela (line 3, adult); they sign in as ``hera``, ``mele`` and ``sela``. Staff: ``manager``, ``board`` and
``privacy`` (City Centre), ``kereru`` (its manager), ``reporting``, ``evaluation``, ``advisor``, ``contracting`` and
``officer`` (the agency's), ``auditor``. Statements claim times from March 2026 on; ``w.at("2026-04-10T09:00:00Z")``
sets the next ones.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
from building import Line, Party
from hosting import House, Reply, hosting

from ledger import disclosures

REFS = {"hera": ("C-1", 1, "Hera"), "mele": ("C-2", 2, "Mele"), "sela": ("C-3", 3, "Sela")}


class World:
    def __init__(self, house: House, folder: Path) -> None:
        self.house, self.place = house, house.place
        self.acf = self.place.organisation("agency", unit_kind="reporting")
        self.ccss, self.kereru = self.place.organisation(), self.place.organisation()
        self.reporting = self.acf.unit
        self.evaluation = self.acf.another_unit("evaluation")
        self.policy = self.acf.another_unit("policy")
        self.contracting = self.acf.another_unit("contracting")
        self.privacy_office = self.acf.another_unit("privacy")
        self.register = self.id()
        people = {line: {"ref": ref, "given_name": given} for ref, line, given in REFS.values()}
        self.tell(self.ccss.collected(self.register, [(1, 3)], self.ccss.people(people)))
        for party in (self.acf, self.ccss, self.kereru):
            self._give_custody(party)
        self._folder, self._clients = folder, dict[str, httpx2.Client]()
        self._write_identities()

    def id(self) -> str:
        """A fresh UUID."""
        return self.place.id()

    def at(self, time: str) -> None:
        """The next statement claims this time (RFC 3339 UTC), later ones a second more each."""
        self.place.clock.now = datetime.fromisoformat(time)

    def say(
        self, party: Party, name: str, data: dict[str, Any], *, lines: Sequence[tuple[int, str]] = (), **words: str
    ) -> str:
        """Signs and posts a statement that must be taken; returns its digest. ``words`` are its own (line 0);
        ``lines``: (line, ref) of people whom it discloses."""
        return self.tell(self.statement(party, name, data, lines=lines, **words))

    def statement(
        self, party: Party, name: str, data: dict[str, Any], *, lines: Sequence[tuple[int, str]] = (), **words: str
    ) -> Line:
        private = [disclosures.make(0, word, value, self.place.random(16)) for word, value in words.items()]
        private += [disclosures.make(line, "ref", ref, self.place.random(16)) for line, ref in lines]
        return party.say(name, data, private)

    def tell(self, line: Line) -> str:
        reply = self.house.tell(line)
        assert reply.status == 201, reply.body
        return line.digest.hex()

    def refused(self, party: Party, name: str, data: dict[str, Any], **words: str) -> str:
        """The code of the problem with which a statement is refused."""
        reply = self.house.tell(self.statement(party, name, data, **words))
        assert reply.status >= 400, reply.body
        return Reply(reply.status, reply.kind, reply.body).code

    def client(self, who: str) -> httpx2.Client:
        """``who``, signed in."""
        if who not in self._clients:
            client = httpx2.Client(base_url=f"http://127.0.0.1:{self.house.port}", timeout=60)
            assert client.post("/demo/sign-in", data={"id": who}).status_code == 303
            self._clients[who] = client
        return self._clients[who]

    def get(self, who: str, path: str, status: int = 200, **params: Any) -> Any:
        """The JSON that ``who`` is answered with."""
        answer = self.client(who).get(path, params=params)
        assert answer.status_code == status, answer.text
        return answer.json()

    def page(self, who: str, path: str, status: int = 200) -> str:
        """The HTML that ``who`` is shown."""
        answer = self.client(who).get(path, headers={"accept": "text/html"})
        assert answer.status_code == status, answer.text
        return str(answer.text)

    def post(self, who: str, path: str, status: int = 303, **form: Any) -> str:
        """Sends a form as ``who``; returns where it leads."""
        answer = self.client(who).post(path, data=form, headers={"accept": "text/html"})
        assert answer.status_code == status, answer.text
        return str(answer.headers.get("location", ""))

    def send(self, who: str, path: str, body: dict[str, Any], status: int = 201) -> Any:
        """Posts JSON as ``who``; returns the answer."""
        answer = self.client(who).post(path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def _give_custody(self, party: Party) -> None:
        """Lets the pages sign for an organisation."""
        kept = self.house.send("POST", f"/organisations/{party.organisation}/custody").json()
        self.say(party, "key.registered.v1", {name: value for name, value in kept.items() if name != "feed"})

    def sign_in(self, id: str, kind: str, party: Party | None, unit: str | None = None, **more: Any) -> None:
        """Lets one more person sign in as ``id``."""
        nothing = dict.fromkeys(("unit", "ref"))
        organisation = party.organisation if party else None
        one = {
            "id": id, "name": id.title(), "kind": kind, **nothing, "reader": "adult", "about": "",
            "organisation": organisation, "unit": unit,
        } | more  # fmt: skip
        path = self._folder / "demo" / "identities.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        people = json.loads(path.read_text()) if path.exists() else []
        path.write_text(json.dumps([*people, one]))

    def _write_identities(self) -> None:
        acf, ccss = self.acf, self.ccss
        self.sign_in("manager", "provider", ccss, ccss.unit)
        self.sign_in("board", "board", ccss)
        self.sign_in("privacy", "privacy", ccss, ccss.unit)
        self.sign_in("second", "privacy", ccss, ccss.unit)
        self.sign_in("kereru", "provider", self.kereru, self.kereru.unit)
        self.sign_in("reporting", "unit", acf, self.reporting)
        self.sign_in("evaluation", "unit", acf, self.evaluation)
        self.sign_in("advisor", "advisor", acf, self.policy)
        self.sign_in("contracting", "contracting", acf, self.contracting)
        self.sign_in("officer", "privacy", acf, self.privacy_office)
        self.sign_in("auditor", "auditor", None)
        for id, (ref, _, _) in REFS.items():
            self.sign_in(id, "person", ccss, ref=ref, reader="child" if id == "mele" else "adult")


@contextmanager
def world(folder: Path) -> Iterator[World]:
    with hosting(folder, demo=True) as house:
        yield World(house, folder)
