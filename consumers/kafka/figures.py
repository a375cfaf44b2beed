"""What a running consumer can tell of itself, kept in a small file that a page of metrics reads."""

import fcntl
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, time
from typing import Any

#: In the ledger's folder: one file a consumer.
FOLDER = "consumers"
EVERY = 1.0


@dataclass
class Figures:
    """``counts`` since the start (``accepted``, ``known``, ``letters.<code>``, ``published``, ``failures.<error>`` …);
    ``lag``: messages or statements still to come, by partition or audience; ``since``: when the oldest of them was
    recorded, where that is known; ``times``: when something last went well (both in Unix seconds); ``commit_ms``: how
    long the last commit took, ``commit_seconds`` all ``commits`` since the start. Nothing here is about anybody."""

    path: Path
    name: str
    counts: Counter[str] = field(default_factory=Counter)
    lag: dict[str, int] = field(default_factory=dict)
    since: dict[str, float] = field(default_factory=dict)
    times: dict[str, float] = field(default_factory=dict)
    commit_ms: float = 0.0
    commits: int = 0
    commit_seconds: float = 0.0
    _written: float = 0.0

    def well(self, what: str) -> None:
        """That has just gone well: ``polled``, ``committed``."""
        self.times[what] = time()
        if what == "committed":
            self.commits += 1
            self.commit_seconds += self.commit_ms / 1000

    def as_json(self) -> dict[str, Any]:
        return {
            "consumer": self.name, "at": time(), "counts": dict(self.counts), "lag": self.lag, "since": self.since,
            "times": self.times, "commit_ms": round(self.commit_ms, 1), "commits": self.commits,
            "commit_seconds": round(self.commit_seconds, 4),
        }  # fmt: skip

    def write(self, *, now: bool = False) -> None:
        """To the file, about once a second."""
        if not now and monotonic() - self._written < EVERY:
            return
        self._written = monotonic()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self.as_json()) + "\n")
        fresh.replace(self.path)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While this process lives, no other tells its figures under this name. Raises OSError where one does."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise OSError(
                    f"another {self.name} runs with {self.path.parent.parent}, and their figures would overwrite one"
                    " another. Give this one an --instance of its own, or stop the other"
                ) from None
            yield


def read(data: Path) -> list[dict[str, Any]]:
    """What the consumers of a ledger's folder last told; whoever shows it says how old it is (``at``)."""
    return [json.loads(path.read_text()) for path in sorted((data / FOLDER).glob("*.json"))]
