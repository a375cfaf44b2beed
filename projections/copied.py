"""A report or letter as it left the house: the facts in it, and whether the log says the same."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.exported import ExportedLog
from projections import reproduce
from projections.asking import query
from projections.board import BoardReport, board_report
from projections.copies import board_body, facts
from projections.project import Projector, open_views
from projections.statement import Statement, read

#: Of what no statement in the export speaks.
UNKNOWN = (
    "The export does not speak of these facts: they were altered, never left the house, or left it after this export. "
    "Export again, then check."
)


@dataclass(frozen=True, slots=True)
class Checked:
    """``ok``: the log says that these facts left the house, and gives them again; ``words`` say what was found."""

    ok: bool
    words: tuple[str, ...]


def check(file: Path, export: Path) -> Checked:
    """Holds a copy against an export, which the caller has verified.

    What a PDF prints is made from the facts inside it, and is not compared with them: whoever doubts a printed word
    reads it in the facts.
    """
    body, log = facts(file.read_bytes()), ExportedLog(export)
    digest = sha256(body).hexdigest()
    if not body:
        return Checked(False, ("There are no facts in this file. Give the PDF or the JSON file as it left the house.",))
    with TemporaryDirectory(prefix="lightwell-") as name:
        folder = Path(name)
        (folder / "copies").mkdir()
        (folder / "copies" / file.name).write_bytes(body)
        done, views = reproduce.reproduce(log, folder, folder / "copies")
        views.dispose()
    found = [answer for answer in done.answers if answer.body == digest]
    if not found:
        return Checked(False, (UNKNOWN,))
    first = found[0]
    said = f"Record {first.index + 1:,} says that these facts left the house, made from record {first.size:,}."
    if first.result != reproduce.REPRODUCED:
        return Checked(False, (said, f"They were not made again: {first.words}."))
    return Checked(True, (said, "The log gives the same facts again, byte for byte.", *_period(body)))


def _period(body: bytes) -> tuple[str, ...]:
    answer = json.loads(body)["answer"]
    return (f"A Board's report, {answer['start']} to {answer['end']}.",) if "start" in answer else ()


def sealed(log: ExportedLog, body: str) -> Statement | None:
    """The first statement that says that an answer with this public body (SHA-256, hex) left the house."""
    said = (read(index, token) for index, token in log.all())
    return next((one for one in said if one.type == "answer.given" and one.data["body"] == body), None)


def board_again(log: ExportedLog, folder: Path, said: Statement, asked: Mapping[str, str]) -> BoardReport | None:
    """A Board's report made again from an export, as it was asked for; None where another was given.

    ``asked``: organisation, start, end and public, as whoever has the report reads them on it.
    """
    public, names = asked.get("public") == "true", ("organisation", "start", "end")
    terms = {name: asked.get(name, "") for name in names}
    if query("board-report", public=public, **terms) != said.data["query"]:
        return None
    views = open_views(folder / "again.db")
    try:
        Projector(log, views).run(said.data["size"])
        with views.connect() as connection:
            made = board_report(connection, terms["organisation"], terms["start"], terms["end"], public=public)
    finally:
        views.dispose()
    return made if sha256(board_body(made)).hexdigest() == said.data["body"] else None
