"""Rows on their way into the read models: buffered, then written by the thousand."""

from collections import defaultdict
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.sqlite import insert


class Rows:
    """A row whose primary key is there already is left as it is: what the log said first stands."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._waiting: dict[Table, list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: Table, **row: Any) -> None:
        """Every row of a table must come with the same columns."""
        self._waiting[table].append(row)

    def flush(self) -> None:
        for table, rows in self._waiting.items():
            if not rows:
                continue
            if self.connection.dialect.name == "sqlite":
                self.connection.execute(insert(table).on_conflict_do_nothing(), rows)
            else:
                names = tuple(rows[0])
                arrays = tuple([row[name] for row in rows] for name in names)
                self.connection.exec_driver_sql(_from_arrays(table, names), arrays)
        self._waiting.clear()


_DIALECT: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]


@cache
def _from_arrays(table: Table, names: tuple[str, ...]) -> str:
    """One statement for all rows, a column an array: COPY could not leave out what is there already."""
    arrays = ", ".join(f"%s::{table.c[name].type.compile(_DIALECT)}[]" for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table.name}" ({columns}) SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING'
