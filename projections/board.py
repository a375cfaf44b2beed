"""A Board's report for a period, made from the log alone: what came of what the house sent, and what did not.

Figures count statements; what counts people is told by quarters or in tenths only (``by_quarter``), and not at all in
the public variant, which names no system either. The order is the order in which a Board should read it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from projections import by_quarter, duties, evidence, flows, journal, questions
from projections.answers import Breach, Header, Opened, Submission
from projections.asking import header
from projections.by_quarter import Quarter
from projections.coverage import feeds
from projections.days import day
from projections.downstream import downstream
from projections.flagged import flagged
from projections.policy import FAMILIES_OWN, Kind, Viewer
from projections.small_cells import at_least


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` is None where it is too small to be told; ``of``: the whole that it is a part of, where there is one.

    ``people``: it counts people and not statements.
    """

    name: str
    value: int | None
    of: int | None = None
    people: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """What was sent to one organisation in the period: ``sent``, of which ``received``, ``opened``, ``informed``
    something, and ``nothing`` was said of so far; all counts of submissions. For the chart and the flow map."""

    to: str
    sent: int
    received: int
    opened: int
    informed: int
    nothing: int


@dataclass(frozen=True, slots=True)
class BoardReport:
    """``start`` and ``end``: New Zealand days, both included. ``families``: by quarters, empty in the public variant;
    ``sought``: what the Board is asked to decide, as terms with the number they are about. ``unheard``: systems that
    hold something of ours and do not report who opens it; ``silent``: systems that have fallen silent; both empty in
    the public variant."""

    header: Header
    organisation: str
    start: str
    end: str
    public: bool
    sections: tuple[Section, ...]
    streams: tuple[Stream, ...]
    families: tuple[Quarter, ...]
    sought: tuple[Figure, ...]
    unheard: tuple[str, ...]
    silent: tuple[str, ...]


def board_report(connection: Connection, organisation: str, start: str, end: str, *, public: bool) -> BoardReport:
    """What a provider's Board is told about a period."""
    ask = header(connection, "board-report", organisation=organisation, start=start, end=end, public=public)
    viewer = Viewer(Kind.BOARD, organisation)
    sent = downstream(connection, organisation, viewer).submissions
    ours = [s for s in sent if start <= day(s.time).isoformat() <= end and s.retracted is None]
    broken = flagged(connection, organisation, viewer, (start, end)).breaches
    sections: tuple[Section, ...] = (
        Section("influence", (*_influence(sent, start, end), *_contracts(connection, organisation, start, end))),
        Section("black_hole", (*_black_hole(ours), *_questions(connection, organisation, start, end))),
        Section("misuse", _misuse(broken)),
        Section("families", _told(connection, organisation)),
        Section("lapses", _lapses(connection, organisation, ours)),
    )
    if public:
        sections = tuple(Section(s.name, tuple(f for f in s.figures if not f.people)) for s in sections)
    unheard = {s.blind_system for s in ours if s.blind_system and s.blind_reason == "does-not-report"}
    recipients = {s.to_organisation for s in ours}
    silent = {f.system for f in feeds(connection, ask.as_of, {*recipients, organisation}) if f.silent_since}
    return BoardReport(
        ask, organisation, start, end, public, sections, _streams(ours),
        () if public else by_quarter.quarters(connection, organisation, start, end),
        () if public else _sought(sections, len(unheard | silent)),
        () if public else tuple(sorted(unheard)), () if public else tuple(sorted(silent)),
    )  # fmt: skip


def _streams(ours: Sequence[Submission]) -> tuple[Stream, ...]:
    """The largest first."""
    to: dict[str, list[Submission]] = {}
    for one in ours:
        to.setdefault(one.to_organisation, []).append(one)
    found = [
        Stream(
            id, len(some), sum(s.received is not None for s in some), sum(s.opened is Opened.OPENED for s in some),
            sum(not s.nothing_yet for s in some), sum(s.nothing_yet for s in some),
        )
        for id, some in to.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.sent, one.to)))


#: What a Board is asked to decide: term → the figure (section, name) that asks for it where it is not zero.
SOUGHT = {
    "ask-what-came": ("black_hole", "nothing_yet"),
    "press-late-answers": ("black_hole", "late"),
    "take-misuse-up": ("misuse", "to_explain"),
    "put-own-right": ("lapses", "overdue_by_us"),
    "remind-others": ("lapses", "overdue_to_us"),
}


