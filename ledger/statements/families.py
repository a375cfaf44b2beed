"""What families are told, choose, worry about and get copies of (journey: reporting, service user requests).

A person's own words are disclosures on their line; an organisation's are on line 0.
"""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from ledger.statements.families_terms import ConcernAbout, ConcernResult
from ledger.statements.terms import Data, Digest, Line, Private, Uuid
from ledger.vocabulary import Basis, Voice


class AboutOne(Data):
    """About one person: one line of a holding."""

    rules_read: ClassVar = ("lines",)

    holding: Uuid
    lines: Annotated[list[tuple[Line, Line]], Field(min_length=1, max_length=1)]

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.lines[0][0] != self.lines[0][1]:
            raise ValueError("one line: each person speaks for themselves")
        return self


class ConcernRaised(AboutOne):
    """A person worries about their information, to an organisation that owes a reply.

    ``statement``: what it is about, where it is about one statement. ``basis``: where even that somebody worries is
    held from the family side. The words are private.
    """

    concern: Uuid
    voice: Voice
    about: ConcernAbout
    to: Uuid
    to_unit: Uuid | None = None
    statement: Digest | None = None
    basis: Basis | None = None
    private: Private | None = None


class ConcernAnswered(Data):
    """The organisation asked says what it did; its words are private."""

    concern: Uuid
    unit: Uuid
    result: ConcernResult
    private: Private | None = None


TYPES: dict[str, type[Data]] = {
    "concern.raised.v1": ConcernRaised,
    "concern.answered.v1": ConcernAnswered,
}
