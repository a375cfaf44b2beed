"""What was planned and granted together, as it stands at the statement now read: what an act is held against.

The matters' own rules (``ledger.matters``) say what is agreed, here as everywhere.
"""

import json
from typing import TypeVar

from sqlalchemy import Connection, select

from ledger.matters import MATTERS
from ledger.matters.grant import Grant
from ledger.matters.matter import Matter, Step
from ledger.matters.programme import Programme
from projections.journal import journal
from projections.statement import Statement

KINDS: tuple[type[Matter], ...] = (Programme, Grant)
M = TypeVar("M", bound=Matter)


class Agreed:
    """Reads the matters of ``KINDS`` from their rows once, then only what is new in this batch."""

    def __init__(self, connection: Connection) -> None:
        self._matters: dict[tuple[str, str], Matter] = {}
        full = {name.rpartition(".v")[0]: name for kind in KINDS for name in kind.TYPES}
        rows = connection.execute(select(journal).where(journal.c.type.in_(full)).order_by(journal.c.idx))
        kinds = {kind.NOUN: kind for kind in KINDS}
        for r in rows:
            self._take(
                kinds[r.noun], r.matter, Step(full[r.type], json.loads(r.data), r.organisation, r.digest, r.time)
            )

    def take(self, s: Statement) -> None:
        kind = MATTERS.get(s.event["type"])
        if kind in KINDS:
            step = Step.of(s.event, s.organisation, bytes.fromhex(s.digest))
            self._take(kind, s.data[kind.ID], step)

    def matter(self, kind: type[M], id: str) -> M:
        """One without statements where there is none."""
        found = self._matters.get((kind.NOUN, id))
        return found if isinstance(found, kind) else kind()

    def _take(self, kind: type[Matter], id: str, step: Step) -> None:
        self._matters.setdefault((kind.NOUN, id), kind()).apply(step)
