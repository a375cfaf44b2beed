"""The whole log replayed while the server serves: one at a time, in a process of its own, from an export
alone. The process is given a folder of public tiles, and no key, no setting and no database.
"""

import json
import os
import sys
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import Any

from ledger.application import Ledger
from ledger.export import export

#: Of the process: whoever reads and writes goes first.
NICE = 10


class State(StrEnum):
    NONE = "none"  # nobody asked for one since the server started
    RUNNING = "running"
    HOLDS = "holds"
    FAILS = "fails"  # the log does not hold
    BROKEN = "broken"  # it did not come to its end; ask again


@dataclass(frozen=True, slots=True)
class Replayed:
    """``size`` and ``root``: the checkpoint that it speaks of, 0 and "" until its export is written. ``doing``: export,
    verify or replay; ``done`` of ``total`` statements. ``verdict`` and ``text``: as ``lightwell replay`` gives them,
    null and "" until then."""

    state: State = State.NONE
    started: str = ""
    ended: str = ""
    size: int = 0
    root: str = ""
    doing: str = ""
    done: int = 0
    total: int = 0
    text: str = ""
    verdict: dict[str, Any] | None = None


class _Closing(Exception):
    """The server stops."""


class Replays:
    """The newest replay of this server; kept in memory, for the log keeps what it speaks of."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._lock, self._closing = ledger, Lock(), False
        self._newest = Replayed()
        self._thread: Thread | None = None
        self._process: Popen[str] | None = None

    @property
    def newest(self) -> Replayed:
        return self._newest

    @property
    def running(self) -> bool:
        return self._newest.state is State.RUNNING

    def start(self) -> None:
        """Begins one, unless one is on its way."""
        with self._lock:
            if self.running or self._closing:
                return
            self._newest = Replayed(State.RUNNING, self._now(), doing="export", total=self._ledger.size())
            self._thread = Thread(target=self._run, name="replay", daemon=True)
            self._thread.start()

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
                self._newest = replace(self._newest, size=signed.size, root=signed.root.hex())
                self._judged(folder)
        except Exception:  # this thread's edge: what broke it is for whoever runs the server, not for the log's verdict
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
        if self.running:
            self._end(State.BROKEN)

    def _show(self, doing: str, done: int, total: int) -> None:
        if self._closing:
            raise _Closing
        self._newest = replace(self._newest, doing=doing, done=done, total=total)

    def _end(self, state: State, **told: Any) -> None:
        self._newest = replace(self._newest, state=state, ended=self._now(), **told)

    def _now(self) -> str:
        return self._ledger.clock.now().isoformat(timespec="seconds")
