"""``lightwell demo``: starts a server, loads the story into it over HTTP, and leaves it serving."""

import json
import shutil
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep
from typing import Annotated

import httpx2
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from consumers.story.loader import load
from ledger.export import export
from ledger.keyring import Keyring
from ledger.opening import open_ledger
from ledger.ports import see_that_it_is_free

app = typer.Typer()
ORIGIN = "lightwell.demo/best-foot-forward"
#: The keys of a demonstration follow from this, so that every demonstration makes the same log. Never used for real.
SEED = sha256(b"Best foot forward: a story, not a secret").digest()


@app.command()
def demo(
    data: Annotated[Path, typer.Option(help="Folder for the demonstration's data.")] = Path(".demo"),
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port on 127.0.0.1.")] = 8765,
    once: Annotated[bool, typer.Option(help="Stop when the story is loaded.")] = False,
) -> None:
    """Loads "Best foot forward" through the public API and serves it."""
    console, url = Console(), f"http://127.0.0.1:{port}"
    # whoever serves there already would be told the story
    see_that_it_is_free("127.0.0.1", port, "PORT=…, and a folder of its own with DATA=…")
    keyring = Keyring.open(data / "keys", SEED)
    command = [sys.executable, "-m", "ledger", "serve", "--demo", "--data", str(data), "--port", str(port)]
    server = subprocess.Popen([*command, "--origin", ORIGIN])  # noqa: S603 (our own interpreter and module)
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        _wait_for(server, url)
        began = monotonic()
        with Progress(transient=True, console=console) as bar:
            task = bar.add_task("loading the story")
            loaded = load(
                url, data, keyring.operator, progress=lambda done, total: bar.update(task, completed=done, total=total)
            )
        console.print(f"{loaded.statements:,} statements in the log, loaded in {monotonic() - began:.0f} s.")
        _exports(data)
        _introduce(console, data, url)
        print(f"ready {url}", flush=True)
        if not once:
            server.wait()
    except KeyboardInterrupt:
        console.print("\nstopped")
    finally:
        server.terminate()
        server.wait()


def _wait_for(server: "subprocess.Popen[bytes]", url: str, seconds: float = 120.0) -> None:
    """Raises OSError when the server does not come up."""
    until = monotonic() + seconds
    while monotonic() < until and server.poll() is None:
        try:
            if httpx2.get(f"{url}/healthz", timeout=2.0).status_code == 200:
                return
        except httpx2.TransportError:
            sleep(0.1)
    if server.poll() is None:
        raise OSError(f"the server at {url} did not answer for {seconds:.0f} s: is the machine busy? Try again later")
    raise OSError(f"the server did not start at {url}: is the port in use? Try another with PORT=…")


def _exports(data: Path) -> None:
    """An export that verifies, and one in which a single bit was changed, which does not."""
    good, bad = data / "export", data / "tampered-export"
    export(open_ledger(data), good)
    shutil.rmtree(bad, ignore_errors=True)
    shutil.copytree(good, bad)
    bundle = bad / "tile" / "entries" / "000"
    content = bytearray(bundle.read_bytes())
    content[len(content) // 2] ^= 1
    bundle.write_bytes(content)


def _introduce(console: Console, data: Path, url: str) -> None:
    """Who one can be, and where to look."""
    people = Table.grid(padding=(0, 2))
    for person in json.loads((data / "demo" / "identities.json").read_text()):
        people.add_row("", Text(person["id"]), Text(person["about"]))
    console.print(people)
    program = sys.argv[0] if Path(sys.argv[0]).name == "lightwell" else "lightwell"
    console.print(
        f"\nEverybody above is invented. Open {url} and sign in as any of them.\n"
        f"Check the whole log offline:   {program} verify {data / 'export'}\n"
        f"See tampering found:           {program} verify {data / 'tampered-export'}\n",
        markup=False,
        highlight=False,
    )
