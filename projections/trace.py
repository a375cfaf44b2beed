"""Back from a decision to the submissions behind it."""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, select

from projections import outcomes
from projections.answers import Trace, TracedSubmission
from projections.asking import header
from projections.downstream import facts_of, opening
from projections.policy import Viewer, lists, traces
from projections.relied import Relied, relied
from projections.small_cells import shown
from projections.tables import act, organisation, outcome_use, transfer


def trace(connection: Connection, id: str, mine: Callable[[str], bool], viewer: Viewer | None = None) -> Trace | None:
    """``mine(organisation)``: may the viewer see that organisation's submissions singly? Uses that none of these are
    behind are left out, and for ``viewer`` those that the policy does not list. None: no such outcome."""
    ask = header(connection, "trace", outcome=id)
    found = outcomes.one(connection, id)
    if found is None:
        return None
    uses = connection.execute(
        select(act)
        .join(outcome_use, outcome_use.c.use == act.c.use)
        .where(outcome_use.c.outcome == id, act.c.type == "information.used", act.c.retracted.is_(None))
        .order_by(act.c.idx)
    ).all()
    everything = viewer is None or traces(viewer, organisation=found.organisation, unit=found.unit)
    listed = []
    for use in uses:
        sent = _sent(connection, relied(connection, [use.idx]))
        senders = {t.organisation for t in sent if mine(t.organisation)}
        if everything or any(_listed(viewer, use, sender) for sender in senders):
            listed.append(use)
    behind = relied(connection, [use.idx for use in uses])
    sent = _sent(connection, behind)
    seen = tuple(_submission(t, behind[t.holding]) for t in sent if mine(t.organisation))
    sent_on = set(connection.scalars(select(organisation.c.id).where(organisation.c.kind != "provider")))
    others = len([t for t in sent if not mine(t.organisation) and t.organisation not in sent_on])
    return Trace(ask, found, tuple(opening(a) for a in listed), seen, shown(others))


def _listed(viewer: Viewer | None, use: Row[Any], sender: str) -> bool:
    return viewer is None or lists(viewer, facts_of(use, sender, by_held_way=False))


def _sent(connection: Connection, behind: dict[str, Relied]) -> list[Row[Any]]:
    query = select(transfer).where(transfer.c.holding.in_(sorted(behind))).order_by(transfer.c.idx)
    return list(connection.execute(query))


def _submission(t: Row[Any], part: Relied) -> TracedSubmission:
    lines = len([n for n in part.lines if 0 < n <= t.lines]) or t.lines
    parts = tuple(one for one in json.loads(t.parts) if one in part.parts)
    return TracedSubmission(t.id, t.organisation, t.time, lines, parts)
