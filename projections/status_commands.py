"""``lightwell status``: how a ledger stands, in words or as JSON."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ledger.opening import open_ledger
from ledger.settings import Settings
from projections.database import engine
from projections.status import Status
from projections.status import status as found

app = typer.Typer()


@app.command()
def status(
    data: Annotated[Path, typer.Option(help="Folder of the ledger.")] = Path("data"),
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """How the ledger stands: its log, read models, duties, feeds, consumers. Ends with 1 where it does not write."""
    ledger, views = open_ledger(data), engine(Settings().views_of(data), 2)
    standing = found(ledger, views, data)
    views.dispose()
    ledger.close()
    typer.echo(json.dumps(standing.as_json(), indent=2) if as_json else words(standing))
    raise typer.Exit(0 if standing.ok else 1)


def words(s: Status) -> str:
    """A line for each matter."""
    behind = None if s.read_models is None else s.size - s.read_models
    lines = {
        "log": f"{s.size:,} statements, {s.published:,} of them published; last one at {s.recorded or 'no time yet'}",
        "writes": s.why_not or "yes",
        "read models": "cannot be read: lightwell rebuild makes them again" if behind is None
        else "up to date" if behind == 0 else f"{behind:,} statements behind" if behind > 0
        else f"{-behind:,} statements more than the log has: it was put back to an older state",
        "duties": "unknown" if s.duties is None else _duties(s),
        "feeds": f"{s.feeds}, of which {s.silent} silent",
        "disk": f"{s.free_bytes / 1e9:.1f} GB free",
    }  # fmt: skip
    for one in s.consumers:
        aside = f", {one.letters} put aside since it started" if one.letters else ""
        lines[one.name] = f"{one.lag:,} to come{aside}; told {one.seconds:.0f} seconds ago"
    return "\n".join([s.origin, *(f"  {name:<14}{text}" for name, text in lines.items())])


def _duties(s: Status) -> str:
    assert s.duties is not None
    late = f", {s.duties.overdue} overdue, the oldest since {s.duties.oldest}" if s.duties.overdue else ", none overdue"
    return f"{s.duties.open} open{late}"
