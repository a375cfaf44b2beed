"""Signing keys that this site holds for organisations whose people use our pages.

Such a key signs nothing until its organisation has registered it, by its own key, as ``custodial``: every reader of the
log can tell what was signed here. At rest it is wrapped by the master key (``ledger.wrapping``), for its organisation
and kid. What it says stands on a feed of its own, without a sequence.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from nacl.signing import SigningKey

from ledger import disclosures, ids, jws, strictjson
from ledger.admission import Sealed
from ledger.application import Ledger
from ledger.encoding import b64
from ledger.intake import Intake
from ledger.problems import Problem
from ledger.statements import types
from ledger.statements.parties import possession_text
from ledger.wrapping import Wrapping

FEED_NAME = "Lightwell's own pages"


@dataclass(frozen=True, slots=True)
class Held:
    """An organisation's key as its file holds it, its bytes in hexadecimal, but ``possession`` in base64url.

    ``feed`` is the source of what it signs, fed by ``system``.
    """

    organisation: str
    public: str
    possession: str
    feed: str
    system: str
    sealed: str

    @property
    def kid(self) -> str:
        return jws.thumbprint(bytes.fromhex(self.public))

    @property
    def jwk(self) -> dict[str, str]:
        return {"kty": "OKP", "crv": "Ed25519", "x": b64(bytes.fromhex(self.public))}


class Custody:
    """Makes, keeps and uses the keys; one file an organisation in ``folder``. What it signs goes in by the door."""

    def __init__(self, folder: Path, wrapping: Wrapping, ledger: Ledger, intake: Intake) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder, self._ledger, self._intake = folder, ledger, intake
        self._wrapping = wrapping
        self._lock = Lock()
        self._keys: dict[str, SigningKey] = {}

    def create(self, organisation: str) -> Held:
        """The organisation's key here, made if there is none or it was revoked; asked twice, it is the same.

        Its holder registers ``jwk`` and ``possession`` as ``custodial``. Raises Problem ``unknown-organisation``.
        """
        if organisation not in self._ledger.state.organisations:
            raise Problem("unknown-organisation", "path.organisation")
        with self._lock:
            held = self._read(organisation)
            if held is None or self._standing(held) == "revoked":
                held = self._make(organisation, held)
            return held

    def holds(self, organisation: str) -> bool:
        """Whether these pages can sign for the organisation now."""
        held = self._read(organisation)
        return held is not None and self._standing(held) == "valid"

    def say(self, organisation: str, name: str, data: dict[str, Any], private: Sequence[bytes] = ()) -> Sealed:
        """Signs and records a statement of short type ``name`` that happened now; returns when it is durable.

        The commitment to ``private`` is added to ``data``. Raises Problem ``no-custody`` where the organisation signs
        with its own system only, or what the door says of the statement.
        """
        held = self._read(organisation)
        if held is None or self._standing(held) != "valid":
            raise Problem("no-custody")
        if held.feed not in self._ledger.state.feeds:
            self._register_feed(held)
        return self._record(held, name, data, private)

    def _register_feed(self, held: Held) -> None:
        unit = next((unit for unit, who in list(self._ledger.state.units.items()) if who == held.organisation), None)
        if unit is None:
            raise Problem("unknown-unit", "organisation")
        today = self._ledger.clock.now().date().isoformat()
        promise = {"unit": unit, "system": held.system, "reports": [], "since": today, "sequenced": False}
        try:
            self._record(held, "feed.registered.v1", promise, [disclosures.make(0, "name", FEED_NAME)])
        except Problem as problem:
            if problem.code != "already-exists":  # two callers at once
                raise

    def _record(self, held: Held, name: str, data: dict[str, Any], private: Sequence[bytes]) -> Sealed:
        now = self._ledger.clock.now()
        if private:
            data = data | {"private": {"root": disclosures.root(private).hex(), "count": len(private)}}
        time = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        payload = types.build(name, data, id=ids.uuid7(now), source=held.feed, time=time)
        token = jws.sign(payload, self._open(held))
        line = {"statement": token.decode(), "private": [leaf.decode() for leaf in private]}
        (answer,) = self._intake.few([strictjson.write(line)])
        if isinstance(answer, Problem):
            raise answer
        return answer

    def _standing(self, held: Held) -> str:
        key = self._ledger.state.keys.get(held.kid)
        if key is None:
            return "not registered"
        return "valid" if key.revoked is None else "revoked"

    def _make(self, organisation: str, before: Held | None) -> Held:
        key = SigningKey.generate()
        public = bytes(key.verify_key)
        kid = jws.thumbprint(public)
        possession = key.sign(possession_text(self._ledger.state.ledger, organisation, kid)).signature
        sealed = self._wrapping.wrap(bytes(key), _about(organisation, kid))
        feed, system = (before.feed, before.system) if before else (f"urn:uuid:{uuid4()}", str(uuid4()))
        held = Held(organisation, public.hex(), b64(possession), feed, system, sealed.hex())
        self._write(held)
        return held

    def _open(self, held: Held) -> SigningKey:
        known = self._keys.get(held.kid)
        if known is None:
            seed = self._wrapping.unwrap(bytes.fromhex(held.sealed), _about(held.organisation, held.kid))
            known = self._keys[held.kid] = SigningKey(seed)
        return known

    def _read(self, organisation: str) -> Held | None:
        try:
            return Held(**json.loads(self._path(organisation).read_text()))
        except FileNotFoundError:
            return None

    def _write(self, held: Held) -> None:
        _replace(self._path(held.organisation), held)

    def _path(self, organisation: str) -> Path:
        return self._folder / f"{UUID(organisation)}.key"


def rewrap(folder: Path, old: Wrapping, new: Wrapping) -> None:
    """Wraps every key in custody by another master key; those that are already so stay as they are."""
    for path in sorted(folder.glob("*.key")):
        held = Held(**json.loads(path.read_text()))
        sealed, about = bytes.fromhex(held.sealed), _about(held.organisation, held.kid)
        try:
            new.unwrap(sealed, about)
        except InvalidTag:
            _replace(path, replace(held, sealed=new.wrap(old.unwrap(sealed, about), about).hex()))


def _replace(path: Path, held: Held) -> None:
    """Whole or not at all, and on disk when it returns."""
    draft = path.with_suffix(".new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(asdict(held), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _about(organisation: str, kid: str) -> bytes:
    return UUID(organisation).bytes + kid.encode()
