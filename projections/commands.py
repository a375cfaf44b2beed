"""``lightwell rebuild``."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from ledger.commands import open_ledger
from ledger.settings import Settings
from projections.project import open_views
from projections.project import rebuild as rebuild_views

app = typer.Typer()


@app.command()
def rebuild(data: Annotated[Path, typer.Option(help="Folder of the ledger.")] = Path("data")) -> None:
    """Empties the read models and reads the whole log again."""
    ledger, views = open_ledger(data), open_views(Settings().views_of(data))
    with Progress(transient=True) as bar:
        task = bar.add_task("rebuild", total=ledger.size())
        size = rebuild_views(ledger, views, lambda done: bar.update(task, completed=done))
    typer.echo(f"read models rebuilt from {size} statements")
