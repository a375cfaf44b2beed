"""Answers that leave the house: a public body made from the log alone, and the same again by replay (DESIGN §6)."""

import io
from collections.abc import Sequence
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ledger import strictjson
from ledger.application import Ledger
from projections.answers import Trail
from projections.board import BoardReport
from projections.policy import Viewer
from projections.project import Projector, open_views
from projections.trail import Root, owners, trail

#: The file inside a PDF.
FACTS = "facts.json"


def body(answer: Trail) -> bytes:
    """The bytes whose SHA-256 ``answer.given`` seals. It speaks of lines and ids; names are never in it."""
    return strictjson.write({"question": "trail", "answer": answer})


def board_body(report: BoardReport) -> bytes:
    """The same of a Board's report: it holds its own period, so that it can be made again."""
    return strictjson.write({"question": "board-report", "answer": report})


def facts(data: bytes) -> bytes:
    """The public body in a copy: of a PDF the file inside it, else the copy itself. A PDF without one gives nothing."""
    if not data.startswith(b"%PDF"):
        return data
    try:
        inside = PdfReader(io.BytesIO(data)).attachments
        return bytes(inside[FACTS][0]) if FACTS in inside else b""
    except (PyPdfError, KeyError, ValueError):
        return b""


def replay(ledger: Ledger, folder: Path, size: int, viewer: Viewer, lines: Sequence[Root]) -> bytes:
    """The body again, from the log's first ``size`` statements, in read models of its own in ``folder``."""
    views = open_views(folder / f"replay-{size}.db")
    try:
        Projector(ledger, views).run(upto=size)
        with views.connect() as connection:
            return body(trail(connection, viewer, lines, owners(connection, lines)))
    finally:
        views.dispose()
