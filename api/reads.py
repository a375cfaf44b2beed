"""Reads are recorded (DESIGN §5): staff reads of a trail are sealed before it leaves; a person's own only counted."""

import sqlite3
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, NamedTuple

from eventsourcing.persistence import PersistenceError

from ledger.admission import Sealed
from ledger.application import Ledger
from ledger.problems import Problem

#: One sealed read per viewer, person and purpose in this time.
SAME_READ = timedelta(minutes=15)


class Read(NamedTuple):
    """Who (a sign-in) read whose trail (a person), or which matter, for what."""

    viewer: str
    person: str
    purpose: str


class Reads:
    """Remembers, for as long as it matters, which reads are sealed already. ``own``: how many were people's own."""

    def __init__(self) -> None:
        self._lock, self._sealed = Lock(), dict[Read, datetime]()
        self.own = 0

    def count_own(self) -> None:
        with self._lock:
            self.own += 1

    def seal(self, ledger: Ledger, read: Read, data: dict[str, Any], name: str = "trail.read.v2") -> bool:
        """True when the read is durable now, False when it was before. Raises Problem ``busy``."""
        with self._lock:
            now = ledger.clock.now()
            self._sealed = {known: at for known, at in self._sealed.items() if timedelta() <= now - at < SAME_READ}
            if read in self._sealed:
                return False
            say(ledger, name, data)
            self._sealed[read] = now
            return True


def say(ledger: Ledger, name: str, data: dict[str, Any]) -> Sealed:
    """Seals one of the ledger's own statements, without which an answer may not leave. Raises Problem ``busy``."""
    try:
        return ledger.say(name, data)
    except (PersistenceError, sqlite3.Error, OSError) as error:
        raise Problem("busy") from error
