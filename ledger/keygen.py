"""``lightwell keygen``: a key of one's own."""

from pathlib import Path
from typing import Annotated

import typer
from nacl.signing import SigningKey

from ledger import jws

app = typer.Typer()


@app.command()
def keygen(path: Annotated[Path, typer.Argument(help="File to write the secret key to.")]) -> None:
    """Makes an Ed25519 key and prints its kid (RFC 7638 thumbprint)."""
    key = SigningKey.generate()
    with path.open("x") as file:
        path.chmod(0o600)
        file.write(bytes(key).hex() + "\n")
    typer.echo(jws.thumbprint(bytes(key.verify_key)))
