"""What others sent on: transfers that somebody else made of what an organisation had sent, or of what came of it."""

from sqlalchemy import Connection, case, or_, select

from ledger.vocabulary import HELD_BASES
from projections.downstream import facts_of
from projections.policy import Viewer, lists
from projections.tables import act, derivation, transfer
from projections.withheld import NOTHING, Withheld


def sent_on(connection: Connection, organisation: str, viewer: Viewer, kept: Withheld = NOTHING) -> frozenset[int]:
    """The log indexes of those that this viewer is told of; ``kept``: what is kept from who asks. What is held by law,
    or got there only by way of something held, is told to a privacy officer alone."""
    acts, places = {index for *_, index in kept.acts}, {holding for *_, holding, _ in kept.places}
    by_law = or_(act.c.basis.in_(sorted(HELD_BASES)), act.c.safety_sensitive == 1)
    ours = (
        select(transfer.c.holding, case((by_law, 1), else_=0).label("held"))
        .join(act, act.c.idx == transfer.c.idx)
        .where(
            transfer.c.organisation == organisation, transfer.c.holding.is_not(None), act.c.retracted.is_(None),
            act.c.idx.not_in(acts), transfer.c.holding.not_in(places),
        )
    )  # fmt: skip
    below = ours.cte("below", recursive=True)
    further = case((below.c.held > derivation.c.held, below.c.held), else_=derivation.c.held)
    below = below.union(select(derivation.c.holding, further).where(derivation.c.source == below.c.holding))
    rows = connection.execute(
        select(act, below.c.held.label("way"))
        .join(transfer, transfer.c.idx == act.c.idx)
        .join(below, below.c.holding == transfer.c.holding)
        .where(
            transfer.c.organisation != organisation, act.c.retracted.is_(None), act.c.idx.not_in(acts),
            transfer.c.holding.not_in(places),
        )
    )  # fmt: skip
    return frozenset(row.idx for row in rows if lists(viewer, facts_of(row, organisation, by_held_way=bool(row.way))))
