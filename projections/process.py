"""How requests went in a period: steps, days taken, share on time, staff time, and whether it helped."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from sqlalchemy import Connection

from ledger.statutory import here
from projections import requests
from projections.requests import Standing
from projections.small_cells import THRESHOLD


@dataclass(frozen=True, slots=True)
class StepDone:
    """``done``: how often; ``late``: how often after its date; ``left_out``: in requests that are over."""

    step: str
    done: int
    late: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Process:
    """Of requests made in a period (ISO days, both included). ``days``: working days up to each decision, the middle
    one and the most; ``on_time`` of ``due``: decisions that were due or are there; ``helped``: term → answers, None
    while there are too few; ``minutes``: typical staff time of one request, None where nobody recorded it."""

    first: str
    last: str
    made: int
    over: int
    steps: tuple[StepDone, ...]
    days: float | None
    longest: int | None
    due: int
    on_time: int
    deemed_refused: int
    extended: int
    answers: int
    helped: dict[str, int] | None
    minutes: float | None
    timed: int
    deviations: int
    explained: int


def process(connection: Connection, organisation: str, first: str, last: str, today: str) -> Process:
    """For an organisation that was asked, or relays what is asked of others."""
    found = [
        r for r in requests.every(connection, today)
        if organisation in (r.to, *r.organisations) and first <= here(r.time).isoformat() <= last
    ]  # fmt: skip
    clocks = [c for r in found if r.state != "withdrawn" for c in r.clocks if organisation in (r.to, c.organisation)]
    counted = [c for c in clocks if c.decision is not None or c.late]
    taken = [c.days for c in clocks if c.decision is not None]
    helped = Counter(r.helped for r in found if r.helped)
    minutes = [r.minutes for r in found if r.minutes]
    deviations = [d for r in found for d in r.deviations]
    return Process(
        first, last, len(found), sum(r.state != "open" for r in found), _steps(found),
        median(taken) if taken else None, max(taken, default=None), len(counted), sum(not c.late for c in counted),
        sum(c.late and c.decision is None for c in clocks), sum(bool(c.extends) for c in clocks), helped.total(),
        dict(sorted(helped.items())) if helped.total() >= THRESHOLD else None, median(minutes) if minutes else None,
        len(minutes), len(deviations), sum(d.reason is not None for d in deviations),
    )  # fmt: skip


def _steps(found: Sequence[Standing]) -> tuple[StepDone, ...]:
    order = dict.fromkeys(stage.step for r in found for stage in r.stages)
    stages = [(r.state, stage) for r in found for stage in r.stages]
    return tuple(
        StepDone(
            step,
            sum(s.done is not None for _, s in stages if s.step == step),
            sum(s.on is not None and s.on > s.due for _, s in stages if s.step == step),
            sum(s.done is None and state == "closed" for state, s in stages if s.step == step),
        )
        for step in order
    )
