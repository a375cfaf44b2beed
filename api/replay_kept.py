"""Where the newest replay of the log is kept: beside the read models, where every server of one log finds it.

Not a read model: no statement says it, and no rebuild takes it away. One row, of whichever server was asked last.
"""

import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from time import time
from typing import Any

from sqlalchemy import Column, Engine, Float, Integer, MetaData, Table, Text, insert, inspect, select, update
from sqlalchemy.exc import IntegrityError, ProgrammingError

from projections.database import beside

metadata = MetaData()
#: ``server``: which one replays; ``beat``: when it last said so, in POSIX seconds; ``told``: a ``Replayed`` as JSON.
kept = Table(
    "replay", metadata, Column("one", Integer, primary_key=True), Column("server", Text, nullable=False),
    Column("beat", Float, nullable=False), Column("told", Text, nullable=False),
)  # fmt: skip
#: Seconds after which a server that says no more of its replay is taken to have stopped; clocks differ by less.
LOST = 60.0


class State(StrEnum):
    NONE = "none"  # nobody has asked for one
    RUNNING = "running"
    HOLDS = "holds"
    FAILS = "fails"  # the log does not hold
    BROKEN = "broken"  # it did not come to its end; ask again


@dataclass(frozen=True, slots=True)
class Replayed:
    """``size`` and ``root``: the checkpoint that it speaks of, 0 and "" until its export is written. ``doing``: export,
    verify or replay; ``done`` of ``total`` statements. ``verdict`` and ``text``: as ``lightwell replay`` gives them,
    null and "" until then."""

    state: State = State.NONE
    started: str = ""
    ended: str = ""
    size: int = 0
    root: str = ""
    doing: str = ""
    done: int = 0
    total: int = 0
    text: str = ""
    verdict: dict[str, Any] | None = None


@dataclass
class Kept:
    """The row, as one server reads and writes it."""

    views: Engine
    now: Callable[[], float] = time
    server: str = field(default_factory=lambda: secrets.token_hex(8))

    def read(self) -> Replayed:
        """The newest, of whichever server; broken, where that one has not been heard of for a while."""
        with self.views.connect() as connection:
            if not inspect(connection).has_table(kept.name):
                return Replayed()
            row = connection.execute(select(kept)).first()
        if row is None:
            return Replayed()
        told = Replayed(**json.loads(row.told))
        told = replace(told, state=State(told.state))
        return replace(told, state=State.BROKEN) if told.state is State.RUNNING and self._lost(row.beat) else told

    def claim(self, begun: Replayed) -> bool:
        """Puts this server's new one in its place; False where another's is on its way."""
        self._make()
        with beside(self.views) as connection:
            row = connection.execute(select(kept).with_for_update()).one()
            if json.loads(row.told)["state"] == State.RUNNING and not self._lost(row.beat):
                return False
            connection.execute(update(kept).values(server=self.server, beat=self.now(), told=_text(begun)))
        return True

    def tell(self, told: Replayed) -> None:
        """How far this server's is. Where another has taken the place, nothing."""
        with beside(self.views) as connection:
            mine = update(kept).where(kept.c.server == self.server)
            connection.execute(mine.values(beat=self.now(), told=_text(told)))

    def _make(self) -> None:
        """The table with its row. Two servers may make it at once: the one that comes second finds it made."""
        with suppress(IntegrityError, ProgrammingError), beside(self.views) as connection:
            metadata.create_all(connection)
        with suppress(IntegrityError), beside(self.views) as connection:
            if connection.execute(select(kept.c.one)).first() is None:
                connection.execute(insert(kept).values(one=1, server="", beat=0.0, told=_text(Replayed())))

    def _lost(self, beat: float) -> bool:
        return self.now() - beat > LOST


def _text(told: Replayed) -> str:
    return json.dumps(asdict(told))
