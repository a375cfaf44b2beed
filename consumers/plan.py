"""What a file would have an organisation say: shown first, then signed and sent."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from consumers.cells import ZONE
from consumers.client import Client, problem_of
from ledger.problems import Problem
from ledger.statements import types

#: How many wrong rows the preview lists; the others are counted.
SHOWN = 20


class Finding(NamedTuple):
    """What is wrong where. It names a row, a column and a rule, never the value."""

    row: int
    column: str
    rule: str

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.rule}"


@dataclass
class Saying:
    """One statement to be. ``rows``: where in the file it comes from; ``lines``: how many people it touches."""

    name: str
    data: dict[str, Any]
    private: list[bytes]
    at: datetime
    id: str
    rows: list[int]
    lines: int
    parts: list[str]

    @property
    def verb(self) -> str:
        """``collected``, ``accessed opened``, ``access.refused`` …, as the preview groups it."""
        short = self.name.removeprefix("information.").removesuffix(".v1")
        return f"{short} {self.data['mode']}" if "mode" in self.data else short


@dataclass
class Plan:
    """``stays``: what is read here and never sent. ``missing``: what was not given, and is said as not given.
    ``skipped``: what is nothing to say; ``unclear``: what may be, but was not understood."""

    sayings: list[Saying] = field(default_factory=list)
    wrong: list[Finding] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    unclear: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    stays: list[str] = field(default_factory=list)
    private: list[str] = field(default_factory=list)

    def check(self, feed: str) -> None:
        """Holds every statement against its schema, before any is sent; what does not fit becomes a finding."""
        for saying in self.sayings:
            time = saying.at.strftime("%Y-%m-%dT%H:%M:%SZ")
            try:
                types.check(types.build(saying.name, saying.data, id=saying.id, source=feed, time=time))
            except Problem as problem:
                places = problem.errors or [("statement", problem.title)]
                row = saying.rows[0] if saying.rows else 0
                self.wrong += [Finding(row, place.removeprefix("data."), rule) for place, rule in places]

    def show(self, console: Console) -> None:
        """Prints what would be said, what stays private, what is missing, skipped and wrong."""
        table = Table()
        for title in ("would be said", "statements", "lines", "parts", "from", "to"):
            table.add_column(title, no_wrap=title != "parts")
        for verb in sorted({saying.verb for saying in self.sayings}):
            group = [saying for saying in self.sayings if saying.verb == verb]
            parts = sorted({part for saying in group for part in saying.parts})
            times = sorted(saying.at for saying in group)
            days = [f"{at.astimezone(ZONE):%Y-%m-%d}" for at in (times[0], times[-1])]
            lines = "all" if any(s.lines == 0 for s in group) else str(sum(s.lines for s in group))
            words = ", ".join(part.replace("_", " ") for part in parts)
            table.add_row(verb, str(len(group)), lines, words, *days)
        if self.sayings:
            console.print(table)
        if self.private:
            console.print(f"Sent privately, for those who may see it: {', '.join(self.private)}.", highlight=False)
        if self.stays:
            console.print(f"Stays here, never sent: {', '.join(self.stays)}.", highlight=False)
        for title, counts in (
            ("Missing", self.missing), ("Skipped", self.skipped), ("Not understood", self.unclear),
        ):  # fmt: skip
            for text, count in sorted(counts.items()):
                console.print(f"{title}: {text} ({count})", markup=False, highlight=False)
        for finding in self.wrong[:SHOWN]:
            console.print(f"Wrong: {finding}", markup=False, highlight=False)
        if len(self.wrong) > SHOWN:
            console.print(f"Wrong: {len(self.wrong) - SHOWN} more", highlight=False)


@dataclass
class Landed:
    """``already``: the same bytes were there. ``otherwise``: the same row or event was recorded in other words."""

    new: int = 0
    already: int = 0
    otherwise: int = 0
    failed: list[tuple[list[int], Problem]] = field(default_factory=list)

    def show(self, console: Console, unit: str) -> None:
        """``unit``: what the file's rows are called."""
        console.print(f"Recorded: {self.new}. Already recorded: {self.already}.", highlight=False)
        if self.otherwise:
            text = "recorded earlier in other words; the first stands. To change it, retract or replace the statement."
            console.print(f"{self.otherwise} {text}", highlight=False)
        for rows, problem in self.failed:
            console.print(f"Failed: {unit} {_listed(rows)}: {problem}", markup=False, highlight=False)


def send(client: Client, plan: Plan) -> Landed:
    """Signs and records in order of time. Raises Problem when the ledger cannot be reached; run it again then."""
    landed, ordered = Landed(), sorted(plan.sayings, key=lambda saying: saying.at)

    def signed() -> Iterator[dict[str, Any]]:
        for saying in ordered:
            yield client.sign(saying.name, saying.data, saying.private, saying.at, saying.id)

    for saying, result in zip(ordered, client.record_many(signed()), strict=True):
        if result["status"] == 201:
            landed.new += 1
        elif result["status"] == 200:
            landed.already += 1
        elif result["problem"].get("code") == "id-reused":
            landed.otherwise += 1
        else:
            landed.failed.append((saying.rows, problem_of(result["problem"])))
    return landed


def _listed(rows: list[int]) -> str:
    text = ", ".join(map(str, rows[:SHOWN]))
    return text + (f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else "")
