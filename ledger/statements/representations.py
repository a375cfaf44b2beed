"""Who may look at a trail for somebody else, on what authority, and until when (LAW "Safety")."""

from enum import StrEnum
from typing import ClassVar, Self

from pydantic import model_validator

from ledger.statements.families import AboutOne
from ledger.statements.terms import Data, Date, Private, Uuid
from ledger.vocabulary import Voice


class RepresentativeKind(StrEnum):
    """``parent``: of a child; the law gives a parent no right of their own. ``iwi_contact``: a contact that an iwi or
    hapū has mandated, for somebody who asked for it."""

    PARENT = "parent"
    GUARDIAN = "guardian"
    WELFARE_GUARDIAN = "welfare_guardian"
    ATTORNEY = "attorney"
    LAWYER = "lawyer"
    ADVOCATE = "advocate"
    IWI_CONTACT = "iwi_contact"


class PersonsViews(StrEnum):
    """What the person said when they were asked: ``objects`` ends the matter before it begins."""

    AGREES = "agrees"
    OBJECTS = "objects"
    TOO_YOUNG = "too_young"
    CANNOT_SAY = "cannot_say"


class RepresentationEnd(StrEnum):
    """``own_code``: the young person now has a way in of their own."""

    WITHDRAWN = "withdrawn"
    OWN_CODE = "own_code"
    UNSAFE = "unsafe"
    OVER = "over"


class RepresentationRecorded(AboutOne):
    """Whoever holds the line has seen the authority, and asked the person what they think of it."""

    rules_read: ClassVar[tuple[str, ...]] = ("lines", "kind", "views")

    representation: Uuid
    kind: RepresentativeKind
    views: PersonsViews
    unit: Uuid
    until: Date
    private: Private | None = None

    @model_validator(mode="after")
    def _asked(self) -> Self:
        if self.kind in _CHOSEN and self.views is not PersonsViews.AGREES:
            raise ValueError("an advocate, a lawyer and a mandated contact speak for who asked them to")
        return self


class RepresentationEnded(AboutOne):
    """They may not any more: the person said so on their own page or to the holder, or the holder ends it."""

    representation: Uuid
    voice: Voice
    reason: RepresentationEnd


_CHOSEN = frozenset({RepresentativeKind.ADVOCATE, RepresentativeKind.LAWYER, RepresentativeKind.IWI_CONTACT})

TYPES: dict[str, type[Data]] = {
    "representation.recorded.v1": RepresentationRecorded,
    "representation.ended.v1": RepresentationEnded,
}
