"""Sending mail by the site's SMTP server, and the command that sends what is due."""

import smtplib
import ssl
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Annotated

import typer

from api import digest
from api.site import Site
from ledger.settings import Settings

app = typer.Typer()
TIMEOUT = 20


def sender(settings: Settings) -> digest.Send:
    """One connection a message: they are few, and none learns of another."""

    def send(message: EmailMessage) -> None:
        context = ssl.create_default_context()
        host, port = settings.smtp_host, settings.smtp_port
        with (
            smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
            if settings.smtp_security == "tls"
            else smtplib.SMTP(host, port, timeout=TIMEOUT)
        ) as server:
            if settings.smtp_security == "starttls":
                server.starttls(context=context)
            if settings.smtp_username:
                server.login(settings.smtp_username, settings.smtp_password.get_secret_value())
            server.send_message(message)

    return send


@app.command("send-digest")
def send_digest(
    data: Annotated[Path, typer.Option(help="Folder of the databases and keys.")] = Path("data"),
) -> None:
    """Sends "There is an update" to whoever asked for it; run it once a day. Prints numbers, and no address."""
    settings = Settings(data=data)
    if not (settings.smtp_host and settings.smtp_from and settings.url):
        raise typer.BadParameter("set LIGHTWELL_SMTP_HOST, LIGHTWELL_SMTP_FROM and LIGHTWELL_URL first")
    site = Site(settings)
    try:
        done = digest.run(site, sender(settings), date.today())
    finally:
        site.close()
    typer.echo(f"{done.sent} sent, {done.failed} could not be sent.")
    if done.failed:
        raise typer.Exit(1)
