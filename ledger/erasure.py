"""What stands in the way of erasing a person (LAW "Safety"), read from what the log says of their lines.

A request, a concern, a hold for safety, a withholding and an order to preserve each begin with a statement that names
lines of a holding and end with one that names its id. ``Bars`` remembers those that are open; nothing else of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ledger.problems import Problem
from ledger.statements.erasing import AskedFor, CopyFirst
from ledger.statements.types import PREFIX


@dataclass(frozen=True, slots=True)
class Asked:
    """How an erasure was asked for; as ``subject.erased`` has it. ``rule``: hexadecimal digest of a retention rule."""

    asked: str = AskedFor.PERSON
    copy_first: str = CopyFirst.DECLINED
    disposal: str | None = None
    rule: str | None = None


THEMSELVES = Asked()


class Bar(NamedTuple):
    """``code`` of the Problem that it is; ``ground``: the term that the statement gives."""

    code: str
    ground: str


def _hold(data: dict[str, Any]) -> Bar | None:
    """That somebody does not want to be sent on is no reason to keep them; that it may be dangerous is."""
    return Bar("erasure-held", data["reason"]) if data["reason"] in ("safety", "concern") else None


#: Type that opens → (member with its id, what it bars by).
_OPENS: dict[str, tuple[str, Callable[[dict[str, Any]], Bar | None]]] = {
    "request.made.v1": ("request", lambda data: Bar("erasure-request-open", data["kind"])),
    "concern.raised.v1": ("concern", lambda data: Bar("erasure-concern-open", data["about"])),
    "hold.placed.v1": ("hold", _hold),
    "withholding.proposed.v1": ("withholding", lambda data: Bar("erasure-held", data["ground"])),
    "preservation.ordered.v1": ("preservation", lambda data: Bar("erasure-held", data["ground"])),
}
#: Type that ends → the member with the id of what it ends.
_ENDS = {
    "request.closed.v1": "request", "request.withdrawn.v1": "request", "concern.answered.v1": "concern",
    "hold.lifted.v1": "hold", "withholding.decided.v1": "withholding", "preservation.ended.v1": "preservation",
}  # fmt: skip
_RETRACTED = "statement.retracted.v1"
TYPES = tuple(PREFIX + name for name in (*_OPENS, *_ENDS, _RETRACTED))
ERASED = tuple(PREFIX + f"subject.erased.v{version}" for version in (1, 2))


class Bars:
    """What is open, after all the statements that it took, in log order."""

    def __init__(self) -> None:
        self._open: dict[str, dict[tuple[str, str], tuple[Any, Bar]]] = {}  # holding → (noun, id) → lines, bar
        self._where: dict[tuple[str, str], str] = {}  # (noun, id) → holding
        self._said: dict[str, tuple[str, str]] = {}  # digest of what opened it → (noun, id)

    def take(self, name: str, data: dict[str, Any], digest: str) -> None:
        """One statement, by its short type. What was taken back bars no more."""
        if name in _OPENS:
            id, why = _OPENS[name]
            bar, about = why(data), (id, data[id])
            if bar is not None:
                self._open.setdefault(data["holding"], {})[about] = (data["lines"], bar)
                self._where[about], self._said[digest] = data["holding"], about
        elif name in _ENDS:
            if data.get("decision") == "keep":  # a withholding is looked at again, and goes on
                return
            self._end((_ENDS[name], data[_ENDS[name]]))
        elif data["statement"] in self._said:
            self._end(self._said.pop(data["statement"]))

    def _end(self, about: tuple[str, str]) -> None:
        holding = self._where.pop(about, None)
        if holding is not None:
            del self._open[holding][about]

    def on(self, lines: Iterable[tuple[str, int]]) -> list[Bar]:
        """What stands in the way of erasing whoever is on these lines (holding, line)."""
        found = {
            bar
            for holding, line in lines
            for at, bar in self._open.get(holding, {}).values()
            if at == "all" or any(first <= line <= last for first, last in at)
        }
        return sorted(found)


def check(bars: Bars, data: dict[str, Any], kinds: Mapping[str, str]) -> None:
    """Raises Problem where the data of a sealed ``subject.erased`` tells of somebody who might not be erased then.

    ``kinds``: organisation → what it is. The first version does not say whose they were, nor who asked.
    """
    asked = Asked(data.get("asked", AskedFor.PERSON), disposal=data.get("disposal"))
    refuse(bars, data["lines"], asked, kinds.get(data.get("organisation", ""), ""))


def refuse(bars: Bars, lines: Sequence[tuple[str, int]], asked: Asked, kind: str) -> None:
    """Raises Problem where the person on these lines may not be erased now. ``kind``: of their organisation."""
    if asked.asked == "worker":
        raise Problem("erasure-of-worker", "asked")
    if kind == "agency" and asked.disposal is None:
        raise Problem("erasure-no-authority", "disposal")
    found = bars.on(lines)
    if found:
        first = found[0].code
        raise Problem(first, "", [("ground", bar.ground) for bar in found if bar.code == first])
