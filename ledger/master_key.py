"""``lightwell rotate-master``: another master key takes the place of the present one."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.rotation import rotate
from ledger.settings import Settings

app = typer.Typer()


@app.command("rotate-master")
def rotate_master(data: Annotated[Path, typer.Option(help="Folder of the ledger.")] = Path("data")) -> None:
    """Wraps everybody's keys under a new master key. Stop the server first; see deploy/KEYS.md."""
    if not (data / "keys" / "master.key").exists():
        raise FileNotFoundError(f"there is no ledger in {data}: give the folder that serve was started with (--data)")
    count = rotate(Settings().log.recorder(data), data / "keys")
    typer.echo(f"{count} keys of people are wrapped by the new master key; nothing opens with the old one any more.")
    typer.echo("Back up the folder keys now, destroy every copy of the old master.key, and start the server again.")
