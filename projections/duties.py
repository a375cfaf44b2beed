"""What somebody still has to answer, to whom, and by when: open duties of every kind of matter, in one list.

Each kind of matter adds a source to ``SOURCES``, which reads the journal and gives all its open duties; scoping by
owner or by those to whom it is owed is done here. What is owed to everybody on a register goes through all of them: of
that, only the registers of whoever asks are read. What a unit owes for flows (outcomes, receipts) is in ``owed``.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from sqlalchemy import Connection

from projections import (
    agreements,
    breaches,
    challenges,
    choices,
    concerns,
    decisions,
    evidence,
    findings,
    flows,
    found,
    grants,
    inquiries,
    interests,
    learnings,
    meetings,
    preservations,
    programmes,
    protocols,
    quarterly,
    questions,
    remembered,
    requests,
    shown,
    studies,
    succession,
    telling,
    tenders,
    views,
    withholdings,
    written,
)
from projections.asking import today
from projections.due import Due, Source

SOURCES: tuple[Source, ...] = (
    # programmes
    programmes.duties,
    remembered.duties,
    meetings.duties,
    views.duties,
    decisions.duties,
    learnings.duties,
    grants.duties,
    interests.duties,
    # tenders and agreements
    agreements.duties,
    challenges.duties,
    tenders.duties,
    quarterly.duties,
    studies.duties,
    # families
    choices.duties,
    concerns.duties,
    found.duties,
    preservations.duties,
    # requests
    protocols.duties,
    requests.duties,
    telling.duties,
    breaches.duties,
    # safety
    withholdings.duties,
    inquiries.duties,
    shown.duties,
    # reporting
    questions.duties,
    findings.duties,
    evidence.duties,
)


#: (connection, today as an ISO day, whose registers, or None for all).
OF_REGISTERS: tuple[Callable[[Connection, str, str | None], list[Due]], ...] = (flows.duties, written.duties)


def open_duties(connection: Connection, holder: str | None = None) -> list[Due]:
    """All that is open as the record stands, most overdue first; whoever calls this must scope it. ``holder``: of what
    is owed to everybody on a register, only what this organisation owes."""
    day = today(connection)
    to_all = [due for source in OF_REGISTERS for due in source(connection, day, holder)]
    return sorted([*in_matters(connection), *to_all], key=lambda due: (due.due, due.index))


def in_matters(connection: Connection) -> list[Due]:
    """What is open in matters alone, in no order."""
    day = today(connection)
    followed = succession.followers(connection)
    return [
        replace(due, unit=succession.now(followed, due.unit)) if due.unit else due
        for source in SOURCES
        for due in source(connection, day)
    ]


def owed_by(found: Iterable[Due], organisation: str, unit: str | None = None) -> list[Due]:
    """Those that an organisation, or one of its units, has. What names no unit is the whole organisation's."""
    ours = (due for due in found if due.owner == organisation)
    return [due for due in ours if unit is None or due.unit in (None, unit)]


def owed_to(found: Iterable[Due], organisation: str) -> list[Due]:
    """Those that others have towards an organisation."""
    return [due for due in found if organisation in due.to and due.owner != organisation]
