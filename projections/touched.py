"""Which lines and parts of which holdings a statement touched, as rows: one for a whole holding, else one a line."""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from projections.lineage import LAST
from projections.memory import Memory


class Touched(NamedTuple):
    """As a statement says it: ``lines`` is ``all`` or ranges."""

    holding: str
    lines: Any
    parts: list[str]


class Touch(NamedTuple):
    """A row of ``touch`` without its act."""

    holding: str
    line: int
    upto: int
    parts: str


def rows(touched: Iterable[Touched], memory: Memory) -> tuple[list[Touch], int]:
    """Rows, and how many lines they touch; of ``all`` lines of a holding that nobody has described yet, none."""
    named: dict[str, list[Touched]] = {}
    for one in touched:
        named.setdefault(one.holding, []).append(one)
    found: list[Touch] = []
    total = 0
    for holding, said in named.items():
        held = memory.holding(holding)
        known = LAST if held is None else held.lines
        whole: dict[str, None] = {}
        is_whole, lines = False, dict[int, dict[str, None]]()
        for one in said:
            if one.lines == "all" or one.lines == [[1, known]]:
                is_whole = True
                whole.update(dict.fromkeys(one.parts))
                continue
            for first, last in one.lines:
                for line in range(first, last + 1):
                    lines.setdefault(line, {}).update(dict.fromkeys(one.parts))
        if is_whole:
            found.append(Touch(holding, 0, known, _text(tuple(whole))))
            total += known if held is not None else 0
        elif held is None or held.kind != "register":
            # Those who are in it as no line of their own may be on any line.
            anything = dict.fromkeys(part for parts in lines.values() for part in parts)
            found.append(Touch(holding, 0, 0, _text(tuple(anything))))
        total += sum(not is_whole or line > known for line in lines)
        found += [Touch(holding, line, line, _text(tuple(parts))) for line, parts in lines.items()]
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
