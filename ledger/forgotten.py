"""Whom erasures destroyed, written down outside the database too: a database restored from a backup that is older
forgets them again before it serves anybody.

A file of hashes, one a line, beside the keys. A person's id is 128 random bits, so that its hash tells nothing.
"""

import os
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path


def mark(subject: bytes) -> bytes:
    """What stays of a subject's id."""
    return sha256(b"lightwell erased v1" + subject).digest()


class Forgotten:
    def __init__(self, path: Path) -> None:
        self._path = path

    def marks(self) -> set[bytes]:
        """A line that was cut off counts for nothing; it is written again from the database."""
        try:
            lines = self._path.read_text().splitlines()
        except FileNotFoundError:
            return set()
        return {bytes.fromhex(line) for line in lines if len(line) == 64}

    def keep(self, marks: Collection[bytes]) -> None:
        """Adds those that are not there; on disk when it returns."""
        fresh = sorted(set(marks) - self.marks())
        if not fresh:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write("".join("\n" + one.hex() for one in fresh) + "\n")
            file.flush()
            os.fsync(file.fileno())
