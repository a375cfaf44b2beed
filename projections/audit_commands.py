"""``lightwell replay`` and ``lightwell sample``: an auditor's commands, which need an export and nothing else."""

import json
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time
from typing import Annotated

import typer
from rich.progress import Progress

from ledger.audit import Against, audit
from ledger.exported import ExportedLog
from ledger.quorum import Policy
from ledger.verification.words import words
from ledger.verify import verify
from projections.project import open_views
from projections.project import rebuild as rebuild_views
from projections.reproduce import compare, reproduce
from projections.sampling import sample
from projections.verdict import verdict

app = typer.Typer()
Export = Annotated[Path, typer.Argument(help="An export.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]
Count = Annotated[int, typer.Option(min=0, help="How many lines.")]


@app.command("replay")
def replay_command(
    folder: Export,
    copies: Annotated[Path | None, typer.Option(help="Folder of copies, as they left the house.")] = None,
    policy: Annotated[Path | None, typer.Option(help="Witnesses that must have cosigned (C2SP tlog-policy).")] = None,
    views: Annotated[Path | None, typer.Option(help="The ledger's own read models (views.db), to compare.")] = None,
    count: Annotated[int, typer.Option("--sample", min=0, help="How many lines to sample.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Verifies an export, makes its answers again from it alone, and gives a verdict. Exit 0 if the log holds."""
    report = verify(folder)
    audit(folder, report, Against(Policy.parse(policy.read_bytes()) if policy else None, now=int(time())))
    if not report.ok:  # nothing can rest on statements that do not hold
        typer.echo(json.dumps(report.as_json(), indent=2) if as_json else words(report))
        raise typer.Exit(1)
    log = ExportedLog(folder)
    with TemporaryDirectory(prefix="lightwell-") as name, Progress(transient=True, disable=as_json) as bar:
        task = bar.add_task("replay", total=log.size())
        done, engine = reproduce(log, Path(name), copies, lambda _, at, total: bar.update(task, completed=at))
        if views is not None:
            done.tampered = compare(views, log)
        with engine.connect() as connection:
            sampled = sample(connection, log.checkpoint.root, count)
            given = verdict(report, connection, done, sampled)
        engine.dispose()
    typer.echo(json.dumps(given.as_json(), indent=2) if as_json else given.text())
    raise typer.Exit(0 if given.ok else 1)


@app.command("sample")
def sample_command(folder: Export, count: Count = 20, as_json: AsJson = False) -> None:
    """Chooses lines by the checkpoint's hash, to be compared with the systems that they come from."""
    log = ExportedLog(folder)
    with TemporaryDirectory(prefix="lightwell-") as name:
        engine = open_views(Path(name) / "sample.db")
        rebuild_views(log, engine)
        with engine.connect() as connection:
            sampled = sample(connection, log.checkpoint.root, count)
        engine.dispose()
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in sampled], indent=2))
        return
    typer.echo(f"Chosen by the root {log.checkpoint.root.hex()} of {log.size():,} statements:")
    for one in sampled:
        typer.echo(
            f"register {one.holding}, line {one.line} (organisation {one.organisation}): statements {one.said()}"
        )
