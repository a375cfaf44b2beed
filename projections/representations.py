"""Who may look for somebody else today: what was recorded, has not ended and has not run out."""

from dataclasses import dataclass

from sqlalchemy import Connection

from projections import journal
from projections.asking import today

TYPES = ("representation.recorded", "representation.ended")


@dataclass(frozen=True, slots=True)
class Representation:
    """``holding`` and ``line``: of the person; ``organisation`` recorded it; ``until`` is its last day."""

    representation: str
    organisation: str
    kind: str
    holding: str
    line: int
    until: str


def in_force(connection: Connection, id: str) -> Representation | None:
    """None where there is none, where it ended or was taken back, and after its last day."""
    said = [e for e in journal.of(connection, id) if e.type in TYPES]
    if not said or said[0].type != TYPES[0]:
        return None
    first = said[0]
    ended = any(e.type == TYPES[1] for e in said)  # one that was taken back too: nobody looks again by mistake
    if ended or first.retracted is not None or first.data["until"] < today(connection):
        return None
    d = first.data
    return Representation(id, first.organisation, d["kind"], d["holding"], d["lines"][0][0], d["until"])


def of_line(connection: Connection, holding: str, line: int) -> list[Representation]:
    """Those in force for the person on a line, oldest first."""
    recorded = journal.about(connection, [(holding, line)], TYPES[0])
    found = (in_force(connection, e.matter) for e in recorded)
    return [one for one in found if one is not None]


def of_organisation(connection: Connection, organisation: str) -> list[Representation]:
    """Those in force that an organisation recorded."""
    recorded = (e for e in journal.among(connection, organisation, TYPES[0]) if e.organisation == organisation)
    found = (in_force(connection, e.matter) for e in recorded)
    return [one for one in found if one is not None]
