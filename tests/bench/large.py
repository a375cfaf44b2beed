"""A log too large for memory: made as an export without a database, verified, and how much memory that took."""

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import orjson
import psutil
from resealing import reseal, tokens_of

from bench import load
from ledger import ids
from ledger.application import Ledger
from ledger.intake import check_lines
from ledger.keyring import Keyring


def write(folder: Path, count: int) -> Path:
    """Of every hundred statements, 95 are collections, four numbered heartbeats, and one takes another one back."""
    rng = random.Random(2026)
    sender = load.prepare(folder / "ledger", rng)
    ledger = Ledger(folder / "ledger", Keyring.open(folder / "ledger" / "keys", load.SEED), load.ORIGIN)
    numbered = replace(sender, feed=f"urn:uuid:{ids.uuid7(load.START, rng.randbytes(10))}")
    for line in (*load.founding(sender, rng), load.founding(numbered, rng)[1]):
        ledger.record(check_lines([line], ledger.public_keys(), ledger.clock.now()))
    founded = tokens_of(ledger)
    said = _said(sender, numbered, count - len(founded), rng)
    reseal(folder / "export", (token for part in (founded, said) for token in part), ledger.keyring.log, load.ORIGIN)
    ledger.close()
    return folder / "export"


def _said(sender: load.Sender, numbered: load.Sender, count: int, rng: random.Random) -> Iterator[bytes]:
    number, previous, digests = 0, "", list[str]()
    for n in range(count):
        at = load.START + timedelta(seconds=n)
        if n % 25 == 24:
            number += 1
            promised = {"sequence": f"{number:012d}"} | ({"previous": previous} if previous else {})
            data = {"up_to": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "statements": n}
            token = numbered.token("feed.heartbeat.v1", data, at, rng, **promised)
            previous = load.digest(token)
        elif n % 100 == 50:
            taken = digests.pop(rng.randrange(len(digests)))
            data = {"statement": taken, "reason": "duplicate"}
            token = sender.token("statement.retracted.v1", data, at, rng)
        else:
            token = orjson.loads(sender.collected(int(count / 10 * rng.random() ** 3) + 1, at, rng))[
                "statement"
            ].encode()
            if n % 100 == 7:
                digests = [*digests[-1_000:], load.digest(token)]
        yield token


def verify(folder: Path) -> dict[str, Any]:
    """The command's report, with ``peak_mb``: the most that all its processes had in memory together at one time.

    What they share is counted once (Linux: proportional set size, looked at every tenth of a second).
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "ledger", "verify", str(folder), "--json"], stdout=subprocess.PIPE
    )  # fmt: skip
    peak, most = [0], [0]

    def watch() -> None:
        while process.poll() is None:
            sizes = _sizes(process.pid)
            peak[0], most[0] = max(peak[0], sum(sizes)), max(most[0], *sizes, 0)
            sleep(0.1)

    watcher = Thread(target=watch)
    watcher.start()
    assert process.stdout is not None
    report: dict[str, Any] = orjson.loads(process.stdout.read())
    watcher.join()
    return report | {"peak_mb": peak[0] / 2**20, "one_process_mb": most[0] / 2**20}


def _sizes(pid: int) -> list[int]:
    try:
        processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        return [one.memory_full_info().pss for one in processes]
    except (psutil.Error, OSError):
        return []  # one has just ended
