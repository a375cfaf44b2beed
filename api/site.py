"""What one server holds open: the ledger, its intake, the read models and those who are signed in."""

import json
from datetime import datetime, timedelta
from typing import Any

from fastapi import Request
from sqlalchemy import Engine

from api.cases import Cases
from api.cosigning import Cosigning
from api.identity.codes import Codes, Whose
from api.identity.counters import Counters
from api.identity.forgetting import forget
from api.identity.issuers import Issuers
from api.identity.limits import Limit, Limits
from api.identity.openid import Providers
from api.identity.pending import Pending
from api.identity.sessions import open_sessions
from api.identity.store import Store
from api.identity.wishes import Wishes
from api.languages import Languages
from api.names import Names
from api.reads import Reads
from api.replay_kept import Kept
from api.replaying import Replays
from ledger import jws, strictjson
from ledger.application import Ledger
from ledger.clock import Clock, StoryClock
from ledger.custody import Custody
from ledger.intake import Intake
from ledger.keyring import Keyring
from ledger.quorum import Policy
from ledger.refusals import Quota
from ledger.settings import Settings
from ledger.statements.types import PREFIX
from ledger.wrapping import CUSTODY
from projections.follow import Follower
from projections.pouring import Pouring
from projections.project import open_views

#: The story's first instant; a demonstration's clock starts here.
STORY_START = datetime.fromisoformat("2020-01-01T00:00:00+00:00")


class Site:
    """Opened when the server starts, closed when it stops."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        clock = StoryClock(STORY_START) if settings.demo else Clock()
        keyring = Keyring.open(settings.data / "keys")
        self.ledger = Ledger(settings.data, keyring, settings.origin, clock, settings.anchor, settings.log)
        self.cosigning = Cosigning(self.ledger, Policy.parse(settings.policy.read_bytes())) if settings.policy else None
        if self.cosigning is not None:
            self.cosigning.start()
        if settings.demo:
            self._resume(clock)
        self.intake = Intake(self.ledger, settings.workers, settings.refusals_per_hour)
        self.custody = Custody(settings.data / "keys" / "custody", keyring.wrapping(CUSTODY), self.ledger, self.intake)
        self.views: Engine = open_views(settings.views_of(settings.data), settings.connections)
        pouring = Pouring(self.intake.pouring, self._sealed_elsewhere)
        self.follower = Follower(self.ledger, self.views, self.intake.committer.sealed, pouring)
        self.names = Names(self.ledger)
        self.reads, self.cases = Reads(), Cases(self.ledger.clock)
        self.turned_away = Quota(settings.refusals_per_hour)
        self.languages = Languages.open(settings.catalogues, settings.reviewers)
        self.store = Store(settings.data)
        self.sessions = open_sessions(self.store, keyring, settings)
        self.pending, self.providers = Pending(self.store), Providers(Issuers.read(settings.sign_in))
        self.codes = Codes(self.store, keyring.site, timedelta(days=settings.code_days))
        self.wishes = Wishes(self.store, keyring.site)
        self.counters = Counters()
        self.replays = Replays(self.ledger, Kept(self.views))
        rates = {Limit.CODE: settings.rate_code, Limit.SIGN_IN: settings.rate_sign_in,
                 Limit.READ: settings.rate_read, Limit.OPEN: settings.rate_open,
                 Limit.REPLAY: settings.rate_replay}  # fmt: skip
        self.limits = Limits(rates, self.counters)

    def _sealed_elsewhere(self) -> int:
        """How many statements others have sealed, with the few that the ledger says itself."""
        return self.ledger.size() - self.intake.committer.seals.statements

    def _resume(self, clock: Clock) -> None:
        """A story's clock goes on from the ledger's last tick."""
        ticks = self.ledger.recorder.select_notifications(1, 1_000_000, topics=[PREFIX + "ledger.ticked.v1"])
        if ticks:
            clock.observe(strictjson.read(jws.parse(ticks[-1].state).payload)["data"]["at"])

    def identities(self) -> list[dict[str, Any]]:
        """The story's people; empty outside a demonstration."""
        path = self.settings.data / "demo" / "identities.json"
        if not self.settings.demo or not path.exists():
            return []
        people: list[dict[str, Any]] = json.loads(path.read_text())
        return people

    def forget(self, organisation: str, ref: str) -> None:
        """Ends every sign-in of a person, and leaves nothing of their codes and wishes."""
        forget(self.store, self.codes, self.sessions, self.wishes, Whose(organisation, ref))

    def close(self) -> None:
        self.replays.close()
        if self.cosigning is not None:
            self.cosigning.close()
        self.intake.close()
        self.store.close()
        self.providers.close()
        self.follower.close()
        self.views.dispose()
        self.ledger.close()


def site(request: Request) -> Site:
    """The open site of a request's application."""
    opened: Site = request.app.state.site
    return opened


async def opened(request: Request) -> Site:
    """The same as a dependency; async, so that no thread is taken to look it up."""
    return site(request)
