"""Who may see what: one pure function that every read goes through (DESIGN §7, LAW "Safety").

``may_ask`` opens a question to a viewer; ``decide``, ``lists`` and ``traces`` then decide each row of its answer.
Nothing here reads a database, so that every case can be tested.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

from ledger.statements.families_terms import SAFETY_GROUNDS
from ledger.statements.withholdings import ViewerClass
from ledger.vocabulary import HELD_BASES


class Kind(StrEnum):
    PERSON = "person"
    PROVIDER = "provider"
    BOARD = "board"
    UNIT = "unit"
    ADVISOR = "advisor"
    CONTRACTING = "contracting"  # contracts and benefits: nothing about requests, challenges or concerns
    PRIVACY = "privacy"
    REPRESENTATIVE = "representative"  # parent, guardian, advocate, mandated iwi contact: by recorded authority only
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
    FLAGGED = "flagged"
    MATTERS = "matters"
    DUTIES = "duties"
    FAN_OUT = "fan_out"
    PROCESS = "process"
    CODES = "codes"
    BOARD_REPORT = "board_report"
    TOLD = "told"  # who has been told what flows, in figures
    ALERTS = "alerts"  # openings by workers whom a person has named
    HELD = "held"  # what is held by law, to be decided
    INQUIRIES = "inquiries"  # which workers' names were asked for
    PROGRAMMES = "programmes"
    REMEMBERED = "remembered"
    STAGES = "stages"  # where a programme stands
    FLOWS = "flows"
    REFUSED = "refused"
    TURNED_AWAY = "turned_away"  # who was refused, though signed in
    CASE = "case"  # what the viewer's house did with one line of what was sent to it


_P, _B, _U, _A, _C = Kind.PROVIDER, Kind.BOARD, Kind.UNIT, Kind.ADVISOR, Kind.CONTRACTING
#: Who may ask each question at all. An operator runs the machine and sees no content.
ASKERS: dict[Question, frozenset[Kind]] = {
    Question.TRAIL: frozenset({Kind.PERSON, Kind.REPRESENTATIVE, _P, Kind.PRIVACY, Kind.AUDITOR}),
    Question.DOWNSTREAM: frozenset({_P, _B, Kind.PRIVACY, Kind.AUDITOR}),
    Question.TRACE: frozenset({_P, _B, _U, _C, Kind.PRIVACY, Kind.AUDITOR}),
    Question.OWED: frozenset({_U, _C, Kind.PRIVACY, Kind.AUDITOR}),
    Question.COVERAGE: frozenset(Kind),
    Question.LOG: frozenset({Kind.AUDITOR}),
    Question.PEOPLE: frozenset({_P, Kind.PRIVACY}),
    Question.CODES: frozenset({_P}),
    Question.ERASE: frozenset({Kind.PRIVACY}),
    Question.FLAGGED: frozenset({_P, _B, Kind.PRIVACY}),
    Question.MATTERS: frozenset({Kind.PERSON, _P, _U, _A, _C, Kind.PRIVACY, Kind.AUDITOR}),
    Question.DUTIES: frozenset({_P, _B, _U, _A, _C, Kind.PRIVACY, Kind.AUDITOR}),
    # programmes
    Question.PROGRAMMES: frozenset({Kind.PERSON, _P, _U, _A, Kind.PRIVACY, Kind.AUDITOR}),
    Question.REMEMBERED: frozenset({_P, _U, _A, Kind.PRIVACY, Kind.AUDITOR}),
    Question.STAGES: frozenset({_P, _B, _U, _A, Kind.PRIVACY, Kind.AUDITOR}),  # a Board in figures
    # tenders and agreements
    Question.FLOWS: frozenset(Kind) - {Kind.OPERATOR, Kind.REPRESENTATIVE},
    Question.REFUSED: frozenset({_P, _B, Kind.PRIVACY, Kind.AUDITOR}),
    Question.TURNED_AWAY: frozenset({Kind.PRIVACY, Kind.AUDITOR}),
    # families
    Question.TOLD: frozenset({_P, _B, Kind.PRIVACY}),
    Question.ALERTS: frozenset({Kind.PRIVACY}),
    Question.HELD: frozenset({Kind.PRIVACY, Kind.AUDITOR}),
    Question.INQUIRIES: frozenset({Kind.PRIVACY, Kind.AUDITOR}),
    Question.CASE: frozenset({Kind.PRIVACY}),
    # requests
    Question.FAN_OUT: frozenset({_P, Kind.PRIVACY, Kind.AUDITOR}),
    Question.PROCESS: frozenset({_P, Kind.PRIVACY, Kind.AUDITOR}),  # a Board reads of it by quarters, in its report
    # reporting
    Question.BOARD_REPORT: frozenset({_P, _B}),
}
ASKS: dict[Kind, frozenset[Question]] = {
    kind: frozenset(question for question, kinds in ASKERS.items() if kind in kinds) for kind in Kind
}


#: What a privacy officer asks only once they have said what it is for.
FOR_A_REASON = frozenset({Question.TRAIL, Question.CASE})
#: Those to whom nothing is told that is held or withheld from families (LAW "Safety").
FAMILY_SIDE = frozenset({Kind.PERSON, Kind.REPRESENTATIVE})
#: Staff of one unit, who see that unit's own stream.
UNITS = frozenset({Kind.UNIT, Kind.CONTRACTING})
#: Staff who read back, and take back, what was done with information only where their own unit did it.
OF_ONE_UNIT = UNITS | {Kind.ADVISOR}

#: Kinds of matters in which families, and those who speak for them, ask, object or worry: never shown to contracting
#: or benefit roles, so that asking cannot hurt (LAW "Safety"). A programme's own thread has "the same mistake" in it.
GUARDED = frozenset(
    {
        "request", "challenge", "concern", "choice", "hold", "story", "copy", "barring", "telling", "programme",
        "learning", "meeting", "view", "success", "interest", "preservation", "withholding",
        "representation", "inquiry", "held",
    }
)  # fmt: skip

#: Of these, the ones that a single family opens: a Board reads of them in figures, never one by one.
FAMILIES_OWN = frozenset(
    {
        "request",
        "concern",
        "choice",
        "hold",
        "copy",
        "barring",
        "telling",
        "story",
        "preservation",
        "withholding",
        "representation",
        "inquiry",
        "held",
    }
)

#: Kinds of matters that among staff only a privacy officer reads: in a small place anybody else may be the one named.
OFFICERS_ONLY = frozenset({"barring", "preservation", "withholding", "representation", "inquiry", "held"})
#: Kinds of matters about people that no family ever reads: that something is kept back, or looked into, must not be
#: told.
UNTOLD = frozenset({"withholding", "inquiry", "held"})
#: Those that only those who deal with them read: no other unit of the same agency, and no advisor.
CLOSE = frozenset({"request", "question"})
#: What binds a whole organisation: that one of its units says what a line means makes it no other unit's secret.
BINDING = frozenset({"agreement"})
#: What a person does not read about a request of their own: a concern about safety must not be seen over a shoulder.
STAFF_ONLY = frozenset({"request.checked", "authority.recorded", "request.deviated"})


@dataclass(frozen=True, slots=True)
class Viewer:
    """``person`` (hex): who it is, or for a representative whom they may look for now; ``organisation`` and ``unit``
    for staff; ``reason``: what a privacy officer reads a trail for; ``follows``: units that were renamed or merged into
    the viewer's; ``printed_by``: the organisation whose staff print what a person sees, for that person."""

    kind: Kind
    organisation: str | None = None
    unit: str | None = None
    person: str | None = None
    reason: str | None = None
    follows: frozenset[str] = frozenset()
    printed_by: str | None = None

    def speaks_for(self, unit: str | None) -> bool:
        """Whether that is the viewer's own unit, or one that it follows."""
        return unit is not None and (unit == self.unit or unit in self.follows)


