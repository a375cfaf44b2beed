"""``lightwell export``: the log as a folder that anybody can verify."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from ledger.export import export
from ledger.opening import open_ledger

app = typer.Typer()


@app.command("export")
def export_command(
    folder: Annotated[Path, typer.Argument(help="Folder to write; an older export of the same log is extended.")],
    data: Annotated[Path, typer.Option(help="Folder of the ledger.")] = Path("data"),
) -> None:
    """Writes the log as C2SP tiles that anybody can verify; no private parts."""
    ledger = open_ledger(data)
    with Progress(transient=True) as bar:
        task = bar.add_task("export")
        checkpoint = export(ledger, folder, lambda doing, done, total: bar.update(task, completed=done, total=total))
    typer.echo(f"{checkpoint.size:,} statements of {checkpoint.origin} written to {folder}")
