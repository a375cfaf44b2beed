"""A sequenced feed's place: the number of its last statement and that statement's digest (DESIGN §2)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from ledger import strictjson


@dataclass
class Place:
    """The next statement's number, and the digest of the one before it (None for the first)."""

    number: int
    previous: str | None
    digest: str | None = None

    def members(self) -> dict[str, str]:
        """The envelope members ``sequence`` and ``previous``."""
        sequence = {"sequence": f"{self.number:012d}"}
        return sequence | ({"previous": self.previous} if self.previous else {})

    def said(self, digest: str) -> None:
        """``digest``: lower-case hexadecimal SHA-256 of the signed JWS."""
        self.digest = digest


class FeedSequence:
    """Counts from 1, in memory or in the state file ``path``, for one writer.

    Guarantee: a number is on disk as taken before its statement can leave, so a crash leaves a gap (shown in
    coverage), never two statements at one number (``feed-fork``).
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path, self._lock = path, Lock()
        self._number, self._previous = 0, ""
        if path is not None and path.exists():
            kept = strictjson.read(path.read_bytes(), "state file")
            self._number, self._previous = int(kept["sequence"]), str(kept["previous"])

    @contextmanager
    def next(self) -> Iterator[Place]:
        """The next place; taken once its statement's digest has been told with ``said``."""
        with self._lock:
            place = Place(self._number + 1, self._previous or None)
            yield place
            if place.digest is not None:
                self._keep(place.number, place.digest)
                self._number, self._previous = place.number, place.digest

    def _keep(self, number: int, previous: str) -> None:
        if self._path is None:
            return
        draft = self._path.with_suffix(".new")
        with draft.open("wb") as file:
            file.write(strictjson.write({"sequence": number, "previous": previous}))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)
