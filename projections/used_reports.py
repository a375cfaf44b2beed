"""Whose reports an outcome rests on, and who of them has not been told of it yet: one outcome answers for many."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from projections import fan_out, outcomes, succession
from projections.answers import Outcome
from projections.downstream import facts_of
from projections.policy import Kind, Viewer, lists
from projections.relied import relied
from projections.tables import act, organisation, outcome, outcome_use, transfer


@dataclass(frozen=True, slots=True)
class UsedReports:
    """``reports``: submissions of providers behind the outcome, ``providers`` who sent them; of these ``untold`` are
    the providers that nobody told of it, in the order of their first report, ``untold_reports`` how many are theirs.
    ``digest`` names the statement of the outcome, which a telling is about."""

    outcome: Outcome
    digest: str
    index: int
    reports: int
    providers: tuple[str, ...]
    untold_reports: int
    untold: tuple[str, ...]


def of_unit(connection: Connection, unit: str) -> list[UsedReports]:
    """The outcomes of a unit, and of those it follows, that somebody is still to be told of; newest first."""
    query = select(outcome).where(
        outcome.c.unit.in_(succession.all_of(connection, unit)), outcome.c.retracted.is_(None),
        outcome.c.kind != "cannot_tell",
    )  # fmt: skip
    rows = connection.execute(query.order_by(outcome.c.idx.desc())).all()
    senders = set(connection.scalars(select(organisation.c.id).where(organisation.c.kind == "provider")))
    behind: dict[int, dict[str, set[str]]] = {}
    found = (_used(connection, row, senders, behind) for row in rows)
    return [one for one in found if one.untold]


def _used(
    connection: Connection, row: Row[Any], senders: set[str], behind: dict[int, dict[str, set[str]]]
) -> UsedReports:
    """``behind``: use → sender → submissions, as far as they are known already."""
    uses = connection.execute(
        select(act)
        .join(outcome_use, outcome_use.c.use == act.c.use)
        .where(outcome_use.c.outcome == row.id, act.c.type == "information.used", act.c.retracted.is_(None))
        .order_by(act.c.idx)
    ).all()
    sent: dict[str, set[str]] = defaultdict(set)
    for use in uses:
        if use.idx not in behind:
            behind[use.idx] = _sent(connection, use.idx)
        for sender, submissions in behind[use.idx].items():
            # what a sender's own page does not list, because the law holds it, it is not told of either
            if sender in senders and lists(Viewer(Kind.PROVIDER, sender), facts_of(use, sender, by_held_way=False)):
                sent[sender] |= submissions
    told = fan_out.told(connection, row.digest)
    knows = {who for who, _ in told}
    untold = [sender for sender in sent if sender not in knows]
    return UsedReports(
        outcomes.read(row), row.digest, row.idx, sum(map(len, sent.values())), tuple(sent),
        sum(len(sent[sender]) for sender in untold), tuple(untold),
    )  # fmt: skip


def _sent(connection: Connection, use: int) -> dict[str, set[str]]:
    query = select(transfer.c.organisation, transfer.c.id).order_by(transfer.c.idx)
    found: dict[str, set[str]] = defaultdict(set)
    holdings: Sequence[str] = sorted(relied(connection, [use]))
    for sender, id in connection.execute(query.where(transfer.c.holding.in_(holdings))):
        found[sender].add(id)
    return dict(found)
