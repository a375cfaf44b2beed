"""Telling those who received something that was put right, or that a breach touched (IPP 7; s 112–115)."""

from ledger.statements.request_terms import BreachKind, Channel, Harm, Notified
from ledger.statements.terms import Data, Date, Digest, Lines, Private, Time, Touched, Uuid


class RecipientTold(Data):
    """An organisation that had received it was told of a correction, a statement of correction or a breach.

    ``about``: the digest of what it was told of; ``recipient`` names this telling. Where it is about people of the
    signer's own register, it may name their lines: then they are told as well, and the words are under their keys.
    """

    recipient: Uuid
    unit: Uuid
    about: Digest
    to: Uuid
    to_unit: Uuid | None = None
    channel: Channel
    holding: Uuid | None = None
    lines: Lines | None = None
    private: Private | None = None


class BreachRecorded(Touched):
    """Privacy was breached: what happened to these parts of these lines, when it did, and when it was found.

    The same organisation may say it again, once it knows more.
    """

    breach: Uuid
    unit: Uuid
    kind: BreachKind
    happened: Date
    found: Time
    harm: Harm
    private: Private | None = None


class BreachNotified(Data):
    """The Commissioner was notified; or the people on these lines of the signer's own register were."""

    breach: Uuid
    unit: Uuid
    whom: Notified
    holding: Uuid | None = None
    lines: Lines | None = None
    channel: Channel
    private: Private | None = None


TYPES: dict[str, type[Data]] = {
    "recipient.told.v1": RecipientTold,
    "breach.recorded.v1": BreachRecorded,
    "breach.notified.v1": BreachNotified,
}
