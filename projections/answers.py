"""The answers, as data: what the pages, the API and papers show. They speak of lines and ids, never of names.

Times are RFC 3339 UTC text; ``index`` is the statement's place in the log. The private overlay (who a unit or a person
is) is added at the edge for a viewer, and is never part of an answer.
"""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Header:
    """What an answer was made from: log size, as-of time, the rules' version, the question's digest.

    On the family side ``size`` and ``query`` are None, and ``as_of`` is the last sign of life that does not depend on
    anything left out (``projections.family``).
    """

    size: int | None
    as_of: str
    rules: int
    query: str | None


class Whose(StrEnum):
    OWN = "own"  # your record
    LIST = "list"  # a list that you are on
    GROUP = "group"  # something made about many, that includes you


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one or more uses. ``people``: how many it was about; ``until``: when there is more to say.

    ``index``: on the family side its place among the outcomes shown, from 1; else the log's.
    """

    outcome: str
    index: int
    time: str
    organisation: str
    unit: str
    kind: str
    subject: str
    scope: str
    people: int
    reason: str | None
    until: str | None
    retracted: str | None


@dataclass(slots=True)  # not frozen: that would make it three times as slow to make, and trails are long
class Entry:
    """One line of a trail. ``type`` is the statement's short name (``information.accessed``).

    ``people`` is how many lines the statement touched; ``flags`` are rule names (``projections.flags``);
    ``to_unit``/``to_organisation`` are a transfer's recipient; ``retracted`` is the reason, if it was taken back;
    ``replaced_by`` the index that stands in its place; ``outcomes`` what it informed; ``system`` the one that refused.
    On the family side ``index`` counts the entries shown, from 1, ``replaced_by`` follows it, and ``digest`` is None.
    """

    index: int
    digest: str | None
    type: str
    time: str
    recorded: str
    organisation: str
    unit: str | None
    role: str | None
    mode: str | None
    parts: tuple[str, ...]
    whose: Whose
    people: int
    purpose: str | None
    basis: str | None
    agreement: str | None
    schedule_line: int | None
    to_unit: str | None
    to_organisation: str | None
    transfer: str | None
    use: str | None
    reason: str | None
    flags: tuple[str, ...]
    retracted: str | None
    replaced_by: int | None
    redacted: bool = False
    outcomes: tuple[Outcome, ...] = ()
    system: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """How far one feed can be relied on. ``silent_since``: last heard, where longer ago than it promised to speak.

    ``registered``: index of its registration. On the family side it and ``statements`` are None, and only heartbeats
    count as hearing from it.
    """

    source: str
    organisation: str
    unit: str
    system: str
    reports: tuple[str, ...]
    since: str
    statements: int | None
    last_heard: str | None
    silent_since: str | None
    missing_sequences: tuple[str, ...]
    registered: int | None = None


@dataclass(frozen=True, slots=True)
class Trail:
    """Everything in the log that is reachable from a person's lines and that the viewer may see, in log order.

    ``about_you``: decisions about this person alone; ``about_groups``: decisions about a group they are part of.
    ``feeds``: the systems that can have something to say about it. ``lines``: the lines (holding, line) that
    were asked about; on the family side those that the entries speak of.
    """

    header: Header
    entries: tuple[Entry, ...]
    about_you: tuple[Outcome, ...]
    about_groups: tuple[Outcome, ...]
    feeds: tuple[Feed, ...]
    records_since: str | None
    lines: tuple[tuple[str, int], ...] = ()


class Opened(StrEnum):
    OPENED = "opened"
    NOT_OPENED = "not_opened"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Opening:
    """A unit opened, or used, a part of a submission. ``people``: None where it is too small to be told to a Board,
    which reads of it in steps (``small_cells.at_least``)."""

    index: int
    time: str
    organisation: str
    unit: str
    role: str
    mode: str | None
    purpose: str | None
    people: int | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartUse:
    """One part of a submission: who opened it, and who used it for what."""

    part: str
    openings: tuple[Opening, ...]
    uses: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of one transfer, for its sender.

    ``opened`` says ``not_opened`` only where the system that holds it reports every opening since before it arrived
    and has not fallen silent; otherwise ``cannot_tell``, and ``blind_system`` names the system, ``blind_reason`` is
    ``does-not-report``, ``silent``, ``gaps`` or ``not-received``. An opening that is held from this viewer counts as
    opened and is not listed. ``destroyed``: when the recipient said that all of it is gone, None while it is kept;
    ``destroyed_lines``: of how many people it is gone. ``outcomes``: what it informed, what was taken back included;
    ``nothing_yet``: none of them stands. ``late_days``: days after ``due``; ``counts_match`` is None
    until it was received.
    """

    transfer: str
    index: int
    time: str
    organisation: str
    unit: str
    to_organisation: str
    to_unit: str
    holding: str
    lines: int
    parts: tuple[PartUse, ...]
    purpose: str | None
    period_from: str | None
    period_to: str | None
    due: str | None
    late_days: int
    received: str | None
    received_lines: int | None
    counts_match: bool | None
    opened: Opened
    blind_system: str | None
    blind_reason: str | None
    silent_since: str | None
    onward: tuple[str, ...]
    destroyed: str | None
    destroyed_lines: int
    outcomes: tuple[Outcome, ...]
    nothing_yet: bool
    flags: tuple[str, ...]
    retracted: str | None


