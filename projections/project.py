"""Reads the log in order and keeps the read models up to date; their position is stored in the same transaction."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, select, text, update
from sqlalchemy.pool import ConnectionPoolEntry

from ledger.application import Ledger
from projections import tables
from projections.acts import Acts
from projections.memory import Memory
from projections.parties import Parties
from projections.rows import Rows
from projections.statement import Statement, read

MODEL = "views"
BATCH = 2_000


def open_views(path: Path) -> Engine:
    """The engine of the read models' own database (SQLite), with its tables."""
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _settings(connection: object, record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-65536", "busy_timeout=30000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    tables.metadata.create_all(engine)
    return engine


def position(connection: Connection) -> int:
    """How many statements the read models have taken in."""
    return connection.scalar(select(tables.position.c.size).where(tables.position.c.model == MODEL)) or 0


class Projector:
    """Guarantee: after ``run``, rows and position are those of some log size, and the same for the same log."""

    def __init__(self, ledger: Ledger, views: Engine) -> None:
        self._ledger, self._views = ledger, views

    def run(self, upto: int | None = None, progress: Callable[[int], None] | None = None) -> int:
        """Takes in statements up to a log size (default: the head). Returns the position reached."""
        while True:
            with self._views.begin() as connection:
                size = position(connection)
                limit = BATCH if upto is None else min(BATCH, upto - size)
                batch = self._ledger.recorder.select_notifications(size + 1, limit) if limit > 0 else ()
                if not batch:
                    return size
                self._take(connection, [read(n.id - 1, n.state) for n in batch])
                size += len(batch)
                values = {"model": MODEL, "size": size}
                if size == len(batch):
                    connection.execute(tables.position.insert().values(**values))
                else:
                    connection.execute(
                        update(tables.position).where(tables.position.c.model == MODEL).values(size=size)
                    )
            if progress is not None:
                progress(size)

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
        heard: dict[str, tuple[int, str]] = {}
        for statement in batch:
            key = memory.keys.get(statement.kid)
            statement.organisation = key["organisation"] if key else ""
            handler = handlers.get(statement.type)
            if handler is not None:
                handler(statement)
            source = statement.event["source"]
            count, last = heard.get(source, (0, ""))
            heard[source] = (count + 1, max(last, statement.event["time"]))
            if "sequence" in statement.event:
                rows.add(tables.feed_said, source=source, sequence=int(statement.event["sequence"]))
        rows.flush()
        connection.execute(
            text(
                "UPDATE feed SET statements = statements + :count, last_heard ="
                " CASE WHEN last_heard IS NULL OR last_heard < :last THEN :last ELSE last_heard END"
                " WHERE source = :source"
            ),
            [{"source": source, "count": count, "last": last} for source, (count, last) in heard.items()],
        )


def rebuild(ledger: Ledger, views: Engine, progress: Callable[[int], None] | None = None) -> int:
    """Empties the read models and reads the whole log again."""
    tables.metadata.drop_all(views)
    tables.metadata.create_all(views)
    return Projector(ledger, views).run(progress=progress)
