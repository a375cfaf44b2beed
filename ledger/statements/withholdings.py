"""Keeping something from a class of viewers by decision: proposed by one, decided by another (LAW "Safety").

Who proposes and who decides are two people of the house that holds the lines. The log tells that they are two, and not
who: ``by`` is SHA-256 of the withholding's id and the house's own secret id of its trained approver.
"""

from enum import StrEnum
from typing import ClassVar, Self

from pydantic import model_validator

from ledger.statements.terms import Data, Date, Digest, Lines, Private, Uuid


class ViewerClass(StrEnum):
    """``family``: the person, and whoever speaks for them; ``representatives``: those alone; ``staff``: the workers of
    the provider that the person comes from, as where one of them is of the family."""

    FAMILY = "family"
    REPRESENTATIVES = "representatives"
    STAFF = "staff"


class WithholdingGround(StrEnum):
    """The provision by which it is kept back. Privacy Act 2020, s 49 and s 53; Oranga Tamariki Act 1989, s 66C; Family
    Violence Act 2018, s 20."""

    THREAT = "nz-pa2020:s49(1)(a)(i)"
    HARASSMENT = "nz-pa2020:s49(1)(a)(ii)"
    VICTIM = "nz-pa2020:s49(1)(a)(iii)"
    HEALTH = "nz-pa2020:s49(1)(b)"
    UNDER_16 = "nz-pa2020:s49(1)(c)"
    CUSTODY = "nz-pa2020:s49(1)(d)"
    OTHERS = "nz-pa2020:s53(b)"
    LAW = "nz-pa2020:s53(c)"
    OTA_66C = "ota1989:s66C(a)(i)"
    FVA_20 = "fva2018:s20"


class Decided(StrEnum):
    """``keep``: until its next review; ``end``: it is shown again."""

    KEEP = "keep"
    END = "end"


class WithholdingProposed(Data):
    """Whoever holds these lines keeps ``statement`` from ``viewers`` of their trails. It is so from its receipt on,
    before anybody has decided: a first look is too late."""

    withholding: Uuid
    holding: Uuid
    lines: Lines
    statement: Digest
    viewers: ViewerClass
    ground: WithholdingGround
    unit: Uuid
    by: Digest
    review: Date
    private: Private | None = None


class WithholdingDecided(Data):
    """A second person decides: keep it until ``review``, or end it. A review is another decision to keep."""

    rules_read: ClassVar[tuple[str, ...]] = ("decision", "review")

    withholding: Uuid
    decision: Decided
    unit: Uuid
    by: Digest
    review: Date | None = None
    private: Private | None = None

    @model_validator(mode="after")
    def _reviewed(self) -> Self:
        if (self.decision is Decided.KEEP) != (self.review is not None):
            raise ValueError("a review belongs to keep, and to nothing else")
        return self


TYPES: dict[str, type[Data]] = {
    "withholding.proposed.v1": WithholdingProposed,
    "withholding.decided.v1": WithholdingDecided,
}
