"""Who may see what: one pure function that every read goes through (DESIGN §7, LAW "Safety").

``scope`` narrows a query to rows that the viewer could have anything to do with; ``decide`` then decides each row.
Nothing here reads a database, so that every case can be tested.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from ledger.vocabulary import HELD_BASES


class Kind(StrEnum):
    PERSON = "person"
    PROVIDER = "provider"
    BOARD = "board"
    UNIT = "unit"
    PRIVACY = "privacy"
    AUDITOR = "auditor"
    OPERATOR = "operator"


class Verdict(StrEnum):
    WHOLE = "whole"
    REDACTED = "redacted"  # that it happened and when, by which organisation; not what or why
    WITHHELD = "withheld"  # counted as withheld, nothing else
    NOTHING = "nothing"  # as if it did not exist


class Question(StrEnum):
    TRAIL = "trail"
    DOWNSTREAM = "downstream"
    TRACE = "trace"
    OWED = "owed"
    COVERAGE = "coverage"
    LOG = "log"
    PEOPLE = "people"
    ERASE = "erase"


#: What each kind of viewer may ask at all. An operator runs the machine and sees no content.
ASKS: dict[Kind, frozenset[Question]] = {
    Kind.PERSON: frozenset({Question.TRAIL, Question.COVERAGE}),
    Kind.PROVIDER: frozenset(
        {Question.TRAIL, Question.DOWNSTREAM, Question.TRACE, Question.COVERAGE, Question.PEOPLE}
    ),
    Kind.BOARD: frozenset({Question.DOWNSTREAM, Question.TRACE, Question.COVERAGE}),
    Kind.UNIT: frozenset({Question.TRACE, Question.OWED, Question.COVERAGE}),
    Kind.PRIVACY: frozenset(
        {Question.TRAIL, Question.DOWNSTREAM, Question.TRACE, Question.OWED, Question.COVERAGE, Question.PEOPLE,
         Question.ERASE}
    ),
    Kind.AUDITOR: frozenset(
        {Question.TRAIL, Question.DOWNSTREAM, Question.TRACE, Question.OWED, Question.COVERAGE, Question.LOG}
    ),
    Kind.OPERATOR: frozenset({Question.COVERAGE}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks. ``person`` (hex) for a person, ``organisation`` and ``unit`` for staff, ``reason`` for a privacy case."""

    kind: Kind
    organisation: str | None = None
    unit: str | None = None
    person: str | None = None
    reason: str | None = None


class Row(Protocol):
    """What the decision needs to know of a row."""

    @property
    def organisation(self) -> str: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def basis(self) -> str | None: ...
    @property
    def safety_sensitive(self) -> bool: ...
    @property
    def to_organisation(self) -> str | None: ...
    @property
    def root_organisation(self) -> str: ...


def may_ask(viewer: Viewer, question: Question, *, person: str | None = None, organisation: str | None = None) -> bool:
    """Whether this viewer may ask this question, about that person or that organisation's submissions at all."""
    if question not in ASKS[viewer.kind]:
        return False
    if viewer.kind is Kind.PERSON and person is not None:
        return person == viewer.person
    if viewer.kind in (Kind.PROVIDER, Kind.BOARD, Kind.PRIVACY) and organisation is not None:
        return organisation == viewer.organisation
    return True


def held(row: Row) -> bool:
    """Held from family-side viewers from the start: certain laws, and organisations that are safety-sensitive."""
    return row.safety_sensitive or row.basis in HELD_BASES


def decide(viewer: Viewer, row: Row) -> Verdict:
    """What of a trail's row this viewer sees."""
    if viewer.kind is Kind.AUDITOR:
        return Verdict.WHOLE
    if viewer.kind is Kind.PERSON:
        return Verdict.NOTHING if held(row) else Verdict.WHOLE
    own = viewer.organisation is not None and row.organisation == viewer.organisation
    if viewer.kind is Kind.PRIVACY:
        mine = own or viewer.organisation in (row.root_organisation, row.to_organisation)
        return Verdict.WHOLE if mine and viewer.reason else Verdict.NOTHING
    if viewer.kind is Kind.PROVIDER:
        if own:
            return Verdict.WHOLE
        if held(row):
            return Verdict.NOTHING
        return Verdict.WHOLE if row.root_organisation == viewer.organisation else Verdict.NOTHING
    if viewer.kind is Kind.UNIT:
        return Verdict.WHOLE if own and row.unit == viewer.unit else Verdict.NOTHING
    return Verdict.NOTHING
