"""The statements that the benchmark records: signed, three disclosures each and a name the first time, a tenth as many
people as statements."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import orjson
from nacl.signing import SigningKey

from ledger import disclosures, ids, jws
from ledger.application import Ledger
from ledger.encoding import b64
from ledger.keyring import Keyring
from ledger.statements import types
from ledger.statements.parties import possession_text
from ledger.store import Database

SEED = b"bench"
ORIGIN = "lightwell.bench/log"
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Sender:
    """One organisation with a key, a unit, a system, a feed and a register."""

    key: SigningKey
    organisation: str
    unit: str
    system: str
    feed: str
    register: str
    called: set[int] = field(default_factory=set)

    def line(self, name: str, data: dict[str, object], at: datetime, private: list[bytes], rng: random.Random) -> bytes:
        """One NDJSON line."""
        data |= {"private": {"root": disclosures.root(private).hex(), "count": len(private)}} if private else {}
        token = self.token(name, data, at, rng)
        return orjson.dumps({"statement": token.decode(), "private": [leaf.decode() for leaf in private]})

    def token(self, name: str, data: dict[str, object], at: datetime, rng: random.Random, **promised: str) -> bytes:
        """A statement. ``promised``: its sequence and what is before it."""
        id, time = ids.uuid7(at, rng.randbytes(10)), at.strftime("%Y-%m-%dT%H:%M:%SZ")
        return jws.sign(types.build(name, data, id=id, source=self.feed, time=time, **promised), self.key)

    def collected(self, person: int, at: datetime, rng: random.Random) -> bytes:
        """Something noted about one person, who is called by their name the first time."""
        private = [
            disclosures.make(person, "ref", f"C-{person:06d}", rng.randbytes(16)),
            disclosures.make(person, "note", "came to the course", rng.randbytes(16)),
            disclosures.make(0, "worker", "Somebody Invented", rng.randbytes(16)),
        ]
        if person not in self.called:
            self.called.add(person)
            names = (("given_name", "Somebody"), ("family_name", f"Invented-{person}"))
            private += [disclosures.make(person, name, value, rng.randbytes(16)) for name, value in names]
        data: dict[str, object] = {
            "holding": self.register, "unit": self.unit, "system": self.system, "relation": "about",
            "lines": [[person, person]], "parts": ["attendance", "goals"],
            "why": {"purpose": "dpv:ServiceProvision", "basis": "nz-pa2020:IPP1"},
        }  # fmt: skip
        return self.line("information.collected.v1", data, at, private, rng)


def prepare(data: Path, rng: random.Random, database: Database | None = None) -> Sender:
    """A new ledger in ``data`` with one organisation that may speak."""
    ledger = Ledger(data, Keyring.open(data / "keys", SEED), ORIGIN, database=database)
    sender = joined(ledger, "provider", rng)
    ledger.close()
    return sender


def joined(ledger: Ledger, kind: str, rng: random.Random) -> Sender:
    """Another organisation that may speak."""
    uuid = lambda: ids.uuid7(START, rng.randbytes(10))  # noqa: E731
    key = SigningKey(rng.randbytes(32))
    sender = Sender(key, uuid(), uuid(), uuid(), f"urn:uuid:{uuid()}", uuid())
    public = bytes(key.verify_key)
    text = possession_text(ledger.state.ledger, sender.organisation, jws.thumbprint(public))
    ledger.say(
        "organisation.registered.v1",
        {"organisation": sender.organisation, "kind": kind, "safety_sensitive": False},
    )
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": b64(public)}
    possession = b64(key.sign(text).signature)
    ledger.say(
        "key.registered.v1",
        {"organisation": sender.organisation, "key": jwk, "possession": possession, "custodial": False},
    )
    return sender


def founding(sender: Sender, rng: random.Random) -> list[bytes]:
    """The organisation's unit and feed."""
    unit: dict[str, object] = {"unit": sender.unit, "kind": "front_line"}
    feed: dict[str, object] = {"unit": sender.unit, "system": sender.system, "reports": [], "since": "2026-01-01"}
    return [
        sender.line("unit.registered.v1", unit, START, [], rng),
        sender.line("feed.registered.v1", feed, START, [], rng),
    ]


def digest(token: bytes) -> str:
    return sha256(token).hexdigest()


def collections(sender: Sender, count: int, people: int, rng: random.Random, after: int = 0) -> list[bytes]:
    """Statements about ``people`` people, some of whom are noted far more often than others: of 1,000 with ten each,
    one in a hundred has seventy."""
    at = [START + timedelta(seconds=after + i) for i in range(count)]
    return [sender.collected(int(people * rng.random() ** 3) + 1, t, rng) for t in at]
