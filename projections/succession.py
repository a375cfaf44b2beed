"""Which unit follows which: duties and schedule lines of a unit that was renamed or merged go to its successor."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from projections.tables import succession


def followers(connection: Connection) -> dict[str, str]:
    """Unit → the one that follows it directly."""
    return {row.unit: row.by for row in connection.execute(select(succession))}


def now(followed: Mapping[str, str], unit: str) -> str:
    """The unit that a unit is today. The log's rule keeps it from going round in a circle."""
    while unit in followed:
        unit = followed[unit]
    return unit


def all_of(connection: Connection, unit: str) -> list[str]:
    """A unit and all that it follows."""
    followed = followers(connection)
    return sorted({unit, *(one for one in followed if now(followed, one) == unit)})
