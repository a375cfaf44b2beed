"""What the law holds from families from the start: a trained approver looks at it, and decides (LAW "Safety")."""

from enum import StrEnum
from typing import ClassVar, Self

from pydantic import model_validator

from ledger.statements.terms import Data, Date, Digest, Lines, Uuid


class HeldDecision(StrEnum):
    """``keep``: until its review; ``show``: to the people on these lines, for good."""

    KEEP = "keep"
    SHOW = "show"


class HeldDecided(Data):
    """The house that said ``statement``, which is held by law from its start, decides for whoever is on these lines of
    a holding. ``by`` is as in ``withholdings``; a review is another decision under the same id."""

    rules_read: ClassVar[tuple[str, ...]] = ("decision", "review")

    held: Uuid
    holding: Uuid
    lines: Lines
    statement: Digest
    decision: HeldDecision
    unit: Uuid
    by: Digest
    review: Date | None = None

    @model_validator(mode="after")
    def _to_be_reviewed(self) -> Self:
        if (self.decision is HeldDecision.KEEP) != (self.review is not None):
            raise ValueError("a review belongs to keep, and to nothing else")
        return self


TYPES: dict[str, type[Data]] = {"held.decided.v1": HeldDecided}