class Row(Protocol):
    """What the decision needs to know of a row. ``safety_sensitive``: who said it, or whom it was sent to, is;
    ``by_held_way``: the person's line is in that holding only by way of something that is held; ``shown``: what it
    says itself holds it no more, by decision; ``withheld``: the classes of viewers that it is kept from by one."""

    @property
    def type(self) -> str: ...
    @property
    def role(self) -> str | None: ...
    @property
    def organisation(self) -> str: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def basis(self) -> str | None: ...
    @property
    def safety_sensitive(self) -> bool: ...
    @property
    def by_held_way(self) -> bool: ...
    @property
    def to_organisation(self) -> str | None: ...
    @property
    def root_organisation(self) -> str: ...
    @property
    def shown(self) -> bool: ...
    @property
    def withheld(self) -> frozenset[ViewerClass]: ...


def may_ask(viewer: Viewer, question: Question, *, person: str | None = None, organisation: str | None = None) -> bool:
    """Whether this viewer may ask this question, about that person or that organisation's submissions at all."""
    if question not in ASKS[viewer.kind]:
        return False
    if viewer.kind in FAMILY_SIDE and question is Question.TRAIL:
        return viewer.person is not None and person == viewer.person
    if viewer.kind is Kind.PRIVACY and question in FOR_A_REASON and not viewer.reason:
        return False
    if viewer.kind in (Kind.PROVIDER, Kind.BOARD, Kind.PRIVACY) and organisation is not None:
        return organisation == viewer.organisation
    return True


