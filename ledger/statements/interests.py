"""Māori interests in information: always declared by those whose interest it is, never inferred."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ledger.statements.programme_terms import Collective, InterestOf, InterestOutcome, Returned, Spoken, Tikanga
from ledger.statements.terms import Data, Date, Digest, Private, Uuid
from ledger.vocabulary import Part


class InterestDeclared(Spoken):
    """A group declares its interest in a programme, an agreement or a use. Which group it is is private."""

    interest: Uuid
    self_declared: Literal[True]
    group: InterestOf
    programme: Uuid | None = None
    agreement: Uuid | None = None
    use: Uuid | None = None
    to: Uuid
    private: Private | None = None

    @model_validator(mode="after")
    def _in_something(self) -> Self:
        if not (self.programme or self.agreement or self.use):
            raise ValueError("name the programme, agreement or use")
        return self


class InterestMandated(Spoken):
    """The group names who may speak for it, until a day; who that is is private."""

    interest: Uuid
    until: Date
    private: Private | None = None


class InterestVoiced(Spoken):
    """A collective view or decision, a tikanga restriction, or an objection, which stays open until it is accepted."""

    interest: Uuid
    kind: Collective
    parts: Annotated[list[Part], Field(max_length=30)] = []
    restriction: Tikanga | None = None
    private: Private | None = None

    @model_validator(mode="after")
    def _restricts(self) -> Self:
        if (self.kind is Collective.RESTRICTION) != (self.restriction is not None):
            raise ValueError("restriction says what a restriction asks, and belongs to nothing else")
        return self


class InterestAnswered(Data):
    """What the one who was told does about what was voiced."""

    interest: Uuid
    statement: Digest
    outcome: InterestOutcome
    private: Private | None = None


class InterestReturned(Data):
    """What came back to the group."""

    interest: Uuid
    returned: Returned
    private: Private | None = None


TYPES: dict[str, type[Data]] = {
    "interest.declared.v1": InterestDeclared,
    "interest.mandated.v1": InterestMandated,
    "interest.voiced.v1": InterestVoiced,
    "interest.answered.v1": InterestAnswered,
    "interest.returned.v1": InterestReturned,
}
