"""Where a programme stands in the journey's five stages: what was done, when and by whom, and what is still open."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from projections import journal, quarterly
from projections.asking import today
from projections.due import Due
from projections.journal import Entry
from projections.programmes import Programme
from projections.tables import act, act_named, unit


class Stage(StrEnum):
    DESIGN = "design"
    AGREEMENT = "agreement"
    REPORTING = "reporting"
    REQUESTS = "requests"
    SHARING = "sharing"


#: Each kind of matter belongs to one stage; a meeting to that of its kind.
STAGE_OF: dict[str, Stage] = {
    **dict.fromkeys(("programme", "decision", "view", "success", "interest", "meeting"), Stage.DESIGN),
    **dict.fromkeys(("agreement", "challenge", "tender", "item", "release", "story"), Stage.AGREEMENT),
    **dict.fromkeys(
        ("notice", "choice", "concern", "hold", "copy", "barring", "telling", "question", "breach", "preservation",
         "withholding", "inquiry", "held", "unit"), Stage.REPORTING,
    ),
    **dict.fromkeys(("protocol", "request", "recipient", "representation", "correction"), Stage.REQUESTS),
    **dict.fromkeys(("learning", "grant", "study", "use", "finding", "evidence"), Stage.SHARING),
}  # fmt: skip
_MEETINGS = {
    "contract_talk": Stage.AGREEMENT, "session_with_service_users": Stage.AGREEMENT, "workshop": Stage.SHARING,
    "training": Stage.SHARING,
}  # fmt: skip
#: Duties that belong to another stage than their matter does.
_DUTIES = {"tell-found": Stage.SHARING}
#: What counts as done. What only asks is open instead, until somebody answers it.
STEPS = frozenset(
    {
        "programme.registered", "need.shown", "plan.proposed", "plan.signed", "lesson.addressed", "meeting.held",
        "view.given", "view.answered", "success.proposed", "decision.signed", "interest.answered", "interest.returned",
        "tender.opened", "tender.awarded", "item.decided", "release.made", "story.settled", "agreement.proposed",
        "agreement.signed", "requirement.explained", "challenge.replied", "challenge.settled", "notice.signed",
        "notice.given", "protocol.signed", "learning.given", "learning.closed", "grant.accepted", "study.planned",
        "use.answered", "finding.drafted", "finding.released", "evidence.entered",
    }
)  # fmt: skip
#: What a house owes people whichever programme they are in: no programme is named in it.
OF_ANY = frozenset(
    {"choice", "concern", "copy", "telling", "question", "breach", "preservation", "withholding", "inquiry",
     "held", "request", "correction"}
)  # fmt: skip
#: Kinds of matters from which others hang.
_LEADING = frozenset({"agreement", "finding", "tender"})


@dataclass(frozen=True, slots=True)
class Step:
    """Statements of one type: ``times`` of them, the first and the newest day as their signers claim; ``matter`` where
    all are of one; ``families``: whether some of them are families' own word."""

    type: str
    times: int
    first: str
    last: str
    organisations: tuple[str, ...]
    families: bool
    noun: str
    matter: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """``open``: what waits, by due date; ``overdue``: how many of it are late."""

    stage: Stage
    done: tuple[Step, ...]
    open: tuple[Due, ...]
    overdue: int


def standings(
    connection: Connection, programme: Programme, readable: Callable[[list[Entry]], bool], due: Iterable[Due],
    *, ours: Collection[Due] | None = (), senders: Collection[str] | None = None,
) -> tuple[Standing, ...]:  # fmt: skip
    """All five, in order. ``readable`` is the policy's word on a matter, given its statements; ``due``: everything that
    is open; ``ours``: of it what the viewer's house has to do, None for a viewer who is told of no family's matter;
    ``senders``: whose flows the viewer may count, None for all."""
    matters = {id: said for id, said in _matters(connection, programme).items() if readable(said)}
    found: dict[Stage, list[Step]] = {stage: list(_steps(stage, matters)) for stage in Stage}
    found[Stage.REPORTING] += _flowed(connection, programme, matters, senders)
    waits: dict[Stage, list[Due]] = {stage: [] for stage in Stage}
    for one in due:
        if ours is None and one.noun in OF_ANY:
            continue
        if one.matter in matters or (ours is not None and one.noun in OF_ANY and one in ours):
            said = matters.get(one.matter)
            waits[_DUTIES.get(one.kind) or (_stage(said[0]) if said else STAGE_OF[one.noun])].append(one)
    return tuple(
        Standing(stage, tuple(found[stage]), tuple(waits[stage]), sum(one.overdue for one in waits[stage]))
        for stage in Stage
    )


