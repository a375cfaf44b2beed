"""What our agreements let us send: the schedule lines in force today, asked with our own key (RFC 7519, RFC 9864)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from joserfc import jwk, jwt
from nacl.signing import SigningKey

from consumers.membership import Membership
from ledger import jws
from ledger.encoding import b64

#: Seconds for which the question holds.
LIFE = 60


class Period(NamedTuple):
    """ISO days; ``due``: by when what is about it has to be sent."""

    period_from: str
    period_to: str
    due: str


@dataclass(frozen=True, slots=True)
class Sending:
    """A schedule line under which we send; ``waiting``: periods that are over and of which nothing was sent."""

    agreement: str
    version: int
    line: int
    to_unit: str
    parts: tuple[str, ...]
    purpose: str
    basis: str
    waiting: tuple[Period, ...]

    @property
    def why(self) -> dict[str, Any]:
        """As a statement gives its reason."""
        agreement = {"agreement": self.agreement, "version": self.version, "line": self.line}
        return {"purpose": self.purpose, "basis": self.basis, "agreement": agreement}

    def __str__(self) -> str:
        return f"line {self.line} of agreement {self.agreement}"


def ask(us: Membership, now: datetime) -> list[Sending]:
    """Raises Problem, NoMembership."""
    with us.client() as client:
        found = client.get(f"/organisations/{us.organisation}/sendings", question(us, us.key(), now))
    return [_read(one) for one in found]


def question(us: Membership, key: SigningKey, now: datetime) -> str:
    """The JWT that says who asks."""
    public = bytes(key.verify_key)
    own = jwk.OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": b64(public), "d": b64(bytes(key))})
    at = int(now.timestamp())
    claims = {"iss": us.organisation, "sub": us.organisation, "aud": us.ledger, "iat": at, "exp": at + LIFE}
    return jwt.encode({"alg": "Ed25519", "kid": jws.thumbprint(public)}, claims, own, algorithms=["Ed25519"])


def _read(found: dict[str, Any]) -> Sending:
    line = found["line"]
    waiting = tuple(Period(one["period_from"], one["period_to"], one["due"]) for one in found["waiting"])
    return Sending(
        line["agreement"], line["version"], line["line"], line["to_unit"], tuple(line["parts"]), line["purpose"],
        line["basis"], waiting,
    )  # fmt: skip
