"""What happened to a submission, what was found, and what evidence decides (journey: reporting, learnings)."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from ledger.statements.terms import Data, Date, Digest, Lines, Private, Uuid
from ledger.vocabulary import Part, Voice


class AskedFor(StrEnum):
    """What a question is about."""

    WHAT_HAPPENED = "what_happened"
    WHO_OPENED = "who_opened"
    WHY = "why"
    WHAT_CAME_OF_IT = "what_came_of_it"
    MEANING = "meaning"  # of a part: the answer travels with the data


class Answered(StrEnum):
    """How far a question was answered."""

    IN_FULL = "in_full"
    IN_PART = "in_part"
    LATER = "later"
    CANNOT_SAY = "cannot_say"


class Stance(StrEnum):
    """What a provider says to a draft finding about its people."""

    AGREES = "agrees"
    ADDS_CONTEXT = "adds_context"
    DISPUTES = "disputes"


class Quality(StrEnum):
    """What a reader must know about how far a finding carries."""

    SMALL_NUMBERS = "small_numbers"
    MISSING_DATA = "missing_data"
    SELF_REPORTED = "self_reported"
    NO_COMPARISON = "no_comparison"
    CHANGED_MEASURE = "changed_measure"
    REVIEWED = "reviewed"


class Contribution(StrEnum):
    """What somebody gave to a finding."""

    GAVE_INFORMATION = "gave_information"
    INTERPRETED = "interpreted"
    ANALYSED = "analysed"
    REVIEWED = "reviewed"


Uses = Annotated[list[Uuid], Field(max_length=500)]
Providers = Annotated[list[Uuid], Field(min_length=1, max_length=50)]
Version = Annotated[int, Field(ge=1, le=10_000)]


class QuestionAsked(Data):
    """Somebody asks ``to`` what happened, by a date. It is about a transfer, a statement, an outcome or a finding.

    A person asks on our pages about a line of their own (``voice``: ``person``, with ``holding`` and ``lines``).
    """

    question: Uuid
    voice: Voice
    unit: Uuid | None = None
    to: Uuid
    to_unit: Uuid | None = None
    asked: AskedFor
    transfer: Uuid | None = None
    statement: Digest | None = None
    outcome: Uuid | None = None
    finding: Uuid | None = None
    parts: Annotated[list[Part], Field(max_length=30)] = []
    holding: Uuid | None = None
    lines: Lines | None = None
    due: Date
    private: Private | None = None

    @model_validator(mode="after")
    def _about_something(self) -> Self:
        if not (self.transfer or self.statement or self.outcome or self.finding):
            raise ValueError("name the transfer, statement, outcome or finding that is asked about")
        if self.voice is Voice.PERSON and (self.holding is None or self.lines is None):
            raise ValueError("a person asks about a line of their own: name its holding and lines")
        return self


class QuestionAnswered(Data):
    """The one who was asked replies; the words are private. ``until``: when there will be more to say."""

    question: Uuid
    unit: Uuid
    answered: Answered
    until: Date | None = None
    private: Private | None = None

    @model_validator(mode="after")
    def _later(self) -> Self:
        if (self.answered is Answered.LATER) != (self.until is not None):
            raise ValueError("until belongs to later, and to nothing else")
        return self


class Contributor(Data):
    """Who gave what to a finding; whether they wanted to be named, and were paid or trained for it."""

    organisation: Uuid
    gave: Contribution
    families: Annotated[int, Field(ge=0, le=100_000)] = 0
    named: bool
    paid: bool
    trained: bool


class FindingDrafted(Data):
    """A draft of what was found, shown to the providers whose information it rests on, who may reply until a date."""

    finding: Uuid
    version: Version
    unit: Uuid
    programme: Uuid | None = None
    uses: Uses
    providers: Providers
    reply_by: Date
    quality: Annotated[list[Quality], Field(max_length=10)]
    private: Private | None = None


class FindingAnswered(Data):
    """A provider's reply to a draft: its context stays with the finding for good."""

    finding: Uuid
    version: Version
    stance: Stance
    private: Private | None = None


class FindingReleased(Data):
    """The finding is out, in this version, with every reply to it (``contexts``: their digests)."""

    finding: Uuid
    version: Version
    unit: Uuid
    contexts: Annotated[list[Digest], Field(max_length=500)]
    contributors: Annotated[list[Contributor], Field(max_length=100)]
    private: Private | None = None


class EvidenceProposed(Data):
    """A unit means to bring a finding into a contracting decision, not before a date; the providers are told first."""

    evidence: Uuid
    finding: Uuid
    unit: Uuid
    to_unit: Uuid
    providers: Providers
    not_before: Date
    private: Private | None = None


class EvidenceObjected(Data):
    """A provider objects to, or adds to, what is about to be used in a decision about it."""

    evidence: Uuid
    stance: Stance
    private: Private | None = None


class EvidenceEntered(Data):
    """The finding is now before those who decide, with every reply and objection (``contexts``: their digests).

    ``outcome``: the decision that relied on it, once there is one.
    """

    evidence: Uuid
    unit: Uuid
    contexts: Annotated[list[Digest], Field(max_length=500)]
    outcome: Uuid | None = None
    private: Private | None = None


TYPES: dict[str, type[Data]] = {
    "question.asked.v1": QuestionAsked,
    "question.answered.v1": QuestionAnswered,
    "finding.drafted.v1": FindingDrafted,
    "finding.answered.v1": FindingAnswered,
    "finding.released.v1": FindingReleased,
    "evidence.proposed.v1": EvidenceProposed,
    "evidence.objected.v1": EvidenceObjected,
    "evidence.entered.v1": EvidenceEntered,
}
