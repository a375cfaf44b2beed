"""What families are told, choose, worry about and get copies of (journey: reporting, service user requests).

A person's own words are disclosures on their line; an organisation's are on line 0.
"""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from ledger.statements import notices
from ledger.statements.families_terms import (
    ChoiceAnswer,
    ChoiceResult,
    ConcernAbout,
    ConcernResult,
    CopyGround,
    HoldReason,
    Offered,
    TellingAbout,
)
from ledger.statements.terms import Data, Date, Digest, Line, Lines, Private, Ranges, Uuid
from ledger.vocabulary import Basis, NoticeReader, Part, Purpose, Voice

SomeParts = Annotated[list[Part], Field(max_length=30)]


class AboutOne(Data):
    """About one person: one line of a holding."""

    rules_read: ClassVar[tuple[str, ...]] = ("lines",)

    holding: Uuid
    lines: Annotated[list[tuple[Line, Line]], Field(min_length=1, max_length=1)]

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.lines[0][0] != self.lines[0][1]:
            raise ValueError("one line: each person speaks for themselves")
        return self


class ChoiceMade(AboutOne):
    """What a person chose when a notice was explained: about what goes to ``to_unit``, or is for ``purpose``, or all.

    Where no choice was ``offered`` the ``answer`` is ``told``: nobody was asked to agree. ``parts``: those that stay
    back, where it is yes but for some.
    """

    rules_read: ClassVar[tuple[str, ...]] = ("lines", "offered", "answer", "parts")

    choice: Uuid
    voice: Voice
    notice: Uuid
    version: notices.Version
    offered: Offered
    answer: ChoiceAnswer
    parts: SomeParts = []
    purpose: Purpose | None = None
    to_unit: Uuid | None = None
    private: Private | None = None

    @model_validator(mode="after")
    def _answered(self) -> Self:
        if (self.offered is Offered.NONE) != (self.answer is ChoiceAnswer.TOLD):
            raise ValueError("told belongs to no choice, and to nothing else")
        if (self.answer is ChoiceAnswer.SOME) != bool(self.parts):
            raise ValueError("parts belong to some, and to nothing else")
        return self


class ChoiceChanged(AboutOne):
    """The same person changes their mind."""

    rules_read: ClassVar[tuple[str, ...]] = ("lines", "answer", "parts")

    choice: Uuid
    voice: Voice
    answer: ChoiceAnswer
    parts: SomeParts = []
    private: Private | None = None

    @model_validator(mode="after")
    def _answered(self) -> Self:
        if self.answer is ChoiceAnswer.TOLD:
            raise ValueError("told is no answer of a person")
        if (self.answer is ChoiceAnswer.SOME) != bool(self.parts):
            raise ValueError("parts belong to some, and to nothing else")
        return self


class ChoiceAnswered(Data):
    """An organisation says what it did about a choice, and in private why."""

    choice: Uuid
    unit: Uuid
    result: ChoiceResult
    private: Private | None = None


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


class TellingGiven(Data):
    """People were told, beyond the notice: what flows now, what was found, what came of it, or what went wrong.

    ``finding``, ``outcome`` and ``statement`` (of a breach) name which; the words are private.
    """

    rules_read: ClassVar[tuple[str, ...]] = ("about", "finding", "outcome", "statement")

    telling: Uuid
    holding: Uuid
    lines: Lines
    about: TellingAbout
    reader: NoticeReader
    finding: Uuid | None = None
    outcome: Uuid | None = None
    statement: Digest | None = None
    private: Private | None = None

    @model_validator(mode="after")
    def _named(self) -> Self:
        named = {"finding": self.finding, "outcome": self.outcome, "breach": self.statement}
        if any((self.about == about) != (id is not None) for about, id in named.items()):
            raise ValueError("finding, outcome and statement each belong to what is told, and to nothing else")
        return self


class HoldPlaced(AboutOne):
    """A person, or parts of what is held about them, are kept out of the next transfers: to one unit, or to all."""

    hold: Uuid
    parts: SomeParts = []
    to_unit: Uuid | None = None
    reason: HoldReason
    basis: Basis | None = None
    review: Date | None = None
    private: Private | None = None


class HoldLifted(Data):
    """The hold ends: from here on the part, or the person, may be sent again."""

    hold: Uuid
    private: Private | None = None


class CopyGiven(Data):
    """What was written about these people was given to them: the adult or the child version."""

    copied: Uuid
    holding: Uuid
    lines: Ranges
    unit: Uuid
    statement: Digest
    reader: NoticeReader


class CopyWithheld(Data):
    """A copy is kept back, by this ground, until it is looked at again."""

    copied: Uuid
    holding: Uuid
    lines: Ranges
    unit: Uuid
    statement: Digest
    reader: NoticeReader
    ground: CopyGround
    review: Date | None = None


class BarringPlaced(AboutOne):
    """A person names workers who must not open their record. The names (``name``) are theirs alone, under their key."""

    barring: Uuid
    voice: Voice
    private: Private


class BarringLifted(AboutOne):
    """The person takes it back."""

    barring: Uuid
    voice: Voice


TYPES: dict[str, type[Data]] = notices.TYPES | {
    "choice.made.v1": ChoiceMade,
    "choice.changed.v1": ChoiceChanged,
    "choice.answered.v1": ChoiceAnswered,
    "concern.raised.v1": ConcernRaised,
    "concern.answered.v1": ConcernAnswered,
    "telling.given.v1": TellingGiven,
    "hold.placed.v1": HoldPlaced,
    "hold.lifted.v1": HoldLifted,
    "copy.given.v1": CopyGiven,
    "copy.withheld.v1": CopyWithheld,
    "barring.placed.v1": BarringPlaced,
    "barring.lifted.v1": BarringLifted,
}
