"""Whose line of a register was destroyed: they cannot be told anything any more, and are given no copy."""

from sqlalchemy import Connection, select

from projections.tables import act, touch


def lines(connection: Connection, register: str) -> dict[int, int]:
    """Line → the index at which it was destroyed."""
    query = (
        select(touch.c.line, touch.c.act)
        .join(act, act.c.idx == touch.c.act)
        .where(touch.c.holding == register, act.c.type == "information.destroyed", act.c.retracted.is_(None))
    )
    return {row.line: row.act for row in connection.execute(query)}
