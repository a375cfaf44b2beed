"""What happens to information about people: collected, written, transferred, received, opened, used, destroyed."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from ledger.statements.terms import (
    Count,
    Data,
    Date,
    Derived,
    Digest,
    Input,
    Line,
    Lines,
    Private,
    Ranges,
    Touched,
    Uuid,
    Why,
)
from ledger.vocabulary import (
    AccessMode,
    DestructionReason,
    NoOutcomeReason,
    OutcomeKind,
    OutcomeScope,
    OutcomeSubject,
    Part,
    ProductKind,
    RefusalReason,
    Relation,
    Role,
)

Parts = Annotated[list[Part], Field(min_length=1, max_length=30)]


class Collected(Data):
    """Information was collected from, or noted about, the people on these lines of a holding (IPP 1–4).

    A holding is a body of information held by one party, such as a client register; the first statement about it
    fixes whose it is, and a line stays the same person.
    """

    holding: Uuid
    unit: Uuid
    system: Uuid
    relation: Relation
    lines: Ranges
    parts: Parts
    why: Why
    programme: Uuid | None = None
    notice: Uuid | None = None
    private: Private | None = None


class Written(Collected):
    """Something was written about the people on its lines: a note, an assessment, a letter."""


class Transferred(Data):
    """The sender says: we sent these parts to that unit, where they became a new holding (IPP 11)."""

    transfer: Uuid
    unit: Uuid
    to_unit: Uuid
    holding: Uuid
    derived: Annotated[list[Derived], Field(min_length=1, max_length=500)]
    lines: Line
    parts: Parts
    why: Why
    period_from: Date | None = None
    period_to: Date | None = None
    due: Date | None = None
    private: Private | None = None


class Received(Data):
    """The recipient says: that transfer reached us, with this many lines, and is kept in this system."""

    transfer: Uuid
    statement: Digest
    holding: Uuid
    unit: Uuid
    system: Uuid
    lines: Count
    private: Private | None = None


class Accessed(Touched):
    """Somebody in this role opened, listed or searched these lines (IPP 5, 10). ``grant``: what lets a provider's
    member of staff do so in an agency's evaluation."""

    unit: Uuid
    role: Role
    mode: AccessMode
    why: Why
    request: Uuid | None = None
    grant: Uuid | None = None
    private: Private | None = None


class AccessRefused(Touched):
    """A system (the statement's feed) turned an attempt away. Lightwell is not in the data path."""

    unit: Uuid
    role: Role
    reason: RefusalReason
    why: Why
    private: Private | None = None


class AccessRefusedElsewhere(AccessRefused):
    """A system turned an attempt away and does not tell of it itself: said for it, by hand. ``system`` names it."""

    system: Uuid


class Product(Data):
    """What a use made. A product that is itself a holding says where its lines come from."""

    product: Uuid
    kind: ProductKind
    derived: Annotated[list[Derived], Field(max_length=50)] = []
    lines: Count = 0
    parts: Annotated[list[Part], Field(max_length=30)] = []
    system: Uuid | None = None


class Used(Data):
    """These parts of these lines were used, for this, and made that (IPP 8, 10)."""

    use: Uuid
    unit: Uuid
    role: Role
    inputs: Annotated[list[Input], Field(min_length=1, max_length=100)]
    products: Annotated[list[Product], Field(max_length=20)] = []
    why: Why
    private: Private | None = None


class Corrected(Touched):
    """These parts of these lines were put right (IPP 7); recipients are owed the news."""

    unit: Uuid
    request: Uuid | None = None
    private: Private | None = None


class Destroyed(Data):
    """These lines were destroyed (IPP 9)."""

    holding: Uuid
    lines: Lines
    unit: Uuid
    reason: DestructionReason
    private: Private | None = None


class OutcomeReported(Data):
    """What came of uses: a decision, advice or report, about a person or a group of how many; or nothing, and why."""

    rules_read: ClassVar = ("kind", "reason", "until")

    outcome: Uuid
    unit: Uuid
    kind: OutcomeKind
    subject: OutcomeSubject
    scope: OutcomeScope
    people: Count
    uses: Annotated[list[Uuid], Field(min_length=1, max_length=500)]
    reason: NoOutcomeReason | None = None
    until: Date | None = None
    private: Private | None = None

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if (self.kind in (OutcomeKind.LED_NOWHERE, OutcomeKind.CANNOT_TELL)) != (self.reason is not None):
            raise ValueError("a reason belongs to led_nowhere and cannot_tell, and to nothing else")
        if (self.kind is OutcomeKind.CANNOT_TELL) != (self.until is not None):
            raise ValueError("until belongs to cannot_tell, and to nothing else")
        return self
