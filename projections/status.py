"""How a ledger stands, for those who run it: figures only, and nothing of anybody."""

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from time import time
from typing import Any

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from ledger.application import Ledger
from projections import tables
from projections.coverage import feeds
from projections.duties import open_duties
from projections.project import position


@dataclass(frozen=True, slots=True)
class Consumer:
    """A consumer of the ledger's folder, as it last told (``consumers/``), ``seconds`` ago. ``lag``: what is still to
    come; ``letters``: lines of messages that it put aside since it started; ``told``: all that it told."""

    name: str
    seconds: float
    lag: int
    letters: int
    told: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Duties:
    """What somebody has to answer: ``open`` in all, ``overdue`` of them, and the day on which the oldest was due."""

    open: int
    overdue: int
    oldest: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """``size`` of the log; ``published``: what the world sees of it; ``recorded``: its last tick; ``read_models``: up
    to where they are, None where they cannot be read; ``why_not``: why it does not write, else empty."""

    origin: str
    size: int
    published: int
    recorded: str
    read_models: int | None
    why_not: str
    duties: Duties | None
    feeds: int
    silent: int
    free_bytes: int
    consumers: tuple[Consumer, ...]

    @property
    def ok(self) -> bool:
        """Does it write, and can it be asked?"""
        return not self.why_not and self.read_models is not None

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.ok} | asdict(self)


def status(ledger: Ledger, views: Engine, data: Path) -> Status:
    """Raises what the log's database raises where that is away."""
    size, (published, _) = ledger.size(), ledger.published()
    try:
        with views.connect() as connection:
            reached, recorded = position(connection), connection.scalar(select(func.max(tables.tick.c.at))) or ""
            found = feeds(connection, recorded)
            owed: Duties | None = duties(connection)
    except DBAPIError:
        reached, recorded, found, owed = None, "", (), None
    return Status(
        ledger.origin, size, published, recorded, reached, ledger.publication.frozen, owed, len(found),
        sum(feed.silent_since is not None for feed in found), shutil.disk_usage(data).free, consumers(data),
    )  # fmt: skip


def duties(connection: Connection) -> Duties:
    """All that is open, whoever has it."""
    found = open_duties(connection)
    overdue = [due.due for due in found if due.overdue]
    return Duties(len(found), len(overdue), min(overdue, default=None))


def consumers(data: Path) -> tuple[Consumer, ...]:
    """What each consumer that works in this folder last wrote of itself."""
    found = []
    for path in sorted((data / "consumers").glob("*.json")):
        try:
            told = json.loads(path.read_text())
            letters = sum(n for name, n in told["counts"].items() if name.startswith("letters."))
            lag, seconds = sum(told["lag"].values()), round(time() - told["at"], 1)
            found.append(Consumer(told["consumer"], seconds, lag, letters, told))
        except (OSError, ValueError, KeyError):  # half written, or of another version
            continue
    return tuple(found)
