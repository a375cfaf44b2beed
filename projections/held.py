"""What is held about somebody, by whom: the parts that were collected, written or sent, of what is not destroyed."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, and_, or_, select

from projections import withheld
from projections.tables import act, holding, member, touch, transfer

#: What puts something into a register.
_IN = ("information.collected", "information.written")


def parts_held(
    connection: Connection, roots: Sequence[tuple[str, int]], *, open_only: bool
) -> dict[str, tuple[str, ...]]:  # fmt: skip
    """Organisation → parts, sorted, of these lines of registers. ``open_only``: without what is held from families."""
    if not roots:
        return {}
    mine = or_(*(and_(member.c.root_holding == h, member.c.root_line == n) for h, n in roots))
    kept = withheld.from_people(connection, roots) if open_only else withheld.NOTHING
    if open_only:
        mine = and_(mine, member.c.held == 0, *kept.open_places())
    of = (
        select(holding.c.organisation, touch.c.parts)
        .select_from(member)
        .join(holding, holding.c.id == member.c.holding)
        .join(touch, and_(touch.c.holding == member.c.holding, touch.c.line.in_((0, member.c.line))))
        .join(act, act.c.idx == touch.c.act)
        .where(mine, holding.c.kind == "register", act.c.type.in_(_IN), act.c.retracted.is_(None))
        .where(member.c.line <= touch.c.upto, *kept.open_only())
    )
    sent = (
        select(holding.c.organisation, transfer.c.parts)
        .select_from(member)
        .join(holding, holding.c.id == member.c.holding)
        .join(transfer, transfer.c.holding == member.c.holding)
        .where(mine, member.c.line > 0)
    )
    found: dict[str, set[str]] = {}
    for query in (of, sent):
        for row in connection.execute(query):
            found.setdefault(row.organisation, set()).update(json.loads(row.parts))
    return {organisation: tuple(sorted(parts)) for organisation, parts in found.items()}
