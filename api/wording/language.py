"""The language that a page is being written in. English is the source; another goes through its catalogue.

Which one it is belongs to a request, not to a text: wording calls ``tr`` with its English, and nothing else knows.
Where a catalogue has no words, English stands in, between two marks that a page and a paper turn into ``lang="en"``
(WCAG 2.2, 3.1.2), for words are put together in many places and only there become HTML.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

#: Around English that stands in for another language: private use (Unicode 23.5), so that no text has them by itself.
STARTS, ENDS = "\ue000", "\ue001"
_GAP = re.compile(r"(\{\w+\})")


@dataclass(frozen=True, slots=True)
class Language:
    """``tag``: BCP 47, for ``lang``; ``words``: English → this language. ``reviewer``: who signed them, ``reviewed``:
    when. ``preview``: nobody has, so English that stands in is marked. ``offered``: the reader may switch."""

    tag: str
    words: Mapping[str, str]
    reviewer: str = ""
    reviewed: str = ""
    preview: bool = False
    offered: bool = False

    def say(self, message: str) -> str:
        said = self.words.get(message)
        if said or self.tag == ENGLISH.tag:
            return said or message
        return _in_english(f"[English] {message}" if self.preview else message)


ENGLISH = Language("en-NZ", {})


def _in_english(message: str) -> str:
    """Its own words between marks; what is filled in may be in the page's language again, and stays outside."""
    parts = (f"{STARTS}{part}{ENDS}" if re.search("[A-Za-z]", part) else part for part in _GAP.split(message)[::2])
    return "".join(part + gap for part, gap in zip(parts, (*_GAP.findall(message), ""), strict=True))


def plain(text: str) -> str:
    """Words without the marks, where their language cannot be told: in attributes and titles."""
    return text.translate({ord(STARTS): None, ord(ENDS): None})


def passages(text: str) -> list[tuple[str, bool]]:
    """(words, whether they are English that stands in), in order."""
    cut = re.split(f"[{STARTS}{ENDS}]", text)
    return [(words, bool(number % 2)) for number, words in enumerate(cut) if words]


_spoken: ContextVar[Language] = ContextVar("language", default=ENGLISH)


def spoken() -> Language:
    """The language of this page."""
    return _spoken.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Everything worded inside is worded in ``language``."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def tr(message: str, /, **parts: Any) -> str:
    """``message`` in the language of this page; ``{name}`` in it is filled in from ``parts``."""
    said = _spoken.get().say(message)
    return said.format(**parts) if parts else said


def tr_html(message: str, /, **parts: Any) -> Markup:
    """The same in a template: the catalogue's words are trusted as the template's are, and ``parts`` are escaped."""
    said = Markup(_spoken.get().say(message))  # noqa: S704
    return said.format(**parts) if parts else said
