"""Answering: verifying an export beside bare signature checks; a busy person's trail beside the bare SQL."""

import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson
from sqlalchemy import make_url, text
from sqlalchemy.dialects import postgresql, sqlite

from bench import limits
from bench.load import ORIGIN, SEED, Sender
from bench.recording import SQLITE
from ledger.application import Ledger
from ledger.export import export
from ledger.keyring import Keyring
from ledger.store import Database
from ledger.store.connection import connect
from projections.database import SCHEMA, settle
from projections.policy import Kind, Viewer
from projections.project import Projector, open_views, position, rebuild
from projections.trail import ONE, trail

CALLS, ROUNDS, PROOFS = 1_200, 6, 2_000


def open_again(data: Path, database: Database = SQLITE) -> Ledger:
    return Ledger(data, Keyring.open(data / "keys", SEED), ORIGIN, database=database)


def views_of(data: Path, database: Database) -> Path | str:
    return database.url or data / "views.db"


def export_to(folder: Path, data: Path, database: Database = SQLITE) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    ledger = open_again(data, database)
    export(ledger, folder)
    ledger.close()


def verify_export(folder: Path) -> dict[str, float]:
    """The command as an auditor runs it; its own report's rate."""
    command = [sys.executable, "-m", "ledger", "verify", str(folder), "--json"]
    report = orjson.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return {name: report[name] for name in ("size", "per_s", "processes")}


def share_verified(folder: Path, tokens: list[bytes], public: bytes) -> tuple[float, dict[str, float]]:
    """Of three turns the middle one: a verification's rate ÷ that of bare checks, and its report.

    In a turn both take as many processes and about as long. A verification's time has the start of its processes in
    it, but not that of Python; the bare checks' has neither.
    """
    turns = []
    for _ in range(3):
        report = verify_export(folder)
        processes = int(report["processes"])
        rounds = max(1, int(report["size"]) // (len(tokens) * processes))
        bare = limits.verify_per_s(tokens * rounds, public, processes, turns=1)
        turns.append((report["per_s"] / bare, report))
    return sorted(turns, key=lambda turn: turn[0])[1]


def proofs_per_s(data: Path, database: Database = SQLITE) -> float:
    """Receipts with their proof of inclusion, of statements all over the log."""
    ledger = open_again(data, database)
    rng, size = random.Random(2026), ledger.size()
    chosen = [rng.randrange(size) for _ in range(PROOFS)]
    began = perf_counter()
    for index in chosen:
        ledger.receipt(index)
    seconds = perf_counter() - began
    ledger.close()
    return len(chosen) / seconds


def bytes_per_statement(data: Path, folder: Path, database: Database = SQLITE) -> dict[str, int]:
    """In the database (private parts, indexes and read models with it), and in the export in ``folder``."""
    ledger = open_again(data, database)
    size = ledger.size()
    ledger.close()
    if database.url:
        with connect(database.url, SCHEMA) as connection:
            row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        kept = int(row[0]) if row else 0
    else:
        kept = sum(path.stat().st_size for path in (data / "ledger.db", data / "views.db"))
    exported = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"database": round(kept / size), "export": round(exported / size)}


def project(data: Path, database: Database = SQLITE) -> float:
    """Statements a second into the read models. PostgreSQL's own vacuum is not left to come in the middle of what is
    measured next."""
    ledger, views = open_again(data, database), open_views(views_of(data, database))
    with views.connect() as connection:
        before = position(connection)
    began = perf_counter()
    size = Projector(ledger, views).run()
    seconds = perf_counter() - began
    settle(views)
    views.dispose()
    ledger.close()
    return (size - before) / seconds


def rebuilt(data: Path, database: Database = SQLITE) -> float:
    """Statements a second, as the command builds the read models again, of rows that are there."""
    ledger, views = open_again(data, database), open_views(views_of(data, database))
    Projector(ledger, views).run()
    began = perf_counter()
    size = rebuild(ledger, views)
    seconds = perf_counter() - began
    views.dispose()
    ledger.close()
    return size / seconds


def busy_person(data: Path, sender: Sender, rows: int | None, database: Database = SQLITE) -> tuple[int, int]:
    """(line, rows): the 99th-percentile person, or the one whose number of lines is nearest to ``rows``."""
    views = open_views(views_of(data, database))
    with views.connect() as connection:
        counts = connection.execute(text("SELECT line, COUNT(*) FROM touch GROUP BY line")).all()
    views.dispose()
    ranked = sorted(((line, count) for line, count in counts), key=lambda pair: (pair[1], pair[0]))
    if rows is None:
        return ranked[int(len(ranked) * 0.99)]
    return min(ranked, key=lambda pair: abs(pair[1] - rows))


