"""Meetings: who was invited, who said they would come, and that it was held. Also the skills that come of training."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from ledger.statements.programme_terms import Coming, GrantEnd, Items, MeetingKind, Organisations, Spoken, Topic
from ledger.statements.terms import Data, Date, Digest, Private, Ranges, Uuid
from ledger.vocabulary import Part, Purpose

Topics = Annotated[list[Topic], Field(max_length=12)]


class MeetingInvited(Data):
    """The host invites organisations and people of its own registers to a meeting about a programme or an agreement.

    An organisation that was invited says the same about people of *its* registers. ``items``: the parts whose where,
    how and why are to be talked about. Said again by the host, it moves the day or asks more people.
    """

    meeting: Uuid
    kind: MeetingKind
    on: Date
    programme: Uuid | None = None
    agreement: Uuid | None = None
    organisations: Organisations
    holding: Uuid | None = None
    lines: Ranges | None = None
    topics: Topics
    items: Items = []
    private: Private | None = None

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if (self.holding is None) != (self.lines is None):
            raise ValueError("holding and lines belong together")
        if not self.organisations and self.lines is None:
            raise ValueError("invite an organisation, or people by their lines")
        return self


class MeetingAnswered(Spoken):
    """Somebody who was invited comes, does not, or asks for another day."""

    meeting: Uuid
    coming: Coming
    another: Date | None = None
    private: Private | None = None

    @model_validator(mode="after")
    def _day(self) -> Self:
        if (self.coming is Coming.ANOTHER_DAY) != (self.another is not None):
            raise ValueError("another belongs to another_day, and to nothing else")
        return self


class MeetingHeld(Data):
    """It was held: who came, how many family members, and what was talked about."""

    meeting: Uuid
    on: Date
    organisations: Organisations
    families: Annotated[int, Field(ge=0, le=10_000)]
    holding: Uuid | None = None
    lines: Ranges | None = None
    topics: Topics
    private: Private | None = None

    @model_validator(mode="after")
    def _lines(self) -> Self:
        if (self.holding is None) != (self.lines is None):
            raise ValueError("holding and lines belong together")
        return self


class GrantGiven(Data):
    """A unit lets one member of a provider's staff work with these parts of these holdings, until a day.

    Who it is is private; in force once the provider has accepted the same content. ``training``: the meeting at which
    they were trained.
    """

    grant: Uuid
    programme: Uuid
    unit: Uuid
    to: Uuid
    training: Uuid | None = None
    holdings: Annotated[list[Uuid], Field(min_length=1, max_length=50)]
    parts: Annotated[list[Part], Field(min_length=1, max_length=30)]
    purpose: Purpose
    starts: Date
    ends: Date
    private: Private | None = None


class GrantAccepted(Data):
    """The provider accepts for its member of staff: ``content`` is the digest of the grant that it read."""

    grant: Uuid
    content: Digest


class GrantEnded(Data):
    """Either side ends it before its day."""

    grant: Uuid
    reason: GrantEnd
    private: Private | None = None


TYPES: dict[str, type[Data]] = {
    "meeting.invited.v1": MeetingInvited,
    "meeting.answered.v1": MeetingAnswered,
    "meeting.held.v1": MeetingHeld,
    "grant.given.v1": GrantGiven,
    "grant.accepted.v1": GrantAccepted,
    "grant.ended.v1": GrantEnded,
}
