"""A real Apache Kafka broker of our own (KRaft, one node), in a temporary folder, on a free port of 127.0.0.1.

with running(jars()) as broker:
    broker.bootstrap            # 127.0.0.1:port
    broker.secured              # the same with TLS (broker.ca) and a password (USER, PASSWORD)
    broker.restart()            # as if the machine had lost it
    with broker.frozen(): …     # it takes connections and answers nothing

Its jars come by Maven, with their checksums checked, once for each virtual environment.
"""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import certificates
from kafka import KafkaConsumer, KafkaProducer
from kafka.admin import KafkaAdminClient

POM = Path(__file__).parent / "broker-pom.xml"
#: Who may come in by the secured listener.
USER, PASSWORD = "somebody", "as the broker knows it"
CLUSTER = "bGlnaHR3ZWxsLXRlc3RzMQ"
#: One node, small and quick: nothing here is as in production (deploy/).
SETTINGS = """
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},SASL_SSL://127.0.0.1:{secured},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port},SASL_SSL://127.0.0.1:{secured}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
ssl.keystore.type=PEM
ssl.keystore.location={folder}/broker.pem
log.dirs={folder}/data
auto.create.topics.enable=false
num.partitions=1
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=2
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=2
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
log.cleaner.dedupe.buffer.size=2097152
log.retention.check.interval.ms=1000
log.segment.delete.delay.ms=500
"""


class NotHere(Exception):
    """Why this machine has no broker, in a few words."""


def jars() -> Path:
    """The folder with the broker's jars, fetched when it is not there yet. Raises NotHere."""
    for program, package in (("java", "default-jre-headless"), ("mvn", "maven")):
        if shutil.which(program) is None:
            raise NotHere(f"there is no {program} on this machine (Debian's package: {package})")
    folder = Path(sys.prefix) / "broker" / sha256(POM.read_bytes()).hexdigest()[:12]
    folder.parent.mkdir(exist_ok=True)
    with (folder.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _fetch(folder)
    return folder


def _fetch(folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        shutil.copy(POM, Path(place) / "pom.xml")
        command = ["mvn", "--batch-mode", "--quiet", "--strict-checksums", "dependency:copy-dependencies",
                   "-DincludeScope=runtime", "-DoutputDirectory=jars"]  # fmt: skip
        done = subprocess.run(command, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise NotHere("its jars could not be fetched by Maven: " + done.stdout.strip().partition("\n")[0])
        (Path(place) / "jars").rename(folder)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@dataclass
class Broker:
    jars: Path
    folder: Path
    port: int
    secured_port: int
    controller: int
    _process: subprocess.Popen[bytes] | None = None
    _names: Iterator[int] = field(default_factory=count)

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def secured(self) -> str:
        return f"127.0.0.1:{self.secured_port}"

    @property
    def ca(self) -> Path:
        """Who signed the broker's certificate."""
        return self.folder / "ca.pem"

    def name(self, what: str = "test") -> str:
        """A name for a topic or a group that nobody had before."""
        return f"{what}-{os.getpid()}-{next(self._names)}"

    def producer(self, **config: Any) -> Any:
        """A client of the library's, as each of the next two."""
        return KafkaProducer(bootstrap_servers=self.bootstrap, **config)

    def consumer(self, **config: Any) -> Any:
        return KafkaConsumer(bootstrap_servers=self.bootstrap, **config)

    def admin(self) -> Any:
        return KafkaAdminClient(bootstrap_servers=self.bootstrap)

    def start(self) -> None:
        settings = self.folder / "server.properties"
        if not settings.exists():
            values = {"port": self.port, "secured": self.secured_port, "controller": self.controller}
            settings.write_text(SETTINGS.format(folder=self.folder, **values))
            certificates.write(self.ca, self.folder / "broker.pem")
            user = f"SCRAM-SHA-512=[name={USER},password={PASSWORD}]"
            command = ["format", "-t", CLUSTER, "--config", str(settings), "--add-scram", user]
            self._java("kafka.tools.StorageTool", *command).wait()
        self._process = self._java("kafka.Kafka", str(settings))
        until = monotonic() + 120
        while not _listens(self.port):
            assert self._process.poll() is None and monotonic() < until, (self.folder / "log").read_text()[-4000:]
            sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait()

    def restart(self, how: signal.Signals = signal.SIGKILL, away: float = 0.0) -> None:
        """``away``: seconds without a broker."""
        self.stop(how)
        sleep(away)
        self.start()

    def lose(self) -> None:
        """It is gone with its disks; an empty one starts at the same address."""
        self.stop()
        shutil.rmtree(self.folder / "data")
        (self.folder / "server.properties").unlink()
        self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Meanwhile it keeps its connections and does nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def _java(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        options = ["-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        options += ["-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", f"{self.jars}/*"]
        command = ["java", *options, program, *arguments]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)


@contextmanager
def running(found: Path) -> Iterator[Broker]:
    """A new broker; killed and gone on leaving."""
    folder = Path(tempfile.mkdtemp(prefix="lightwell-kafka-"))
    broker = Broker(found, folder, free_port(), free_port(), free_port())
    try:
        broker.start()
        yield broker
    finally:
        if broker._process is not None:
            broker.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 0.2).close()
    except OSError:
        return False
    return True
