"""Back from a decision to the submissions behind it."""

import json
from collections.abc import Callable

from sqlalchemy import Connection, select, text

from projections import outcomes
from projections.answers import Trace, TracedSubmission
from projections.asking import header
from projections.downstream import opening
from projections.tables import act, outcome, outcome_use, product, touch, transfer

#: A holding and the holdings it was sent on from.
_SENT_ON = text(
    "WITH RECURSIVE above(holding) AS (SELECT :holding UNION SELECT d.source FROM derivation d"
    " JOIN above a ON d.holding = a.holding JOIN transfer t ON t.holding = d.holding) SELECT holding FROM above"
)

#: Fewer submissions of others than this are not counted out loud: the number would say whose they are.
SMALL = 6


def _relied(connection: Connection, uses: list[int]) -> dict[str, set[str]]:
    """Holding → parts that these uses relied on, through whatever was made in between."""
    relied: dict[str, set[str]] = {}
    seen: set[int] = set()
    while uses:
        seen.update(uses)
        inputs = connection.execute(
            select(touch.c.holding, touch.c.parts).where(touch.c.act.in_(uses)).distinct().order_by(touch.c.holding)
        ).all()
        for holding, parts in inputs:
            relied.setdefault(holding, set()).update(json.loads(parts))
        made = select(act.c.idx).join(product, product.c.use == act.c.use)
        of = product.c.id.in_(sorted({row.holding for row in inputs}))
        uses = sorted(set(connection.scalars(made.where(of, act.c.type == "information.used"))) - seen)
    for holding in list(relied):
        for above in connection.scalars(_SENT_ON, {"holding": holding}):
            relied.setdefault(above, set()).update(relied[holding])
    return relied


def trace(connection: Connection, id: str, mine: Callable[[str], bool]) -> Trace | None:
    """``mine(organisation)``: may the viewer see that organisation's submissions singly? None: no such outcome."""
    ask = header(connection, "trace", outcome=id)
    row = connection.execute(select(outcome).where(outcome.c.id == id)).first()
    if row is None:
        return None
    uses = connection.execute(
        select(act)
        .join(outcome_use, outcome_use.c.use == act.c.use)
        .where(outcome_use.c.outcome == id, act.c.type == "information.used")
        .order_by(act.c.idx)
    ).all()
    relied = _relied(connection, [a.idx for a in uses])
    sent = connection.execute(
        select(transfer).where(transfer.c.holding.in_(sorted(relied))).order_by(transfer.c.idx)
    ).all()
    seen = tuple(
        TracedSubmission(
            t.id, t.organisation, t.time, t.lines, tuple(p for p in json.loads(t.parts) if p in relied[t.holding])
        )
        for t in sent
        if mine(t.organisation)
    )
    others = len(sent) - len(seen)
    return Trace(
        ask,
        outcomes.read(row),
        tuple(opening(a) for a in uses),
        seen,
        others if others == 0 or others >= SMALL else None,
    )
