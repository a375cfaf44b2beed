"""Several processes that check and seal at once, as several servers on one database do."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.load import ORIGIN, SEED
from ledger.admission import Sealed
from ledger.application import Ledger
from ledger.intake import check_lines
from ledger.keyring import Keyring
from ledger.store import Database

#: Statements that a process checks and seals together.
BATCH = 1_000
_start: Any = None


def per_s(data: Path, database: Database, lines: Sequence[bytes], processes: int) -> float:
    """Statements a second, checked and sealed, by so many processes together."""
    context = get_context("spawn")
    barrier = context.Barrier(processes)
    with ProcessPoolExecutor(processes, context, _begin_at, (barrier,)) as pool:
        shares = [lines[n::processes] for n in range(processes)]
        runs = [pool.submit(_write, data, database, share) for share in shares]
        spans = [run.result() for run in runs]
    return len(lines) / (max(end for _, end in spans) - min(begin for begin, _ in spans))


def _begin_at(barrier: Any) -> None:
    global _start
    _start = barrier


def _write(data: Path, database: Database, lines: Sequence[bytes]) -> tuple[float, float]:
    ledger = Ledger(data, Keyring.open(data / "keys", SEED), ORIGIN, database=database)
    ledger.look_for_keys()
    _start.wait()
    began = perf_counter()
    for at in range(0, len(lines), BATCH):
        checked = check_lines(lines[at : at + BATCH], ledger.public_keys(), ledger.clock.now())
        answers = ledger.record(checked)  # type: ignore[arg-type]
        assert all(isinstance(answer, Sealed) and answer.new for answer in answers)
    ended = perf_counter()
    ledger.close()
    return began, ended
