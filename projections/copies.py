"""Answers that leave the house: a public body made from the log alone, and the same again by replay (DESIGN §6)."""

from collections.abc import Sequence
from pathlib import Path

from ledger import strictjson
from ledger.application import Ledger
from projections.answers import Trail
from projections.board import BoardReport
from projections.policy import Viewer
from projections.project import Projector, open_views
from projections.trail import Root, owners, trail


def body(answer: Trail) -> bytes:
    """The bytes whose SHA-256 ``answer.given`` seals. It speaks of lines and ids; names are never in it."""
    return strictjson.write({"question": "trail", "answer": answer})


def board_body(report: BoardReport) -> bytes:
    """The same of a Board's report: it holds its own period, so that it can be made again."""
    return strictjson.write({"question": "board-report", "answer": report})


def replay(ledger: Ledger, folder: Path, size: int, viewer: Viewer, lines: Sequence[Root]) -> bytes:
    """The body again, from the log's first ``size`` statements, in read models of its own in ``folder``."""
    views = open_views(folder / f"replay-{size}.db")
    try:
        Projector(ledger, views).run(upto=size)
        with views.connect() as connection:
            return body(trail(connection, viewer, lines, owners(connection, lines)))
    finally:
        views.dispose()
