"""``lightwell catalogue``: brings a catalogue up to date, looks it over, and signs it."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from nacl.signing import SigningKey

from api.catalogue import review
from api.catalogue.catalogue import FOLDER, Catalogue
from ledger import note

app = typer.Typer()
catalogue = typer.Typer(help="The words of families' pages in te reo Māori.")
app.add_typer(catalogue, name="catalogue")
Folder = Annotated[Path, typer.Option(help="Where mi.po lies.")]


@catalogue.command()
def update(folder: Folder = FOLDER) -> None:
    """Takes in what families' pages say now, and keeps what is translated. Needs a new signature afterwards."""
    from api.catalogue.messages import messages  # the pages are heavy, and only wanted here

    read = Catalogue.open(folder)
    read.update(messages())
    _tell(Catalogue.open(folder))


@catalogue.command()
def check(folder: Folder = FOLDER, reviewers: Annotated[Path | None, typer.Option(help="Their keys.")] = None) -> None:
    """Says what is missing, what does not fit, and who signed it. Exit 1 where it does not fit the pages."""
    from api.catalogue.messages import messages

    read = Catalogue.open(folder)
    for message in read.missing():
        typer.echo(f"No te reo Māori yet: {message}")
    faults = read.faults(messages())
    for fault in faults:
        typer.echo(fault, err=True)
    _tell(read)
    found = review.check(read, review.reviewers(reviewers))
    typer.echo(f"Signed by {found.reviewer} on {found.day}." if found else "Nobody whom you named has signed it.")
    if faults:
        raise typer.Exit(1)


@catalogue.command()
def sign(
    key: Annotated[Path, typer.Argument(help="The reviewer's secret key (lightwell keygen makes one).")],
    name: Annotated[str, typer.Option(help="What the key is called, such as hemi.example.")],
    reviewer: Annotated[str, typer.Option(help="The reviewer's own name, as families read it.")],
    folder: Folder = FOLDER,
) -> None:
    """Signs every word of the catalogue as it stands. One who signs has read it all, and speaks te reo fluently."""
    read = Catalogue.open(folder)
    try:
        secret = SigningKey(bytes.fromhex(key.read_text("ascii").strip()))
        signed = review.sign(read, review.Review(reviewer, date.today()), name, secret)
    except (OSError, ValueError) as error:
        raise typer.BadParameter(str(error)) from None
    review.beside(read).write_text(signed, "utf-8")
    typer.echo("Signed. Put this key into the site's file of reviewers (LIGHTWELL_REVIEWERS), and start it again:")
    typer.echo(note.vkey(name, bytes(secret.verify_key)))


def _tell(read: Catalogue) -> None:
    typer.echo(f"{len(read.words)} messages, {len(read.missing())} not translated yet.")
