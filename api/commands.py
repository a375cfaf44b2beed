"""``lightwell serve``, ``sessions``, ``witness``, ``check-report`` and ``send-digest``."""

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from api.app import create_app
from api.check_report import check_report
from api.identity.commands import app as sessions
from api.mail import send_digest
from api.witness import create_witness, open_witness
from ledger.logs import configure
from ledger.quorum import Policy
from ledger.settings import Settings

app = typer.Typer()
app.add_typer(sessions, name="sessions", help="Who is signed in, and ending it.")
app.command("check-report")(check_report)
app.command("send-digest")(send_digest)


@app.command()
def serve(
    data: Annotated[Path, typer.Option(help="Folder of the databases and keys.")] = Path("data"),
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8765,
    origin: Annotated[str | None, typer.Option(help="The log's name, fixed when the log is made.")] = None,
    demo: Annotated[bool, typer.Option(help="Demonstration: invented people, a story's clock.")] = False,
    policy: Annotated[Path | None, typer.Option(help="Witnesses that must cosign checkpoints (C2SP policy).")] = None,
) -> None:
    """Serves the API and the pages."""
    # A waiting thread gets its turn after half a millisecond, not five: callers wait for one another here.
    sys.setswitchinterval(0.0005)
    # Statements make many small objects and no cycles: look for cycles seldom, and never among what is loaded already.
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    settings = Settings(data=data, port=port, demo=demo)
    for name, value in (("origin", origin), ("policy", policy)):
        if value is not None:
            settings = settings.model_copy(update={name: value})
    if settings.policy is not None:
        Policy.parse(settings.policy.read_bytes())  # said in a sentence now, and not in a traceback later
    configure(settings.log_level, json=settings.log_format == "json")
    uvicorn.run(
        create_app(settings), host=settings.host, port=port, access_log=False, log_config=None, server_header=False
    )


@app.command()
def witness(
    name: Annotated[str, typer.Argument(help="This witness's name, like example.org/witness; fixed for good.")],
    log: Annotated[list[str], typer.Option(help="A log's verifier key, or a file that holds it. Repeat for more.")],
    data: Annotated[Path, typer.Option(help="Folder of its key and of what it has seen.")] = Path("witness"),
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8766,
    evidence: Annotated[bool, typer.Option("--evidence", help="Print what does not fit together, and stop.")] = False,
) -> None:
    """Runs a witness: it cosigns checkpoints of logs that only grow, and keeps proof where one does not."""
    try:
        running = open_witness(data, name, log)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    if evidence:
        for origin, signed, against, certain in running.evidence():
            typer.echo(
                f"{origin}: {'PROOF of two faces' if certain else 'growth was not proven'}\n\n{against}\n{signed}"
            )
        return
    typer.echo("Put this line into the log's policy, with the address at which the log reaches this witness:\n")
    typer.echo(f"witness {name} {running.vkey} http://127.0.0.1:{port}\n")
    uvicorn.run(create_witness(running), port=port, access_log=False, log_level="warning", server_header=False)
