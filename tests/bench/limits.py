"""The machine's own limits: Ed25519 checks over all cores, a plain insert of the same rows, one fsync."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from nacl.bindings import crypto_sign_open

from ledger import jws
from ledger.store import tables
from ledger.store.connection import Connection, connect
from ledger.store.schema import SCHEMA, prepare_postgresql

TABLES = ("stored_events", "said", "disclosure", "subject", "subject_line", "holding")
#: Rows a transaction, as the group commit has at most.
BATCH = 2_000


def verify_nacl(tokens: Sequence[bytes], public: bytes) -> int:
    parsed = [jws.parse(token) for token in tokens]
    began = perf_counter()
    for token in parsed:
        crypto_sign_open(token.signature + token.signed, public)
    return int(len(tokens) / (perf_counter() - began))


def verify_cryptography(tokens: Sequence[bytes], public: bytes) -> int:
    parsed, key = [jws.parse(token) for token in tokens], Ed25519PublicKey.from_public_bytes(public)
    began = perf_counter()
    for token in parsed:
        try:
            key.verify(token.signature, token.signed)
        except InvalidSignature:
            raise AssertionError("the benchmark's own signatures must hold") from None
    return int(len(tokens) / (perf_counter() - began))


def verify_per_s(tokens: Sequence[bytes], public: bytes, processes: int | None = None, turns: int = 3) -> int:
    """The fastest installed library, in so many processes at once; None: on every core."""
    processes = processes or os.cpu_count() or 1
    best = 0
    with ProcessPoolExecutor(processes) as pool:
        for library in (verify_nacl, verify_cryptography):
            for _ in range(turns):
                runs = [pool.submit(library, tokens, public) for _ in range(processes)]
                best = max(best, sum(run.result() for run in runs))
    return best


def insert_per_s(source: Path, folder: Path, statements: int) -> int:
    """A plain bulk insert into SQLite of the very rows that ``statements`` statements became: same tables and indexes,
    as many a transaction as the group commit has at most."""
    rates = []
    with sqlite3.connect(source) as old:
        rows = {t: old.execute(f"SELECT * FROM {t}").fetchall() for t in TABLES}
    for run in range(3):
        new = sqlite3.connect(folder / f"plain-{run}.db", isolation_level=None)
        new.execute("PRAGMA journal_mode=WAL")
        new.execute("PRAGMA synchronous=FULL")
        for sql in tables.SQLITE:
            new.execute(sql)
        began = perf_counter()
        for parts in _batches(rows, statements):
            new.execute("BEGIN IMMEDIATE")
            for table, part in parts.items():
                marks = ",".join("?" * len(part[0]))
                new.executemany(f"INSERT INTO {table} VALUES ({marks})", part)
            new.execute("COMMIT")
        rates.append(statements / (perf_counter() - began))
        new.close()
    return int(max(rates))


def copy_per_s(source: str, fresh: Callable[[], str], statements: int) -> int:
    """The same on PostgreSQL, by COPY; ``fresh`` gives the URL of an empty database."""
    rates = []
    with connect(source, SCHEMA) as old:
        rows = {t: old.execute(f"SELECT * FROM {t}".encode()).fetchall() for t in TABLES}
        kinds = {t: _types(old, t) for t in TABLES}
    for _ in range(3):
        url = fresh()
        prepare_postgresql(url)
        with connect(url, SCHEMA) as new:
            began = perf_counter()
            for parts in _batches(rows, statements):
                with new.transaction(), new.cursor() as cursor:
                    for table, part in parts.items():
                        with cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)".encode()) as copy:
                            copy.set_types(kinds[table])
                            for row in part:
                                copy.write_row(row)
            rates.append(statements / (perf_counter() - began))
    return int(max(rates))


def _types(connection: Connection, table: str) -> list[int]:
    query = "SELECT atttypid FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum"
    return [oid for (oid,) in connection.execute(query, (table,)).fetchall()]


def _batches(rows: dict[str, list[Any]], statements: int) -> Iterator[dict[str, list[Any]]]:
    batches = -(-statements // BATCH)
    for batch in range(batches):
        parts = {t: all[len(all) * batch // batches : len(all) * (batch + 1) // batches] for t, all in rows.items()}
        yield {table: part for table, part in parts.items() if part}


def fsync_ms(folder: Path) -> float:
    """One 4 KB write, flushed to disk."""
    times = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(50):
            file.write(bytes(4096))
            began = perf_counter()
            os.fsync(file.fileno())
            times.append(perf_counter() - began)
    return round(median(times) * 1000, 3)
