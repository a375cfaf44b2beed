"""What an organisation's own system may send, so that a file is checked and stated where it lies.

Asked with the organisation's own key: whoever sends from a command has nobody signed in.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.identity import own_keys
from api.identity.limits import Limit
from api.reading import fresh
from api.statements import Open
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from projections import quarterly, schedules
from projections.asking import today

router = APIRouter(tags=["flows"])
_bearer = HTTPBearer(
    auto_error=False, scheme_name="organisation", bearerFormat="JWT",
    description="A JWT that the organisation signs with its own key: iss and sub the organisation, aud the ledger.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """A period that is over, of which nothing was sent yet."""

    period_from: str
    period_to: str
    due: str


@dataclass(frozen=True, slots=True)
class Sending:
    """A schedule line in force today under which the organisation sends something; ``waiting``, oldest first."""

    line: schedules.Line
    waiting: tuple[Waiting, ...]


@router.get("/organisations/{organisation}/sendings")
def sendings(
    organisation: Uuid, request: Request, site: Open,
    sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> list[Sending]:  # fmt: skip
    """What this organisation may send to whom under its agreements, and which periods wait."""
    site.limits.address(Limit.OPEN, request)
    if sent is None:
        raise Problem("bad-token", "header.authorization", [("token", "must be there, signed with your own key")])
    own_keys.check(sent.credentials, organisation, site.ledger.state)
    with fresh(site).views.connect() as connection:
        day = today(connection)
        lines = [line for line in schedules.in_force(connection, day) if organisation in line.senders]
        waits: dict[tuple[str, int], list[Waiting]] = {}
        for one in quarterly.promised(connection, day) if lines else ():
            if one.sender == organisation and one.transfer is None and one.period_to < day:
                found = waits.setdefault((one.agreement, one.line), [])
                found.append(Waiting(one.period_from, one.period_to, one.due))
    return [Sending(line, tuple(waits.get((line.agreement, line.line), ()))) for line in lines]
