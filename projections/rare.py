"""Acts that are few beside all others, each kind found by an index of its own: what was written or destroyed, and what
broke a rule. Where they touched is then read act by act: asked for a register, a database reads every act on it.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, select, text

from projections.tables import BROKEN, RARE, act, touch

T = TypeVar("T")
#: How many acts are looked up at once.
AT_ONCE = 500


class Place(NamedTuple):
    """Where an act touched a register; line 0: every line up to ``upto``."""

    act: int
    line: int
    upto: int


def touched(connection: Connection, type: str, register: str, lines: Collection[int] | None = None) -> list[Place]:
    """The places in a register that acts of this type (of ``tables.RARE``) touched, in log order; not of what was taken
    back. ``lines``: only where these may be meant."""
    query = select(touch.c.act, touch.c.line, touch.c.upto, touch.c.holding).order_by(touch.c.act, touch.c.line)
    if lines is not None:
        here = touch.c.holding == register, touch.c.line.in_((0, *sorted(lines)))
        standing = act.c.type == type, act.c.retracted.is_(None)
        query = query.join(act, act.c.idx == touch.c.act).where(*here, *standing)
        return [Place(at, line, upto) for at, line, upto, _ in connection.execute(query)]
    acts = connection.scalars(select(act.c.idx).where(text(RARE), act.c.type == type, act.c.retracted.is_(None))).all()
    rows = (row for some in lots(sorted(acts)) for row in connection.execute(query.where(touch.c.act.in_(some))))
    return [Place(at, line, upto) for at, line, upto, holding in rows if holding == register]


def destroyed(connection: Connection, register: str, lines: Sequence[int]) -> dict[int, int]:
    """Those of these lines that were destroyed → index of the last act that did."""
    asked = set(lines)
    found: dict[int, int] = {}
    for row in touched(connection, "information.destroyed", register, lines if len(lines) <= AT_ONCE else None):
        if row.line == 0:
            found.update((line, row.act) for line in lines if line <= row.upto)
        elif row.line in asked:
            found[row.line] = row.act
    return found


def broken(connection: Connection) -> Sequence[int]:
    """Index of each act that broke a rule and was not taken back, the newest first."""
    query = select(act.c.idx).where(text(BROKEN), act.c.retracted.is_(None))
    return connection.scalars(query.order_by(act.c.idx.desc())).all()


def lots(found: Sequence[T]) -> Iterator[Sequence[T]]:
    """As many at a time as a database is asked for."""
    return (found[at : at + AT_ONCE] for at in range(0, len(found), AT_ONCE))
