"""The log as C2SP tiles over HTTP: checkpoint, key, hash tiles. Nothing beyond the published size is served.

Entry bundles hold the statements, and a feed and a time identify people in a small place: they take an auditor's token
(``lightwell auditor add``).
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import PlainTextResponse, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.statements import Open
from ledger import auditors, note
from ledger.problems import Problem
from ledger.store.writer import read_tile
from ledger.tiles import HASH, WIDTH, pack, parse_number

router = APIRouter(tags=["log"])
BINARY = "application/octet-stream"
FOR_EVER = "public, max-age=604800, immutable"
PRIVATE = "private, max-age=604800, immutable"
TILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {BINARY: {"schema": {"type": "string", "format": "binary"}}}}
}

_bearer = HTTPBearer(auto_error=False, scheme_name="auditor", description="An auditor's token.")


def auditor(opened: Open, sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> None:
    """Raises Problem ``token-needed`` unless the request carries the token of an auditor."""
    with opened.ledger.recorder.reader() as cursor:
        if sent is None or not auditors.admits(cursor, sent.credentials):
            raise Problem("token-needed")


@router.get("/checkpoint", response_class=PlainTextResponse)
def checkpoint(opened: Open) -> Response:
    """The newest published checkpoint, a signed note (C2SP tlog-checkpoint), with the cosignatures of a quorum of
    witnesses where the operator has set a policy."""
    _, signed = opened.ledger.published()
    if not signed:
        raise Problem("not-published")
    return PlainTextResponse(signed, headers={"Cache-Control": "no-cache"})


@router.get("/log.vkey", response_class=PlainTextResponse)
def vkey(opened: Open) -> str:
    """The log's verifier key (C2SP signed-note)."""
    return note.vkey(opened.ledger.origin, opened.ledger.log_verifier.public) + "\n"


@router.get("/tile/entries/{path:path}", dependencies=[Depends(auditor)], response_class=Response, responses=TILES)
def entries(path: str, opened: Open) -> Response:
    """``/tile/entries/<N>[.p/<W>]``: the statements, each as u16be length and bytes. Takes an auditor's token."""
    n, width = _named(path)
    _within(n, width, opened.ledger.published()[0])
    found = opened.ledger.recorder.select_notifications(n * WIDTH + 1, width)
    return Response(pack([row.state for row in found]), media_type=BINARY, headers={"Cache-Control": PRIVATE})


@router.get("/tile/{level}/{path:path}", response_class=Response, responses=TILES)
def tile(level: int, path: str, opened: Open) -> Response:
    """``/tile/<L>/<N>[.p/<W>]``: the roots of perfect subtrees of 256**L leaves."""
    n, width = _named(path)
    published, _ = opened.ledger.published()
    _within(n, width, published >> (8 * level) if 0 <= level < 8 else 0)
    with opened.ledger.recorder.reader() as cursor:
        hashes = read_tile(cursor, level, n)[: width * HASH]
    return Response(hashes, media_type=BINARY, headers={"Cache-Control": FOR_EVER})


def _named(path: str) -> tuple[int, int]:
    """(number, width) of ``<N>[.p/<W>]`` in its one spelling. Raises Problem ``not-found``."""
    name, partial, text = path.partition(".p/")
    try:
        n, width = parse_number(name), int(text) if partial else WIDTH
    except ValueError:
        raise Problem("not-found") from None
    if not 0 < width <= WIDTH or (partial and (width == WIDTH or str(width) != text)):
        raise Problem("not-found")
    return n, width


def _within(n: int, width: int, count: int) -> None:
    """Raises Problem ``not-found`` for a tile that reaches beyond the published hashes of its level."""
    if n * WIDTH + width > count:
        raise Problem("not-found")
