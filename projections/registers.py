"""The registers of people that organisations hold."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from projections.tables import holding


def registers(connection: Connection, holder: str | None = None) -> Sequence[Row[Any]]:
    """All rows of ``holding`` that are registers, or those of one organisation, in log order."""
    query = select(holding).where(holding.c.kind == "register").order_by(holding.c.idx)
    return connection.execute(query if holder is None else query.where(holding.c.organisation == holder)).all()
