"""Blocks as a tagged PDF (PDF/UA-1), set by Typst: in this process, from data alone, with fonts of our own."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Semaphore
from typing import Any

import typst

from api.papers.blocks import Block
from api.papers.signs import GAP, fonts, settable

TEMPLATE = Path(__file__).with_name("paper.typ")
#: Setting a page takes a core and some memory: this many at once, the others wait.
_AT_ONCE = Semaphore(2)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside the PDF; ``mime`` is its media type, ``about`` what a reader of the list of files is told."""

    name: str
    text: str
    mime: str
    about: str


@dataclass(frozen=True, slots=True)
class Paper:
    """``foot``: what stands at the foot of each page; ``page_words``: what says "Page 1 of 3"; ``large``: 18 points
    instead of 11.5; ``gap_words``: what explains the box in the place of a sign that no font has."""

    title: str
    about: str
    foot: str
    blocks: Sequence[Block]
    attached: Sequence[Attached] = ()
    large: bool = False
    lang: str = "en"
    page_words: str = "Page {number} of {all}"
    gap_words: str = f"A {GAP} is a sign that we can not print."


def pdf(paper: Paper) -> bytes:
    """The paper as A4 pages, tagged (ISO 14289-1), with every font it uses inside it."""
    told = asdict(paper)
    with _AT_ONCE:
        try:
            return _set(told)
        except typst.TypstError:
            return _set(told | _with_gaps(told))


def _with_gaps(told: dict[str, Any]) -> dict[str, Any]:
    """All words but those of what is inside the file, which stays as it was sealed."""
    made: dict[str, Any] = settable({name: value for name, value in told.items() if name != "attached"})
    if GAP in json.dumps(made["blocks"], ensure_ascii=False):
        made["blocks"].append({"kind": "p", "runs": [{"t": told["gap_words"], "as": ["soft"]}]})
    return made


def _set(told: dict[str, Any]) -> bytes:
    made = typst.compile(
        TEMPLATE.read_bytes(), font_paths=fonts(), ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(told, ensure_ascii=False)}, format="pdf", pdf_standards="ua-1",
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made
