"""Consumers as processes of their own, under load, that may be killed at any moment; and what must hold afterwards."""

import faulthandler
import json
import multiprocessing
import os
import random
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep, time
from typing import Any

import databases
import flows
from building import Line, Party, Place
from kafka import KafkaProducer
from sqlalchemy import Engine
from whole import check_whole
from wire import Wire, packed

from consumers.kafka import commands
from consumers.kafka.envelope import seal
from consumers.kafka.figures import FOLDER
from consumers.kafka.publish import Topics
from consumers.kafka.publish import position as published
from ledger.application import Ledger
from projections.audience import Audience, Sieve
from projections.project import open_views, position
from projections.statement import read
from projections.tables import topic_read

POISON = (b"\x00 poison", b"{}", b"a.b.c", b"", b"a.b.c.d.e", b"." * 9_000)


#: So that a slow machine has no more to do than a fast one.
MOST_AHEAD = 400

#: Forks from a process that has read all modules and has no threads; a new consumer is there at once.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["running"])


@dataclass
class Process:
    """One consumer: ``lightwell consume …``. ``figures``: what it tells of itself; ``starts``: how often it began."""

    arguments: Sequence[str]
    environment: dict[str, str]
    log: Path
    figures: Path
    since: float = 0.0
    starts: int = 0
    _running: BaseProcess | None = None

    def start(self) -> None:
        self.starts, self.since = self.starts + 1, time()
        self._running = _CONTEXT.Process(target=_consume, args=(self.arguments, self.environment, self.log))
        self._running.start()

    def busy(self) -> bool:
        """Whether it has committed something since it began, and so is in the middle of the next."""
        assert self._running is not None
        assert self._running.is_alive(), f"ended by itself: {self.log.read_text()[-3000:]}"
        return bool(self._tells()["times"].get("committed", 0) > self.since)

    def _tells(self) -> dict[str, Any]:
        """What it, or who was there before it, told last."""
        return dict(json.loads(self.figures.read_text())) if self.figures.exists() else {"times": {}, "at": 0.0}

    def kill(self) -> None:
        assert self._running is not None
        self._running.kill()
        self._running.join()

    def stop(self) -> int | None:
        """Asks it to stop, once it has begun: before, it would die of being asked. Its exit code."""
        assert self._running is not None
        until = monotonic() + 60
        while self._tells()["at"] < self.since and self._running.is_alive() and monotonic() < until:
            sleep(0.05)
        self._running.terminate()
        self._running.join(60)
        return self._running.exitcode

    def show_stacks(self) -> None:
        """Writes into its log where each of its threads stands."""
        if self._running is not None and self._running.is_alive() and self._running.pid:
            os.kill(self._running.pid, signal.SIGUSR1)

    def end(self) -> None:
        """Whatever it does."""
        if self._running is not None:
            self._running.kill()
            self._running.join()


def _consume(arguments: Sequence[str], environment: dict[str, str], log: Path) -> None:
    os.environ.update(environment)
    with log.open("ab") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
        faulthandler.register(signal.SIGUSR1)
    commands.app(["consume", *arguments])


@dataclass
class Load:
    """Sends statements with and without private parts, twice and out of order, with poison among them."""

    wire: Wire
    parties: Sequence[Party]
    chance: random.Random
    pause: float = 0.2
    lines: list[Line] = field(default_factory=list)
    #: What is sent in each round besides.
    besides: Callable[[], list[Line]] = list
    poison: int = 0
    _enough: Event = field(default_factory=Event)
    _thread: Thread | None = None
    _error: Exception | None = None

    def start(self) -> None:
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._enough.set()
        assert self._thread is not None
        self._thread.join()
        assert self._error is None, self._error

    def _run(self) -> None:
        try:
            self._send_all()
        except Exception as error:
            self._error = error

    def _ahead(self) -> int:
        """How many statements the publisher has still to publish, as it last told."""
        told = self.wire.data / FOLDER / "publish-audit.json"
        return max(json.loads(told.read_text())["lag"].values(), default=0) if told.exists() else 0

    def _send_all(self) -> None:
        producer = KafkaProducer(
            bootstrap_servers=self.wire.broker.bootstrap,
            delivery_timeout_ms=300_000,
            max_block_ms=300_000,
            linger_ms=10,
        )
        n = 0
        registers = [party.place.id() for party in self.parties]
        while not self._enough.wait(self.pause):
            if self._ahead() > MOST_AHEAD:
                continue
            key, fresh = self.wire.envelopes.public(), list[bytes]()
            for party, register in zip(self.parties, registers, strict=True):
                n += 1
                person = party.collected(register, [(n, n)], party.people({n: {"ref": f"C-{n}"}}))
                beats = [party.heartbeat(n) for _ in range(4)]
                fresh += [line.token for line in beats] + [seal(packed(person), key)]
                self.lines += [*beats, person]
            others = self.besides()
            fresh += [seal(packed(line), key) for line in others]
            self.lines += others
            messages = fresh + self.chance.sample(fresh, 4)
            if n % 3 == 0:
                messages.append(self.chance.choice(POISON))
                self.poison += 1
            self.chance.shuffle(messages)
            for message in messages:
                producer.send(self.wire.settings.intake, message, partition=self.chance.randrange(self.wire.partitions))
        producer.flush(300)
        producer.close()


