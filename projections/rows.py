"""Rows on their way into the read models: buffered, then written by the thousand."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert


class Rows:
    """A row whose primary key is there already is left as it is: what the log said first stands."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
        self._waiting: dict[Table, list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: Table, **row: Any) -> None:
        """Every row of a table must come with the same columns."""
        self._waiting[table].append(row)

    def flush(self) -> None:
        for table, rows in self._waiting.items():
            if rows:
                self.connection.execute(self._insert(table).on_conflict_do_nothing(), rows)
        self._waiting.clear()
