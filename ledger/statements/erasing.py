"""What is kept though somebody asks to be forgotten, and that they were (LAW "Safety"; Privacy Act 2020, IPP 9)."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from ledger.statements.terms import Count, Data, Date, Digest, Line, Lines, Uuid


class KeptBy(StrEnum):
    """Why nothing about these people may be destroyed for now."""

    PROCEEDINGS = "proceedings"  # before a court or tribunal, or expected
    COMMISSIONER = "commissioner"  # an investigation by the Privacy Commissioner
    OMBUDSMAN = "ombudsman"
    POLICE = "police"
    INQUIRY = "inquiry"  # a public or Royal Commission inquiry
    MISUSE = "misuse"  # our own inquiry into who opened it
    CARE_RECORD = "care_record"  # of a child in care: Public Records Act 2005 (verify)


class AskedFor(StrEnum):
    """Who wanted the erasure. Never a worker, whose name stands beside what they did."""

    PERSON = "person"
    REPRESENTATIVE = "representative"
    ORDER = "order"  # of a court, tribunal or the Commissioner
    RETENTION = "retention"  # nobody: its time is over


class CopyFirst(StrEnum):
    """A copy is offered before anything is destroyed."""

    GIVEN = "given"
    DECLINED = "declined"
    NOT_REACHED = "not_reached"
    NOT_ASKED = "not_asked"  # by a retention rule: long after anybody asked for anything


#: Archives New Zealand's number of a disposal authority, which a public office needs (Public Records Act 2005, s 18).
Disposal = Annotated[str, Field(pattern=r"^(DA|GDA)[0-9]{1,4}$")]


class PreservationOrdered(Data):
    """Nothing of these people may be destroyed by their holder until this ends; it is looked at again on a day."""

    preservation: Uuid
    holding: Uuid
    lines: Lines
    unit: Uuid
    ground: KeptBy
    review: Date


class PreservationEnded(Data):
    """The ground is gone: from here on they may be erased again."""

    preservation: Uuid
    unit: Uuid


class SubjectErasedByWhom(Data):
    """A person's key and disclosures are destroyed. Names the lines, which are nobody's from here on.

    ``rule``: the digest of the retention rule whose time was over, and nothing else; ``disposal``: of a public office.
    """

    organisation: Uuid
    lines: Annotated[list[tuple[Uuid, Line]], Field(max_length=5_000)]
    disclosures: Count
    asked: AskedFor
    copy_first: CopyFirst
    disposal: Disposal | None = None
    rule: Digest | None = None

    @model_validator(mode="after")
    def _by_rule(self) -> Self:
        if (self.asked is AskedFor.RETENTION) != (self.rule is not None):
            raise ValueError("a rule belongs to retention, and to nothing else")
        return self


TYPES: dict[str, type[Data]] = {
    "subject.erased.v2": SubjectErasedByWhom,
    "preservation.ordered.v1": PreservationOrdered,
    "preservation.ended.v1": PreservationEnded,
}
