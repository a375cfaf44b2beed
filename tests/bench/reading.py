"""Answering: verifying an export beside bare signature checks; a busy person's trail beside the bare SQL."""

import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter

import orjson
from sqlalchemy.dialects import sqlite

from bench.load import ORIGIN, SEED, Sender
from ledger.application import Ledger
from ledger.export import export
from ledger.keyring import Keyring
from projections.policy import Kind, Viewer
from projections.project import Projector, open_views
from projections.trail import ONE, trail

CALLS = 400


def open_again(data: Path) -> Ledger:
    return Ledger(data, Keyring.open(data / "keys", SEED), ORIGIN)


def verify_export(data: Path, folder: Path) -> dict[str, float]:
    """The command as an auditor runs it; its own report's rate, the best of three runs as the limits are."""
    shutil.rmtree(folder, ignore_errors=True)
    export(open_again(data), folder)
    command = [sys.executable, "-m", "ledger", "verify", str(folder), "--json"]
    reports = [orjson.loads(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(3)]
    best = max(reports, key=lambda report: float(report["per_s"]))
    return {"per_s": best["per_s"], "processes": best["processes"]}


def project(data: Path) -> float:
    """Statements a second into the read models."""
    ledger, views = open_again(data), open_views(data / "views.db")
    began, size = perf_counter(), ledger.size()
    Projector(ledger, views).run()
    views.dispose()
    return size / (perf_counter() - began)


def rebuild(data: Path) -> float:
    """Statements a second, reading the whole log into empty read models."""
    (data / "views.db").unlink()
    return project(data)


def busy_person(data: Path, sender: Sender, rows: int | None) -> tuple[int, int]:
    """(line, rows): the 99th-percentile person, or the one whose number of lines is nearest to ``rows``."""
    with sqlite3.connect(data / "views.db") as connection:
        counts = Counter(dict(connection.execute("SELECT line, COUNT(*) FROM touch GROUP BY line")))
    ranked = sorted(counts.items(), key=lambda pair: (pair[1], pair[0]))
    if rows is None:
        return ranked[int(len(ranked) * 0.99)]
    return min(ranked, key=lambda pair: abs(pair[1] - rows))


def trail_ms(data: Path, sender: Sender, line: int) -> dict[str, float]:
    """p50 and p99 of the whole answer, and p99 of its main query alone through sqlite3."""
    views = open_views(data / "views.db")
    viewer, owners = Viewer(Kind.PERSON, person="00"), {sender.register: sender.organisation}
    sql = str(ONE.compile(dialect=sqlite.dialect(paramstyle="qmark")))
    bare = sqlite3.connect(data / "views.db")
    answer, plain = [], []
    with views.connect() as connection:
        for call in range(CALLS + 20):  # turn by turn, so that what disturbs the machine disturbs both
            began = perf_counter()
            trail(connection, viewer, [(sender.register, line)], owners)
            between = perf_counter()
            bare.execute(sql, (sender.register, line)).fetchall()
            if call >= 20:
                answer.append((between - began) * 1000)
                plain.append((perf_counter() - between) * 1000)
    views.dispose()
    bare.close()
    return {"p50_ms": _at(answer, 0.5), "p99_ms": _at(answer, 0.99), "bare_p99_ms": _at(plain, 0.99)}


def _at(times: list[float], share: float) -> float:
    return round(sorted(times)[int(len(times) * share)], 3)
