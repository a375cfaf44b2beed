"""Makes rows of statements, and remembers of those before them what it would else read from the rows again."""

from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import Connection

from projections import refused, turned_away
from projections.acts import Acts
from projections.agreed import Agreed
from projections.behind import Behind
from projections.heard import Heard
from projections.journal import Journal
from projections.memory import Memory
from projections.parties import Parties
from projections.rows import Rows
from projections.statement import Statement

#: After so many batches it is made anew from the rows, so that what it remembers of holdings and lines does not grow
#: with the log.
BATCHES = 100


class Reader:
    """``size``: how many statements, from the first on, are in what it remembers. The same log gives the same rows, so
    that holds for whatever rows are of that size, whoever wrote them."""

    def __init__(self, connection: Connection, size: int, behind: Behind | None = None) -> None:
        """From the rows of the first ``size`` statements."""
        self.size, self._batches = size, 0
        rows = self._rows = Rows(connection, behind)
        memory = self._memory = Memory(rows)
        self._agreed, self._heard = Agreed(connection), Heard(rows, memory)
        parties = Parties(rows, memory)
        acts = self._acts = Acts(rows, memory, self._agreed)
        self._handlers: dict[str, Callable[[Statement], None]] = {
            "ledger.opened": parties.opened,
            "ledger.ticked": parties.ticked,
            "organisation.registered": parties.organisation,
            "unit.registered": parties.unit,
            "key.registered": parties.key,
            "key.revoked": parties.key_ended,
            "key.compromised": parties.key_ended,
            "feed.registered": parties.feed,
            "agreement.proposed": parties.agreement_proposed,
            "agreement.signed": parties.agreement_signed,
            "agreement.ended": parties.agreement_ended,
            "unit.succeeded": parties.unit_succeeded,
            "refusal.recorded": partial(refused.take, rows, memory),
            "viewer.refused": partial(turned_away.take, rows, memory),
            "notice.given": acts.notice_given,
            "information.collected": acts.collected,
            "information.written": acts.collected,
            "information.transferred": acts.transferred,
            "information.received": acts.received,
            "information.accessed": acts.touched,
            "information.corrected": acts.touched,
            "access.refused": acts.touched,
            "information.used": acts.used,
            "information.destroyed": acts.destroyed,
            "outcome.reported": acts.outcome,
            "statement.retracted": acts.retracted,
            "statement.replaced": acts.replaced,
            "trail.read": acts.trail_read,
        }

    @property
    def young(self) -> bool:
        return self._batches < BATCHES

    def take(self, connection: Connection, batch: Sequence[Statement]) -> None:
        """The next statements, in the transaction of ``connection``. After an error it is of no more use."""
        rows, memory = self._rows, self._memory
        rows.connection = connection
        heard, journal = self._heard, Journal(rows, memory)
        for statement in batch:
            key = memory.keys.get(statement.kid)
            statement.organisation = key["organisation"] if key else ""
            handler = self._handlers.get(statement.type)
            if handler is not None:
                handler(statement)
            journal.take(statement)
            self._agreed.take(statement)
            if statement.type in ("statement.retracted", "statement.replaced"):
                journal.retracted(statement)
            heard.take(statement)
        self._acts.write()
        heard.write()
        rows.end()
        self.size += len(batch)
        self._batches += 1
