"""What every answer starts with: the log size it is made from, the as-of time and the digest of the question."""

from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, func, select

from ledger import strictjson
from projections import days, flags, tables
from projections.answers import Header
from projections.project import MODEL

_STANDS = select(
    select(tables.position.c.size).where(tables.position.c.model == MODEL).scalar_subquery(),
    select(func.max(tables.tick.c.at)).scalar_subquery(),
)


def header(connection: Connection, question: str, **terms: Any) -> Header:
    """``terms`` name lines and ids only; the as-of time is the ledger's last tick, so that a replay gives the same."""
    size, as_of = connection.execute(_STANDS).one()
    return Header(size or 0, as_of or "", flags.VERSION, query(question, **terms))


def today(connection: Connection) -> str:
    """The ISO day in New Zealand of the ledger's last tick: what is overdue follows from the log alone."""
    as_of = header(connection, "today").as_of
    return days.day(as_of).isoformat() if as_of else date.min.isoformat()


def query(question: str, **terms: Any) -> str:
    """The digest of a question and what it asks about."""
    return sha256(strictjson.write({"question": question, **dict(sorted(terms.items()))})).hexdigest()
