"""A small place to try things in: a real ledger in a folder, and organisations with keys, units and feeds.

    place = Place(tmp_path)
    shelter, agency = place.organisation("provider"), place.organisation("agency")
    holding = place.id()
    place.seal(shelter.collected(holding, [(1, 3)], private=shelter.people({1: {"ref": "C-1", "given_name": "Aroha"}})))
    answers = place.record(shelter.say("information.accessed.v1", {…}))      # Sealed or Problem, in order

What organisations say follows from ``seed``, byte for byte; the ledger's own statements have fresh ids. Everybody in
it is fictional.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import databases
from nacl.signing import SigningKey

from ledger import disclosures, door, ids, jws
from ledger.admission import Sealed
from ledger.application import Ledger
from ledger.clock import Clock as RunningClock
from ledger.door import Checked
from ledger.encoding import b64
from ledger.keyring import Keyring
from ledger.problems import Problem
from ledger.statements import types
from ledger.statements.parties import possession_text

ORIGIN = "lightwell.test/log"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WHY = {"purpose": "dpv:ServiceProvision", "basis": "nz-pa2020:IPP1"}


class Line(NamedTuple):
    """A signed statement and its private part, as a sender would post them."""

    token: bytes
    private: list[bytes]

    @property
    def digest(self) -> bytes:
        return sha256(self.token).digest()


@dataclass
class Clock:
    """Each look is one ``step`` later."""

    now: datetime = START
    step: timedelta = timedelta(seconds=1)

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now

    def text(self) -> str:
        return self().strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Party:
    """An organisation with one key, unit, system and feed of its own; more on request."""

    place: "Place"
    organisation: str
    key: SigningKey
    unit: str
    system: str
    feed: str
    units: list[str] = field(default_factory=list)

    @property
    def kid(self) -> str:
        return jws.thumbprint(bytes(self.key.verify_key))

    def say(
        self,
        name: str,
        data: Mapping[str, Any],
        private: Sequence[bytes] = (),
        *,
        key: SigningKey | None = None,
        feed: str | None = None,
        id: str | None = None,
        time: str | None = None,
        **promised: str,
    ) -> Line:
        """A statement of this organisation, signed. ``promised``: sequence and previous. Nothing is checked or sent."""
        fields = dict(data)
        if private:
            fields["private"] = {"root": disclosures.root(private).hex(), "count": len(private)}
        payload = types.build(
            name,
            fields,
            id=id or self.place.statement_id(),
            source=feed or self.feed,
            time=time or self.place.clock.text(),
            **promised,
        )
        return Line(jws.sign(payload, key or self.key), list(private))

    def collected(
        self, holding: str, lines: Sequence[tuple[int, int]], private: Sequence[bytes] = (), **other: Any
    ) -> Line:
        """``information.collected`` with everything that a test is not about filled in."""
        data = {
            "holding": holding,
            "unit": self.unit,
            "system": self.system,
            "relation": "from",
            "lines": [list(line) for line in lines],
            "parts": ["name", "goals"],
            "why": WHY,
        }
        return self.say("information.collected.v1", data, private, **other)

    def accessed(self, holding: str, lines: Any, private: Sequence[bytes] = (), **other: Any) -> Line:
        """``information.accessed`` with everything that a test is not about filled in."""
        data = {
            "holding": holding,
            "lines": lines,
            "parts": ["name"],
            "unit": self.unit,
            "role": "case_worker",
            "mode": "opened",
            "why": WHY,
        }
        return self.say("information.accessed.v1", data, private, **other)

    def heartbeat(self, statements: int = 1, **other: Any) -> Line:
        """The smallest statement there is."""
        return self.say("feed.heartbeat.v1", {"up_to": self.place.clock.text(), "statements": statements}, **other)

    def people(self, lines: Mapping[int, Mapping[str, str]]) -> list[bytes]:
        """Disclosures of ``{line: {name: value}}``; line 0 holds the statement's own words."""
        return [
            disclosures.make(line, name, value, self.place.random(16))
            for line, named in lines.items()
            for name, value in named.items()
        ]

    def another_unit(self, kind: str = "front_line") -> str:
        """Registers one more unit and returns its id."""
        unit = self.place.id()
        self.place.seal(self.say("unit.registered.v1", {"unit": unit, "kind": kind}))
        self.units.append(unit)
        return unit

    def another_feed(self, unit: str | None = None, **data: Any) -> str:
        """Registers one more feed (``sequenced=True``, ``heartbeat_hours=24`` …) and returns its URI."""
        feed = f"urn:uuid:{self.place.id()}"
        fields = {"unit": unit or self.unit, "system": self.place.id(), "reports": ["accessed"], "since": "2026-01-01"}
        self.place.seal(self.say("feed.registered.v1", fields | data, feed=feed))
        return feed

    def another_key(self, *, custodial: bool = False, seal: bool = True) -> tuple[SigningKey, Line]:
        """A new key and the statement that registers it, signed by the present key."""
        key = self.place.key()
        line = self.say("key.registered.v1", self.place.registration(self.organisation, key, custodial))
        if seal:
            self.place.seal(line)
        return key, line


