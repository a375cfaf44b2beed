"""Where programmes stand in the five stages, as far as the viewer may know; a Board gets figures alone."""

from collections import Counter
from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy import Connection

from api import matters
from api.matters import may_read, overlay
from api.programmes import open_to
from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from projections import decisions, duties, journal, programmes
from projections.due import Due
from projections.journal import Entry
from projections.policy import FAMILIES_OWN, Kind, Question
from projections.programmes import Programme
from projections.stages import Stage, Standing, Step, standings

router = APIRouter(prefix="/api/stages", tags=["programmes"])
#: Too many for a number of steps: each is one record of somebody.
_COUNTLESS = frozenset({"information.collected"})
#: Those who see what of each house flows for a programme, not their own house's alone.
_ALL_FLOWS = frozenset({Kind.UNIT, Kind.ADVISOR, Kind.AUDITOR})


@dataclass(frozen=True, slots=True)
class Stages:
    """``title``: what the programme is called, "" where the viewer gets no words. For a Board ``standings`` hold counts
    and days, and no matter."""

    programme: Programme
    title: str
    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class ToldStage:
    """``steps``: how often something was done, without what was collected; ``last``: when last; ``waits``:
    how many things are open, and ``overdue`` of them. A Board gets these figures alone: ``done`` and ``open`` are null.
    """

    stage: Stage
    steps: int
    last: str | None
    waits: int
    overdue: int
    done: tuple[Step, ...] | None
    open: tuple[Due, ...] | None


@dataclass(frozen=True, slots=True)
class ToldStages:
    """``title``: null where the viewer gets no words; ``since``: when it was registered; ``stages``: all, in order."""

    programme: str
    title: str | None
    agency: str
    providers: tuple[str, ...]
    since: str
    stages: tuple[ToldStage, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """Decisions on what is collected or used in which the viewer's organisation takes part. ``deciders``: of those that
    all have signed; ``gains``: (who gains, what, in how many of them)."""

    taken: int
    waiting: int
    deciders: tuple[str, ...]
    gains: tuple[tuple[str, str, int], ...]


def every(signed: SignedIn) -> list[Stages]:
    """Of all programmes that the viewer's organisation takes part in, newest first."""
    ask(signed, Question.STAGES)
    with fresh(signed.site).views.connect() as connection:
        due = duties.open_duties(connection, signed.viewer.organisation)
        ours = matters.duties(signed, due).ours
        found = [one for one in programmes.every(connection) if _open(signed, one)]
        return [_stages(connection, signed, one, due, ours) for one in found]


def one(signed: SignedIn, programme: str) -> Stages:
    """Raises Problem ``not-found``: what is another's and what does not exist look the same."""
    ask(signed, Question.STAGES)
    with fresh(signed.site).views.connect() as connection:
        found = programmes.one(connection, programme)
        if found is None or not _open(signed, found):
            raise Problem("not-found")
        due = duties.open_duties(connection, signed.viewer.organisation)
        return _stages(connection, signed, found, due, matters.duties(signed, due).ours)


def together(signed: SignedIn, programme: str) -> Together:
    """What was decided together for a programme, in figures; the caller has been shown the programme."""
    ask(signed, Question.STAGES)
    with signed.site.views.connect() as connection:
        ours = [d for d in decisions.about(connection, programme) if signed.viewer.organisation in d.parties]
    taken = [d for d in ours if d.taken is not None]
    gains = Counter(gain for d in taken for gain in d.wellbeing)
    deciders = dict.fromkeys(s.organisation for d in taken for s in d.signed)
    return Together(len(taken), len(ours) - len(taken), tuple(deciders), tuple((*g, n) for g, n in gains.items()))


def _open(signed: SignedIn, programme: Programme) -> bool:
    if signed.viewer.kind is Kind.BOARD:
        return signed.viewer.organisation in (programme.agency, *programme.providers)
    return open_to(signed, programme)


def _stages(
    connection: Connection, signed: SignedIn, programme: Programme, due: list[Due], ours: tuple[Due, ...]
) -> Stages:
    board, us = signed.viewer.kind is Kind.BOARD, signed.viewer.organisation or ""

    def readable(said: list[Entry]) -> bool:
        if not board:
            return may_read(connection, signed, said)
        of_people = said[0].noun in FAMILIES_OWN or any("voice" in e.data or "lines" in e.data for e in said)
        return not of_people and us in journal.parties(connection, said[0].matter)

    house = () if signed.viewer.kind is Kind.AUDITOR else ours  # an auditor has no house
    found = standings(
        connection, programme, readable, due, ours=None if board else house,
        senders=None if signed.viewer.kind in _ALL_FLOWS else (us,),
    )  # fmt: skip
    title = overlay(signed, [programme.digest]).get(programme.digest, {}).get("title", "")
    return Stages(programme, title, found)


def told(signed: SignedIn, found: Stages) -> ToldStages:
    """As the viewer may have it."""
    figures, programme = signed.viewer.kind is Kind.BOARD, found.programme
    return ToldStages(
        programme.programme, found.title or None, programme.agency, programme.providers, programme.time,
        tuple(_told(one, figures) for one in found.standings),
    )  # fmt: skip


def _told(one: Standing, figures: bool) -> ToldStage:
    return ToldStage(
        one.stage, sum(step.times for step in one.done if step.type not in _COUNTLESS),
        max((step.last for step in one.done), default=None), len(one.open), one.overdue,
        None if figures else one.done, None if figures else one.open,
    )  # fmt: skip


@router.get("")
def read_every(signed: Viewing) -> list[ToldStages]:
    """Where the programmes that the viewer's organisation takes part in stand in the five stages, newest first."""
    return [told(signed, found) for found in every(signed)]


@router.get("/{programme}")
def read_stages(programme: Uuid, signed: Viewing) -> ToldStages:
    """What is done in each stage of a programme, what is open, who owes it and until when."""
    return told(signed, one(signed, programme))
