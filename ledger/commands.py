"""The console command ``lightwell``, and the ledger's own commands: keygen, export, verify."""

import json
from contextlib import ExitStack
from importlib.metadata import entry_points
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time
from typing import Annotated

import typer
from nacl.signing import SigningKey
from rich.console import Console
from rich.progress import Progress

from ledger import jws, line_proof, note
from ledger.application import Ledger
from ledger.audit import Against, audit
from ledger.export import NotAnExport, export
from ledger.keyring import Keyring
from ledger.mirror import NotServed, mirror
from ledger.problems import Problem
from ledger.quorum import BadPolicy, Policy
from ledger.settings import Settings
from ledger.verification.words import line_json, line_words, words
from ledger.verify import verify

app = typer.Typer()
GROUP = "lightwell.commands"


def main() -> None:
    """Every package brings its own commands; errors are said in words, without a traceback."""
    whole = typer.Typer(name="lightwell", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        whole.add_typer(entry.load())
    try:
        whole()
    except (Problem, NotAnExport, NotServed, BadPolicy, OSError) as error:
        Console(stderr=True).print(f"lightwell: {error}", style="red", markup=False)
        raise SystemExit(1) from None


def open_ledger(data: Path) -> Ledger:
    """The ledger in a data folder, for commands. Raises FileNotFoundError where there is none."""
    settings = Settings()
    if not (data / ("keys" if settings.log.url else "ledger.db")).exists():
        raise FileNotFoundError(f"there is no ledger in {data}: give the folder that serve was started with (--data)")
    return Ledger(data, Keyring.open(data / "keys"), settings.origin, anchor=settings.anchor, database=settings.log)


@app.command()
def keygen(path: Annotated[Path, typer.Argument(help="File to write the secret key to.")]) -> None:
    """Makes an Ed25519 key and prints its kid (RFC 7638 thumbprint)."""
    key = SigningKey.generate()
    with path.open("x") as file:
        path.chmod(0o600)
        file.write(bytes(key).hex() + "\n")
    typer.echo(jws.thumbprint(bytes(key.verify_key)))


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


@app.command("verify")
def verify_command(
    target: Annotated[str, typer.Argument(help="An export's folder, a ledger's address, or the file of one line.")],
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
    processes: Annotated[int | None, typer.Option(help="Default: one a core.")] = None,
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
    against = Against(
        Policy.parse(policy.read_bytes()) if policy else None, known.read_text() if known else None, max_age,
        int(time()),
    )  # fmt: skip
    # No refreshing thread: it would keep the verifier from forking its workers, which starts them at once.
    with ExitStack() as stack:
        bar = stack.enter_context(Progress(transient=True, disable=as_json, auto_refresh=False))
        tasks = {}

        def show(doing: str, done: int, total: int) -> None:
            if doing not in tasks:
                tasks[doing] = bar.add_task(doing, total=total)
            bar.update(tasks[doing], completed=done, total=total, refresh=True)

        folder = Path(target)
        if target.startswith(("http://", "https://")):
            folder = keep or Path(stack.enter_context(TemporaryDirectory(prefix="lightwell-")))
            mirror(
                target,
                folder,
                token_file.read_text().strip() if token_file else Settings().token.get_secret_value(),
                show,
            )
        report = verify(folder, processes, show)
        audit(folder, report, against)
    typer.echo(json.dumps(report.as_json(), indent=2) if as_json else words(report))
    raise typer.Exit(0 if report.ok else 1)


def _verify_line(path: Path, key: Path | None, as_json: bool) -> int:
    """Prints what the file of one line proves; the exit code."""
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
