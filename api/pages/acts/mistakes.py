"""Mistakes by hand: take back what was said of information or of what came of it. Both stay in the record."""

from typing import Any

from sqlalchemy import select

from api.pages.acts.frame import Act, Field, Options, Saying, Typed, terms
from api.reading import fresh
from api.session import SignedIn
from api.speaking import STAFF
from api.wording.dates import said_day
from api.wording.readers import ADULT, Naming, counted, said
from api.wording.statements import statement
from api.wording.terms import RETRACTIONS
from projections.policy import OF_ONE_UNIT
from projections.scorecard import to_explain
from projections.tables import act, outcome

#: What can be taken back here. Of what is agreed, decided or asked, the matter itself has the way out of it.
TAKEN_BACK = (
    "information.collected", "information.written", "information.transferred", "information.received",
    "information.accessed", "information.used", "access.refused",
)  # fmt: skip
#: How many of the newest of each kind are offered.
MOST = 50


def _newest(viewer: SignedIn) -> Options:
    """What the viewer's organisation has said and not taken back, the newest first; of a unit's staff, the unit's, and
    what the unit has to explain, however old it is."""
    ours = viewer.viewer.organisation or ""
    acts = select(act.c.idx, act.c.digest, act.c.time, act.c.type, act.c.people, act.c.unit).where(
        act.c.organisation == ours, act.c.retracted.is_(None), act.c.replaced_by.is_(None), act.c.type.in_(TAKEN_BACK)
    )
    outcomes = select(outcome.c.idx, outcome.c.digest, outcome.c.time, outcome.c.people, outcome.c.unit).where(
        outcome.c.organisation == ours, outcome.c.retracted.is_(None)
    )
    units = [viewer.viewer.unit or "", *viewer.viewer.follows] if viewer.viewer.kind in OF_ONE_UNIT else []
    if units:
        acts, outcomes = acts.where(act.c.unit.in_(units)), outcomes.where(outcome.c.unit.in_(units))
    with fresh(viewer.site).views.connect() as connection:
        rows = connection.execute(acts.order_by(act.c.idx.desc()).limit(MOST)).all()
        odd = [one.index for one in to_explain(connection, units)[:MOST]] if units else []
        rows = list(dict.fromkeys([*rows, *connection.execute(acts.where(act.c.idx.in_(odd))).all()]))
        came = connection.execute(outcomes.order_by(outcome.c.idx.desc()).limit(MOST)).all()
    told = [(row.idx, row.digest, row.time, row.type, row.people) for row in rows]
    told += [(row.idx, row.digest, row.time, "outcome.reported", row.people) for row in came]
    return tuple(
        (digest, f"{said_day(time)}: {statement(type)}, {counted(people, 'person', 'people')}")
        for _, digest, time, type, people in sorted(told, reverse=True)
    )


def _fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (Field("choose", "reason", "What was wrong?", terms(RETRACTIONS)),)


def _back(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    return {"statement": matter, "reason": typed["reason"]}, {}


def _told(data: dict[str, Any], called: Naming) -> str:
    return f"Something was taken back: {said(RETRACTIONS, data['reason'], ADULT)}. Both stay in the record."


ACTS = (
    Act(
        "take-back", "When something went wrong", "Take back something that we said",
        "It stays in the record, marked as taken back. Whoever saw it sees that, and why.",
        "statement.retracted.v1", STAFF, _fields, _back, _told, of=_newest, on="statement",
    ),
)  # fmt: skip
