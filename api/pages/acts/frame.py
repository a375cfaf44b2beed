"""What people say by hand, described: who may say it, of what, in which fields, and what is recorded from them.

One module a matter lists its acts; ``api.pages.doing`` shows each as a form, reads it, says it, and gives a receipt.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api import reading
from api.pages import picking
from api.pages.forms import Form, whole
from api.pages.forms import Options as Options
from api.session import SignedIn
from api.wording.readers import Naming, capital
from api.wording.terms import Terms
from projections.policy import Kind

#: How many rows a form can take; each is a part of one statement.
MOST_ROWS = 20
NEEDED = {
    "choose": "Choose one.", "ticks": "Tick at least one.", "date": "Choose a day.", "number": "Write a number.",
    "rows": "Fill in at least one.", "person": "Write a number or a name.",
    "people": "Tick somebody, or look for them.",
}  # fmt: skip


class Mistake(Exception):
    """``name``: the field; ``says``: what to do there."""

    def __init__(self, name: str, says: str) -> None:
        super().__init__(name)
        self.name, self.says = name, says


@dataclass(frozen=True, slots=True)
class Field:
    """``kind``: choose, ticks, text, words (prose), date, number or rows of fields; ``options``: (value, words);
    or person or people, who are looked for by ``search``.

    ``title``: what one of ``rows`` is called, as in "Line 1".
    """

    kind: str
    name: str
    label: str
    options: Options = ()
    hint: str = ""
    optional: bool = False
    need: str = ""
    rows: tuple["Field", ...] = ()
    title: str = ""
    search: picking.Search | None = None

    @property
    def shown(self) -> Options:
        """What is offered: nothing is chosen for anybody, unless there is only one thing to choose."""
        if self.kind != "choose" or (len(self.options) == 1 and not self.optional):
            return self.options
        return (("", "None" if self.optional else "Choose"), *self.options)


#: What was said in the fields of a form: text, a number, a list of what was ticked, a list of rows; no empty ones.
Typed = dict[str, Any]
#: The data of the statement, and its words by the name of their disclosure.
Saying = tuple[dict[str, Any], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Act:
    """``title``: what one does; ``lead``: what it is for, and what comes of it; ``type``: the statement.

    ``of``: the matters that it can be said of, (id, what each is called), or None; ``new``: the member with the id of
    what it begins, if it begins something, which ``say`` also finds as ``typed["new"]``; ``person``: also any
    person of the viewer's organisation, of whom ``of`` lists none where they are many. ``start``: what the fields
    hold at first; ``told``: the statement in a sentence; ``case``: it reads a trail, for a case. ``on``: what ``of``
    lists, by the noun whose page leads to it; ``answers``: the kinds of duties that it does away with.
    """

    name: str
    group: str
    title: str
    lead: str
    type: str
    may: frozenset[Kind]
    fields: Callable[[SignedIn, str], tuple[Field, ...]]
    say: Callable[[SignedIn, str, Typed], Saying]
    told: Callable[[dict[str, Any], Naming], str]
    new: str = ""
    of: Callable[[SignedIn], Options] | None = None
    person: bool = False
    start: Callable[[SignedIn, str], dict[str, Any]] = field(default=lambda viewer, matter: {})
    button: str = "Sign and record it"
    case: bool = False
    on: str = ""
    answers: tuple[str, ...] = ()

    def about(self, viewer: SignedIn, matter: str) -> str:
        """What a matter is called that this can be said of; empty for any other."""
        if self.of is None:
            return ""
        known = reading.known_as(viewer, matter) if self.person else ""
        return known or dict(self.of(viewer)).get(matter, "")


def terms(words: Mapping[str, str] | Terms) -> Options:
    """What can be chosen from a list of terms, in an adult's words."""
    return tuple((value, capital(said if isinstance(said, str) else said[0])) for value, said in words.items())


def read(fields: tuple[Field, ...], form: Form, before: str = "") -> Typed:
    """What was typed; what is wrong is put beside its field. ``before``: the start of the names, inside a row."""
    found: Typed = {}
    for one in fields:
        name = before + one.name
        value = _rows(one, form) if one.kind == "rows" else _value(one, name, form)
        if value not in ("", [], None):
            found[one.name] = value
        elif not one.optional and name not in form.errors:
            form.errors[name] = one.need or NEEDED.get(one.kind, "Write something here.")
    return found


def _value(one: Field, name: str, form: Form) -> Any:
    given = form.values.get(name, "")
    if one.search is not None:
        return (picking.one if one.kind == "person" else picking.several)(one.search, name, form)
    if one.kind == "ticks":
        form.values[name] = ticked = [given] if isinstance(given, str) and given else list(given)
        found = [value for value, _ in one.options if value in ticked]
        if len(found) < len({*ticked}):
            form.errors[name] = picking.GONE
        return found
    form.values[name] = text = (given if isinstance(given, str) else "").strip()
    if not text:
        return ""
    if one.kind == "number":
        if (number := whole(text)) is not None:
            return number
        form.errors[name] = "Write a number, such as 12."
    elif one.kind == "date":
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            form.errors[name] = "Write the day as year, month, day: 2026-06-30."
    elif one.kind == "choose":
        if text in dict(one.options):
            return text
        form.errors[name] = "Choose one of the list."
    elif len(text) > 4_000:
        form.errors[name] = "Write at most 4,000 letters."
    else:
        return text
    return None


def _rows(one: Field, form: Form) -> list[Typed]:
    """Rows in which nothing was typed, or that are to be left out, are no rows."""
    found = []
    for number in range(1, rows_of(one, form) + 1):
        before = f"{one.name}-{number}-"
        chosen = [inner for inner in one.rows if len(inner.options) != 1]  # what is chosen for them tells nothing
        typed = [form.values.get(before + inner.name) for inner in chosen]
        if any(typed) and not form.values.get(before + "out"):
            found.append(read(one.rows, form, before))
    return found


def rows_of(one: Field, form: Form) -> int:
    """How many rows of this field the form shows."""
    return min(max(form.number(f"{one.name}-rows") or 1, 1), MOST_ROWS)


def fill(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The values with which a form shows these rows."""
    found: dict[str, Any] = {f"{name}-rows": str(len(rows))}
    for number, row in enumerate(rows, 1):
        found |= {f"{name}-{number}-{key}": value if isinstance(value, list) else str(value)
                  for key, value in row.items()}  # fmt: skip
    return found
