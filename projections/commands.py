"""``lightwell rebuild`` and ``lightwell board-report``."""

import gc
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from sqlalchemy import select

from ledger.opening import open_ledger
from ledger.settings import Settings
from projections import copies, tables
from projections.board import board_report as made
from projections.project import Projector, open_views
from projections.project import rebuild as rebuild_views

app = typer.Typer()


@app.command()
def rebuild(data: Annotated[Path, typer.Option(help="Folder of the ledger.")] = Path("data")) -> None:
    """Empties the read models and reads the whole log again."""
    ledger, views = open_ledger(data), open_views(Settings().views_of(data))
    gc.freeze()  # as the server does: statements make many small objects and no cycles
    gc.set_threshold(100_000, 20, 20)
    with Progress(transient=True) as bar:
        task = bar.add_task("rebuild", total=ledger.size())
        size = rebuild_views(ledger, views, lambda done: bar.update(task, completed=done))
    typer.echo(f"read models rebuilt from {size} statements")


@app.command()
def board_report(
    organisation: Annotated[str, typer.Argument(help="The identifier of the provider.")],
    start: Annotated[str, typer.Option(help="First day, such as 2026-01-01.")],
    end: Annotated[str, typer.Option(help="Last day.")],
    out: Annotated[Path, typer.Option(help="Where to write it; its digest is sealed in the log first.")],
    public: Annotated[bool, typer.Option(help="Without any figure about people.")] = False,
    data: Annotated[Path, typer.Option(help="Folder of the ledger.")] = Path("data"),
) -> None:
    """Writes a Board's report for a period, made from the log alone."""
    first, last = _period(start, end)
    _see_that_it_can_be_written(out)  # first: what is sealed as given must have been given
    ledger, views = open_ledger(data), open_views(Settings().views_of(data))
    Projector(ledger, views).run()
    with views.connect() as connection:
        if connection.scalar(select(tables.organisation.c.id).where(tables.organisation.c.id == organisation)) is None:
            raise typer.BadParameter("no organisation of this ledger has that identifier")
        report = made(connection, organisation, first, last, public=public)
    body, header = copies.board_body(report), report.header
    given = {
        "kind": "board_report", "size": header.size, "as_of": header.as_of, "rules": header.rules,
        "query": header.query, "body": sha256(body).hexdigest(),
    }  # fmt: skip
    sealed = ledger.say("answer.given.v1", given)
    out.write_bytes(body)
    typer.echo(f"{out}: made from the first {header.size} records; its digest is sealed as record {sealed.index}")


def _period(start: str, end: str) -> tuple[str, str]:
    """Its first and last day, however they were written. Raises BadParameter where it is none."""
    try:
        first, last = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        raise typer.BadParameter("--start and --end are days, such as 2026-01-01") from None
    if last < first:
        raise typer.BadParameter("--end is before --start")
    return first.isoformat(), last.isoformat()


def _see_that_it_can_be_written(out: Path) -> None:
    """Raises OSError."""
    if out.is_dir():
        raise IsADirectoryError(f"{out} is a folder: give the name of a file")
    if not out.absolute().parent.is_dir():
        raise FileNotFoundError(f"there is no folder {out.absolute().parent} to write {out.name} to: make it first")
