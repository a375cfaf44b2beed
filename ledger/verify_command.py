"""``lightwell verify``: does a log hold? It needs no database, server or key of ours.

What reads statements takes half a second to load: each way of asking loads what it needs, once there is a bar to see.
"""

import json
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time
from typing import Annotated

import typer
from rich.progress import Progress

from ledger.export_files import see_that_it_is_one
from ledger.progress import Progress as Shown

app = typer.Typer()


@app.command("verify")
def verify_command(
    target: Annotated[str, typer.Argument(help="An export's folder, a ledger's address, or the file of one line.")],
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
    processes: Annotated[int | None, typer.Option(min=1, help="Default: one a core.")] = None,
    policy: Annotated[Path | None, typer.Option(help="Witnesses that must have cosigned (C2SP tlog-policy).")] = None,
    known: Annotated[Path | None, typer.Option(help="A checkpoint of this log that was seen before.")] = None,
    max_age: Annotated[float | None, typer.Option(help="With --policy: hours since the quorum cosigned.")] = None,
    token_file: Annotated[Path | None, typer.Option(help="An auditor's token; or LIGHTWELL_TOKEN.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Folder to keep what an address serves.")] = None,
    key: Annotated[Path | None, typer.Option(help="With a line's file: the log's key, from elsewhere.")] = None,
) -> None:
    """Checks a log: every hash, signature and rule. Exit 0 only if everything holds."""
    if Path(target).is_file():
        raise typer.Exit(_verify_line(Path(target), key, as_json))
    # No refreshing thread: it would keep the verifier from forking its workers, which starts them at once.
    with ExitStack() as stack:
        bar = stack.enter_context(Progress(transient=True, disable=as_json, auto_refresh=False))
        tasks = {}

        def show(doing: str, done: int, total: int) -> None:
            if doing not in tasks:
                tasks[doing] = bar.add_task(doing, total=total)
            bar.update(tasks[doing], completed=done, total=total, refresh=True)

        show("loading", 0, 1)
        from ledger.audit import Against, audit
        from ledger.quorum import Policy
        from ledger.verification.words import words
        from ledger.verify import verify

        against = Against(
            Policy.parse(policy.read_bytes()) if policy else None, known.read_text() if known else None, max_age,
            int(time()),
        )  # fmt: skip
        show("loading", 1, 1)
        folder = Path(target)
        if target.startswith(("http://", "https://")):
            folder = keep or Path(stack.enter_context(TemporaryDirectory(prefix="lightwell-")))
            _fetch(target, folder, token_file, show)
        else:
            see_that_it_is_one(folder)
        report = verify(folder, processes, show)
        audit(folder, report, against)
    typer.echo(json.dumps(report.as_json(), indent=2) if as_json else words(report))
    raise typer.Exit(0 if report.ok else 1)


def _fetch(url: str, folder: Path, token_file: Path | None, show: Shown) -> None:
    """Another's log into a folder, with an auditor's token where one is given."""
    from ledger.mirror import mirror
    from ledger.settings import Settings

    token = token_file.read_text().strip() if token_file else Settings().token.get_secret_value()
    mirror(url, folder, token, show)


def _verify_line(path: Path, key: Path | None, as_json: bool) -> int:
    """Prints what the file of one line proves; the exit code."""
    from ledger import line_proof, note
    from ledger.verification.words import line_json, line_words

    data = path.read_bytes() if path.stat().st_size <= line_proof.MOST else b""
    try:
        log = note.Verifier.parse(key.read_text()) if key else line_proof.log_of(data)
        line = line_proof.check(data, log)
    except (line_proof.NotProven, ValueError) as error:
        typer.echo(json.dumps({"ok": False, "words": str(error)}) if as_json else f"THIS LINE DOES NOT HOLD: {error}.")
        return 1
    typer.echo(json.dumps(line_json(line), indent=2) if as_json else line_words(line, note.vkey(log.name, log.public)))
    if key is None and not as_json:
        typer.echo("That key is the file's own word. Compare it with one that you have from elsewhere (--key).")
    return 0
