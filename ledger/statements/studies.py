"""The agency's evaluation as it is worked on, and asking before a use (journey J31)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from ledger.statements.programme_terms import Method
from ledger.statements.terms import Data, Date, Private, Uuid
from ledger.vocabulary import Part, Purpose


class DataSet(Data):
    """A holding that a study works on, and the parts of it that it needs."""

    holding: Uuid
    parts: Annotated[list[Part], Field(min_length=1, max_length=30)]


class Permission(StrEnum):
    """What a provider answers to a use that is asked for."""

    YES = "yes"
    YES_IF = "yes_if"  # the conditions are private words
    NO = "no"


class StudyPlanned(Data):
    """A version of a study: its data sets and methods; the questions are private words (``text``).

    ``providers``: those whose people's information it uses; they are told of each version.
    """

    study: Uuid
    version: Annotated[int, Field(ge=1, le=10_000)]
    unit: Uuid
    programme: Uuid | None = None
    data_sets: Annotated[list[DataSet], Field(min_length=1, max_length=200)]
    methods: Annotated[list[Method], Field(min_length=1, max_length=10)]
    questions: Annotated[int, Field(ge=1, le=100)]
    providers: Annotated[list[Uuid], Field(min_length=1, max_length=50)]
    private: Private | None = None


class UseProposed(Data):
    """A unit asks the one whose people it is about, before it uses parts of a holding for something."""

    use: Uuid
    unit: Uuid
    to: Uuid
    holding: Uuid
    parts: Annotated[list[Part], Field(min_length=1, max_length=30)]
    purpose: Purpose
    reply_by: Date
    private: Private | None = None


class UseAnswered(Data):
    """The answer, before anything was done. ``until``: how long it holds."""

    rules_read: ClassVar = ("answer", "until")

    use: Uuid
    unit: Uuid
    answer: Permission
    until: Date | None = None
    private: Private | None = None

    @model_validator(mode="after")
    def _held(self) -> Self:
        if self.answer is Permission.NO and self.until is not None:
            raise ValueError("until belongs to a yes")
        return self


TYPES: dict[str, type[Data]] = {
    "study.planned.v1": StudyPlanned,
    "use.proposed.v1": UseProposed,
    "use.answered.v1": UseAnswered,
}
