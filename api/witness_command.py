"""``lightwell witness``: cosigns the checkpoints of others' logs."""

from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from api.witness import create_witness, open_witness
from ledger.ports import see_that_it_is_free

app = typer.Typer()


@app.command()
def witness(
    name: Annotated[str, typer.Argument(help="This witness's name, like example.org/witness; fixed for good.")],
    log: Annotated[list[str], typer.Option(help="A log's verifier key, or a file that holds it. Repeat for more.")],
    data: Annotated[Path, typer.Option(help="Folder of its key and of what it has seen.")] = Path("witness"),
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port on 127.0.0.1.")] = 8766,
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
    see_that_it_is_free("127.0.0.1", port)
    typer.echo("Put this line into the log's policy, with the address at which the log reaches this witness:\n")
    typer.echo(f"witness {name} {running.vkey} http://127.0.0.1:{port}\n")
    uvicorn.run(create_witness(running), port=port, access_log=False, log_level="warning", server_header=False)
