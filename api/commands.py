"""``lightwell serve`` and ``lightwell sessions``."""

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from api.app import create_app
from api.identity.commands import app as sessions
from ledger.settings import Settings

app = typer.Typer()
app.add_typer(sessions, name="sessions", help="Who is signed in, and ending it.")


@app.command()
def serve(
    data: Annotated[Path, typer.Option(help="Folder of the databases and keys.")] = Path("data"),
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8765,
    origin: Annotated[str | None, typer.Option(help="The log's name, fixed when the log is made.")] = None,
    demo: Annotated[bool, typer.Option(help="Demonstration: invented people, a story's clock.")] = False,
) -> None:
    """Serves the API and the pages."""
    # A waiting thread gets its turn after half a millisecond, not five: callers wait for one another here.
    sys.setswitchinterval(0.0005)
    # Statements make many small objects and no cycles: look for cycles seldom, and never among what is loaded already.
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    settings = Settings(data=data, port=port, demo=demo)
    if origin is not None:
        settings = settings.model_copy(update={"origin": origin})
    uvicorn.run(
        create_app(settings), host=settings.host, port=port, access_log=False, log_level="warning", server_header=False
    )
