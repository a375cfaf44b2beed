"""``make million [OUT=file.json]``: a million signed statements in PostgreSQL, and a person's trail among them.

The soak of the benchmark: statements are made, signed, checked and sealed by two processes, then projected. A trail is
measured in a tenth of it and in the whole, turn by turn, for a person with as many lines, beside its main query alone.
"""

import argparse
import gc
import json
import random
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import postgresql

from bench import load, reading, recording
from bench.load import ORIGIN, SEED, Sender
from ledger.admission import Sealed
from ledger.application import Ledger
from ledger.intake import check_lines
from ledger.keyring import Keyring
from ledger.store import Database

PROCESSES, BATCH = 2, 2_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="make million")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--count", type=int, default=1_000_000)
    gc.freeze()  # as the server does
    gc.set_threshold(100_000, 20, 20)
    said, found = parser.parse_args(), postgresql.binaries()
    if found is None:
        raise SystemExit("PostgreSQL is not on this machine (Debian's package: postgresql)")
    with tempfile.TemporaryDirectory() as folder, postgresql.running(found, durable=True) as server:
        figures = measure(Path(folder), Database(server.database()), said.count, server.database)
    if said.out is not None:
        said.out.write_text(json.dumps(figures, indent=2) + "\n")


def measure(data: Path, database: Database, count: int, fresh: Callable[[str], str]) -> dict[str, object]:
    """Loads ``count`` statements in two steps, and keeps a copy of the first: the trails in both are measured at the
    end, turn by turn."""
    rng = random.Random(2026)
    sender = load.prepare(data, rng, database)
    ledger = reading.open_again(data, database)
    _seal(ledger, load.founding(sender, rng)[:1])
    _seal(ledger, load.founding(sender, rng)[1:])
    ledger.close()
    figures: dict[str, dict[str, object]] = {}
    rows: int | None = None
    done, sizes, asked = 0, (count // 10, count), []
    for upto in sizes:
        began = perf_counter()
        _load(data, database, sender, done, upto)
        loaded = (upto - done) / (perf_counter() - began)
        projected = reading.project(data, database)
        done = upto
        line, rows = reading.busy_person(data, sender, rows, database)
        print(f"{upto:,} statements: sealed {loaded:,.0f}/s, projected {projected:,.0f}/s; a trail of {rows} lines")
        figures[str(upto)] = {"sealed_per_s": round(loaded), "projected_per_s": round(projected), "rows": rows}
        where = reading.kept(data, data, database, fresh) if upto < count else (data, database)
        asked.append(reading.Asked(*where, line))
    small, large = reading.trails_ms(sender, asked)
    for upto, found in zip(sizes, (small, large), strict=True):
        print(f"trail at {upto:,}: {found}")
        figures[str(upto)] |= found
    print(reading.compared(small, large, sizes, 1.2))
    return {"machine": recording.machine(), **figures}


def _load(data: Path, database: Database, sender: Sender, done: int, upto: int) -> None:
    shares = [(n, done + (upto - done) * n // PROCESSES, done + (upto - done) * (n + 1) // PROCESSES)
              for n in range(PROCESSES)]  # fmt: skip
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        runs = [pool.submit(_make, data, database, sender, first, end, upto // 10) for _, first, end in shares]
        for run in runs:
            run.result()


def _make(data: Path, database: Database, sender: Sender, first: int, end: int, people: int) -> None:
    ledger, rng = Ledger(data, Keyring.open(data / "keys", SEED), ORIGIN, database=database), random.Random(first)
    for at in range(first, end, BATCH):
        _seal(ledger, load.collections(sender, min(BATCH, end - at), people, rng, after=at))
    ledger.close()


def _seal(ledger: Ledger, lines: list[bytes]) -> None:
    checked = check_lines(lines, ledger.public_keys(), ledger.clock.now())
    answers = ledger.record(checked)  # type: ignore[arg-type]
    assert all(isinstance(answer, Sealed) for answer in answers), answers


if __name__ == "__main__":
    main()
