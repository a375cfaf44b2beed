"""Which lines and parts of which holdings a statement touched, as rows: one for a whole holding, else one a line."""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from projections.lineage import LAST
from projections.memory import Memory


class Touched(NamedTuple):
    """As a statement says it: ``lines`` is ``all`` or ranges."""

    holding: str
    lines: Any
    parts: list[str]


#: A row of ``touch`` without its act: holding, line, upto, parts.
Touch = tuple[str, int, int, str]


def rows(touched: Sequence[Touched], memory: Memory) -> tuple[list[Touch], int]:
    """Rows, and how many lines they touch; of ``all`` lines of a holding that nobody has described yet, none."""
    if len(touched) == 1:
        return _of_holding(touched[0].holding, touched, memory)
    named: dict[str, list[Touched]] = {}
    for one in touched:
        named.setdefault(one.holding, []).append(one)
    each = [_of_holding(holding, said, memory) for holding, said in named.items()]
    return [row for found, _ in each for row in found], sum(total for _, total in each)


def _of_holding(holding: str, said: Sequence[Touched], memory: Memory) -> tuple[list[Touch], int]:
    held = memory.holding(holding)
    known = LAST if held is None else held.lines
    whole: dict[str, None] = {}
    upto, lines = -1, dict[int, dict[str, None]]()
    for one in said:
        parts = dict.fromkeys(one.parts)
        if one.lines == "all" or (len(one.lines) == 1 and one.lines[0][0] == 1 and one.lines[0][1] >= known):
            upto = max(upto, known if one.lines == "all" else one.lines[0][1])
            whole.update(parts)
            continue
        for first, last in one.lines:
            for line in range(first, last + 1):
                lines[line] = {**lines[line], **parts} if line in lines else parts
    if lines and upto >= 0 and held is not None and held.kind != "register":
        # Whoever may be on any line is on one of which more was touched: no row of the whole says so.
        lines = {line: {**whole, **lines.get(line, {})} for line in sorted({*range(1, upto + 1), *lines})}
        upto = -1
    found: list[Touch] = []
    total = sum(line > upto for line in lines)
    if upto >= 0:
        found.append((holding, 0, upto, _text(tuple(whole))))
        total += upto if held is not None else 0
    elif held is None or held.kind != "register":
        # Those who are in it as no line of their own may be on any line.
        anything = dict.fromkeys(part for parts in lines.values() for part in parts)
        found.append((holding, 0, 0, _text(tuple(anything))))
    for line, parts in lines.items():
        found.append((holding, line, line, _text(tuple(parts))))
    return found, total


@lru_cache(maxsize=4096)
def _text(parts: tuple[str, ...]) -> str:
    """Parts as JSON: few sets of them are said again and again."""
    return json.dumps(parts)


def ranges(touched: Iterable[Touched], holding: str, known: int | None) -> list[list[int]]:
    """The lines of one holding that were touched; ``all`` ends at the lines ``known`` so far (None: not described)."""
    found: list[list[int]] = []
    for one in touched:
        if one.holding == holding:
            found += [[1, LAST if known is None else known]] if one.lines == "all" else one.lines
    return sorted(found)
