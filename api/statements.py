"""Statements in: one, or many as NDJSON; receipts and schemas out. A statement's own signature is what admits it."""

from asyncio import to_thread, wrap_future
from collections.abc import AsyncIterator
from concurrent.futures import Future
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from api.problems import body, status_of
from api.site import Site, opened
from ledger import note
from ledger.admission import Sealed
from ledger.disclosures import MAX_PRIVATE
from ledger.intake import CHUNK, unpack
from ledger.jws import MAX_STATEMENT
from ledger.problems import Problem
from ledger.statements import types

router = APIRouter(tags=["statements"])
Open = Annotated[Site, Depends(opened)]

NDJSON = "application/x-ndjson"
MOST_LINES = 200_000
CHUNK_BYTES = 4 * 1024 * 1024
MAX_LINE = MAX_PRIVATE + MAX_STATEMENT + 65_536


class Receipt(BaseModel):
    """That a statement is in the log, to be checked offline: its leaf, and the way to a signed checkpoint.

    ``proof``: hashes in base64, the leaf's sibling first (RFC 6962 §2.1.1); ``tlog_proof``: the same as a C2SP file.
    """

    index: int
    digest: str
    new: bool
    checkpoint: str
    proof: list[str]
    tlog_proof: str


class Allowed(BaseModel):
    """``known``: these bytes are in the log already."""

    ok: bool
    digest: str
    type: str
    known: bool


class About(BaseModel):
    """``vkey``: the log's verifier key (C2SP signed-note)."""

    ledger: str
    operator: str
    origin: str
    size: int
    vkey: str


EXAMPLE = {"statement": "eyJhbGciOiJFZERTQSIs….eyJzcGVjdmVyc2lvbiI6….c2lnbmF0dXJl", "private": ["WyJzYWx0Iiwx…"]}
ONE_OR_MANY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/jose": {"schema": {"type": "string"}, "example": EXAMPLE["statement"]},
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["statement"],
                    "properties": {
                        "statement": {"type": "string", "description": "compact JWS over a CloudEvents 1.0 object"},
                        "private": {"type": "array", "items": {"type": "string"}},
                    },
                },
                "example": EXAMPLE,
            },
            NDJSON: {"schema": {"type": "string", "description": "one of either form a line"}},
        },
    }
}


SEALED: dict[int | str, dict[str, Any]] = {
    201: {"model": Receipt, "description": "Sealed."},
    200: {
        "model": Receipt,
        "description": "One that was there already; or the results of many, one a line.",
        "content": {NDJSON: {"schema": {"type": "string"}}},
    },
}


@router.post("/statements", openapi_extra=ONE_OR_MANY, status_code=201, responses=SEALED)
async def record(request: Request, site: Open) -> Response:
    """Records one statement (a receipt with its proof comes back) or many (one result a line comes back).

    Sending the same bytes again is safe and gives the same place. Nothing is answered before it is durable.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == NDJSON:
        return await _many(request, site)
    if kind not in ("application/jose", "application/json"):
        raise Problem("bad-request", errors=[("content-type", f"application/jose, application/json or {NDJSON}")])
    line = bytearray()
    async for chunk in request.stream():
        line += chunk
        if len(line) > MAX_LINE:
            raise Problem("too-large", "body")
    small = len(line) <= MAX_STATEMENT  # checked sooner than another thread could take it
    checked = site.intake.check([bytes(line)]) if small else await to_thread(site.intake.check, [bytes(line)])
    (sealed,) = await wrap_future(site.intake.finish(checked))  # no thread waits for the seal: many callers may
    if isinstance(sealed, Problem):
        raise sealed
    return JSONResponse(site.ledger.receipt(sealed.index, new=sealed.new), 201 if sealed.new else 200)


@router.post("/statements/check", openapi_extra=ONE_OR_MANY)
async def check(request: Request, site: Open) -> Allowed:
    """Would this statement be taken now? Every check is made, those against the head of the log too; nothing is sealed,
    kept or counted. What is wrong comes back as the problem that ``/statements`` would give."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in ("application/jose", "application/json"):
        raise Problem("bad-request", errors=[("content-type", "application/jose or application/json, one statement")])
    line = bytearray()
    async for chunk in request.stream():
        line += chunk
        if len(line) > MAX_LINE:
            raise Problem("too-large", "body")
    (checked,) = await to_thread(site.intake.check, [bytes(line)])
    if isinstance(checked, Problem):
        raise checked
    (answer,) = await to_thread(site.ledger.try_out, [checked])
    if isinstance(answer, Problem):
        raise answer
    return Allowed(ok=True, digest=answer.digest.hex(), type=checked.event["type"], known=not answer.new)