@dataclass(frozen=True, slots=True)
class Downstream:
    """All submissions of one provider, newest first."""

    header: Header
    submissions: tuple[Submission, ...]


@dataclass(frozen=True, slots=True)
class TracedSubmission:
    """``lines``: how many of its lines, and ``parts``: which of its parts, went into what the decision relied on."""

    transfer: str
    organisation: str
    time: str
    lines: int
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """Back from a decision to the submissions behind it.

    ``others``: how many submissions of other providers are behind it, which this viewer may not see singly;
    None where the number is small enough to tell who they are.
    """

    header: Header
    outcome: Outcome
    uses: tuple[Opening, ...]
    submissions: tuple[TracedSubmission, ...]
    others: int | None


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a unit owes. ``kind``: ``outcome`` (a use with no outcome), ``receipt`` (sent, not confirmed),
    ``promised`` (an outcome promised for a date, not given yet), ``correction`` (to put right what it received).
    ``use``: the use that an outcome is owed for."""

    kind: str
    index: int
    since: str
    due: str
    overdue: bool
    purpose: str | None
    people: int
    to: tuple[str, ...] = field(default=())
    use: str | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """What one agency unit owes others, most overdue first, and what it has answered."""

    header: Header
    duties: tuple[Duty, ...]
    answered: tuple[Outcome, ...]
    submissions_received: int
    submissions_opened: int


@dataclass(frozen=True, slots=True)
class Breach:
    """Something recorded that breaks a rule or was never explained.

    ``people``: of how many it touched the information, in steps to a Board, None where too few; ``tell``: their lines,
    where they are few enough to be told one by one; empty where they are told as a group, and to a Board.
    """

    index: int
    digest: str
    type: str
    time: str
    organisation: str
    unit: str | None
    role: str | None
    mode: str | None
    purpose: str | None
    basis: str | None
    agreement: str | None
    parts: tuple[str, ...]
    flags: tuple[str, ...]
    people: int | None
    tell: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Flagged:
    """What broke a rule, for the organisation whose people it is about, newest first."""

    header: Header
    breaches: tuple[Breach, ...]


@dataclass(frozen=True, slots=True)
class LogLine:
    """One statement as an auditor lists it."""

    index: int
    digest: str
    type: str
    time: str
    recorded: str
    organisation: str
    kid: str
    custodial: bool
    flags: tuple[str, ...]
