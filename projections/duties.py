"""What somebody still has to answer, to whom, and by when: open duties of every kind of matter, in one list.

Each kind of matter adds a source: a function that reads the journal and gives its open duties, all of them; scoping by
owner or by those to whom it is owed is done here. What a unit owes for flows (outcomes, receipts) is in ``owed``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from projections import days
from projections.asking import header


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


#: (connection, today as an ISO day) → everything open.
Source = Callable[[Connection, str], list[Due]]

SOURCES: tuple[Source, ...] = (
    # programmes
    # tenders and agreements
    # families
    # requests
    # reporting
)


def open_duties(connection: Connection) -> list[Due]:
    """All that is open as the record stands, most overdue first; whoever calls this must scope it."""
    as_of = header(connection, "duties").as_of
    today = days.day(as_of).isoformat() if as_of else date.min.isoformat()
    found = [due for source in SOURCES for due in source(connection, today)]
    return sorted(found, key=lambda due: (due.due, due.index))


def owed_by(connection: Connection, organisation: str, unit: str | None = None) -> list[Due]:
    """What an organisation, or one of its units, has to do. Duties that name no unit are the whole organisation's."""
    found = (due for due in open_duties(connection) if due.owner == organisation)
    return [due for due in found if unit is None or due.unit in (None, unit)]


def owed_to(connection: Connection, organisation: str) -> list[Due]:
    """What others owe an organisation."""
    return [due for due in open_duties(connection) if organisation in due.to and due.owner != organisation]