def held(row: Row) -> bool:
    """Held from family-side viewers from the start: certain laws, organisations that are safety-sensitive, and what
    happened to information that is where it is only because of those; until it is decided that it may be shown."""
    return row.by_held_way or (not row.shown and (row.safety_sensitive or row.basis in HELD_BASES))


def classes(viewer: Viewer) -> frozenset[ViewerClass]:
    """The classes that something must be withheld from, any of them, to be withheld from this viewer."""
    if viewer.kind is Kind.PERSON:
        return frozenset({ViewerClass.FAMILY, *((ViewerClass.STAFF,) if viewer.printed_by else ())})
    if viewer.kind is Kind.REPRESENTATIVE:
        return frozenset({ViewerClass.FAMILY, ViewerClass.REPRESENTATIVES})
    return frozenset({ViewerClass.STAFF}) if viewer.kind is Kind.PROVIDER else frozenset()


def said_in_confidence(data: dict[str, Any]) -> bool:
    """Whether what a matter's statement says holds it from the family side: a law, a ground of somebody's safety, or
    a worry about safety that the person did not raise on the page themselves."""
    if "preservation" in data:  # an investigation, perhaps of somebody in the family
        return True
    if data.get("basis") in HELD_BASES or data.get("ground") in SAFETY_GROUNDS or data.get("reason") == "safety":
        return True
    return data.get("about") == "safety" and data.get("voice") == "relayed"


def decide(viewer: Viewer, row: Row) -> Verdict:
    """What of a trail's row this viewer sees. What staff print passes through their hands: it is what both may see."""
    if viewer.printed_by:
        staff = Viewer(Kind.PROVIDER, viewer.printed_by)
        both = {decide(replace(viewer, printed_by=None), row), decide(staff, row)}
        return Verdict.WHOLE if both == {Verdict.WHOLE} else Verdict.NOTHING
    if viewer.kind is Kind.AUDITOR:
        return Verdict.WHOLE
    if row.withheld & classes(viewer):
        return Verdict.NOTHING
    if viewer.kind in FAMILY_SIDE:
        return Verdict.NOTHING if held(row) else Verdict.WHOLE
    own = viewer.organisation is not None and row.organisation == viewer.organisation
    if viewer.kind is Kind.PRIVACY:
        mine = own or (
            viewer.organisation is not None and viewer.organisation in (row.root_organisation, row.to_organisation)
        )
        return Verdict.WHOLE if mine and viewer.reason else Verdict.NOTHING
    if row.type == "trail.read":
        # That somebody else, or a privacy officer, reads a trail may tell of a request or a concern.
        ours = viewer.kind is Kind.PROVIDER and own and row.role != "privacy_officer"
        return Verdict.WHOLE if ours else Verdict.NOTHING
    if viewer.kind is Kind.PROVIDER:
        if own:
            return Verdict.WHOLE
        from_us = viewer.organisation is not None and row.root_organisation == viewer.organisation
        return Verdict.WHOLE if from_us and not held(row) else Verdict.NOTHING
    if viewer.kind in UNITS:
        return Verdict.WHOLE if own and viewer.speaks_for(row.unit) else Verdict.NOTHING
    return Verdict.NOTHING


