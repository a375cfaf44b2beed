"""Turns the plan into signed statements: each organisation's own key, ids and salts drawn from the seed."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from consumers.story.entry import DigestOf, Entry, KeyOf, PossessionOf
from consumers.story.organisations import FEEDS, LEDGER, OPERATOR, ORGANISATIONS, organisation_of
from consumers.story.seed import Seed
from ledger import disclosures, ids, jws
from ledger.encoding import b64
from ledger.statements import parties, types

#: A sequenced feed counts from the first statement after its registration.
UNNUMBERED = ("unit.registered.v1", "feed.registered.v1")


def organisation_keys(seed: Seed) -> dict[str, SigningKey]:
    """Each organisation's signing key."""
    return {slug: SigningKey(seed.draw(f"key {slug}")) for slug in ORGANISATIONS}


def keep_keys(folder: Path, keys: dict[str, SigningKey]) -> None:
    """Writes each key to a file of its own that only its owner can read."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for slug, key in keys.items():
        handle = os.open(folder / f"{slug}.key", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(bytes(key).hex() + "\n")


def feed_uri(seed: Seed, ledger: str, feed: str) -> str:
    return f"urn:uuid:{ledger if feed == LEDGER else seed.uid(f'feed:{feed}')}"


class Signer:
    """Signs entries in order; remembers the digests that later ones refer to. ``ledger`` is the ledger's id."""

    def __init__(self, seed: Seed, ledger: str, operator: SigningKey) -> None:
        self._seed, self._ledger = seed, ledger
        self._keys = organisation_keys(seed) | {OPERATOR: operator}
        self._digests: dict[str, str] = {}
        self._numbers: Counter[str] = Counter()
        self._previous: dict[str, str] = {}

    def lines(self, entries: list[Entry]) -> Iterator[tuple[Entry, dict[str, Any]]]:
        """Each entry with its line ``{"statement", "private"}``; lost ones are signed and left out."""
        for entry in entries:
            line = self.sign(entry)
            if not entry.lost:
                yield entry, line

    def sign(self, entry: Entry) -> dict[str, Any]:
        seed, data = self._seed, {name: self._resolve(value) for name, value in entry.data.items()}
        id = ids.uuid7(datetime.fromisoformat(entry.time), seed.draw(f"id {entry.name} {entry.time}", 10))
        private = [
            disclosures.make(line, name, value, seed.draw(f"salt {id} {n}", 16))
            for n, (line, name, value) in enumerate(entry.private)
        ]
        if private:
            data["private"] = {"root": disclosures.root(private).hex(), "count": len(private)}
        source = feed_uri(seed, self._ledger, entry.feed)
        payload = types.build(entry.name, data, id=id, source=source, time=entry.time, **self._place(entry))
        token = jws.sign(payload, self._keys[entry.organisation])
        digest = sha256(token).hexdigest()
        if entry.slug:
            self._digests[entry.slug] = digest
        self._previous[entry.feed] = digest
        return {"statement": token.decode(), "private": [leaf.decode() for leaf in private]}

    def _place(self, entry: Entry) -> dict[str, str]:
        """Sequence and previous digest, for a feed that promised them."""
        if entry.feed == LEDGER or not FEEDS[entry.feed].sequenced or entry.name in UNNUMBERED:
            return {}
        self._numbers[entry.feed] += 1
        number = self._numbers[entry.feed]
        return {"sequence": f"{number:012}"} | ({"previous": self._previous[entry.feed]} if number > 1 else {})

    def _resolve(self, value: Any) -> Any:
        match value:
            case DigestOf(slug):
                return self._digests[slug]
            case list():
                return [self._resolve(one) for one in value]
            case KeyOf(organisation):
                return {"kty": "OKP", "crv": "Ed25519", "x": b64(bytes(self._keys[organisation].verify_key))}
            case PossessionOf(organisation):
                key = self._keys[organisation]
                kid = jws.thumbprint(bytes(key.verify_key))
                text = parties.possession_text(self._ledger, organisation_of(self._seed, organisation), kid)
                return b64(key.sign(text).signature)
        return value
