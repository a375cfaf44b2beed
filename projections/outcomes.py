"""What came of uses: decisions, advice, reports, or nothing and why."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select

from projections.answers import Outcome
from projections.tables import outcome, outcome_use

_OF_USES = (
    select(outcome_use.c.use, outcome)
    .join(outcome, outcome.c.id == outcome_use.c.outcome)
    .where(outcome_use.c.use.in_(bindparam("uses", expanding=True)))
    .order_by(outcome.c.idx)
)


def of_uses(
    connection: Connection, uses: Collection[str], without: Collection[str] = frozenset()
) -> dict[str, tuple[Outcome, ...]]:  # fmt: skip
    """Use → what it informed, in log order, but for statements with these digests. What came of its products is reached
    through the uses of those."""
    if not uses:
        return {}
    found: dict[str, list[Outcome]] = defaultdict(list)
    for row in connection.execute(_OF_USES, {"uses": sorted(uses)}):
        if row.digest not in without:
            found[row.use].append(read(row))
    return {use: tuple(outcomes) for use, outcomes in found.items()}


def one(connection: Connection, id: str) -> Outcome | None:
    """The outcome with this id."""
    row = connection.execute(select(outcome).where(outcome.c.id == id)).first()
    return read(row) if row else None


def with_digests(connection: Connection, digests: Collection[str]) -> dict[str, str]:
    """Digest of a statement → the id of the outcome that it reports, for those that report one."""
    query = select(outcome.c.digest, outcome.c.id).where(outcome.c.digest.in_(sorted(digests)))
    return {row.digest: row.id for row in connection.execute(query)}


def read(row: object) -> Outcome:
    """An ``outcome`` row."""
    names = (
        "idx", "time", "organisation", "unit", "kind", "subject", "scope", "people", "reason", "until", "retracted",
    )  # fmt: skip
    return Outcome(row.id, *(getattr(row, name) for name in names))  # type: ignore[attr-defined]