def lists(viewer: Viewer, row: Row) -> bool:
    """Whether an opening or a use is listed to this viewer in what became of a submission (``root_organisation``: its
    sender) or of a decision. A Board sees the same as its provider here: units and figures, no line of anybody."""
    if viewer.kind is Kind.BOARD:
        viewer = replace(viewer, kind=Kind.PROVIDER)
    if viewer.kind is Kind.PRIVACY:  # it names nobody: a case is for a person's trail
        viewer = replace(viewer, reason=viewer.reason or "list")
    return decide(viewer, row) is Verdict.WHOLE


def traces(viewer: Viewer, *, organisation: str, unit: str) -> bool:
    """Whether a decision of that unit is this viewer's own, so that it sees every submission behind it."""
    if viewer.kind is Kind.AUDITOR:
        return True
    if viewer.organisation is None or viewer.organisation != organisation:
        return False
    if viewer.kind in UNITS:
        return viewer.speaks_for(unit)
    return viewer.kind is Kind.PRIVACY


def reads_turned_away(viewer: Viewer, organisation: str | None) -> bool:
    """Whether this viewer reads that somebody of this organisation was refused: in a small place anybody else could
    tell who looks for whom."""
    if not may_ask(viewer, Question.TURNED_AWAY):
        return False
    return viewer.kind is Kind.AUDITOR or (organisation is not None and organisation == viewer.organisation)


def said_by(viewer: Viewer, organisation: str, unit: str | None) -> bool:
    """Whether what was said is this viewer's own word: a provider's, or a unit's."""
    if viewer.kind is Kind.AUDITOR:
        return True
    own = viewer.organisation is not None and viewer.organisation == organisation
    if viewer.kind in UNITS:
        return own and viewer.speaks_for(unit)
    return own and viewer.kind is Kind.PROVIDER


def reads_back(viewer: Viewer, organisation: str, units: Collection[str | None]) -> bool:
    """Whether what this organisation's ``units`` did with information is for this viewer to read back, as a receipt."""
    if viewer.organisation is None or viewer.organisation != organisation:
        return False
    return viewer.kind not in OF_ONE_UNIT or any(viewer.speaks_for(unit) for unit in units)


def reads(
    viewer: Viewer, noun: str, *, parties: Collection[str], units: Collection[str] = (), about_me: bool = False
) -> bool:
    """Whether this viewer may read a matter of this kind.

    ``parties``: the organisations that take part in it; ``units``: those of the viewer's organisation that it names,
    where that confines it to them; ``about_me``: it is about a line of the viewer's own, or about a programme that
    such a line is in. A Board reads figures, never a matter.
    """
    if viewer.kind is Kind.AUDITOR:
        return True
    if viewer.kind is Kind.PERSON:
        return about_me and noun not in UNTOLD
    if viewer.organisation is None or viewer.organisation not in parties:
        return False
    if viewer.kind is Kind.CONTRACTING and noun in GUARDED:
        return False
    if noun in OFFICERS_ONLY:
        return viewer.kind is Kind.PRIVACY
    if viewer.kind in UNITS:
        return viewer.unit in units or ((not units or noun in BINDING) and noun not in CLOSE)
    if viewer.kind is Kind.ADVISOR:
        return noun not in CLOSE
    return viewer.kind in (Kind.PROVIDER, Kind.PRIVACY)
