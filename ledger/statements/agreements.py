"""What parties promise one another and tell families, as far as the whole path needs it."""

from enum import StrEnum
from typing import Annotated, Self, TypeVar

from pydantic import Field, model_validator

from ledger.statements.terms import Data, Date, Digest, Lines, Private, Uuid
from ledger.vocabulary import Basis, NoticeReader, Part, Purpose


class How(StrEnum):
    """How information goes from one party to the other."""

    SYSTEM = "system"  # from system to system
    UPLOAD = "upload"  # a file, by hand, to a place that only the other can open
    SECURE_MAIL = "secure_mail"
    LOOKED_UP = "looked_up"  # the other opens it where it is
    BY_HAND = "by_hand"  # on paper


class ClauseKind(StrEnum):
    """What a clause beside the schedule asks for."""

    RETENTION = "retention"
    SECURITY = "security"
    NOTICE = "notice"
    REQUESTS = "requests"
    ONWARD_SHARING = "onward_sharing"
    PUBLICATION = "publication"
    AUDIT = "audit"
    BREACH = "breach"


class Force(StrEnum):
    """Whether a party could say no."""

    MANDATORY = "mandatory"
    NEGOTIABLE = "negotiable"


class EndKind(StrEnum):
    """How an agreement comes to an end before its last day."""

    NOTICE = "notice"  # one party's word, so many days ahead
    AGREED = "agreed"  # every party's


D = TypeVar("D", bound=Data)
Version = Annotated[int, Field(ge=1, le=10_000)]
Number = Annotated[int, Field(ge=1, le=1_000)]


def one_requirement(said: D, line: int | None, clause: int | None) -> D:
    """``said``, if it is about one schedule line or one clause. Raises ValueError."""
    if (line is None) == (clause is None):
        raise ValueError("name one schedule line or one clause")
    return said


class ScheduleLine(Data):
    """What goes to which unit, how, how often, why and under which rule.

    ``due_days``: how long after the end of each period it may come; ``not_for``: purposes that are ruled out.
    """

    line: Number
    to_unit: Uuid
    parts: Annotated[list[Part], Field(min_length=1, max_length=30)]
    purpose: Purpose
    basis: Basis
    every_months: Annotated[int, Field(ge=1, le=24)] | None = None
    due_days: Annotated[int, Field(ge=0, le=366)] | None = None
    method: How | None = None
    not_for: Annotated[list[Purpose], Field(max_length=20)] = []


class Clause(Data):
    """A requirement that is no schedule line: to keep, protect, tell, allow."""

    clause: Number
    kind: ClauseKind


class AgreementProposed(Data):
    """One party proposes a version of an agreement; in force only once every party has signed the same content.

    ``tender``: the one that it came of; ``notice_days``: how long before one party may end it alone.
    """

    agreement: Uuid
    version: Version
    parties: Annotated[list[Uuid], Field(min_length=2, max_length=20)]
    schedule: Annotated[list[ScheduleLine], Field(min_length=1, max_length=200)]
    starts: Date
    ends: Date
    programme: Uuid | None = None
    tender: Uuid | None = None
    clauses: Annotated[list[Clause], Field(max_length=100)] = []
    notice_days: Annotated[int, Field(ge=0, le=366)] | None = None
    private: Private | None = None


class AgreementSigned(Data):
    """A party signs: ``content`` is the digest of the proposal it read."""

    agreement: Uuid
    version: Version
    content: Digest


class AgreementEnded(Data):
    """A party ends it from a day on: alone, by notice; or together, when every party has said so.

    ``content``: the digest of the first party's word, where this one agrees to it.
    """

    agreement: Uuid
    kind: EndKind
    ends_on: Date
    content: Digest | None = None
    private: Private | None = None


class RequirementExplained(Data):
    """What one schedule line or clause means (private: ``meaning``), and whether a party could say no to it.

    ``basis``: the provision that makes it mandatory, where one does.
    """

    agreement: Uuid
    version: Version
    unit: Uuid
    line: Number | None = None
    clause: Number | None = None
    force: Force
    basis: Basis | None = None
    private: Private | None = None

    @model_validator(mode="after")
    def _of_one(self) -> Self:
        return one_requirement(self, self.line, self.clause)


class NoticePublished(Data):
    """What families are told: adult and child texts, by the digests of salted documents."""

    notice: Uuid
    version: Annotated[int, Field(ge=1, le=10_000)]
    agreement: Uuid
    adult: Digest
    child: Digest
    private: Private | None = None


class NoticeGiven(Data):
    """The notice was given to the people on these lines, in this version, and whether understanding was checked."""

    notice: Uuid
    version: Annotated[int, Field(ge=1, le=10_000)]
    holding: Uuid
    lines: Lines
    reader: NoticeReader
    understood: bool


TYPES: dict[str, type[Data]] = {
    "agreement.proposed.v1": AgreementProposed,
    "agreement.signed.v1": AgreementSigned,
    "agreement.ended.v1": AgreementEnded,
    "requirement.explained.v1": RequirementExplained,
}
