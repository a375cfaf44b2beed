"""An open duty, and what gives them: a module of its own, so that each kind of matter can say what is open in it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Due:
    """``kind`` is a term of ``api.wording.duties``; ``owner`` an organisation, ``unit`` one of its units where it is
    that unit's; ``to`` whom it is owed to, empty where it is families only; ``rule`` the provision or schedule line
    that sets the date, as ``ledger.vocabulary.Basis`` or a rule's name; dates are ISO days in New Zealand.

    ``index`` is the statement that made it due, ``matter`` where to answer; ``people``: how many it is about.
    """

    kind: str
    owner: str
    unit: str | None
    noun: str
    matter: str
    index: int
    since: str
    due: str
    overdue: bool
    rule: str
    people: int = 0
    to: tuple[str, ...] = ()


def of_each(owners: Iterable[str], parties: Collection[str], one: Due) -> list[Due]:
    """The same duty of several parties, each to all the others; ``one`` says everything but whose it is."""
    return [replace(one, owner=owner, to=tuple(party for party in parties if party != owner)) for owner in owners]


#: (connection, today as an ISO day) → everything open.
Source = Callable[[Connection, str], list[Due]]
