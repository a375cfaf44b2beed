"""Questions and objections about what an agreement requires, before it is signed (journey J09)."""

from enum import StrEnum
from typing import ClassVar, Self

from pydantic import model_validator

from ledger.statements.agreements import Force, Number, Version, one_requirement
from ledger.statements.terms import Data, Date, Private, Uuid
from ledger.vocabulary import Basis


class ChallengeKind(StrEnum):
    QUESTION = "question"
    OBJECTION = "objection"


class ChallengedFor(StrEnum):
    """What is asked, or objected to, about a requirement."""

    MEANING = "meaning"
    LEGAL_BASIS = "legal_basis"
    PURPOSE = "purpose"
    TOO_MUCH = "too_much"
    TOO_OFTEN = "too_often"
    IDENTIFIES = "identifies"
    TRUST = "trust"  # it would breach the trust of families
    EFFORT = "effort"


class Settlement(StrEnum):
    """What became of a challenge."""

    REMOVED = "removed"
    CHANGED = "changed"
    KEPT_BY_LAW = "kept_by_law"
    UNDER_OBJECTION = "under_objection"  # signed all the same, and the objection stands


class ChallengeRaised(Data):
    """A party asks about, or objects to, one requirement of a draft; signing waits for the answer."""

    challenge: Uuid
    agreement: Uuid
    version: Version
    line: Number | None = None
    clause: Number | None = None
    kind: ChallengeKind
    about: ChallengedFor
    unit: Uuid
    to: Uuid
    reply_by: Date
    private: Private | None = None

    @model_validator(mode="after")
    def _of_one(self) -> Self:
        return one_requirement(self, self.line, self.clause)


class ChallengeReplied(Data):
    """The party that was asked says what it means (private: ``meaning``, ``reply``), and whether it is mandatory."""

    challenge: Uuid
    agreement: Uuid
    unit: Uuid
    force: Force
    basis: Basis | None = None
    private: Private | None = None


class ChallengeSettled(Data):
    """What became of a challenge. ``version``: of the agreement, in which the requirement is gone or changed;
    ``basis``: the provision that keeps it."""

    rules_read: ClassVar = ("outcome", "version", "basis")

    challenge: Uuid
    agreement: Uuid
    unit: Uuid
    outcome: Settlement
    version: Version | None = None
    basis: Basis | None = None
    private: Private | None = None

    @model_validator(mode="after")
    def _grounded(self) -> Self:
        if (self.outcome in (Settlement.REMOVED, Settlement.CHANGED)) != (self.version is not None):
            raise ValueError("name the version in which it was removed or changed, and for nothing else")
        if (self.outcome is Settlement.KEPT_BY_LAW) != (self.basis is not None):
            raise ValueError("name the provision that keeps it, and for nothing else")
        return self


TYPES: dict[str, type[Data]] = {
    "challenge.raised.v1": ChallengeRaised,
    "challenge.replied.v1": ChallengeReplied,
    "challenge.settled.v1": ChallengeSettled,
}
