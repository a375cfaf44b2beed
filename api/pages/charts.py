"""Bars and flow maps as shapes for ``charts.html``: plain arithmetic, no script. A table beside each says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

#: Of bars: how wide the longest is, and how far one is from the next.
WIDTH, ROW = 360, 46
#: Of a flow map: how wide a box is, how far columns and boxes are apart, how high a column's boxes are together.
BOX, STEP, GAP, HEIGHT = 14, 205, 14, 200
#: Letters of a label's line, and the height of one.
LETTERS, LINE = 24, 17


@dataclass(frozen=True, slots=True)
class Bar:
    """``width`` in the drawing's units; ``told``: the number in words; ``dark``: the bar that the chart is about."""

    words: str
    told: str
    y: int
    width: float
    dark: bool


@dataclass(frozen=True, slots=True)
class Bars:
    title: str
    about: str
    height: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """So much from one box to another, by their names."""

    start: str
    end: str
    value: int
    dark: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """``lines``: its label, wrapped, which stands right of the box."""

    x: float
    y: float
    height: float
    lines: tuple[str, ...]
    label_y: float


@dataclass(frozen=True, slots=True)
class Ribbon:
    """``path``: of its middle line; ``width``: its stroke."""

    path: str
    width: float
    dark: bool


@dataclass(frozen=True, slots=True)
class FlowMap:
    title: str
    about: str
    width: int
    height: int
    boxes: tuple[Box, ...]
    ribbons: tuple[Ribbon, ...]


def bars(title: str, about: str, rows: Sequence[tuple[str, int, bool]]) -> Bars:
    """(words, number, dark) each; the longest is as wide as the drawing."""
    most = max((number for _, number, _ in rows), default=0) or 1
    made = [
        Bar(words, f"{number:,}", n * ROW, round(WIDTH * number / most, 1), dark)
        for n, (words, number, dark) in enumerate(rows)
    ]
    return Bars(title, about, len(rows) * ROW, tuple(made))


def flow_map(title: str, about: str, columns: Sequence[Sequence[str]], links: Sequence[Link]) -> FlowMap:
    """Boxes in columns from left to right, each as high as what goes through it; ribbons between neighbours."""
    through = {
        name: max(sum(k.value for k in links if k.start == name), sum(k.value for k in links if k.end == name))
        for column in columns for name in column
    }  # fmt: skip
    shown = [[name for name in column if through[name]] for column in columns]
    most = max((sum(through[name] for name in column) for column in shown), default=0) or 1
    unit, boxes, bottom = HEIGHT / most, dict[str, Box](), 0.0
    for n, column in enumerate(shown):
        y = 0.0
        for name in column:
            lines = tuple(wrap(f"{name} ({through[name]:,})", LETTERS))
            room = max(through[name] * unit, LINE * len(lines) + 4)
            high, label = round(through[name] * unit, 1), round(y + LINE - 3, 1)
            boxes[name] = Box(n * STEP, round(y, 1), high, lines, label)
            y += room + GAP
        bottom = max(bottom, y - GAP)
    ribbons = tuple(_ribbons(boxes, links, unit))
    return FlowMap(title, about, len(shown) * STEP, round(bottom) + 4, tuple(boxes.values()), ribbons)


def _ribbons(boxes: dict[str, Box], links: Sequence[Link], unit: float) -> list[Ribbon]:
    left = {name: box.y for name, box in boxes.items()}
    right = dict(left)
    made = []
    for link in links:
        if link.value and link.start in boxes and link.end in boxes:
            width = link.value * unit
            a, b = right[link.start] + width / 2, left[link.end] + width / 2
            right[link.start] += width
            left[link.end] += width
            x, to = boxes[link.start].x + BOX, boxes[link.end].x
            half = (x + to) / 2
            path = f"M{x:.1f} {a:.1f} C{half:.1f} {a:.1f} {half:.1f} {b:.1f} {to:.1f} {b:.1f}"
            made.append(Ribbon(path, round(width, 1), link.dark))
    return made
