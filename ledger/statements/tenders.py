"""Tenders: what may be told in one, who decided that, what went, and who won (journey J07, J08)."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from ledger.statements import challenges, stories, studies
from ledger.statements.stories import Identifiability
from ledger.statements.terms import Count, Data, Date, Private, Uuid
from ledger.vocabulary import Basis, Part, Purpose, Role


class ItemDecision(StrEnum):
    """Whether an item may be told in a tender."""

    RELEASE = "release"
    WITHHOLD = "withhold"
    ALTER_FIRST = "alter_first"


class RecallReason(StrEnum):
    """Why something that went is asked back."""

    STORY_WITHHELD = "story_withheld"
    SENT_BY_MISTAKE = "sent_by_mistake"
    TENDER_ENDED = "tender_ended"


Items = Annotated[list[Uuid], Field(min_length=1, max_length=100)]


class TenderOpened(Data):
    """An agency's unit asks providers for tenders, until a day."""

    tender: Uuid
    unit: Uuid
    providers: Annotated[list[Uuid], Field(max_length=50)]
    closes: Date
    programme: Uuid | None = None
    private: Private | None = None


class TenderAwarded(Data):
    """The agency says which providers it chose."""

    tender: Uuid
    unit: Uuid
    providers: Annotated[list[Uuid], Field(min_length=1, max_length=50)]
    private: Private | None = None


class ItemProposed(Data):
    """A provider means to tell something in a tender: what it was collected for, and how far it tells who people are.

    ``story``: the one that it is; ``source``: the holding that it comes from; ``people``: how many it is about.
    """

    item: Uuid
    tender: Uuid
    unit: Uuid
    parts: Annotated[list[Part], Field(min_length=1, max_length=30)]
    original: Purpose
    identifiability: Identifiability
    people: Count
    story: Uuid | None = None
    source: Uuid | None = None
    private: Private | None = None


class ItemDecided(Data):
    """Somebody of the provider's decided whether it may go, under which rule; ``reason`` is private."""

    item: Uuid
    unit: Uuid
    decision: ItemDecision
    basis: Basis
    role: Role
    private: Private | None = None


class ReleaseMade(Data):
    """These items went into the tender, to that unit."""

    release: Uuid
    tender: Uuid
    unit: Uuid
    to_unit: Uuid
    items: Items
    private: Private | None = None


class ReleaseRecalled(Data):
    """The provider asks the agency to remove these items."""

    release: Uuid
    unit: Uuid
    items: Items
    reason: RecallReason
    private: Private | None = None


class ReleaseRemoved(Data):
    """The agency says that it has removed them."""

    release: Uuid
    unit: Uuid
    items: Items
    private: Private | None = None


TYPES: dict[str, type[Data]] = {
    **challenges.TYPES,
    "tender.opened.v1": TenderOpened,
    "tender.awarded.v1": TenderAwarded,
    "item.proposed.v1": ItemProposed,
    "item.decided.v1": ItemDecided,
    "release.made.v1": ReleaseMade,
    "release.recalled.v1": ReleaseRecalled,
    "release.removed.v1": ReleaseRemoved,
    **stories.TYPES,
    **studies.TYPES,
}
