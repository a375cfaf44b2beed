"""``lightwell sessions``: who is signed in, as far as an operator may know, and how to end it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from api.identity.sessions import Sessions, open_sessions
from api.identity.store import FILE, Store
from ledger.keyring import Keyring
from ledger.settings import Settings

app = typer.Typer()
sessions = typer.Typer(help="Who is signed in, and ending it.", no_args_is_help=True)
app.add_typer(sessions, name="sessions")
Data = Annotated[Path, typer.Option(help="Folder of the ledger.")]


@sessions.command("list")
def standing(data: Data = Path("data")) -> None:
    """Every session: its number, how and when it began, what kind of viewer it is for. Not whose it is."""
    with _sessions(data) as kept:
        for one in kept.standing():
            typer.echo(f"{one.id}  {one.way:<7} {one.kind:<9} since {one.started:%F %T}  last {one.seen:%F %T} UTC")


@sessions.command()
def revoke(
    id: Annotated[str, typer.Argument(help="A session's number, as list gives it.")] = "",
    subject: Annotated[
        str, typer.Option("--of", help="All of one person: 'oidc ISSUER SUB', as their issuer has it.")
    ] = "",
    everybody: Annotated[bool, typer.Option("--all", help="End every session.")] = False,
    data: Data = Path("data"),
) -> None:
    """Ends a session, all of one person, or all, from the next request on."""
    with _sessions(data) as kept:
        if everybody:
            typer.echo(f"{kept.revoke_all()} sessions ended")
        elif subject:
            typer.echo(f"{kept.revoke_subject(subject)} sessions ended")
        elif kept.revoke(id):
            typer.echo("1 session ended")
        else:
            typer.echo("there is no such session: see lightwell sessions list", err=True)
            raise typer.Exit(1)


@contextmanager
def _sessions(data: Path) -> Iterator[Sessions]:
    if not (data / FILE).exists():
        raise FileNotFoundError(f"there is no {FILE} in {data}: give the folder that serve was started with (--data)")
    store = Store(data)
    try:
        yield open_sessions(store, Keyring.open(data / "keys"), Settings())
    finally:
        store.close()
