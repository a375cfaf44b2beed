"""What was typed into a form, and what was wrong with it: shown again beside its field, so that nothing is lost."""

from dataclasses import dataclass, field, replace
from typing import Any, Self

from fastapi import Request

from ledger.problems import Problem

Options = tuple[tuple[str, str], ...]


@dataclass
class Form:
    """``values``: field → what was typed; ``errors``: field → what to do; ``problem``: of the whole; ``place``: what
    the identifiers of its fields begin with, where other forms of the page have fields of the same names; ``offered``:
    field → whom one may mean by what was written there, as (value, words).

    What is said ``with form:`` may be refused: the refusal becomes the form's problem, and the page is shown again.
    """

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    place: str = ""
    offered: dict[str, Options] = field(default_factory=dict)

    def at(self, place: str) -> Self:
        """The same, with fields of its own on the page."""
        return replace(self, place=f"{place}-")

    def need(self, name: str, says: str) -> str:
        """What was typed there; an error where it is empty."""
        value = str(self.values.get(name) or "").strip()
        if not value:
            self.errors[name] = says
        return value

    def number(self, name: str) -> int | None:
        """What was typed there, where it is a whole number of at most nine digits; else None."""
        return whole(str(self.values.get(name) or "").strip())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, Problem):
            self.refuse(error)
            return True
        return False

    def refuse(self, problem: Problem) -> None:
        """Takes what the ledger said."""
        self.problem = f"{problem.title}. {problem.advice}"

    @property
    def good(self) -> bool:
        return not self.errors and not self.problem


def whole(text: str) -> int | None:
    """A whole number of at most nine digits, 0 or more; None for what is none."""
    return int(text) if text.isdecimal() and len(text) <= 9 else None


async def typed(request: Request) -> Form:
    """A form as it was sent, as a dependency. A field sent more than once (ticks) is a list; a new line is one
    letter, as the browser counted it. Raises Problem."""
    sent = await request.form(max_fields=500, max_part_size=64 * 1024)
    values: dict[str, Any] = {}
    for name in sent:
        found = [value.replace("\r\n", "\n") for value in sent.getlist(name) if isinstance(value, str)]
        values[name] = found[0] if len(found) == 1 else found
    return Form(values)
