"""Who there is: organisations, units, keys and feeds."""

from typing import Annotated, Literal

from pydantic import Field

from ledger.statements.terms import Count, Data, Date, Digest, Jwk, KeyId, Private, Signature, Time, Uuid
from ledger.vocabulary import KeyRevocationReason, OrganisationKind, Reports, UnitKind


class Opened(Data):
    """Leaf 0, the operator's own: which log this is, who runs it, and the operator's first key."""

    ledger: Uuid
    operator: Uuid
    key: Jwk
    log_key: Digest
    rules: Annotated[int, Field(ge=1)]


class Rekeyed(Data):
    """Checkpoints are signed with another log key from here on: the SHA-256 of that Ed25519 public key."""

    log_key: Digest


class OrganisationRegistered(Data):
    """The operator admits an organisation. ``safety_sensitive``: its lines are held from family-side viewers."""

    organisation: Uuid
    kind: OrganisationKind
    safety_sensitive: bool
    private: Private | None = None


class UnitRegistered(Data):
    """An organisation names one of its units."""

    unit: Uuid
    kind: UnitKind
    private: Private | None = None


class UnitSucceeded(Data):
    """A unit was renamed, or merged into another of its organisation: what it owes and may have goes to ``by``."""

    unit: Uuid
    by: Uuid
    since: Date


class KeyRegistered(Data):
    """A key becomes valid for an organisation from this statement's index on.

    The operator signs an organisation's first key (and a recovery, which is flagged); the organisation itself signs
    later ones. ``possession`` is the new key's signature over ``possession_text``. ``custodial``: this site holds it.
    """

    organisation: Uuid
    key: Jwk
    possession: Signature
    custodial: bool


def possession_text(ledger: str, organisation: str, kid: str) -> bytes:
    """What a new key signs to show that its holder has it."""
    return f"lightwell-key-possession/v1\n{ledger}\n{organisation}\n{kid}\n".encode()


class KeyRevoked(Data):
    """A key is not valid from this statement's index on."""

    kid: KeyId
    reason: KeyRevocationReason


class KeyCompromised(Data):
    """Statements of this key from that index on may not be the organisation's; they are flagged, and it is revoked."""

    kid: KeyId
    from_index: Count


class FeedRegistered(Data):
    """A system (or a desk) that will say things, and what it promises to report in full, from when.

    ``heartbeat_hours``: silence longer than this is shown. ``sequenced``: its statements carry sequence and previous.
    """

    unit: Uuid
    system: Uuid
    reports: Annotated[list[Reports], Field(max_length=6)]
    since: Date
    heartbeat_hours: Annotated[int, Field(ge=1, le=8_784)] | None = None
    sequenced: bool = False
    private: Private | None = None


class Heartbeat(Data):
    """The feed is alive and has said everything up to this time."""

    up_to: Time
    statements: Count


class Ticked(Data):
    """The ledger's clock, in the first batch of each active minute: bounds when statements around it were recorded."""

    at: Time


class Retracted(Data):
    """The same issuer takes a statement back; both stay visible."""

    statement: Digest
    reason: Literal["recorded_by_mistake", "wrong_record", "wrong_parts", "duplicate"]


class Replaced(Data):
    """The same issuer says that a later statement of its own stands in place of an earlier one."""

    statement: Digest
    by: Digest
    reason: Literal["recorded_by_mistake", "wrong_record", "wrong_parts", "duplicate"]
