"""One of our own pages as a list of blocks: what a reader of the page is told, without what can only be pressed.

A paper is made from the page's own HTML, so that it cannot say anything else than the page does. What is left out:
forms, and what the page marks ``noprint``. What a page folds away (``details``) is open on paper.
"""

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Any

#: A block as ``paper.typ`` reads it: ``kind`` and what belongs to it. Runs are {"t": text, "as": [styles], "lang"}.
Block = dict[str, Any]

INLINE = frozenset(("a", "strong", "b", "em", "i", "span", "code", "abbr", "time", "small", "br"))
VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "path", "rect", "line", "circle", "use", "stop"))
LEFT_OUT = frozenset(("form", "script", "style", "button", "select", "label", "nav"))
#: Classes that change how words look on paper.
STYLES = frozenset(("soft", "flag", "tag", "said", "num", "lead", "came"))
#: How wide a drawing is, in its own units, that takes the whole width of a page: its letters are of 11 points then.
WHOLE = 615
BOXES = frozenset(("answer", "card", "note", "inside", "paper-box"))


@dataclass
class Node:
    """An element; ``children`` are elements and texts in order."""

    tag: str
    attrs: dict[str, str]
    children: "list[Node | str]" = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set(self.attrs.get("class", "").split())

    def text(self) -> str:
        return " ".join("".join(c if isinstance(c, str) else c.text() for c in self.children).split())


class _Tree(HTMLParser):
    """Our templates close what they open; SVG keeps its case by ``raw``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in [node.tag for node in self._open[1:]]:
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def blocks(html: str, element: str = "main") -> list[Block]:
    """The blocks of a page's ``main`` (or ``footer``). Raises ValueError where the page has none."""
    tree = _Tree()
    tree.feed(_with_drawings(html))
    found = _find(tree.root, element)
    if found is None:
        raise ValueError(f"the page has no {element}")
    return _blocks(found)


def _with_drawings(html: str) -> str:
    """Each drawing carries its own text along, for a parser of HTML changes the case of SVG's names. What screen
    readers pass over says nothing that the words do not, and is left out."""

    def kept(drawn: re.Match[str]) -> str:
        if 'aria-hidden="true"' in drawn.group(0).partition(">")[0]:
            return ""
        own = drawn.group(0).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
        return drawn.group(0).replace("<svg", f'<svg data-drawn="{escape(own)}"', 1)

    return re.sub(r"<svg.*?</svg>", kept, html, flags=re.DOTALL)


def _width(svg: str) -> float:
    """Of the page's, in hundredths: letters are as large in one drawing as in another, as far as the page allows."""
    drawn = re.search(r'viewBox="0 0 ([0-9.]+) ', svg)
    return min(100.0, round(100 * float(drawn.group(1)) / WHOLE, 1)) if drawn else 100.0


def _find(node: Node, tag: str) -> Node | None:
    for child in node.children:
        if isinstance(child, Node):
            found = child if child.tag == tag else _find(child, tag)
            if found is not None:
                return found
    return None


def _left_out(node: Node) -> bool:
    return node.tag in LEFT_OUT or "noprint" in node.classes or "hidden" in node.attrs


def _blocks(node: Node) -> list[Block]:
    """Words between blocks become paragraphs of their own."""
    made: list[Block] = []
    words: list[Block] = []

    def flush() -> None:
        runs = _trimmed(words)
        if runs:
            made.append({"kind": "p", "runs": runs})
        words.clear()

    for child in node.children:
        if isinstance(child, str) or child.tag in INLINE:
            words.extend(_runs(child))
        elif not _left_out(child):
            flush()
            made.extend(_block(child))
    flush()
    return made


