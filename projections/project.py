"""Reads the log in order and keeps the read models up to date; their position is stored in the same transaction."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, select, update

from projections import tables
from projections.behind import Behind, behind
from projections.database import Elsewhere, bring_up, empty, engine, settle, writing
from projections.reader import Reader
from projections.statement import read

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
        self._reader: Reader | None = None

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
        self._reader = None
        with writing(self._views) as connection:
            empty(connection)
            with behind(connection) as later:
                size = self._whole(connection, later, progress)
            self._reached(connection, 0, size)
        settle(self._views)
        return size

    def _whole(self, connection: Connection, later: Behind | None, progress: Callable[[int], None] | None) -> int:
        """Reads all there is; returns how much that was."""
        reader = Reader(connection, 0, later)
        while batch := self._log.tokens(reader.size, self._batch):
            if not reader.young:
                if later is not None:
                    later.wait()
                reader = Reader(connection, reader.size, later)
            reader.take(connection, [read(index, token) for index, token in batch])
            if progress is not None:
                progress(reader.size)
        return reader.size

    def _step(self, connection: Connection, upto: int | None) -> tuple[int, int]:
        """One batch: (position reached, statements taken in)."""
        size = position(connection)
        limit = self._batch if upto is None else min(self._batch, upto - size)
        batch = self._log.tokens(size, limit) if limit > 0 else ()
        if not batch:
            return size, 0
        reader = self._reader_at(connection, size)
        reader.take(connection, [read(index, token) for index, token in batch])
        self._reached(connection, size, reader.size)
        self._reader = reader
        return reader.size, len(batch)

    def _reached(self, connection: Connection, before: int, size: int) -> None:
        if size > before:
            change = update(tables.position) if before else tables.position.insert()
            connection.execute(change.values(model=MODEL, size=size))
            if self._beside is not None:
                self._beside(connection, size)

    def _reader_at(self, connection: Connection, size: int) -> Reader:
        """One that remembers the first ``size`` statements: the last one, unless its batch failed or somebody else went
        on since."""
        reader, self._reader = self._reader, None
        return reader if reader is not None and reader.size == size and reader.young else Reader(connection, size)


def rebuild(log: Log, views: Engine, progress: Callable[[int], None] | None = None) -> int:
    """``Projector.rebuild`` with this log and these read models."""
    return Projector(log, views).rebuild(progress)
