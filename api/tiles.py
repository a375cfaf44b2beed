"""The log as C2SP tiles over HTTP: checkpoint, key, hash tiles. Nothing beyond the published size is served.

Entry bundles are not public (a feed and a time identify people in a small place): auditors get them by export.
"""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from api.statements import Open
from ledger import note
from ledger.problems import Problem
from ledger.store.writer import read_tile
from ledger.tiles import HASH, WIDTH, parse_number

router = APIRouter(tags=["log"])
FOR_EVER = "public, max-age=604800, immutable"


@router.get("/checkpoint", response_class=PlainTextResponse)
def checkpoint(opened: Open) -> Response:
    """The newest published checkpoint, a signed note (C2SP tlog-checkpoint)."""
    _, signed = opened.ledger.published()
    return PlainTextResponse(signed, headers={"Cache-Control": "no-cache"})


@router.get("/log.vkey", response_class=PlainTextResponse)
def vkey(opened: Open) -> str:
    """The log's verifier key (C2SP signed-note)."""
    return note.vkey(opened.ledger.origin, opened.ledger.log_verifier.public) + "\n"


@router.get("/tile/{level}/{path:path}")
def tile(level: int, path: str, opened: Open) -> Response:
    """``/tile/<L>/<N>[.p/<W>]``: the roots of perfect subtrees of 256**L leaves."""
    name, partial, width_text = path.partition(".p/")
    try:
        n, width = parse_number(name), int(width_text) if partial else WIDTH
    except ValueError:
        raise Problem("not-found") from None
    published, _ = opened.ledger.published()
    within = published >> (8 * level) if 0 <= level < 8 else 0
    if not 0 < width <= WIDTH or (partial and (width == WIDTH or str(width) != width_text)):
        raise Problem("not-found")
    if n * WIDTH + width > within:
        raise Problem("not-found")
    with opened.ledger.recorder.reader() as cursor:
        hashes = read_tile(cursor, level, n)[: width * HASH]
    return Response(hashes, media_type="application/octet-stream", headers={"Cache-Control": FOR_EVER})
