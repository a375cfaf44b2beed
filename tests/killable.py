"""Processes that each hold the ledger open and write to it, so that any of them can be killed at any moment."""

import multiprocessing
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from building import ORIGIN, Line

from ledger.admission import Sealed
from ledger.application import Ledger
from ledger.door import check
from ledger.keyring import Keyring
from ledger.store import Database

#: Forks from a process that has read all modules and has no threads; a new writer is there at once.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["killable"])


class Writer:
    """A process that records ``batches`` in order, and tells here what was acknowledged as soon as it was.

    ``acknowledged``: digest → index, as far as ``listen`` has taken it in.
    """

    def __init__(self, data: Path, seed: bytes, database: Database, batches: Sequence[Sequence[Line]]) -> None:
        self.acknowledged: dict[bytes, int] = {}
        self._told, told = _CONTEXT.Pipe(duplex=False)
        self.process: BaseProcess = _CONTEXT.Process(target=_write, args=(data, seed, database, batches, told))
        self.process.start()
        told.close()

    def kill(self) -> None:
        self.process.kill()

    def listen(self) -> bool:
        """Takes in what it has told by now; False once it has ended and everything is known."""
        try:
            while self._told.poll():
                self.acknowledged |= self._told.recv()
        except (EOFError, OSError):
            return False
        return True

    def join(self) -> None:
        """Waits for its end, and takes in all that it told."""
        while self.listen():
            self._told.poll(1)
        self.process.join()


def _write(data: Path, seed: bytes, database: Database, batches: Sequence[Sequence[Line]], told: Connection) -> None:
    keyring = Keyring.open(data / "keys", seed)
    ledger = Ledger(data, keyring, ORIGIN, database=database)
    for batch in batches:
        keys, now = ledger.public_keys(), ledger.clock.now()
        answers = ledger.record([check(line.token, list(line.private), keys, now) for line in batch])
        sealed = [answer for answer in answers if isinstance(answer, Sealed)]
        assert len(sealed) == len(batch), answers
        told.send({answer.digest: answer.index for answer in sealed})
    ledger.close()
