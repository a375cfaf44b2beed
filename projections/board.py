"""A Board's report for a period, made from the log alone: what came of what the house sent, and what did not.

Every figure is a count of statements, or of people with small ones suppressed. The public variant has no figure about
people at all and names no system. The order is the order in which a Board should read it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from projections import duties, evidence, flows, journal, questions, withholdings
from projections.answers import Breach, Header, Opened, Submission
from projections.asking import header
from projections.coverage import feeds
from projections.days import day
from projections.downstream import downstream
from projections.flagged import flagged
from projections.policy import Kind, Viewer
from projections.small_cells import shown


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
class BoardReport:
    """``start`` and ``end``: New Zealand days, both included. ``unheard``: systems that hold something of ours and do
    not report who opens it; ``silent``: systems that have fallen silent; both empty in the public variant."""

    header: Header
    organisation: str
    start: str
    end: str
    public: bool
    sections: tuple[Section, ...]
    unheard: tuple[str, ...]
    silent: tuple[str, ...]


def board_report(connection: Connection, organisation: str, start: str, end: str, *, public: bool) -> BoardReport:
    """What a provider's Board is told about a period."""
    ask = header(connection, "board-report", organisation=organisation, start=start, end=end, public=public)
    viewer = Viewer(Kind.BOARD, organisation)
    sent = downstream(connection, organisation, viewer).submissions
    ours = [s for s in sent if start <= day(s.time).isoformat() <= end and s.retracted is None]
    broken = [
        b for b in flagged(connection, organisation, viewer).breaches if start <= day(b.time).isoformat() <= end
    ]  # fmt: skip
    sections: tuple[Section, ...] = (
        Section("influence", _influence(sent, start, end)),
        Section("black_hole", _black_hole(ours)),
        Section("misuse", _misuse(broken)),
        Section("families", _families(connection, organisation, start, end)),
        Section("questions", _questions(connection, organisation, start, end)),
        Section("contracts", _contracts(connection, organisation, start, end)),
        Section("lapses", _lapses(connection, organisation, ours)),
    )
    if public:
        sections = tuple(Section(s.name, tuple(f for f in s.figures if not f.people)) for s in sections)
    unheard = {s.blind_system for s in ours if s.blind_system and s.blind_reason == "does-not-report"}
    recipients = {s.to_organisation for s in ours}
    silent = {f.system for f in feeds(connection, ask.as_of, {*recipients, organisation}) if f.silent_since}
    return BoardReport(
        ask, organisation, start, end, public, sections, () if public else tuple(sorted(unheard)),
        () if public else tuple(sorted(silent)),
    )  # fmt: skip


def _influence(sent: Iterable[Submission], start: str, end: str) -> tuple[Figure, ...]:
    """What our submissions, whenever sent, informed in the period."""
    came = {o.outcome: o for s in sent for o in s.outcomes if start <= day(o.time).isoformat() <= end}
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
    people = max((b.people for b in broken), default=0)
    return Figure("to_explain", len(broken)), Figure("people_in_the_largest", shown(people), people=True)


def _families(connection: Connection, organisation: str, start: str, end: str) -> tuple[Figure, ...]:
    """Concerns that families raised with or about us, each a person; and who knows now what flows about them."""
    said = journal.standing(journal.among(connection, organisation, "concern.raised", "concern.answered"))
    raised = {e.matter for e in _within(said, start, end) if e.type == "concern.raised"}
    answered = {e.matter for e in said if e.type == "concern.answered"} & raised
    know = flows.count(connection, organisation)
    return (
        Figure("concerns", shown(len(raised)), people=True),
        Figure("concerns_answered", shown(len(answered)), people=True),
        Figure("told", know.told, people=True),
        Figure("not_told", know.not_told, people=True),
        *_withheld(connection, organisation, end),
    )


def _withheld(connection: Connection, organisation: str, end: str) -> tuple[Figure, ...]:
    """What we keep back by decision at the end of the period, and what of it a second person has not looked at."""
    ours = [one for one in withholdings.every(connection, organisation) if day(one.time).isoformat() <= end]
    kept = [one for one in ours if one.ended is None or day(one.ended).isoformat() > end]
    late = [one for one in kept if withholdings.late(one, end)]
    return (
        Figure("withheld", shown(len(kept)), people=True),
        Figure("withheld_overdue", shown(len(late)), people=True),
    )


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
    """Ours to put right, and others' towards us."""
    found = duties.open_duties(connection)
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
