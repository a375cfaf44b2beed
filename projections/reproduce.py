"""Answers made again from an export alone, and held against what ``answer.given`` sealed (DESIGN §6).

The sealed statement names the question only by its digest. Who was asked about is named by the copy that left the
house (its ``lines``); where nobody gives the copy, a question about one line is found by trying the log's own lines.
A viewer is not named either: each that could have been answered is tried. No vault, no database of the ledger's.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, select

from ledger.exported import ExportedLog
from ledger.progress import Progress, silent
from ledger.vocabulary import AnswerKind
from projections import flags, tables
from projections.asking import query
from projections.board import board_report
from projections.copies import board_body, body, facts
from projections.policy import Kind, Viewer
from projections.project import Projector, open_views
from projections.statement import read
from projections.trail import Root, owners, trail

REPRODUCED, DIFFERS, UNCHECKED = "reproduced", "differs", "not-checked"
#: Lines tried for the answers whose copies nobody gave.
MOST_TRIED = 200_000


@dataclass
class Answer:
    """One ``answer.given``: ``result`` and, in words, how it was reproduced or why it was not."""

    index: int
    kind: str
    size: int
    as_of: str
    body: str
    result: str = UNCHECKED
    words: str = ""


@dataclass
class Reproduction:
    """``strangers``: files among the copies that no statement speaks of. ``tampered``: read models that differ.

    ``refused``: how many refusals of signed statements the log holds.
    """

    answers: list[Answer] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    tampered: list[str] = field(default_factory=list)
    refused: int = 0

    @property
    def ok(self) -> bool:
        return not (self.strangers or self.tampered) and all(a.result != DIFFERS for a in self.answers)

    def count(self, result: str) -> int:
        return sum(answer.result == result for answer in self.answers)

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.ok} | asdict(self)


@dataclass(frozen=True)
class Copy:
    """A file that left the house: its digest, and the question that it answers with the terms of it."""

    name: str
    digest: str
    question: str = ""
    terms: dict[str, Any] = field(default_factory=dict)

    @property
    def query(self) -> str:
        return query(self.question, **self.terms)


def reproduce(
    log: ExportedLog, folder: Path, copies: Path | None = None, progress: Progress = silent
) -> tuple[Reproduction, Engine]:
    """Reads the log once into read models in ``folder``, stopping at each answer's size; they stand at its end after.

    ``copies``: a folder of copies, as they left the house. Nothing personal is needed, and nothing is written but in
    ``folder``. The caller disposes of the engine.
    """
    held = read_copies(copies) if copies else []
    done = Reproduction()
    given = list(_given(log, done))
    views = open_views(folder / "replay.db")
    projector, tried = Projector(log, views), _Tried()
    for answer, question, rules in sorted(given, key=lambda one: one[0].size):
        projector.run(answer.size, lambda done: progress("replay", done, log.size()))
        with views.connect() as connection:
            _check(connection, answer, question, rules, held, tried)
    projector.run(progress=lambda done: progress("replay", done, log.size()))
    known = {answer.body for answer, _, _ in given}
    done.answers = [answer for answer, _, _ in given]
    done.strangers = [copy.name for copy in held if copy.digest not in known]
    return done, views


def read_copies(folder: Path) -> list[Copy]:
    """Every file of a folder. What is not a copy of an answer asks nothing, and no statement will speak of it."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = facts(path.read_bytes())
        found.append(Copy(path.name, sha256(data).hexdigest(), *_asked(data)))
    return found


def _asked(data: bytes) -> tuple[str, dict[str, Any]]:
    """The question that a copy answers, from its own words."""
    try:
        copy = json.loads(data)
        question, answer = copy["question"], copy["answer"]
        if question == "trail":
            return question, {"lines": [(str(holding), int(line)) for holding, line in answer["lines"]]}
        if question == "board-report":
            return question, {name: answer[name] for name in ("organisation", "start", "end", "public")}
    except (ValueError, KeyError, TypeError):
        pass
    return "", {}


def _given(log: ExportedLog, done: Reproduction) -> Iterator[tuple[Answer, str, int]]:
    """(answer, the question's digest, the rules' version) of each; counts refusals on the way."""
    for index, token in log.all():
        said = read(index, token)
        if said.type == "answer.given":
            d = said.data
            yield Answer(index, d["kind"], d["size"], d["as_of"], d["body"]), d["query"], d["rules"]
        done.refused += said.type == "refusal.recorded"


