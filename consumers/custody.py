"""Letting the site sign for an organisation's people who use its pages: one key, registered as custodial."""

from typing import Any

from consumers.client import Client
from ledger import jws
from ledger.encoding import unb64
from ledger.problems import Problem


def admit(client: Client, organisation: str, time: str | None = None) -> str:
    """Registers the site's key for the organisation, by the client's key; returns its thumbprint. May be repeated.

    ``time``: when it happens, for a story. Raises Problem, or ``no-possession`` when the site does not hold its key.
    """
    made: dict[str, Any] = client.post(f"/organisations/{organisation}/custody")
    feed = made.pop("feed")
    try:
        client.on(feed).say("key.registered.v1", made, time=time)
    except Problem as problem:
        if problem.code != "already-exists":
            raise
    return jws.thumbprint(unb64(made["key"]["x"]))
