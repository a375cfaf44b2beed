"""The forms of a page as somebody meets them, and what a browser sends of one in which nothing was filled in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = frozenset({"text", "textarea", "date", "number", "email", "time", "datetime-local"})


@dataclass
class Blank:
    """``sent``: what goes with it all the same; ``left``: the fields in which nothing is said, by name."""

    action: str
    sent: dict[str, str] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    button: str = ""


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Blank] = []
        self._form: Blank | None = None
        self._inside, self._choice = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._inside = True
        elif tag == "form" and self._inside and said.get("method") == "post":
            self._form = Blank(said.get("action", ""))
            self.found.append(self._form)
        elif self._form is not None:
            self._field(self._form, tag, said)

    def _field(self, form: Blank, tag: str, said: dict[str, str]) -> None:
        name, kind = said.get("name", ""), said.get("type", "text" if tag == "input" else tag)
        if tag == "option" and self._choice and ("selected" in said or self._choice not in form.sent):
            form.sent[self._choice] = said.get("value", "")
        elif tag == "select":
            self._choice = name
        elif tag == "button":  # the last one sends it; others add a row
            form.sent.pop(form.button, None)
            form.button = name
            form.sent |= {name: said.get("value", "")} if name else {}
        elif tag in ("input", "textarea") and name:
            if kind == "hidden" or (kind == "radio" and "checked" in said):
                form.sent[name] = said.get("value", "")
            elif kind in TYPED:
                form.sent[name], form.left[name] = "", kind
            else:
                form.left[name] = kind

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._form is not None:
            if not self._form.sent.get(self._choice):
                self._form.left[self._choice] = "select"
            self._choice = ""
        elif tag == "form":
            self._form = None
        elif tag == "main":
            self._inside = False


def blanks(page: str) -> list[Blank]:
    """Those of the page's main part that are sent by POST."""
    reader = _Forms()
    reader.feed(page)
    for one in reader.found:
        for name in [name for name in one.left if one.sent.get(name)]:  # a choice that was made for them
            del one.left[name]
    return reader.found
