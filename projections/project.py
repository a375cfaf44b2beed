"""Reads the log in order and keeps the read models up to date; their position is stored in the same transaction."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select, update
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.schema import CreateTable

from ledger.application import Ledger
from projections import tables
from projections.acts import Acts
from projections.heard import Heard
from projections.journal import Journal
from projections.memory import Memory
from projections.parties import Parties
from projections.rows import Rows
from projections.statement import Statement, read

MODEL = "views"
BATCH = 2_000
WRITES = "lightwell_writes"


def open_views(path: Path) -> Engine:
    """The engine of the read models' own database (SQLite), with its tables; those of another version are dropped.

    Every connection begins a transaction of its own, so that an answer is made from one log size throughout.
    """
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-65536", "busy_timeout=30000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    with _writing(engine) as connection:
        if connection.exec_driver_sql("PRAGMA user_version").scalar() != _version():
            _empty(connection)
    return engine


def _version() -> int:
    """Changes whenever a table does."""
    texts = [str(CreateTable(table)) for table in tables.metadata.sorted_tables]
    return int.from_bytes(sha256("".join(texts).encode()).digest()[:4]) >> 1


def _writing(views: Engine) -> AbstractContextManager[Connection]:
    """A transaction that takes the writer's lock before it reads, so that what it read still holds when it writes."""
    return views.execution_options(**{WRITES: True}).begin()


def _empty(connection: Connection) -> None:
    tables.metadata.drop_all(connection)
    tables.metadata.create_all(connection)
    connection.exec_driver_sql(f"PRAGMA user_version = {_version()}")


def position(connection: Connection) -> int:
    """How many statements the read models have taken in."""
    return connection.scalar(select(tables.position.c.size).where(tables.position.c.model == MODEL)) or 0


class Projector:
    """Guarantee: after ``run``, rows and position are those of some log size, and the same for the same log, however
    the statements were batched and whoever else projects into the same tables."""

    def __init__(self, ledger: Ledger, views: Engine, batch: int = BATCH) -> None:
        self._ledger, self._views, self._batch = ledger, views, batch

    def run(self, upto: int | None = None, progress: Callable[[int], None] | None = None) -> int:
        """Takes in statements up to a log size (default: the head). Returns the position reached."""
        while True:
            with _writing(self._views) as connection:
                size, count = self._step(connection, upto)
            if not count:
                return size
            if progress is not None:
                progress(size)

    def rebuild(self, progress: Callable[[int], None] | None = None) -> int:
        """Empties the read models and reads the whole log again, in one transaction: a server that is running goes on
        answering from the old rows until the new ones are there, and what fails leaves the old ones."""
        with _writing(self._views) as connection:
            _empty(connection)
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
        batch = self._ledger.recorder.select_notifications(size + 1, limit) if limit > 0 else ()
        if not batch:
            return size, 0
        self._take(connection, [read(n.id - 1, n.state) for n in batch])
        reached = size + len(batch)
        change = tables.position.insert() if size == 0 else update(tables.position)
        connection.execute(change.values(model=MODEL, size=reached))
        return reached, len(batch)

    def _take(self, connection: Connection, batch: Sequence[Statement]) -> None:
        rows, memory = Rows(connection), Memory(connection)
        parties, acts = Parties(rows, memory), Acts(rows, memory)
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
            if statement.type in ("statement.retracted", "statement.replaced"):
                journal.retracted(statement)
            heard.take(statement)
        rows.flush()
        heard.write()


def rebuild(ledger: Ledger, views: Engine, progress: Callable[[int], None] | None = None) -> int:
    """``Projector.rebuild`` with this ledger and these read models."""
    return Projector(ledger, views).rebuild(progress)
