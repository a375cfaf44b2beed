"""A request as it stood at an index: whether the checks and the authority came before an opening (journey J27)."""

from sqlalchemy import Connection

from ledger.matters.matter import Step, project
from ledger.matters.request import Request
from projections import journal


def as_it_stood(connection: Connection, request: str, before: int) -> Request:
    """The request after those of its statements that come before an index; what was taken back does not count."""
    said = (e for e in journal.standing(journal.of(connection, request)) if e.noun == "request" and e.index < before)
    return project(Request, (Step(f"{e.type}.v1", e.data, e.organisation, e.digest, e.time) for e in said))
