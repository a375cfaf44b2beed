"""Reads the log in order and keeps the read models up to date; their position is stored in the same transaction."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, select, update

from projections import refused, tables
from projections.acts import Acts
from projections.agreed import Agreed
from projections.database import Elsewhere, bring_up, empty, engine, writing
from projections.heard import Heard
from projections.journal import Journal
from projections.memory import Memory
from projections.parties import Parties
from projections.rows import Rows
from projections.statement import Statement, read

MODEL = "views"
BATCH = 2_000


def open_views(where: Path | str, connections: int = 10) -> Engine:
    """The read models in a SQLite file, or in the PostgreSQL database with this URL, with today's tables."""
    views = engine(where, connections)
    with writing(views) as connection:
        bring_up(connection)
    return views


def position(connection: Connection) -> int:
    """How many statements the read models have taken in."""
    return connection.scalar(select(tables.position.c.size).where(tables.position.c.model == MODEL)) or 0


class Log(Protocol):
    """What the read models are made from: a ledger, or an export of one."""

    def tokens(self, first: int, limit: int) -> Sequence[tuple[int, bytes]]:
        """(index, bytes) of up to ``limit`` statements from index ``first`` on."""


class Projector:
    """Guarantee: after ``run``, rows and position are those of some log size, and the same for the same log, however
    the statements were batched and whoever else projects into the same tables."""

    def __init__(
        self, log: Log, views: Engine, batch: int = BATCH, beside: Callable[[Connection, int], None] | None = None
    ) -> None:
        """``beside`` writes what must be true together with a position reached, in its transaction."""
        self._log, self._views, self._batch, self._beside = log, views, batch, beside

    def run(
        self, upto: int | None = None, progress: Callable[[int], None] | None = None,
        enough: Callable[[], bool] | None = None,
    ) -> int:  # fmt: skip
        """Takes in statements up to a log size (default: the head), or until it has had ``enough`` for now. Returns
        the position reached, by whomever."""
        while True:
            try:
                with writing(self._views) as connection:
                    size, count = self._step(connection, upto)
            except Elsewhere:
                with self._views.connect() as connection:
                    return position(connection)
            if not count:
                return size
            if progress is not None:
                progress(size)
            if enough is not None and enough():
                return size

    def rebuild(self, progress: Callable[[int], None] | None = None) -> int:
        """Empties the read models and reads the whole log again, in one transaction: a server that is running goes on
        answering from the old rows until the new ones are there, and what fails leaves the old ones."""
        with writing(self._views) as connection:
            empty(connection)
            while True:
                size, count = self._step(connection, None)
                if not count:
                    return size
                if progress is not None:
                    progress(size)

    def _step(self, connection: Connection, upto: int | None) -> tuple[int, int]:
        """One batch: (position reached, statements taken in)."""
        size = position(connection)
        limit = self._batch if upto is None else min(self._batch, upto - size)
        batch = self._log.tokens(size, limit) if limit > 0 else ()
        if not batch:
            return size, 0
        self._take(connection, [read(index, token) for index, token in batch])
        reached = size + len(batch)
        change = tables.position.insert() if size == 0 else update(tables.position)
        connection.execute(change.values(model=MODEL, size=reached))
        if self._beside is not None:
            self._beside(connection, reached)
        return reached, len(batch)

    def _take(self, connection: Connection, batch: Sequence[Statement]) -> None:
        rows, memory = Rows(connection), Memory(connection)
        agreed = Agreed(connection)
        parties, acts = Parties(rows, memory), Acts(rows, memory, agreed)
        handlers: dict[str, Callable[[Statement], None]] = {
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
        heard, journal = Heard(connection, memory), Journal(rows, memory)
        for statement in batch:
            key = memory.keys.get(statement.kid)
            statement.organisation = key["organisation"] if key else ""
            handler = handlers.get(statement.type)
            if handler is not None:
                handler(statement)
            journal.take(statement)
            agreed.take(statement)
            if statement.type in ("statement.retracted", "statement.replaced"):
                journal.retracted(statement)
            heard.take(statement)
        rows.flush()
        heard.write()


def rebuild(log: Log, views: Engine, progress: Callable[[int], None] | None = None) -> int:
    """``Projector.rebuild`` with this log and these read models."""
    return Projector(log, views).rebuild(progress)
