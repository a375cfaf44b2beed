"""``lightwell serve``: the API and the pages."""

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from api.app import create_app
from ledger.logs import configure
from ledger.ports import see_that_it_is_free
from ledger.quorum import Policy
from ledger.settings import Settings

app = typer.Typer()


@app.command()
def serve(
    data: Annotated[Path, typer.Option(help="Folder of the databases and keys.")] = Path("data"),
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port on 127.0.0.1.")] = 8765,
    origin: Annotated[str | None, typer.Option(help="The log's name, fixed when the log is made.")] = None,
    demo: Annotated[bool, typer.Option(help="Demonstration: invented people, a story's clock.")] = False,
    policy: Annotated[Path | None, typer.Option(help="Witnesses that must cosign checkpoints (C2SP policy).")] = None,
) -> None:
    """Serves the API and the pages."""
    settings = Settings(data=data, port=port, demo=demo)
    for name, value in (("origin", origin), ("policy", policy)):
        if value is not None:
            settings = settings.model_copy(update={name: value})
    if settings.policy is not None:
        Policy.parse(settings.policy.read_bytes())  # said in a sentence now, and not in a traceback later
    see_that_it_is_free(settings.host, port)
    # A waiting thread gets its turn after half a millisecond, not five: callers wait for one another here.
    sys.setswitchinterval(0.0005)
    # Statements make many small objects and no cycles: look for cycles seldom, and never among what is loaded already.
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    configure(settings.log_level, json=settings.log_format == "json")
    uvicorn.run(
        create_app(settings), host=settings.host, port=port, access_log=False, log_config=None, server_header=False
    )
