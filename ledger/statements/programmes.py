"""How a programme is designed together: its plan, the need for it, what earlier ones taught, and what is decided."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from ledger.statements import interests, learnings, meetings
from ledger.statements.programme_terms import (
    Change,
    Contest,
    DecidedAbout,
    Evidence,
    Items,
    LessonKind,
    Place,
    Version,
    Way,
    Wellbeing,
)
from ledger.statements.terms import Data, Date, Digest, Private, Uuid
from ledger.vocabulary import Basis, Part, Purpose


class ProgrammeRegistered(Data):
    """An agency starts to design a programme with these providers. ``follows``: earlier programmes to learn from."""

    programme: Uuid
    agency: Uuid
    providers: Annotated[list[Uuid], Field(min_length=1, max_length=50)]
    follows: Annotated[list[Uuid], Field(max_length=20)] = []
    starts: Date | None = None
    private: Private | None = None


class PlannedUse(Data):
    """A proposed use of information: which parts go to which unit, for what, under which rule, and how they are got."""

    line: Annotated[int, Field(ge=1, le=1_000)]
    parts: Annotated[list[Part], Field(min_length=1, max_length=30)]
    to_unit: Uuid
    purpose: Purpose
    basis: Basis
    place: Place
    way: Way
    identifiable: bool


class CriterionRef(Data):
    """A version of what success is."""

    success: Uuid
    version: Version


class PlanProposed(Data):
    """A version of the evaluation plan; agreed once the agency and every provider have signed the same content."""

    programme: Uuid
    version: Version
    uses: Annotated[list[PlannedUse], Field(min_length=1, max_length=200)]
    criteria: Annotated[list[CriterionRef], Field(max_length=50)] = []
    private: Private | None = None


class PlanSigned(Data):
    """A party agrees: ``content`` is the digest of the plan that it read."""

    programme: Uuid
    version: Version
    content: Digest


class NeedShown(Data):
    """Evidence that the programme is needed."""

    programme: Uuid
    need: Uuid
    evidence: Evidence
    private: Private | None = None


class NeedContested(Data):
    """A party does not accept evidence of a need."""

    programme: Uuid
    need: Uuid
    ground: Contest
    private: Private | None = None


class LessonLinked(Data):
    """A past decision, harm or lesson that this programme should learn from; ``happened``: when.

    ``earlier``: the programme it is from; ``statement``: where the log has it.
    """

    programme: Uuid
    lesson: Uuid
    kind: LessonKind
    happened: Date
    earlier: Uuid | None = None
    statement: Digest | None = None
    private: Private | None = None


class LessonMarked(Data):
    """A provider says that the programme makes the same mistake again. Until it is answered, nobody signs an agreement
    for the programme."""

    programme: Uuid
    lesson: Uuid
    private: Private | None = None


class LessonAddressed(Data):
    """The agency says what the programme does about a lesson (also about a learning or a decision of an earlier
    programme, by its id). It answers every mark on it so far."""

    programme: Uuid
    lesson: Uuid
    change: Change
    decision: Uuid | None = None
    private: Private | None = None


class DecisionProposed(Data):
    """Something to decide together on collection or use; taken once every decider has signed the same content.

    ``items``: where, how and why, part by part; ``wellbeing``: who gains what; ``views``: those it takes on board;
    ``meeting``: where it was talked over.
    """

    decision: Uuid
    version: Version
    programme: Uuid
    parties: Annotated[list[Uuid], Field(min_length=2, max_length=20)]
    about: DecidedAbout
    items: Items
    wellbeing: Annotated[list[Wellbeing], Field(min_length=1, max_length=18)]
    views: Annotated[list[Uuid], Field(max_length=200)] = []
    meeting: Uuid | None = None
    private: Private | None = None

    @model_validator(mode="after")
    def _parts(self) -> Self:
        if not self.items:
            raise ValueError("name at least one part, with its where, how and why")
        return self


class DecisionSigned(Data):
    """A decider decides: ``content`` is the digest of the proposal that it read."""

    decision: Uuid
    version: Version
    content: Digest


TYPES: dict[str, type[Data]] = {
    "programme.registered.v1": ProgrammeRegistered,
    "plan.proposed.v1": PlanProposed,
    "plan.signed.v1": PlanSigned,
    "need.shown.v1": NeedShown,
    "need.contested.v1": NeedContested,
    "lesson.linked.v1": LessonLinked,
    "lesson.marked.v1": LessonMarked,
    "lesson.addressed.v1": LessonAddressed,
    "decision.proposed.v1": DecisionProposed,
    "decision.signed.v1": DecisionSigned,
    **meetings.TYPES,
    **learnings.TYPES,
    **interests.TYPES,
}
