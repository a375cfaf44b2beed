"""``lightwell auditor``: who may read the statements themselves."""

from pathlib import Path
from typing import Annotated

import typer

from ledger import auditors
from ledger.opening import open_ledger

app = typer.Typer()
auditor = typer.Typer(help="Tokens of auditors, who may read the statements themselves.", no_args_is_help=True)
app.add_typer(auditor, name="auditor")
Name = Annotated[str, typer.Argument(help="The auditor's office, as you know it. It is kept here and never published.")]
Data = Annotated[Path, typer.Option(help="Folder of the ledger.")]


@auditor.command()
def add(name: Name, data: Data = Path("data")) -> None:
    """Prints a new token. It is shown this once; only its digest is kept."""
    ledger = open_ledger(data)
    with ledger.recorder.plain_writer() as cursor:
        try:
            token = auditors.add(cursor, name, ledger.clock.now())
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    typer.echo(token)


@auditor.command()
def revoke(name: Name, data: Data = Path("data")) -> None:
    """Ends an auditor's token, at once."""
    ledger = open_ledger(data)
    with ledger.recorder.plain_writer() as cursor:
        if not auditors.revoke(cursor, name, ledger.clock.now()):
            raise typer.BadParameter("no auditor of this name has a token: see lightwell auditor list")
    typer.echo("revoked")


@auditor.command("list")
def list_all(data: Data = Path("data")) -> None:
    """Prints every auditor who ever had a token."""
    with open_ledger(data).recorder.reader() as cursor:
        for one in auditors.known(cursor):
            typer.echo(f"{one.name}: since {one.added}" + (f", revoked {one.revoked}" if one.revoked else ""))
