"""How an organisation comes into a ledger: it makes its key, the operator admits it, it names its units and feed.

Each step may be repeated: what the ledger has already is left as it is.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Self
from uuid import UUID, uuid4

from nacl.signing import SigningKey

from consumers.client import Client
from consumers.membership import Membership, make_key
from ledger import disclosures, jws, strictjson
from ledger.encoding import b64, unb64
from ledger.problems import Problem
from ledger.statements.parties import possession_text

REQUEST_FILE = "request.json"
#: What an organisation's first feed promises to report in full.
REPORTS = ("collected", "transferred", "accessed")
FIRST_UNIT = {"provider": "front_line", "agency": "reporting"}


@dataclass(frozen=True)
class Request:
    """What an organisation sends to the operator to be admitted. ``possession`` proves that it holds the new key."""

    ledger: str
    organisation: str
    kind: str
    name: str
    safety_sensitive: bool
    key: str
    possession: str

    @classmethod
    def make(cls, ledger: str, organisation: str, kind: str, name: str, key: SigningKey, **other: bool) -> Self:
        """``kind`` is provider or agency; ``other`` may say ``safety_sensitive``."""
        public = bytes(key.verify_key)
        text = possession_text(ledger, organisation, jws.thumbprint(public))
        signature = b64(key.sign(text).signature)
        return cls(ledger, organisation, kind, name, other.get("safety_sensitive", False), b64(public), signature)

    @property
    def kid(self) -> str:
        """The key's thumbprint: what the two people read to each other before the operator approves."""
        return jws.thumbprint(unb64(self.key))

    def write(self, path: Path) -> None:
        path.write_bytes(strictjson.write(asdict(self)) + b"\n")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises ValueError when the file is not a request."""
        try:
            kept: dict[str, Any] = strictjson.read(path.read_bytes(), "request")
            request = cls(**kept)
            unb64(request.key)
        except (Problem, TypeError, ValueError):
            raise ValueError(f"{path} is not a request that lightwell onboard wrote") from None
        return request


def organisation_id(ledger: str, kid: str) -> str:
    """The identifier (UUIDv8) of an organisation that comes with this first key.

    It follows from the key, so that no request can name an organisation that is there already and have the operator
    give it a second key.
    """
    value = int.from_bytes(sha256(f"lightwell-organisation/v1\n{ledger}\n{kid}\n".encode()).digest()[:16], "big")
    value = value & ~(0xF << 76) | 8 << 76
    return str(UUID(int=value & ~(0b11 << 62) | 0b10 << 62))


def register_organisation(operator: Client, request: Request, time: datetime | str | None = None) -> None:
    """The operator's part: admits the organisation and its first key. ``operator`` speaks on the ledger's own feed.

    For a request from outside use ``approve``, which checks it first. Raises Problem, ``no-possession`` where the
    request was made for another ledger or altered.
    """
    admitted = {
        "organisation": request.organisation,
        "kind": request.kind,
        "safety_sensitive": request.safety_sensitive,
    }
    key = {
        "organisation": request.organisation,
        "key": {"kty": "OKP", "crv": "Ed25519", "x": request.key},
        "possession": request.possession,
        "custodial": False,
    }
    name = [disclosures.make(0, "name", request.name)] if request.name else []
    _unless_there(operator, "organisation.registered.v1", admitted, name, time)
    _unless_there(operator, "key.registered.v1", key, (), time)


def register_unit(client: Client, unit: str, kind: str, name: str = "", time: datetime | str | None = None) -> None:
    """The organisation names one of its units; its feed need not be registered yet."""
    private = [disclosures.make(0, "name", name)] if name else []
    _unless_there(client, "unit.registered.v1", {"unit": unit, "kind": kind}, private, time)


def register_feed(
    client: Client,
    unit: str,
    system: str,
    reports: Sequence[str] = REPORTS,
    since: date | None = None,
    name: str = "",
    time: datetime | str | None = None,
    **promises: Any,
) -> None:
    """The client's feed, fed by ``system`` of ``unit``. ``promises``: ``heartbeat_hours``, ``sequenced``."""
    private = [disclosures.make(0, "name", name)] if name else []
    day = (since or datetime.now(UTC).date()).isoformat()
    data = {"unit": unit, "system": system, "reports": list(reports), "since": day} | promises
    _unless_there(client, "feed.registered.v1", data, private, time)


def _unless_there(
    client: Client, name: str, data: dict[str, Any], private: Sequence[bytes], time: datetime | str | None
) -> None:
    try:
        client.say(name, data, private, time)
    except Problem as problem:
        if problem.code != "already-exists":
            raise


def begin(
    folder: Path, url: str, name: str, kind: str, units: Sequence[tuple[str, str]], safety_sensitive: bool = False
) -> tuple[Membership, Request]:
    """Makes the key, lightwell.toml and the request file. ``units``: (kind, name), the first speaks on the feed.

    Begun twice, it goes on with the identifiers and the key of the first time.
    """
    key = make_key(folder / Membership.key_file)
    if (folder / "lightwell.toml").exists():
        membership = Membership.read(folder)
    else:
        feed = f"urn:uuid:{uuid4()}"
        about = Client(url, key, feed).ledger()
        membership = Membership(
            folder=folder,
            url=url,
            ledger=about["ledger"],
            vkey=about["vkey"],
            name=name,
            kind=kind,
            organisation=organisation_id(about["ledger"], jws.thumbprint(bytes(key.verify_key))),
            system=str(uuid4()),
            feed=feed,
            holding=str(uuid4()),
            units=[(str(uuid4()), unit, title) for unit, title in units or [(FIRST_UNIT[kind], "")]],
            safety_sensitive=safety_sensitive,
        )
        membership.write()
    request = Request.make(
        membership.ledger,
        membership.organisation,
        membership.kind,
        membership.name,
        key,
        safety_sensitive=membership.safety_sensitive,
    )
    request.write(folder / REQUEST_FILE)
    return membership, request


def approve(url: str, operator_key: SigningKey, request: Request) -> None:
    """What the operator runs. Raises Problem; ``bad-request`` when the request is for another ledger or identifier."""
    with Client(url, operator_key, "") as asking:
        ledger = asking.ledger()["ledger"]
    if ledger != request.ledger:
        raise Problem("bad-request", "request", [("ledger", "the request was made for another ledger")])
    if request.organisation != organisation_id(ledger, request.kid):
        raise Problem("bad-request", "request", [("organisation", "does not follow from the key")])
    with Client(url, operator_key, f"urn:uuid:{ledger}") as operator:
        register_organisation(operator, request)


def finish(membership: Membership) -> None:
    """Names the units and the feed. Raises Problem, ``key-not-registered`` while the operator has not approved."""
    with membership.client() as client:
        for unit, kind, name in membership.units:
            register_unit(client, unit, kind, name)
        register_feed(client, membership.unit, membership.system)
