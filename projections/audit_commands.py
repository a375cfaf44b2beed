"""``lightwell replay`` and ``lightwell sample``: an auditor's commands, which need an export and nothing else."""

import json
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time
from typing import Annotated, Any

import typer
from rich.progress import Progress

from ledger.audit import Against, audit
from ledger.export_files import see_that_it_is_one
from ledger.exported import ExportedLog
from ledger.progress import silent
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
    copies: Annotated[Path | None, typer.Option(exists=True, help="Folder of copies that left the house.")] = None,
    policy: Annotated[Path | None, typer.Option(help="Witnesses that must have cosigned (C2SP tlog-policy).")] = None,
    views: Annotated[
        Path | None, typer.Option(exists=True, help="The ledger's read models (views.db), to compare.")
    ] = None,
    count: Annotated[int, typer.Option("--sample", min=0, help="How many lines to sample.")] = 0,
    processes: Annotated[int | None, typer.Option(min=1, help="Default: one a core.")] = None,
    lines: Annotated[bool, typer.Option("--lines", help="How far it is, then the verdict, as lines of JSON.")] = False,
    as_json: AsJson = False,
) -> None:
    """Verifies an export, makes its answers again from it alone, and gives a verdict. Exit 0 if the log holds."""
    see_that_it_is_one(folder)
    told = _line if lines else silent
    report = verify(folder, processes, told)
    audit(folder, report, Against(Policy.parse(policy.read_bytes()) if policy else None, now=int(time())))
    if not report.ok:  # nothing can rest on statements that do not hold
        _tell(False, report.as_json(), words(report), lines, as_json)
        raise typer.Exit(1)
    log = ExportedLog(folder)
    with TemporaryDirectory(prefix="lightwell-") as name, Progress(transient=True, disable=as_json or lines) as bar:
        task = bar.add_task("replay", total=log.size())

        def show(doing: str, at: int, total: int) -> None:
            bar.update(task, completed=at)
            told(doing, at, total)

        done, engine = reproduce(log, Path(name), copies, show)
        if views is not None:
            done.tampered = compare(views, log)
        with engine.connect() as connection:
            sampled = sample(connection, log.checkpoint.root, count)
            given = verdict(report, connection, done, sampled)
        engine.dispose()
    _tell(given.ok, given.as_json(), given.text(), lines, as_json)
    raise typer.Exit(0 if given.ok else 1)


def _line(doing: str, done: int, total: int) -> None:
    print(json.dumps({"doing": doing, "done": done, "total": total}), flush=True)


def _tell(ok: bool, verdict: dict[str, Any], text: str, lines: bool, as_json: bool) -> None:
    if lines:
        typer.echo(json.dumps({"ok": ok, "verdict": verdict, "text": text}))
    else:
        typer.echo(json.dumps(verdict, indent=2) if as_json else text)


@app.command("sample")
def sample_command(folder: Export, count: Count = 20, as_json: AsJson = False) -> None:
    """Chooses lines by the checkpoint's hash, to be compared with the systems that they come from."""
    see_that_it_is_one(folder)
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
