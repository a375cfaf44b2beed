"""Blocks as a tagged PDF (PDF/UA-1), set by Typst: in this process, from data alone, with fonts of our own."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from threading import Semaphore

import font_source_sans_pro
import typst

from api.papers.blocks import Block

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
    instead of 11.5."""

    title: str
    about: str
    foot: str
    blocks: Sequence[Block]
    attached: Sequence[Attached] = ()
    large: bool = False
    lang: str = "en"
    page_words: str = "Page {number} of {all}"


def pdf(paper: Paper) -> bytes:
    """The paper as A4 pages, tagged (ISO 14289-1), with every font it uses inside it."""
    data = json.dumps(asdict(paper), ensure_ascii=False)
    with _AT_ONCE:
        made = typst.compile(
            TEMPLATE.read_bytes(), font_paths=_fonts(), ignore_system_fonts=True,
            sys_inputs={"paper": data}, format="pdf", pdf_standards="ua-1",
        )  # fmt: skip
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    """Read once."""
    return typst.Fonts(include_system_fonts=False, font_paths=[font_source_sans_pro.font_directory])