def _block(node: Node) -> list[Block]:
    tag = node.tag
    if tag in ("h1", "h2", "h3", "h4", "summary"):
        level = 4 if tag == "summary" else int(tag[1])
        return [{"kind": "heading", "level": level, "runs": _trimmed(_inside(node))}]
    if tag == "p":
        runs = _trimmed(_inside(node))
        return [{"kind": "p", "runs": runs}] if runs else []
    if tag in ("ul", "ol"):
        items = [_blocks(child) for child in node.children if isinstance(child, Node) and not _left_out(child)]
        kind = "lines" if node.classes & {"lines", "seen", "people"} else "list"
        return [{"kind": kind, "items": [item for item in items if item]}]
    if tag == "dl":
        cells = [_trimmed(_inside(child)) for child in node.children if isinstance(child, Node)]
        rows = [list(row) for row in zip(cells[::2], cells[1::2], strict=False)]
        return [{"kind": "facts", "rows": rows}]
    if tag == "table":
        return [_table(node)]
    if tag == "svg":
        words = {child.tag: child.text() for child in node.children if isinstance(child, Node)}
        alt = " ".join(filter(None, (words.get("title", ""), words.get("desc", ""))))
        svg = node.attrs["data-drawn"]
        return [{"kind": "drawing", "svg": svg, "alt": alt, "width": _width(svg)}]
    if tag == "blockquote" or node.classes & BOXES:
        kind = "quote" if tag == "blockquote" else "box"
        return [{"kind": kind, "strong": "answer" in node.classes, "blocks": _blocks(node)}]
    return _blocks(node)


def _table(node: Node) -> Block:
    caption: list[Block] = []
    head: list[list[Block]] = []
    rows: list[list[Block]] = []
    for row in _descendants(node, ("caption", "tr")):
        if row.tag == "caption":
            caption = _trimmed(_inside(row))
            continue
        cells = [child for child in row.children if isinstance(child, Node) and child.tag in ("th", "td")]
        made: list[Block] = [
            {"head": cell.tag == "th", "num": "num" in cell.classes, "runs": _cell(cell)} for cell in cells
        ]
        if cells and all(cell.tag == "th" for cell in cells):
            head = [cell["runs"] for cell in made]
        else:
            rows.append(made)
    columns = max([len(head), *(len(row) for row in rows)])
    return {"kind": "table", "caption": caption, "head": head, "rows": rows, "columns": columns}


def _cell(cell: Node) -> list[Block]:
    """A cell's words; paragraphs in it are put on lines of their own."""
    runs: list[Block] = []
    for block in _blocks(cell):
        runs += [{"t": "\n", "as": []}] if runs else []
        runs += block.get("runs", [])
        for item in block.get("items", []):
            runs += [*item[0].get("runs", []), {"t": "\n", "as": []}]
    return runs


def _descendants(node: Node, tags: tuple[str, ...]) -> list[Node]:
    found: list[Node] = []
    for child in node.children:
        if isinstance(child, Node):
            found += [child] if child.tag in tags else _descendants(child, tags)
    return found


def _inside(node: Node) -> list[Block]:
    found: list[Block] = []
    for child in node.children:
        if isinstance(child, str) or not _left_out(child):
            found += _runs(child)
    styles = [style for style in STYLES if style in node.classes]
    return [run | {"as": sorted({*run["as"], *styles})} for run in found]


def _runs(node: Node | str) -> list[Block]:
    """Words with how they look; spaces as a browser shows them."""
    if isinstance(node, str):
        words = " ".join(node.split())
        if not words:
            return [{"t": " ", "as": []}] if node else []
        return [{"t": f"{' ' * node[0].isspace()}{words}{' ' * node[-1].isspace()}", "as": []}]
    if _left_out(node):
        return []
    if node.tag == "br":
        return [{"t": "\n", "as": []}]
    styles = {"strong": ["strong"], "b": ["strong"], "code": ["code"]}.get(node.tag, [])
    lang = {"lang": node.attrs["lang"]} if "lang" in node.attrs else {}
    return [run | {"as": sorted({*run["as"], *styles})} | (lang if run["t"].strip() else {}) for run in _inside(node)]


def _trimmed(runs: list[Block]) -> list[Block]:
    """Without empty edges, and with one space where several met."""
    made: list[Block] = []
    for run in runs:
        text = run["t"]
        if text.startswith(" ") and (not made or made[-1]["t"].endswith((" ", "\n"))):
            text = text.lstrip(" ")
        if text:
            made.append(run | {"t": text})
    while made and not made[-1]["t"].strip():
        made.pop()
    if made:
        made[-1] = made[-1] | {"t": made[-1]["t"].rstrip()}
    return made
