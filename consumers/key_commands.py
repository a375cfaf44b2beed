"""``lightwell rotate-key`` and ``lightwell watch``: an organisation's care for its own keys."""

from dataclasses import replace
from pathlib import Path
from time import sleep
from typing import Annotated

import httpx2
import typer

from consumers.commands import Folder, stop
from consumers.membership import Membership, NoMembership, make_key
from consumers.receipt import BadReceipt
from consumers.watching import BadLog, look
from ledger import jws
from ledger.encoding import b64
from ledger.problems import Problem
from ledger.statements.parties import possession_text

app = typer.Typer()


@app.command("rotate-key")
def rotate_key(data: Folder = Path()) -> None:
    """Makes a new key for the organisation, has the old one register it, and ends the old one."""
    try:
        us = Membership.read(data)
        old_kid = jws.thumbprint(bytes(us.key().verify_key))
        name = f"organisation-{old_kid[:8]}-next.key"
        new = make_key(us.folder / name)
        public = bytes(new.verify_key)
        kid = jws.thumbprint(public)
        text = possession_text(us.ledger, us.organisation, kid)
        registration = {
            "organisation": us.organisation, "key": {"kty": "OKP", "crv": "Ed25519", "x": b64(public)},
            "possession": b64(new.sign(text).signature), "custodial": False,
        }  # fmt: skip
        with us.client() as client:
            try:
                client.say("key.registered.v1", registration)
            except Problem as problem:
                if problem.code not in ("already-exists", "key-revoked"):  # an earlier try came as far
                    raise
        after = replace(us, key_file=name)
        with after.client() as client:
            client.say("key.revoked.v1", {"kid": old_kid, "reason": "superseded"})
        after.write()
    except (Problem, BadReceipt, NoMembership, OSError, ValueError) as problem:
        stop(problem)
    typer.echo(f"New key: {us.folder / name} (kid {kid}). The old one, {us.key_file}, signs nothing any more.")


@app.command()
def watch(
    data: Folder = Path(),
    organisation: Annotated[str, typer.Argument(help="Whose keys; your own if you say nothing.")] = "",
    every: Annotated[float, typer.Option(help="Look again after so many minutes; 0: look once.")] = 0.0,
) -> None:
    """Alarms when a key is registered or ended in your name. Exit 3 where something is new, 1 where the log is bad."""
    try:
        us = Membership.read(data)
    except NoMembership as problem:
        stop(problem)
    whose = organisation or us.organisation
    while True:
        try:
            events = look(us.url, whose, us.vkey, us.folder / f"watched-{whose}.json")
        except BadLog as error:
            stop(f"ALARM: {error}")
        except (Problem, httpx2.HTTPError) as error:
            if not every:
                stop(f"The ledger could not be asked: {error}")
            events = []
        for event in events:
            typer.echo(f"ALARM: statement {event.index}: the key {event.kid} of {whose} was {event.what}.")
        if not every:
            if not events:
                typer.echo("Nothing new.")
            raise typer.Exit(3 if events else 0)
        sleep(every * 60)