async def _many(request: Request, site: Site) -> Response:
    """Checks in other processes while the body is still arriving; at most a few chunks wait at a time."""
    waiting: list[tuple[list[int], Future[Any]]] = []
    results: list[bytes] = []
    sealing: list[tuple[list[int], Any]] = []

    async def settle(most: int) -> None:
        """Waits while more than so many chunks are being checked or sealed. What is checked goes on at once."""
        while len(waiting) > most or (waiting and waiting[0][1].done()):
            numbers, checked = waiting.pop(0)
            sealing.append((numbers, site.intake.finish(unpack(await wrap_future(checked)))))
        while len(sealing) > most:
            numbers, sealed = sealing.pop(0)
            results.extend(map(_result, numbers, await wrap_future(sealed)))

    count = 0
    with site.intake.bulk():
        async for numbers, chunk in _chunks(request, site.settings.max_body):
            if count + len(chunk) > MOST_LINES:
                raise Problem("too-large", "body", [("body", f"at most {MOST_LINES} lines at a time")])
            if count == 0 and len(chunk) < CHUNK:
                results.extend(map(_result, numbers, await to_thread(site.intake.few, chunk)))
            else:
                waiting.append((numbers, site.intake.start_check(chunk)))
                await settle(16)
            count += len(chunk)
        await settle(0)
    return Response(b"".join(results), 200, media_type=NDJSON)


async def _chunks(request: Request, most: int) -> AsyncIterator[tuple[list[int], list[bytes]]]:
    """(numbers, lines) that are not blank, ``CHUNK`` or ``CHUNK_BYTES`` at a time.

    Of a line that is too long, so much is kept that the door refuses it. Raises Problem ``too-large`` when the whole
    body is longer than ``most`` bytes.
    """
    rest, number, arrived, held = bytearray(), 0, 0, 0
    numbers: list[int] = []
    lines: list[bytes] = []

    async for data in _ended(request):
        arrived += len(data)
        if arrived > most:
            raise Problem("too-large", "body", [("body", f"at most {most} bytes at a time")])
        parts = data.split(b"\n")
        for part in parts[:-1]:
            number += 1
            line = bytes(rest + part[: MAX_LINE + 1 - len(rest)]) if rest else part[: MAX_LINE + 1]
            rest.clear()
            if line and not line.isspace():
                numbers.append(number)
                lines.append(line)
                held += len(line)
            if len(lines) >= CHUNK or held >= CHUNK_BYTES:
                yield numbers, lines
                numbers, lines, held = [], [], 0
        rest += parts[-1][: MAX_LINE + 1 - len(rest)]
    if lines:
        yield numbers, lines


async def _ended(request: Request) -> AsyncIterator[bytes]:
    """The body as it arrives, and the end of its last line."""
    async for data in request.stream():
        yield data
    yield b"\n"


def _result(number: int, answer: Sealed | Problem) -> bytes:
    if isinstance(answer, Problem):
        return orjson.dumps({"line": number, "status": status_of(answer), "problem": body(answer)}) + b"\n"
    status = 201 if answer.new else 200
    return (
        orjson.dumps({"line": number, "status": status, "index": answer.index, "digest": answer.digest.hex()}) + b"\n"
    )


@router.get("/statements/{digest}/receipt")
def receipt(digest: str, site: Open) -> Receipt:
    """A receipt under the newest checkpoint, for a statement whose digest the caller already knows."""
    try:
        index = site.ledger.find(bytes.fromhex(digest))
    except ValueError:
        raise Problem("bad-request", "path.digest") from None
    if index is None:
        raise Problem("not-found")
    return Receipt(**site.ledger.receipt(index))


@router.get("/schemas")
def schemas() -> dict[str, str]:
    """Every statement type, and where its JSON Schema is."""
    return {name: f"/schemas/{name}" for name in types.MODELS}


JSON_SCHEMA = {"content": {"application/schema+json": {"schema": {"type": "object"}}}}


@router.get("/schemas/{name}", response_class=Response, responses={200: JSON_SCHEMA})
def schema(name: str) -> JSONResponse:
    """The JSON Schema (2020-12) of a statement type's payload."""
    if name not in types.MODELS:
        raise Problem("not-found")
    return JSONResponse(types.json_schema(name), media_type="application/schema+json")


@router.get("/ledger")
def ledger(site: Open) -> About:
    """What this ledger is called, who runs it, and the key that its checkpoints are signed with."""
    held = site.ledger
    vkey = note.vkey(held.origin, held.log_verifier.public)
    state = held.state
    return About(
        ledger=state.ledger, operator=state.operator, origin=held.origin, size=held.size(), vkey=vkey
    )  # fmt: skip