def _stage(first: Entry) -> Stage:
    """Where a matter belongs, by its first statement."""
    return _MEETINGS.get(first.data["kind"], Stage.DESIGN) if first.noun == "meeting" else STAGE_OF[first.noun]


def _matters(connection: Connection, programme: Programme) -> dict[str, list[Entry]]:
    """Those that name the programme, those that hang from them, and the protocols of those who take part."""
    found = {programme.programme: journal.standing(journal.of(connection, programme.programme))}
    seen = [e.matter for e in journal.mentioning(connection, programme.programme) if e.noun != "programme"]
    for matter in seen:  # grows while it is walked
        if matter in found:
            continue
        said = found[matter] = journal.standing(journal.of(connection, matter))
        if said and said[0].noun in _LEADING:
            seen += [e.matter for e in journal.mentioning(connection, matter) if e.noun != "programme"]
        seen += [tender for e in said if (tender := e.data.get("tender"))]
    parties = {programme.agency, *programme.providers}
    for e in journal.every(connection, "protocol.proposed"):
        if parties.issuperset(e.data["parties"]):
            found[e.matter] = journal.standing(journal.of(connection, e.matter))
    return {matter: said for matter, said in found.items() if said}


def _steps(stage: Stage, matters: dict[str, list[Entry]]) -> Iterator[Step]:
    """What was done in a stage, type by type, in the order in which each was first done."""
    said = sorted((e for m in matters.values() if _stage(m[0]) is stage for e in m if e.type in STEPS), key=_index)
    for type in dict.fromkeys(e.type for e in said):
        yield _step(type, [e for e in said if e.type == type])


def _index(e: Entry) -> int:
    return e.index


def _step(type: str, said: list[Entry]) -> Step:
    times, matters = sorted(e.time for e in said), {e.matter for e in said}
    families = [e for e in said if e.data.get("voice")]
    organisations = tuple(dict.fromkeys(e.organisation for e in said if e not in families))
    one = next(iter(matters)) if len(matters) == 1 else None
    return Step(type, len(said), times[0], times[-1], organisations, bool(families), said[0].noun, one)


def _flowed(
    connection: Connection, programme: Programme, matters: Collection[str], senders: Collection[str] | None
) -> Iterator[Step]:
    """What was collected for the programme, and what was sent and signed for of what its agreements promise."""
    query = (
        select(act.c.time, act.c.organisation)
        .join(act_named, act_named.c.idx == act.c.idx)
        .where(act_named.c.ref == programme.programme, act.c.retracted.is_(None))
        .where(act.c.type.in_(("information.collected", "information.written")))
        .order_by(act.c.idx)
    )
    rows = [(r.time, r.organisation) for r in connection.execute(query) if senders is None or r.organisation in senders]
    yield from _counted("information.collected", rows)
    promised = [
        p for p in quarterly.promised(connection, today(connection))
        if p.agreement in matters and (senders is None or p.sender in senders)
    ]  # fmt: skip
    yield from _counted("information.transferred", [(p.sent, p.sender) for p in promised if p.sent])
    of = {r.id: r.organisation for r in connection.execute(select(unit.c.id, unit.c.organisation))}
    received = [(p.received, of.get(p.to_unit, programme.agency)) for p in promised if p.received]
    yield from _counted("information.received", received)


def _counted(type: str, rows: list[tuple[str, str]]) -> Iterator[Step]:
    if rows:
        times = sorted(time for time, _ in rows)
        whose = tuple(dict.fromkeys(who for _, who in rows))
        yield Step(type, len(rows), times[0], times[-1], whose, False, "", None)