class LedgerClock(RunningClock):
    """The place's clock as the ledger reads it."""

    def __init__(self, clock: "Clock") -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock()


class Place:
    """A ledger in ``folder`` with a clock, keys and ids that follow from ``seed``."""

    def __init__(self, folder: Path, origin: str = ORIGIN, seed: bytes = b"a test") -> None:
        self.seed, self._drawn, self.clock = seed, count(), Clock()
        self.keyring = Keyring.open(folder / "keys", seed)
        self.ledger = Ledger(folder, self.keyring, origin, LedgerClock(self.clock), database=databases.of(folder))

    def random(self, size: int) -> bytes:
        return sha256(self.seed + b"%d" % next(self._drawn)).digest()[:size]

    def id(self) -> str:
        """A UUID for anything but a statement."""
        return str(UUID(bytes=self.random(16), version=4))

    def statement_id(self) -> str:
        return ids.uuid7(self.clock(), self.random(10))

    def key(self) -> SigningKey:
        return SigningKey(self.random(32))

    def registration(self, organisation: str, key: SigningKey, custodial: bool = False) -> dict[str, Any]:
        """The data of ``key.registered``, with the new key's proof of possession."""
        public = bytes(key.verify_key)
        text = possession_text(self.ledger.state.ledger, organisation, jws.thumbprint(public))
        return {
            "organisation": organisation,
            "key": {"kty": "OKP", "crv": "Ed25519", "x": b64(public)},
            "possession": b64(key.sign(text).signature),
            "custodial": custodial,
        }

    @property
    def operator(self) -> Party:
        """The ledger's own voice."""
        state = self.ledger.state
        return Party(self, state.operator, self.keyring.operator, "", "", self.ledger.feed)

    def organisation(
        self, kind: str = "provider", *, unit_kind: str = "front_line", custodial: bool = False, **feed: Any
    ) -> Party:
        """Admits an organisation with its key, one unit and one feed (``sequenced=True`` and the like in ``feed``)."""
        organisation, key = self.id(), self.key()
        registered = {"organisation": organisation, "kind": kind, "safety_sensitive": False}
        self.ledger.say("organisation.registered.v1", registered)
        self.ledger.say("key.registered.v1", self.registration(organisation, key, custodial))
        party = Party(self, organisation, key, self.id(), self.id(), f"urn:uuid:{self.id()}")
        party.units.append(party.unit)
        self.seal(party.say("unit.registered.v1", {"unit": party.unit, "kind": unit_kind}))
        fields = {"unit": party.unit, "system": party.system, "reports": ["accessed"], "since": "2026-01-01"}
        self.seal(party.say("feed.registered.v1", fields | feed))
        return party

    def check(self, line: Line) -> Checked:
        """Through the door, as the web edge does it. Raises Problem."""
        return door.check(line.token, list(line.private), self.ledger.public_keys(), self.clock())

    def record(self, *lines: Line) -> list[Sealed | Problem]:
        """Checks and records in one batch; answers each line."""
        answers: list[Sealed | Problem | None] = []
        checked: list[Checked] = []
        for line in lines:
            try:
                checked.append(self.check(line))
                answers.append(None)
            except Problem as problem:
                answers.append(problem)
        sealed = iter(self.ledger.record(checked))
        return [next(sealed) if answer is None else answer for answer in answers]

    def seal(self, *lines: Line) -> list[Sealed]:
        """``record`` where nothing may be refused."""
        sealed = []
        for answer in self.record(*lines):
            if isinstance(answer, Problem):
                raise answer
            sealed.append(answer)
        return sealed
