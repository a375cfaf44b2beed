"""Lines to compare with the source systems, chosen by the checkpoint's hash: neither side can choose them."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from heapq import nsmallest

from sqlalchemy import Connection, and_, select

from projections.database import Either
from projections.tables import act, holding, member, touch

#: Statements named for one line; a longer history says how many more.
NAMED = 12


@dataclass(frozen=True)
class Sampled:
    """A person's line in the register it comes from, and every statement that touched it anywhere."""

    organisation: str
    holding: str
    line: int
    statements: tuple[int, ...]

    def said(self) -> str:
        more = f" … {len(self.statements) - NAMED} more" if len(self.statements) > NAMED else ""
        return ", ".join(map(str, self.statements[:NAMED])) + more if self.statements else "none"


def sample(connection: Connection, root: bytes, count: int) -> list[Sampled]:
    """The ``count`` lines whose SHA-256 of (``root`` ‖ register ‖ line) is lowest.

    Who knows the root can check the choice; nobody can know it before the checkpoint is signed.
    """
    chosen = nsmallest(count, _lines(connection), key=lambda one: _rank(root, one[1], one[2]))
    return [Sampled(owner, id, line, _touching(connection, id, line)) for owner, id, line in chosen]


def _rank(root: bytes, id: str, line: int) -> bytes:
    return sha256(root + f"{id} {line}".encode()).digest()


def _lines(connection: Connection) -> Iterator[tuple[str, str, int]]:
    rows = connection.execute(
        select(holding.c.organisation, member.c.root_holding, member.c.root_line)
        .join(holding, holding.c.id == member.c.root_holding)
        .where(holding.c.kind == "register", member.c.holding == member.c.root_holding)
        .where(member.c.line == member.c.root_line)
    )
    return ((row[0], row[1], row[2]) for row in rows)


def _touching(connection: Connection, id: str, line: int) -> tuple[int, ...]:
    found = connection.scalars(
        select(act.c.idx)
        .select_from(member)
        .join(touch, and_(touch.c.holding == member.c.holding, Either(touch.c.line, member.c.line)))
        .join(act, act.c.idx == touch.c.act)
        .where(member.c.root_holding == id, member.c.root_line == line, member.c.line <= touch.c.upto)
        .distinct()
        .order_by(act.c.idx)
    )
    return tuple(found)