class _Tried:
    """Digest of the question about one line → that line, of all lines that registers have by now."""

    def __init__(self) -> None:
        self._known: dict[str, Root] = {}
        self._upto: dict[str, int] = {}

    def find(self, connection: Connection, question: str) -> dict[str, Any]:
        registers = select(tables.holding.c.id, tables.holding.c.lines).where(tables.holding.c.kind == "register")
        for row in connection.execute(registers):
            done = self._upto.get(row.id, 0)
            for line in range(done + 1, (row.lines or 0) + 1):
                if len(self._known) >= MOST_TRIED:
                    break
                self._known[query("trail", lines=[(row.id, line)])] = (row.id, line)
                self._upto[row.id] = line
        found = self._known.get(question)
        return {"lines": [found]} if found else {}


def _check(
    connection: Connection, answer: Answer, question: str, rules: int, copies: Sequence[Copy], tried: _Tried
) -> None:
    copy = next((copy for copy in copies if copy.digest == answer.body), None)
    copy = copy or next((copy for copy in copies if copy.question and copy.query == question), None)
    terms = copy.terms if copy and copy.question else tried.find(connection, question)
    again = REBUILD.get(copy.question if copy and copy.question else "trail")
    if answer.kind not in KINDS or again is None:
        answer.words = "this program cannot make answers of this kind again"
        return
    if not terms:
        answer.words = "whom it is about is named only in the copy: give it with --copies"
        return
    how = f"from {copy.name}" if copy else "from the log's own lines"
    for who, made in again(connection, rules, **terms):
        if sha256(made).hexdigest() == answer.body:
            answer.result, answer.words = REPRODUCED, f"{how}, as {who} sees it"
            return
    if rules != flags.VERSION:  # what has changed since may be all that differs
        answer.words = f"made by rules version {rules}; this program has version {flags.VERSION}, and says it otherwise"
        return
    answer.result, answer.words = DIFFERS, "the log gives another answer than the one that left the house"


def _trails(connection: Connection, rules: int, lines: Sequence[Root]) -> Iterator[tuple[str, bytes]]:
    """The trail of these lines as each kind of viewer would have had it."""
    owned = owners(connection, lines)
    viewers = [("the person", Viewer(Kind.PERSON, person="0" * 32))]
    for organisation in sorted(set(owned.values())):
        viewers.append(("its provider's staff", Viewer(Kind.PROVIDER, organisation)))
        viewers.append(("its privacy officer", Viewer(Kind.PRIVACY, organisation, reason="complaint")))
        printed = Viewer(Kind.PERSON, person="0" * 32, printed_by=organisation)
        viewers.append(("the person, printed by its provider's staff", printed))
    for who, viewer in (*viewers, ("an auditor", Viewer(Kind.AUDITOR))):
        made = trail(connection, viewer, lines, owned)
        yield who, body(replace(made, header=replace(made.header, rules=rules)))


def _board_reports(
    connection: Connection, rules: int, organisation: str, start: str, end: str, public: bool
) -> Iterator[tuple[str, bytes]]:
    made = board_report(connection, organisation, start, end, public=public)
    yield "the Board", board_body(replace(made, header=replace(made.header, rules=rules)))


#: How the answer to each question is made again: (who it was for, its public body), for everybody whom it can be for.
REBUILD: dict[str, Callable[..., Iterator[tuple[str, bytes]]]] = {"trail": _trails, "board-report": _board_reports}
#: The kinds of ``answer.given`` that these are.
KINDS = frozenset((AnswerKind.TRAIL, AnswerKind.BOARD_REPORT))


def compare(views: Path, log: ExportedLog) -> list[str]:
    """Which tables of a ledger's own read models (an SQLite file) differ from those made from the export, as of the
    models' position. Raises sqlalchemy's errors where the file is none."""
    with TemporaryDirectory(prefix="lightwell-") as name:
        theirs = create_engine(f"sqlite:///file:{views.absolute()}?mode=ro&uri=true")  # of any version, never changed
        ours = open_views(Path(name) / "compared.db")
        try:
            with theirs.connect() as connection:
                size = connection.scalar(select(tables.position.c.size)) or 0
            if size > log.size():
                return [f"they stand at {size:,} statements, and the export ends at {log.size():,}"]
            Projector(log, ours).run(size)
            with theirs.connect() as one, ours.connect() as two:
                return [t.name for t in tables.metadata.sorted_tables if _rows(one, t) != _rows(two, t)]
        finally:
            theirs.dispose()
            ours.dispose()


def _rows(connection: Connection, table: Any) -> str:
    """A digest of a table's rows, in whatever order they are stored."""
    whole = 0
    for row in connection.execute(select(table)):
        whole += int.from_bytes(sha256(repr(tuple(row)).encode()).digest(), "big")
    return f"{whole % (1 << 256):x}"
