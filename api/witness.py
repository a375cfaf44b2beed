"""A witness over HTTP (C2SP tlog-witness): takes checkpoints, and shows the last that it cosigned of each log."""

import logging
import time
from asyncio import to_thread
from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response

from ledger import note
from ledger.keyring import secret_key
from ledger.witness import Refused, Witness

log = logging.getLogger(__name__)
MOST = 256 * 1024


def open_witness(folder: Path, name: str, logs: Sequence[str]) -> Witness:
    """The witness whose key and memory are in ``folder``; both are made where they are not there yet.

    ``logs``: verifier keys, or files that hold one each. Raises ValueError.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    texts = [one if "+" in one else Path(one).read_text() for one in logs]
    try:
        keys = [note.Verifier.parse(line) for text in texts for line in text.split()]
    except ValueError:
        raise ValueError("--log takes the line that the log serves at /log.vkey, or a file of it") from None
    if not keys:
        raise ValueError("no log key was given: --log takes the line that the log serves at /log.vkey, or a file of it")
    key = secret_key(folder / "witness.key")
    return Witness(folder / "witness.db", name, key, keys, lambda: int(time.time()))


def create_witness(witness: Witness) -> FastAPI:
    """The application; its address is the witness's submission and monitoring prefix."""
    app = FastAPI(title="Lightwell witness", version="1.0.0", docs_url=None, redoc_url=None)

    @app.post("/add-checkpoint", response_class=PlainTextResponse)
    async def add_checkpoint(request: Request) -> Response:
        """``old <n>``, proof lines, a blank line, the checkpoint. Answers with the cosignature line."""
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST:
                return PlainTextResponse("too large\n", 400)
        try:
            return PlainTextResponse(await to_thread(witness.add_checkpoint, bytes(body)))
        except Refused as refused:
            if refused.proof:
                log.error(
                    "ALARM: a log has signed two different trees. The proof is kept: lightwell witness --evidence"
                )
            elif refused.doubt:
                log.error("ALARM: a log's checkpoint did not prove that it only grew. lightwell witness --evidence")
            return Response(refused.body, refused.status, {"Content-Type": refused.kind})

    @app.get("/{origin_hash}/checkpoint", response_class=PlainTextResponse)
    def checkpoint(origin_hash: str) -> Response:
        """The checkpoint cosigned last; ``origin_hash`` is the SHA-256 of the log's origin in hex."""
        signed = witness.latest(origin_hash)
        if signed is None:
            return PlainTextResponse("nothing cosigned of this log\n", 404)
        return PlainTextResponse(signed, headers={"Cache-Control": "no-cache"})

    return app
