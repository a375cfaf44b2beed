"""Who is in which holding: membership follows what is sent and made (DESIGN §5).

A register's lines are their own roots. A derived holding's lines are copies of its sources' members, moved by the
mapping. A source that turns up late is carried forward into what was already derived from it.
"""

import json
from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, insert, select, text

from projections.tables import derivation, member

_COPY = text(
    "INSERT INTO member (root_holding, root_line, holding, line)"
    " SELECT root_holding, root_line, :holding, CASE WHEN line = 0 THEN 0 ELSE line + :move END"
    " FROM member WHERE holding = :source AND (line BETWEEN :first AND :last OR line = 0)"
    " ON CONFLICT DO NOTHING"
)
_GROUP = text(
    "INSERT INTO member (root_holding, root_line, holding, line)"
    " SELECT DISTINCT root_holding, root_line, :holding, 0"
    " FROM member WHERE holding = :source AND (line BETWEEN :first AND :last OR line = 0)"
    " ON CONFLICT DO NOTHING"
)


_DERIVE = text(
    "INSERT INTO derivation (holding, source, mapping, lines, within, idx)"
    " VALUES (:holding, :source, :mapping, :lines, :within, :idx) ON CONFLICT DO NOTHING"
)


class Lineage:
    """Keeps ``member`` up to date; remembers which lines of registers are known."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, set[int]] = {}
        self._derived: dict[str, list[Any]] | None = None

    def add_lines(self, holding: str, ranges: list[list[int]]) -> None:
        """Lines of a register: roots of their own."""
        known = self._known.get(holding)
        if known is None:
            query = select(member.c.line).where(member.c.root_holding == holding, member.c.holding == holding)
            known = self._known[holding] = set(self._connection.scalars(query))
        fresh = [line for first, last in ranges for line in range(first, last + 1) if line not in known]
        if fresh:
            known.update(fresh)
            self._connection.execute(
                insert(member),
                [{"root_holding": holding, "root_line": n, "holding": holding, "line": n} for n in fresh],
            )
            self._carry(holding, min(fresh), max(fresh))

    def derive(self, holding: str, source: str, mapping: Any, lines: int, within: Any, index: int) -> None:
        """``lines``: how many the new holding has; ``within``: for ``group``, the source's lines that went in."""
        row = {"holding": holding, "source": source, "mapping": json.dumps(mapping), "lines": lines}
        self._connection.execute(_DERIVE, row | {"within": json.dumps(within), "idx": index})
        if self._derived is not None:
            self._derived[source].append((holding, mapping, lines, within))
        self._copy(holding, source, mapping, lines, within)
        self._carry(holding, 1, 1_000_000)

    def _copy(self, holding: str, source: str, mapping: Any, lines: int, within: Any) -> None:
        if mapping == "all":
            spans, sql = [(1, lines, 0)], _COPY
        elif mapping == "group":
            spans = [(first, last, 0) for first, last in ([[1, 1_000_000]] if within == "all" else within)]
            sql = _GROUP
        else:
            spans, sql = [(first, last, at - first) for first, last, at in mapping], _COPY
        rows: list[dict[str, Any]] = [
            {"holding": holding, "source": source, "first": a, "last": b} for a, b, _ in spans
        ]
        if sql is _COPY:
            rows = [row | {"move": move} for row, (_, _, move) in zip(rows, spans, strict=True)]
        self._connection.execute(sql, rows)

    def _carry(self, source: str, first: int, last: int, path: tuple[str, ...] = ()) -> None:
        """Takes new members of ``source`` on into holdings that were derived from it before.

        ``path`` ends the walk where holdings claim to be derived from one another in a circle.
        """
        if source in path:
            return
        for holding, mapping, lines, within in self._derivations().get(source, ()):
            if mapping == "all" and first > lines:
                continue
            if isinstance(mapping, list) and not any(a <= last and first <= b for a, b, _ in mapping):
                continue
            if mapping == "group" and within != "all" and not any(a <= last and first <= b for a, b in within):
                continue
            if mapping == "group" and within == "all" and source in self._known:
                continue  # a register has grown since; who came later was not in the group
            self._copy(holding, source, mapping, lines, within)
            self._carry(holding, 1, 1_000_000, (*path, source))

    def _derivations(self) -> dict[str, list[Any]]:
        if self._derived is None:
            self._derived = defaultdict(list)
            for row in self._connection.execute(select(derivation).order_by(derivation.c.idx)):
                self._derived[row.source].append(
                    (row.holding, json.loads(row.mapping), row.lines, json.loads(row.within))
                )
        return self._derived
