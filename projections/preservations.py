"""Orders that nothing about some people may be destroyed: those that are in force, to be looked at again on a day."""

from sqlalchemy import Connection

from projections import journal
from projections.due import Due


def duties(connection: Connection, today: str) -> list[Due]:
    """Preservations to be looked at again, by their holder; overdue once the day has passed."""
    said = journal.every(connection, "preservation.ordered", "preservation.ended")
    return [
        Due(
            "preservation", of[0].organisation, None, "preservation", of[0].matter, of[0].index, of[0].time,
            of[0].data["review"], of[0].data["review"] < today, of[0].data["ground"],
        )
        for of in journal.by_matter(said)
        if of[-1].type == "preservation.ordered"
    ]  # fmt: skip
