"""``lightwell log-key``: one log key follows another under the same name, and both sign until everybody knows."""

from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from ledger import note
from ledger.application import Ledger
from ledger.keyring import RETIRING, follow_log_key
from ledger.opening import open_ledger

app = typer.Typer()
log_key = typer.Typer(help="The key that signs checkpoints. Stop the server first; see deploy/KEYS.md.")
app.add_typer(log_key, name="log-key")
Data = Annotated[Path, typer.Option(help="Folder of the ledger.")]


@log_key.command()
def rotate(data: Data = Path("data")) -> None:
    """Makes a new log key, says so in the log, and signs with the old one beside it from here on."""
    ledger = open_ledger(data)
    ledger.publication.may_write()
    named = _digest(ledger) in ledger.state.log_keys
    ledger.close()
    if named and not follow_log_key(data / "keys"):
        raise typer.BadParameter("the last change is still under way: lightwell log-key retire ends it")
    ledger = open_ledger(data)
    ledger.say("ledger.rekeyed.v1", {"log_key": _digest(ledger)})
    ledger.publish()
    typer.echo("Both keys sign now. Give everybody the new one, and start the server again:")
    typer.echo(note.vkey(ledger.origin, ledger.log_verifier.public))


@log_key.command()
def retire(data: Data = Path("data")) -> None:
    """Takes the old log key away: from here on only the new one signs."""
    path = data / "keys" / RETIRING
    if not path.exists():
        raise typer.BadParameter("no log key is retiring")
    ledger = open_ledger(data)
    if _digest(ledger) not in ledger.state.log_keys:
        raise typer.BadParameter("the log does not name the new key yet: run lightwell log-key rotate again")
    try:
        note.open_checkpoint(ledger.receipt(0)["checkpoint"], ledger.log_verifier)
    except ValueError:
        raise typer.BadParameter(
            "the newest checkpoint has the old signature alone: restart the server first"
        ) from None
    ledger.close()
    path.unlink()
    typer.echo("Only the new key signs from here on. Start the server again.")


def _digest(ledger: Ledger) -> str:
    """Of the key that signs now, as statements name it."""
    return sha256(ledger.log_verifier.public).hexdigest()
