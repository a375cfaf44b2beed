"""Whose word it is: the agency's, a provider's, or a family's."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from projections.journal import Entry
from projections.tables import organisation

AGENCY, PROVIDER, FAMILY = "agency", "provider", "family"


@dataclass(frozen=True, slots=True)
class Count:
    """How many of each side."""

    agency: int
    providers: int
    families: int


class Sides:
    """Looks the kinds of organisations up once."""

    def __init__(self, connection: Connection) -> None:
        self._kinds = {row.id: row.kind for row in connection.execute(select(organisation))}

    def of(self, entry: Entry) -> str:
        """People speak for themselves, whoever writes it down or passes it on."""
        if entry.data.get("voice"):
            return FAMILY
        return AGENCY if self._kinds.get(entry.organisation) == AGENCY else PROVIDER


def count(sides: list[str]) -> Count:
    return Count(sides.count(AGENCY), sides.count(PROVIDER), sides.count(FAMILY))
