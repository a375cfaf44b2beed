"""The whole log replayed while the server serves: one at a time, in a process of its own, from an export
alone. The process is given a folder of public tiles, and no key, no setting and no database. Which one is on its way,
and the newest verdict, every server of the log knows (``replay_kept``).
"""

import json
import os
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryDirectory
from threading import Event, Lock, Thread
from time import sleep
from typing import Any

from sqlalchemy.exc import DBAPIError

from api.replay_kept import Kept, Replayed, State
from ledger.application import Ledger
from ledger.export import export

#: Of the process: whoever reads and writes goes first.
NICE = 10
#: Seconds after which the others hear how far it is.
BEAT = 2.0
#: How often an end is told before it is given up; a database gives up by itself after half a minute.
TRIES = 5


class _Closing(Exception):
    """The server stops."""


class Replays:
    """One at a time, of all the servers of a log."""

    def __init__(self, ledger: Ledger, kept: Kept) -> None:
        self._ledger, self._kept, self._lock, self._closing = ledger, kept, Lock(), False
        self._mine = Replayed()
        self._over, self._telling = Event(), Lock()
        self._thread: Thread | None = None
        self._process: Popen[str] | None = None

    @property
    def newest(self) -> Replayed:
        """The one on its way, here or at another server, or else the newest verdict."""
        return self._mine if self._mine.state is State.RUNNING else self._kept.read()

    def start(self) -> bool:
        """Begins one, unless one is on its way, here or elsewhere."""
        with self._lock:
            begun = Replayed(State.RUNNING, self._now(), doing="export", total=self._ledger.size())
            if self._closing or self._mine.state is State.RUNNING or not self._kept.claim(begun):
                return False
            self._mine = begun
            self._over.clear()
            Thread(target=self._beat, name="replay-beat", daemon=True).start()
            self._thread = Thread(target=self._run, name="replay", daemon=True)
            self._thread.start()
            return True

    def close(self) -> None:
        """Ends one that is on its way."""
        with self._lock:
            self._closing = True
            if self._process is not None:
                self._process.kill()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            with TemporaryDirectory(prefix="lightwell-") as name:
                folder = Path(name) / "export"
                signed = export(self._ledger, folder, self._show)
                self._mine = replace(self._mine, size=signed.size, root=signed.root.hex())
                self._judged(folder)
        except Exception:  # this thread's edge: what broke it is for whoever runs the server, not for the log's verdict
            if self._mine.state is State.RUNNING:
                self._end(State.BROKEN)
            if not self._closing:
                raise

    def _judged(self, folder: Path) -> None:
        command = [sys.executable, "-m", "ledger", "replay", str(folder), "--lines", "--processes", "1"]
        with self._lock:
            if self._closing:
                raise _Closing
            # what the server knows from its environment is not for it
            self._process = Popen(command, stdout=PIPE, stderr=DEVNULL, text=True, env={"PYTHONUTF8": "1"})  # noqa: S603
        with self._process as process:
            if hasattr(os, "setpriority"):
                os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
            for line in process.stdout or ():
                told = json.loads(line)
                if "verdict" in told:
                    state = State.HOLDS if told["ok"] else State.FAILS
                    self._end(state, text=told["text"], verdict=told["verdict"])
                else:
                    self._show(told["doing"], told["done"], told["total"])
        if self._mine.state is State.RUNNING:
            self._end(State.BROKEN)

    def _show(self, doing: str, done: int, total: int) -> None:
        if self._closing:
            raise _Closing
        self._mine = replace(self._mine, doing=doing, done=done, total=total)

    def _end(self, state: State, **told: Any) -> None:
        """Kept first: whoever sees here that it is over finds it there. While nothing can be written there, it is tried
        again: a verdict takes too long to be made for nothing."""
        ended = replace(self._mine, state=state, ended=self._now(), **told)
        try:
            with self._telling:
                self._over.set()
                for _ in range(0 if self._closing else TRIES - 1):
                    with suppress(DBAPIError):
                        return self._kept.tell(ended)
                    sleep(BEAT)
                self._kept.tell(ended)
        finally:
            self._mine = ended

    def _beat(self) -> None:
        while not self._over.wait(BEAT):
            with self._telling, suppress(DBAPIError):  # the next one may come through
                if not self._over.is_set():
                    self._kept.tell(self._mine)

    def _now(self) -> str:
        return self._ledger.clock.now().isoformat(timespec="seconds")
