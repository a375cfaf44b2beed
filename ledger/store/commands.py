"""``lightwell migrate`` and ``lightwell migrate-store``: the tables, and moving a log to another database."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.settings import Settings
from ledger.store import tables

app = typer.Typer()
Data = Annotated[Path, typer.Option(help="Folder of the ledger.")]


@app.command()
def migrate(data: Data = Path("data")) -> None:
    """Brings the tables of the log's database to this version. Run it as the role that owns them."""
    Settings().log.prepare(data)
    typer.echo(f"the tables are those of revision {tables.REVISION}")
