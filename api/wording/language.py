"""The language that a page is being written in. English is the source; another goes through its catalogue.

Which one it is belongs to a request, not to a text: wording calls ``tr`` with its English, and nothing else knows.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup


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
        return self.words.get(message) or (f"[English] {message}" if self.preview else message)


ENGLISH = Language("en-NZ", {})
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