@dataclass
class Machinery:
    """Two intakes side by side, a publisher for two audiences, and read models elsewhere."""

    place: Place
    wire: Wire
    folder: Path

    def __post_init__(self) -> None:
        self.parties = [self.place.organisation() for _ in range(2)]
        self.data = self.place.ledger.data
        self.audiences = ["audit", f"provider:{self.parties[0].organisation}"]
        self.elsewhere = databases.of(self.folder / "elsewhere")
        self.place.ledger.close()
        environment = self.wire.environment() | {
            "LIGHTWELL_DATABASE": self.place.ledger.database.url, "LIGHTWELL_WORKERS": "1",
            "LIGHTWELL_ORIGIN": self.place.ledger.origin,
        }  # fmt: skip
        where = ["--data", str(self.data)]
        commands = {
            "intake-1": ["intake", *where, "--instance", "1"],
            "intake-2": ["intake", *where, "--instance", "2"],
            "publish-audit": ["publish", *self.audiences, *where],
            "project": ["project", "--views", self.elsewhere.url, *where],
        }
        self.processes = [
            Process(command, environment, self.folder / f"{name}.log", self.data / FOLDER / f"{name}.json")
            for name, command in commands.items()
        ]

    def start(self) -> None:
        for process in self.processes:
            process.start()

    def stop(self) -> None:
        """When everything has gone through."""
        codes = [process.stop() for process in self.processes]
        assert codes == [0] * len(codes), f"{codes}\n{self.tell()}"

    def kill_each(self, chance: random.Random, times: int) -> None:
        """Every consumer so often, in the middle of its work, and starts it again."""
        wanted = {id(process): process.starts + times for process in self.processes}
        until = monotonic() + 300 + 120 * times
        while any(process.starts < wanted[id(process)] for process in self.processes):
            assert monotonic() < until, self.tell()
            process = chance.choice(self.processes)
            if process.starts < wanted[id(process)] and process.busy():
                sleep(chance.random() * 0.2)
                process.kill()
                process.start()
            sleep(0.02)

    def tell(self) -> str:
        """The ends of their logs, and where each of them stands."""
        for process in self.processes:
            process.show_stacks()
        sleep(1)
        return "\n".join(f"{path.name}: {path.read_text()[-9000:]}" for path in sorted(self.folder.glob("*.log")))

    def settle(self, load: Load, seconds: float = 300, *, erased: bool = False) -> None:
        """Waits until all that was sent has come to its ends. ``erased``: an erasure has sorted the letters, and how
        many there will be nobody knows."""
        until = monotonic() + seconds
        place = Place(self.data, seed=self.place.seed)
        views = open_views(self.elsewhere.url)
        while True:
            missing = [line for line in load.lines if place.ledger.find(line.digest) is None]
            behind = place.ledger.size() - projected(views)
            aside = load.poison if erased else len({record.key for record in self._letters()})
            if not missing and not behind and aside >= load.poison and self._out(place.ledger):
                break
            state = f"{len(missing)} missing, read models {behind} behind, {aside} of {load.poison} letters"
            assert monotonic() < until, f"{state}\n{self.tell()}"
            sleep(0.5)
        views.dispose()
        place.ledger.close()

    def _letters(self) -> list[Any]:
        return self.wire.read(self.wire.settings.letters)

    def _out(self, ledger: Ledger) -> bool:
        """Whether every audience's publisher has come to the end of the log, as it was last committed."""
        topics = [Topics.of(self.wire.settings, Audience(name)) for name in self.audiences]
        return all(published(self.wire.settings, one, ledger) == ledger.size() for one in topics)

    def check(self, load: Load, *, letters: int | None = None) -> None:
        """Each valid message is in the log once, each statement in its topics once and in order, each bad message a
        letter once, and the read models are those of a rebuild from zero. ``letters``: how many there must be at most
        where an erasure has sorted them."""
        place = Place(self.data, seed=self.place.seed)
        tokens = [token for _, token in place.ledger.tokens(0, 10_000_000)]
        assert check_whole(place.ledger) == len(tokens) == len(set(tokens))
        assert {line.token for line in load.lines} <= set(tokens), "a valid message is not in the log"
        assert [r.value for r in self.wire.published("audit")] == tokens
        views = flows.projected(place, self.folder)
        with views.connect() as connection:
            sieve = Sieve(connection, Audience(self.audiences[1]).viewer(connection))
            theirs = [s.token for s in sieve.of([read(n, token) for n, token in enumerate(tokens)])]
        assert [r.value for r in self.wire.published(self.audiences[1])] == theirs
        if letters is None:
            put_aside = [record.key for record in self._letters()]
            twice = [(key, many) for key, many in Counter(put_aside).items() if many > 1]
            assert (len({*put_aside}), twice) == (load.poison, [])
        else:
            assert 0 < len(self.wire.letters()) <= letters
        fed, rebuilt = flows.rows(open_views(self.elsewhere.url)), flows.rows(views)
        del fed[topic_read.name], rebuilt[topic_read.name]
        assert fed == rebuilt
        place.ledger.close()


def projected(views: Engine) -> int:
    with views.connect() as connection:
        return position(connection)
