"""Who is in which holding: membership follows what is sent and made (DESIGN §5).

A register's lines are their own roots. A derived holding's lines are copies of its sources' members, moved by the
mapping. A source that turns up late is carried forward into what was already derived from it. Whoever is in a holding
only by way of something that is held from the family side is marked ``held`` there.
"""

import json
from collections import defaultdict
from typing import Any, NamedTuple

from sqlalchemy import insert, select, text, update

from projections.rows import Rows
from projections.tables import derivation, member

#: The highest line there can be (``ledger.statements.terms.Line``).
LAST = 1_000_000

_ON_CONFLICT = (
    " ON CONFLICT (root_holding, root_line, holding, line) DO UPDATE SET held = excluded.held"
    " WHERE excluded.held < member.held"
)
_COPY = text(
    "INSERT INTO member (root_holding, root_line, holding, line, held)"
    " SELECT root_holding, root_line, :holding, CASE WHEN line = 0 THEN 0 ELSE line + :move END,"
    " CASE WHEN held > :held THEN held ELSE :held END"
    " FROM member WHERE holding = :source AND (line BETWEEN :first AND :last OR line = 0)" + _ON_CONFLICT
)
_GROUP = text(
    "INSERT INTO member (root_holding, root_line, holding, line, held)"
    " SELECT root_holding, root_line, :holding, 0, CASE WHEN MIN(held) > :held THEN MIN(held) ELSE :held END"
    " FROM member WHERE holding = :source AND (line BETWEEN :first AND :last OR line = 0)"
    " GROUP BY root_holding, root_line" + _ON_CONFLICT
)


class Derivation(NamedTuple):
    """``lines``: how many the new holding has; ``within``: for ``group``, the source's ranges that went in."""

    holding: str
    source: str
    mapping: Any
    lines: int
    within: list[list[int]]
    held: int

    def spans(self) -> list[tuple[int, int, int]]:
        """(first, last, by how much they move) of the source's lines."""
        if self.mapping == "all":
            return [(1, self.lines, 0)]
        if self.mapping == "group":
            return [(first, last, 0) for first, last in self.within or [[1, 0]]]
        return [(first, last, at - first) for first, last, at in self.mapping]

    def leads(self, line: int) -> set[int]:
        """The lines of the new holding at which whoever is on this line of the source stands; 0 is no line of their
        own. The same as ``_COPY`` and ``_GROUP`` say it."""
        group = self.mapping == "group"
        spans = self.spans()
        if line == 0:
            return {0} if spans else set()
        return {0 if group else line + move for first, last, move in spans if first <= line <= last}


class Lineage:
    """Keeps ``member`` up to date; remembers which lines of registers are known, and which of them are held."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._known: dict[str, dict[int, int]] = {}
        self._derived: dict[str, list[Derivation]] | None = None

    def add_lines(self, holding: str, ranges: list[list[int]], held: int) -> None:
        """Lines of a register: roots of their own. A line once said openly is open for good."""
        known = self._known.get(holding)
        if known is None:
            query = select(member.c.line, member.c.held).where(
                member.c.root_holding == holding, member.c.holding == holding, member.c.line == member.c.root_line
            )
            known = self._known[holding] = {row.line: row.held for row in self._run(query)}
        fresh, opened = list[int](), list[int]()
        for first, last in ranges:
            for line in range(first, last + 1):
                before = known.get(line)
                if before is None:
                    fresh.append(line)
                elif before > held:
                    opened.append(line)
        changed = fresh + opened
        if not changed:
            return
        known.update(dict.fromkeys(changed, held))
        if opened:
            self._rows.flush()
        for n in opened:
            self._run(
                update(member)
                .where(member.c.root_holding == holding, member.c.root_line == n)
                .where(member.c.holding == holding, member.c.line == n)
                .values(held=held)
            )
        for n in fresh:
            self._rows.add(member, root_holding=holding, holding=holding, held=held, root_line=n, line=n)
        self._carry(holding, min(changed), max(changed), whole=False)

    def derive(self, new: Derivation, index: int, n: int) -> None:
        """``new`` is the ``n``-th derivation of the statement at ``index``."""
        row = new._asdict() | {"mapping": json.dumps(new.mapping), "within": json.dumps(new.within)}
        self._run(insert(derivation), row | {"idx": index, "n": n})
        if self._derived is not None:
            self._derived[new.source].append(new)
        self._copy(new)
        self._carry(new.holding, 1, LAST, whole=True)

    def _copy(self, one: Derivation) -> None:
        row = {"holding": one.holding, "source": one.source, "held": one.held}
        rows: list[dict[str, Any]] = [row | {"first": a, "last": b, "move": move} for a, b, move in one.spans()]
        if one.mapping == "group":
            for span in rows:
                del span["move"]
        self._rows.flush()
        self._run(_GROUP if one.mapping == "group" else _COPY, rows)

    def _carry(self, source: str, first: int, last: int, *, whole: bool, path: tuple[str, ...] = ()) -> None:
        """Takes what changed in ``source`` on into holdings that were derived from it before.

        ``whole``: anybody in it may have changed, those of no line of their own too. ``path`` ends the walk where
        holdings claim to be derived from one another in a circle.
        """
        if source in path:
            return
        for one in self._derivations().get(source, ()):
            if whole or any(a <= last and first <= b for a, b, _ in one.spans()):
                self._copy(one)
                self._carry(one.holding, 1, LAST, whole=True, path=(*path, source))

    def _run(self, *statement: Any) -> Any:
        return self._rows.connection.execute(*statement)

    def _derivations(self) -> dict[str, list[Derivation]]:
        if self._derived is None:
            self._derived = defaultdict(list)
            for row in self._run(select(derivation).order_by(derivation.c.idx, derivation.c.n)):
                self._derived[row.source].append(
                    Derivation(
                        row.holding, row.source, json.loads(row.mapping), row.lines, json.loads(row.within), row.held
                    )
                )
        return self._derived