@dataclass(frozen=True)
class Asked:
    """Whose trail is asked for, in which read models."""

    data: Path
    database: Database
    line: int


def kept(data: Path, folder: Path, database: Database, fresh: Callable[[str], str] | None) -> tuple[Path, Database]:
    """A copy of the read models as they are now, page by page: (their data folder, their database). ``fresh`` gives the
    URL of a new PostgreSQL database that is a copy of the named one."""
    if fresh is not None:
        return data, Database(fresh(make_url(database.url).database or ""))
    folder.mkdir()
    with closing(sqlite3.connect(data / "views.db")) as now, closing(sqlite3.connect(folder / "views.db")) as copy:
        now.backup(copy)
    return folder, database


def trails_ms(sender: Sender, asked: Sequence[Asked]) -> list[dict[str, float]]:
    """For each: p50 and p99 of the whole answer, and of its main query alone through the database's own driver. All in
    turn, so that what disturbs the machine disturbs them alike, and one may be divided by another; on connections made
    anew now and then, the last first, since of two that live on one may be slower throughout.
    """
    times: list[tuple[list[float], list[float]]] = [([], []) for _ in asked]
    turns = list(zip(asked, times, strict=True))
    for _ in range(ROUNDS):
        turns.reverse()
        _ask(sender, turns)
    return [
        {
            "p50_ms": at(answer, 0.5), "p99_ms": at(answer, 0.99), "bare_p50_ms": at(plain, 0.5),
            "bare_p99_ms": at(plain, 0.99),
        }
        for answer, plain in times
    ]  # fmt: skip


def _ask(sender: Sender, turns: Sequence[tuple[Asked, tuple[list[float], list[float]]]]) -> None:
    viewer, owners = Viewer(Kind.PERSON, person="00"), {sender.register: sender.organisation}
    with ExitStack() as left:
        opened = []
        for one, times in turns:
            views = open_views(views_of(one.data, one.database))
            left.callback(views.dispose)
            bare = bare_trail(one.data, one.database)
            opened.append((left.enter_context(views.connect()), bare, one.line, *times))
        for call in range(CALLS // ROUNDS + 20):
            for connection, bare, line, answer, plain in opened:
                began = perf_counter()
                trail(connection, viewer, [(sender.register, line)], owners)
                between = perf_counter()
                bare(sender.register, line)
                if call >= 20:
                    answer.append((between - began) * 1000)
                    plain.append((perf_counter() - between) * 1000)


def compared(small: dict[str, float], large: dict[str, float], sizes: tuple[int, int], most: float) -> str:
    """What is printed of a trail at two log sizes."""
    bare = max(of["p99_ms"] / of["bare_p99_ms"] for of in (small, large))
    grown = " and ".join(f"{large[name] / small[name]:.2f} ({name[:3]})" for name in ("p50_ms", "p99_ms"))
    return (
        f"trail ÷ bare = {bare:.2f} at most (wanted: at most 3)\n"
        f"trail {sizes[1]:,} ÷ {sizes[0]:,} = {grown} (wanted: at most {most})"
    )


def bare_trail(data: Path, database: Database) -> Callable[[str, int], list[Any]]:
    """The trail's main query, through sqlite3 or psycopg."""
    if database.url:
        connection = connect(database.url, SCHEMA)
        named = ONE.compile(dialect=postgresql.dialect(paramstyle="pyformat"))
        return lambda holding, line: connection.execute(
            str(named), named.construct_params({"holding": holding, "line": line})
        ).fetchall()
    marked = ONE.compile(dialect=sqlite.dialect(paramstyle="qmark"))
    file = sqlite3.connect(data / "views.db")

    def bare(holding: str, line: int) -> list[Any]:
        said = marked.construct_params({"holding": holding, "line": line})
        return file.execute(str(marked), [said[name] for name in marked.positiontup or ()]).fetchall()

    return bare


def at(times: list[float], share: float) -> float:
    """The least of them that at least this share of them do not exceed (nearest rank)."""
    return round(sorted(times)[ceil(len(times) * share) - 1], 3)
