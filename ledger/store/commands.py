"""``lightwell migrate`` and ``lightwell migrate-store``: the tables, and moving a log to another database."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from ledger import note
from ledger.keyring import Keyring
from ledger.settings import Settings
from ledger.store import Database, tables
from ledger.store.move import NotMoved, move

app = typer.Typer()
Data = Annotated[Path, typer.Option(help="Folder of the ledger.")]


class Whither(StrEnum):
    """The databases that a log can be moved to."""

    POSTGRESQL, SQLITE = "postgresql", "sqlite"


@app.command()
def migrate(data: Data = Path("data")) -> None:
    """Brings the tables of the log's database to this version. Run it as the role that owns them."""
    Settings().log.prepare(data)
    typer.echo(f"the tables are those of revision {tables.REVISION}")


@app.command("migrate-store")
def migrate_store(
    to: Annotated[Whither, typer.Option(help="Where to: LIGHTWELL_DATABASE, or the ledger's folder.")],
    data: Data = Path("data"),
) -> None:
    """Moves a log between SQLite in its folder and PostgreSQL; statements, proofs and private parts stay the same."""
    postgresql, sqlite = Settings().log, Database()
    if not postgresql.url:
        raise NotMoved("set LIGHTWELL_DATABASE to the URL of the PostgreSQL database, as the role that owns its tables")
    if not (data / "origin").exists():
        raise FileNotFoundError(f"there is no ledger in {data}: give the folder that serve was started with (--data)")
    origin, keyring = (data / "origin").read_text().strip(), Keyring.open(data / "keys")
    source, target = (sqlite, postgresql) if to is Whither.POSTGRESQL else (postgresql, sqlite)
    logs = [note.Verifier(origin, bytes(key.verify_key)) for key in keyring.log_keys]
    with Progress(transient=True) as bar:
        tasks = {}

        def show(doing: str, done: int, total: int) -> None:
            if doing not in tasks:
                tasks[doing] = bar.add_task(doing, total=total)
            bar.update(tasks[doing], completed=done)

        checkpoint = move(source.recorder(data), target.recorder(data), logs, to.value, show)
    typer.echo(f"{checkpoint.size} statements of {checkpoint.origin} are now in {to}, with the same root")
