"""Does the agency remember? What earlier programmes decided, harmed and learned, and what a new one does about it.

What earlier programmes learned is there without anybody linking it: their lessons, the learnings that were given about
them, and what was decided together in them. Each is open until the agency says what this programme does about it.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from projections import days, decisions, journal
from projections.due import Due
from projections.journal import Entry

#: Days in which the agency says what a programme does about a lesson, and about a mark on it (rules version 1).
LESSON_DAYS, MARK_DAYS = 30, 20


@dataclass(frozen=True, slots=True)
class Mark:
    """A provider's "the same mistake again"."""

    index: int
    digest: str
    time: str
    organisation: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Addressed:
    """What a programme does, or did, about it. ``matter``: that programme, whose readers may read the words."""

    matter: str
    index: int
    digest: str
    time: str
    change: str
    decision: str | None


@dataclass(frozen=True, slots=True)
class Remembered:
    """``kind``: decision, harm, lesson or learning; ``happened``: an ISO day; ``matter``: where its words are.

    ``programme``: the one it is from, ``statement``: where the log has it, if it is known; ``before``: what earlier
    programmes did about it; ``open``: this one has not said what it does, or has a mark without an answer.
    """

    lesson: str
    kind: str
    happened: str
    matter: str
    index: int
    digest: str
    recorded: str
    organisation: str
    programme: str | None
    statement: str | None
    before: tuple[Addressed, ...]
    addressed: tuple[Addressed, ...]
    marks: tuple[Mark, ...]
    open: bool


def remembered(connection: Connection, programme: str) -> list[Remembered]:
    """What a programme has to learn from, what is open first, then the oldest."""
    own = journal.standing(journal.of(connection, programme))
    if not own or own[0].type != "programme.registered":
        return []
    before = [e for earlier in _earlier(connection, own[0]) for e in _of(connection, earlier)]
    found: dict[str, tuple[str, str, Entry, str | None]] = {}
    for entry, source in [*((e, e.matter) for e in before), *((e, e.data.get("earlier")) for e in own)]:
        if entry.type == "lesson.linked":
            happened = entry.data["happened"]
            found.setdefault(entry.data["lesson"], (entry.data["kind"], happened, entry, source))
        elif entry.type == "learning.given" and entry.matter not in found:
            found[entry.matter] = ("learning", days.day(entry.time).isoformat(), entry, entry.data["programme"])
        elif entry.type == "decision.proposed":
            found[entry.matter] = ("decision", days.day(entry.time).isoformat(), entry, entry.data["programme"])
    said = [_remembered(lesson, *item, own, before) for lesson, item in found.items()]
    return sorted(said, key=lambda one: (not one.open, one.happened, one.index))


def duties(connection: Connection, today: str) -> list[Due]:
    """Lessons that a programme has not addressed, and marks that have no answer."""
    found = []
    for registered in journal.standing(journal.every(connection, "programme.registered")):
        providers = tuple(registered.data["providers"])
        for one in remembered(connection, registered.matter):
            marks = [mark for mark in one.marks if not mark.answered]
            if marks:
                since, to = marks[0].time, tuple(dict.fromkeys(mark.organisation for mark in marks))
                kind, due, index = "same-mistake", days.due(since, MARK_DAYS), marks[0].index
            elif one.open:
                first = max(registered.index, one.index)
                since = registered.time if first == registered.index else _time(connection, one)
                kind, due, index, to = "lesson", days.due(since, LESSON_DAYS), first, providers
            else:
                continue
            found.append(
                Due(
                    kind, registered.data["agency"], None, "programme", registered.matter, index, since, due,
                    due < today, "dpup:sharing-value", to=to,
                )
            )  # fmt: skip
    return found


def _time(connection: Connection, one: Remembered) -> str:
    return next(e.time for e in journal.of(connection, one.matter) if e.index == one.index)


def _earlier(connection: Connection, registered: Entry) -> list[str]:
    """The programmes that it follows, those that they follow, and so on."""
    found: list[str] = []
    waiting = list(registered.data.get("follows", ()))
    while waiting:
        programme = waiting.pop(0)
        if programme in found or programme == registered.matter:
            continue
        found.append(programme)
        waiting += [
            earlier
            for e in journal.of(connection, programme)
            if e.type == "programme.registered"
            for earlier in e.data.get("follows", ())
        ]
    return found


def _of(connection: Connection, earlier: str) -> list[Entry]:
    """A programme's lessons and what it did about them; learnings about it; and its decisions, in their last version,
    once every decider has signed."""
    said = journal.standing(journal.mentioning(connection, earlier))
    found = [
        e for e in said if e.matter == earlier or (e.data.get("programme") == earlier and e.type == "learning.given")
    ]
    for proposed in (e for e in said if e.type == "decision.proposed"):
        known = decisions.signed(journal.standing(journal.of(connection, proposed.matter)))
        if known[proposed.digest].agreed:
            found.append(proposed)
    return found


def _remembered(
    lesson: str, kind: str, happened: str, entry: Entry, source: str | None, own: list[Entry], before: list[Entry]
) -> Remembered:
    addressed = _addressed(lesson, own)
    last = max((one.index for one in addressed), default=-1)
    marks = tuple(
        Mark(e.index, e.digest, e.time, e.organisation, e.index < last)
        for e in own
        if e.type == "lesson.marked" and e.data["lesson"] == lesson
    )
    return Remembered(
        lesson, kind, happened, entry.matter, entry.index, entry.digest, entry.recorded, entry.organisation, source,
        entry.data.get("statement"), _addressed(lesson, before), addressed, marks,
        not addressed or any(not mark.answered for mark in marks),
    )  # fmt: skip


def _addressed(lesson: str, said: list[Entry]) -> tuple[Addressed, ...]:
    return tuple(
        Addressed(e.matter, e.index, e.digest, e.time, e.data["change"], e.data.get("decision"))
        for e in said
        if e.type == "lesson.addressed" and e.data["lesson"] == lesson
    )
