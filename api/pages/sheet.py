"""A plain page: what there is, in sections, and at its end one form. Most pages about programmes are such sheets."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.pages.forms import Form
from api.pages.rendering import page
from api.wording.language import tr
from api.wording.readers import capital
from api.wording.terms import Terms


@dataclass(frozen=True, slots=True)
class Item:
    """``tag``: a word that marks it, ``late``: as something that waits; ``words``: what was written, quoted."""

    title: str
    address: str = ""
    lines: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    tag: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """``empty``: what to say where there is no item; ``more``: (address, words) of links under it."""

    heading: str
    items: tuple[Item, ...]
    empty: str = "Nothing yet."
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """``kind``: choose, ticks, words, text, date or number; ``options``: (value, words)."""

    kind: str
    name: str
    label: str
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A form: what it is for, its fields, and the button that sends it."""

    heading: str
    fields: tuple[Field, ...]
    button: str


def options(terms: Terms, child: bool = False) -> tuple[tuple[str, str], ...]:
    """What can be chosen, in words."""
    return tuple((value, capital(tr(said[child]))) for value, said in terms.items())


def many(form: Form, name: str) -> list[str]:
    """What was ticked."""
    found = form.values.get(name, [])
    return [found] if isinstance(found, str) else list(found)


def sheet(
    request: Request, title: str, *sections: Section, back: tuple[str, str] = ("", ""), lead: str = "",
    summary: tuple[str, ...] = (), asks: Ask | None = None, form: Form | None = None,
    hidden: dict[str, str] | None = None, **more: Any,
) -> HTMLResponse:  # fmt: skip
    """``summary``: the first answer, in sentences; ``asks`` is shown with what was typed into ``form``, and sends what
    is ``hidden`` with it. With ``child``, it is a page of a person's own."""
    template = "my_sheet.html" if "child" in more else "sheet.html"
    return page(
        request, template, title=title, sections=sections, back=back, lead=lead, summary=summary, asks=asks,
        form=form or Form(), hidden=hidden or {}, **more,
    )  # fmt: skip