def _sought(sections: Iterable[Section], blind: int) -> tuple[Figure, ...]:
    found = {(s.name, f.name): f.value or 0 for s in sections for f in s.figures}
    asked = [Figure(term, found[where]) for term, where in SOUGHT.items() if found[where]]
    return (*asked, *([Figure("go-on-sending", blind)] if blind else []))


def _influence(sent: Iterable[Submission], start: str, end: str) -> tuple[Figure, ...]:
    """What our submissions, whenever sent, informed in the period."""
    came = {
        o.outcome: o for s in sent for o in s.outcomes if not o.retracted and start <= day(o.time).isoformat() <= end
    }
    kinds = [o.kind for o in came.values()]
    told = ("decision", "advice", "report", "led_nowhere", "cannot_tell")
    return tuple(Figure(kind, kinds.count(kind)) for kind in told)


def _black_hole(ours: Sequence[Submission]) -> tuple[Figure, ...]:
    total = len(ours)
    return (
        Figure("sent", total),
        Figure("confirmed", sum(s.received is not None for s in ours), total),
        Figure("counts_differ", sum(s.counts_match is False for s in ours), total),
        Figure("opened", sum(s.opened is Opened.OPENED for s in ours), total),
        Figure("not_opened", sum(s.opened is Opened.NOT_OPENED for s in ours), total),
        Figure("cannot_tell_if_opened", sum(s.opened is Opened.CANNOT_TELL for s in ours), total),
        Figure("nothing_yet", sum(s.nothing_yet for s in ours), total),
        Figure("sent_on", sum(bool(s.onward) for s in ours), total),
    )


def _misuse(broken: Sequence[Breach]) -> tuple[Figure, ...]:
    people = max((b.people or 0 for b in broken), default=0)
    return Figure("to_explain", len(broken)), Figure("people_in_the_largest", at_least(people), people=True)


def _told(connection: Connection, organisation: str) -> tuple[Figure, ...]:
    """Who knows now what flows about them, in tenths."""
    return (Figure("told", flows.count(connection, organisation).tenths, 10, people=True),)


def _questions(connection: Connection, organisation: str, start: str, end: str) -> tuple[Figure, ...]:
    """What we asked about our submissions."""
    asked = questions.folded(journal.among(connection, organisation, *questions.TYPES), _today(connection))
    ours = [q for q in asked if q.organisation == organisation and start <= day(q.time).isoformat() <= end]
    return (
        Figure("asked", len(ours)),
        Figure("answered", sum(q.stage is questions.Stage.ANSWERED for q in ours), len(ours)),
        Figure("late", sum(q.overdue for q in ours), len(ours)),
    )


def _contracts(connection: Connection, organisation: str, start: str, end: str) -> tuple[Figure, ...]:
    """Findings about us that are to go, or went, into contract decisions."""
    said = _within(journal.among(connection, organisation, *evidence.TYPES), start, end)
    entered = [e for e in said if e.type == "evidence.entered"]
    return Figure("proposed", sum(e.type == "evidence.proposed" for e in said)), Figure("entered", len(entered))


def _lapses(connection: Connection, organisation: str, ours: Sequence[Submission]) -> tuple[Figure, ...]:
    """Ours to put right, and others' towards us; what one family opens is counted by quarters alone."""
    found = [due for due in duties.in_matters(connection) if due.noun not in FAMILIES_OWN]
    mine, theirs = duties.owed_by(found, organisation), duties.owed_to(found, organisation)
    return (
        Figure("sent_late", sum(s.late_days > 0 for s in ours), len(ours)),
        Figure("overdue_by_us", sum(d.overdue for d in mine), len(mine)),
        Figure("overdue_to_us", sum(d.overdue for d in theirs), len(theirs)),
    )


def _within(entries: Iterable[journal.Entry], start: str, end: str) -> list[journal.Entry]:
    return [e for e in journal.standing(entries) if start <= day(e.time).isoformat() <= end]


def _today(connection: Connection) -> str:
    as_of = header(connection, "board-report").as_of
    return day(as_of).isoformat() if as_of else ""
